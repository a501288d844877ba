"""What a leaderboard says of its order: rank intervals, groups, who beats whom, tau and tops under resampling."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import random_scores, score_matrix
from scipy import stats

import fastrank as fr
from fastrank.significance.rank_intervals import inseparable_groups, rank_intervals
from fastrank.significance.resampled_orders import orders_definition, resampled_orders
from fastrank.significance.system_sums import SystemSums


def drawn(sums):
    return SystemSums(np.asarray(sums, dtype=float), np.empty(0), np.empty(0))


@given(st.integers(1, 7), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_orders_follow_their_definition(n_systems, n_resamples, seed):
    rng = np.random.default_rng(seed)
    sums = rng.integers(0, 5, (n_systems, n_resamples))
    observed = rng.integers(0, 4, n_systems)
    rank = np.array([1 + (observed > own).sum() for own in observed])
    found = resampled_orders(drawn(sums), rank)
    for name, expected in orders_definition(sums, rank).items():
        assert getattr(found, name) == pytest.approx(expected, abs=1e-12)
    taus = [stats.kendalltau(observed, column).statistic if n_systems > 1 else np.nan for column in sums.T]
    assert found.tau == pytest.approx(taus, abs=1e-12, nan_ok=True)


def test_lower_is_better_turns_the_order():
    sums = np.random.default_rng(1).integers(0, 6, (5, 200))
    rank = np.array([2, 1, 5, 3, 4])
    up, down = (
        resampled_orders(drawn(sums), rank),
        resampled_orders(drawn(-sums), rank, higher_is_better=False),
    )
    for one, other in zip(up, down, strict=True):
        assert one.tobytes() == other.tobytes()


def test_threads_do_not_matter():
    sums = np.random.default_rng(2).random((20, 20_000))
    rank = np.arange(1, 21)
    expected = resampled_orders(drawn(sums), rank)
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = resampled_orders(drawn(sums), rank)
        finally:
            fr.set_num_threads(None)
        assert all(one.tobytes() == other.tobytes() for one, other in zip(found, expected, strict=True))


def test_leaderboard_carries_what_the_resamples_say():
    scores = random_scores(6, 80, seed=4)
    board = fr.leaderboard(scores, rng=3, n_resamples=999)
    at = [scores.systems.index(system) for system in board.systems]
    assert (board.p_beats[0] + board.p_beats[0].T == 1).all()
    assert board.rank_share.sum(axis=2) == pytest.approx(np.ones((1, 6)))
    # Without ties, to be best is to have rank 1, and a top of one that is kept is the best system.
    assert board.rank_share[0, :, 0] == pytest.approx(board.p_best[0])
    assert board.top_kept[0, 0] == board.p_best[0, 0]
    assert board.top_kept[0, -1] == 1
    assert board.tau_low[0] <= board.tau[0] <= board.tau_high[0]
    result = fr.compare(scores, rng=3, n_resamples=999)
    apart = {
        frozenset(p)
        for p, mark in zip(zip(result.a, result.b, strict=True), result.significant, strict=True)
        if mark
    }
    for i, j in itertools.combinations(range(6), 2):
        assert board.separable[0, i, j] == board.separable[0, j, i]
        assert board.separable[0, i, j] == (frozenset((board.systems[i], board.systems[j])) in apart)
    assert (board.separable_from_best[0] == board.separable[0, 0]).all()
    means = scores.means()[0, at]
    low, high = rank_intervals(means, board.separable[0])
    assert (low.tolist(), high.tolist()) == (board.rank_low[0].tolist(), board.rank_high[0].tolist())
    assert board.to_arrow().column("rank_high").to_pylist() == high.tolist()


def test_direction_and_a_single_system():
    scores = random_scores(4, 60, seed=9)
    turned = fr.Scores(
        1.0 - scores.values[0],
        systems=scores.systems,
        queries=scores.queries,
        measure="loss",
        higher_is_better=False,
    )
    up, down = fr.leaderboard(scores, rng=1), fr.leaderboard(turned, rng=1)
    assert (up.rank_low == down.rank_low).all()
    assert (up.rank_high == down.rank_high).all()
    assert up.p_beats == pytest.approx(down.p_beats, abs=1e-3)
    assert up.tau == pytest.approx(down.tau, abs=1e-3)
    alone = fr.leaderboard(scores.sel(systems=["s0"]), rng=1)
    assert (alone.rank_low.tolist(), alone.rank_high.tolist(), alone.groups()) == ([[1]], [[1]], (("s0",),))
    assert np.isnan(alone.tau).all()
    assert alone.top_kept.tolist() == [[1.0]]


@given(st.integers(1, 8), st.integers(0, 2**32 - 1))
def test_groups_are_the_maximal_sets(n, seed):
    apart = np.triu(np.random.default_rng(seed).random((n, n)) < 0.5, 1)
    apart |= apart.T
    whole = [
        set(group)
        for size in range(1, n + 1)
        for group in itertools.combinations(range(n), size)
        if not any(apart[i, j] for i, j in itertools.combinations(group, 2))
    ]
    maximal = [group for group in whole if not any(group < other for other in whole)]
    assert sorted(map(sorted, maximal)) == [list(group) for group in inseparable_groups(apart)]


def test_equal_means_of_tenths_tie_in_resamples():
    """0.1 + 0.1 against 0.2 + 0.0: rounded to quanta the sums differ, and are equal all the same."""
    values = np.array([[0.1, 0.1] * 10, [0.2, 0.0] * 10, [0.9, 0.8] * 10])
    scores = fr.Scores(values, systems="abc", queries=range(20), measure="P@10", bounds=(0.0, 1.0))
    plan = resampled_orders(drawn([[3.0, 1.0], [3.2, 5.0]]), np.array([1, 1]), slack=0.5)
    assert plan.beats.tolist() == [[0.5, 0.25], [0.75, 0.5]]
    board = fr.leaderboard(scores, rng=0, n_resamples=199)
    assert board.rank.tolist() == [[1, 2, 2]]
    assert board.rank_share[0, 0].tolist() == [1.0, 0.0, 0.0]


def test_groups_of_a_measure_by_name():
    board = fr.leaderboard(random_scores(5, 40), rng=0)
    assert board.groups("gain") == board.groups()
    assert sorted({system for group in board.groups() for system in group}) == sorted(board.systems)
    with pytest.raises(ValueError, match="measure 'AP' is not on this leaderboard; there are: gain"):
        board.groups("AP")


def test_too_many_groups_are_refused():
    apart = np.kron(np.eye(30, dtype=int), np.ones((3, 3), dtype=int) - np.eye(3, dtype=int)).astype(bool)
    with pytest.raises(ValueError, match="more than 10000 groups"):
        inseparable_groups(apart)


def test_intervals_hold_the_ranks_of_a_real_matrix(data):
    board = fr.leaderboard(score_matrix(data, "adhoc5", "ap"), rng=0, n_resamples=999)
    assert (board.rank_low <= board.rank).all()
    assert (board.rank <= board.rank_high).all()


@pytest.mark.long
@pytest.mark.parametrize("equal", [True, False])
def test_all_true_ranks_are_covered_at_once(equal):
    """At .95, over simulated queries: shared difficulty, unequal variances, close or equal means."""
    rng = np.random.default_rng(11)
    true = np.zeros(8) if equal else np.array([0.0, 0.0, 0.02, 0.05, 0.05, 0.08, 0.2, 0.3])
    spread = np.linspace(0.1, 0.3, 8)[:, None]
    held, runs = 0, 400
    for run in range(runs):
        values = true[:, None] + rng.normal(0, 0.2, 50) + rng.normal(0, 1, (8, 50)) * spread
        scores = fr.Scores(values, systems=range(8), queries=range(50), measure="gain")
        board = fr.leaderboard(scores, rng=run, n_resamples=499)
        means = true[[int(system) for system in board.systems]]
        best, worst = (means[:, None] < means).sum(axis=1) + 1, (means[:, None] <= means).sum(axis=1)
        held += bool(((board.rank_low[0] <= best) & (worst <= board.rank_high[0])).all())
    assert held / runs > 0.95 - 2 * np.sqrt(0.95 * 0.05 / runs)
