"""leaderboard: order, intervals, marks, shares of being best."""

import numpy as np
import pytest
from real_scores import random_scores, score_matrix
from scipy import stats

import fastrank as fr


def three():
    rng = np.random.default_rng(3)
    values = np.clip(
        rng.random(80) * 0.5 + np.array([[0.1], [0.4], [0.38]]) + rng.normal(0, 0.05, (3, 80)), 0, 1
    )
    return fr.Scores(
        values, systems=["low", "high", "near"], queries=range(80), measure="gain", bounds=(0.0, 1.0)
    )


def test_order_marks_and_shares():
    board = fr.leaderboard(three(), rng=1)
    assert board.systems == ("high", "near", "low")
    assert board.rank.tolist() == [[1, 2, 3]]
    assert board.separable_from_best[0, [0, 2]].tolist() == [False, True]
    assert board.p_best.sum() == pytest.approx(1.0)
    assert board.p_best[0, 0] > 0.5
    assert board.p_best[0, 2] == 0
    assert board.mean[0].tolist() == [three().means()[0, i] for i in (1, 2, 0)]
    assert "mean only" in board.legend


def test_marks_are_those_of_compare():
    scores = random_scores(8, 60, seed=6)
    board, result = fr.leaderboard(scores, rng=2), fr.compare(scores, rng=2)
    best = board.systems[0]
    apart = {
        (set(pair) - {best}).pop()
        for pair, mark in zip(zip(result.a, result.b, strict=True), result.significant, strict=True)
        if best in pair and mark
    }
    assert {s for s, mark in zip(board.systems, board.separable_from_best[0], strict=True) if mark} == apart


def test_lower_is_better_turns_everything():
    scores = three()
    turned = fr.Scores(
        1.0 - scores.values[0],
        systems=scores.systems,
        queries=scores.queries,
        measure="loss",
        higher_is_better=False,
        bounds=(0.0, 1.0),
    )
    up, down = fr.leaderboard(scores, rng=1), fr.leaderboard(turned, rng=1)
    assert up.systems == down.systems
    assert up.rank.tolist() == down.rank.tolist()
    assert up.p_best == pytest.approx(down.p_best, abs=1e-3)
    assert up.separable_from_best.tolist() == down.separable_from_best.tolist()


def test_several_measures_share_resamples_and_order():
    one = three()
    other = fr.Scores(
        one.values[0, ::-1], systems=one.systems, queries=one.queries, measure="other", bounds=(0, 1)
    )
    both = fr.Scores(
        np.concatenate([one.values, other.values]),
        systems=one.systems,
        queries=one.queries,
        measure=["gain", "other"],
        bounds=(0.0, 1.0),
    )
    board, alone = fr.leaderboard(both, rng=1), fr.leaderboard(other, rng=1)
    at = [alone.systems.index(system) for system in board.systems]
    assert board.systems == fr.leaderboard(one, rng=1).systems
    assert board.low[1].tolist() == alone.low[0, at].tolist()
    assert board.p_best[1].tolist() == alone.p_best[0, at].tolist()
    table = board.to_arrow()
    assert table.num_rows == 6
    assert table.column_names[:3] == ["measure", "rank", "system"]


def test_identical_systems_share_rank_and_chances():
    values = np.tile(np.random.default_rng(0).random(30), (3, 1))
    values[2] -= 0.5
    scores = fr.Scores(values, systems=["a", "b", "c"], queries=range(30), measure="gain")
    board = fr.leaderboard(scores, rng=0)
    assert board.rank.tolist() == [[1, 1, 3]]
    assert board.p_best.tolist() == [[0.5, 0.5, 0.0]]


@pytest.mark.parametrize("n_queries", [50, 1500])
def test_intervals_of_means_are_near_the_t_interval(n_queries):
    scores = random_scores(3, n_queries)
    board = fr.leaderboard(scores, rng=0)
    for i, system in enumerate(board.systems):
        expected = stats.ttest_1samp(scores.sel(systems=[system]).values[0, 0], 0).confidence_interval()
        width = expected.high - expected.low
        assert [board.low[0, i], board.high[0, i]] == pytest.approx(
            [expected.low, expected.high], abs=0.06 * width
        )


def test_intervals_stay_within_the_measure():
    values = np.zeros((2, 12))
    values[0, :11] = 1.0
    board = fr.leaderboard(
        fr.Scores(values, systems="ab", queries=range(12), measure="hit", bounds=(0.0, 1.0)), rng=0
    )
    assert (board.low >= 0).all()
    assert (board.high <= 1).all()
    # Wilson's interval of 0 of 12: up to z² / (n + z²).
    square = stats.norm.ppf(0.975) ** 2
    assert (board.low[0, 1], board.high[0, 1]) == (0.0, pytest.approx(square / (12 + square)))
    assert board.interval == ("wilson",)


def test_threads_and_query_order_do_not_matter():
    scores = random_scores(6, 1200)
    expected = fr.leaderboard(scores, rng=3).columns()
    shuffled = scores.sel(queries=np.random.default_rng(0).permutation(scores.queries).tolist())
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = fr.leaderboard(shuffled, rng=3).columns()
        finally:
            fr.set_num_threads(None)
        for name, column in expected.items():
            assert np.array_equal(found[name], column), name


def test_wrong_input():
    with pytest.raises(TypeError, match="leaderboard takes Scores"):
        fr.leaderboard([[1, 2]])
    with pytest.raises(ValueError, match='missing="pairwise" gives no common ranking'):
        fr.leaderboard(three(), missing="pairwise")
    with pytest.raises(ValueError, match="5 queries, and inference asks for at least 10"):
        fr.leaderboard(random_scores(2, 5))


def test_one_system_alone():
    board = fr.leaderboard(random_scores(1, 20), rng=0)
    assert board.p_best.tolist() == [[1.0]]
    assert board.separable_from_best.tolist() == [[False]]


def test_real_collection(data):
    board = fr.leaderboard(score_matrix(data, "adhoc5", "ap"), rng=0)
    assert board.systems[0] == "run26"
    assert board.rank[0].tolist() == sorted(board.rank[0].tolist())
    assert board.separable_from_best[0, -1]
    assert not board.separable_from_best[0, 1]


def test_equal_means_of_tenths_share_the_first_place():
    """0.1 + 0.1 and 0.2 + 0 are equal; rounded to quanta of 2^-26 their sums are not."""
    values = np.tile([[0.1, 0.1], [0.2, 0.0]], (1, 6))
    scores = fr.Scores(values, systems=["a", "b"], queries=range(12), measure="m", bounds=(0, 1))
    board = fr.leaderboard(scores, rng=3)
    first = board.rank_share[0][:, 0]  # how often no other is better
    both = first.sum() - 1
    assert both > 0.05
    np.testing.assert_allclose(board.p_best[0], first - both / 2, rtol=1e-12)
