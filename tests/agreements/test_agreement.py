"""agreement: the two rankings, their intervals by a plain definition, kinds of pairs, alignment, laws, refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import score_matrix
from scipy import stats

import fastrank as fr
from fastrank.agreements.pair_kinds import KINDS
from fastrank.kernels.random_streams import weight_definition
from fastrank.significance.query_keys import query_keys
from fastrank.significance.tied_sums import joined_sums


def two_sides(n_systems=6, n_queries=30, noise=0.3, seed=0):
    rng = np.random.default_rng(seed)
    true = rng.random((n_systems, n_queries)) + np.linspace(0, 0.5, n_systems)[:, None]
    names = {"systems": [f"s{i}" for i in range(n_systems)], "queries": [f"q{i}" for i in range(n_queries)]}
    a = fr.Scores(true.round(3), measure="one", **names)
    b = fr.Scores((true + rng.normal(0, noise, true.shape)).round(3), measure="other", **names)
    return a, b


def covid(data, measure):
    path = data / "trec_covid_r1" / f"matrix_{measure}_topics_x_systems.csv.gz"
    return fr.read_scores(path, measure=measure)


def test_trec_covid(data):
    a, b = covid(data, "map"), covid(data, "ndcg_cut_10")
    result = fr.agreement(a, b, rng=0, n_resamples=199, p=0.9, test="t")
    # shared/data/trec_covid_r1/expected_correlations.json: scipy of trec_eval's means.
    assert result.value[0] == pytest.approx(0.7646218289646559, abs=1e-12)
    means = [side.means()[0] for side in (a, b)]
    assert result.value[1] == pytest.approx(fr.tau_ap(*means).statistic, abs=1e-12)
    assert result.value[2] == pytest.approx(fr.tau_ap(*means[::-1]).statistic, abs=1e-12)
    assert result.value[3] == pytest.approx(fr.rbo_scores(*means, p=0.9).ext, abs=1e-12)
    assert sum(result.pair_counts.values()) == 143 * 142 // 2


def test_equal_means_tie_although_sums_of_rounded_scores_differ(data):
    a, b = score_matrix(data, "adhoc5", "ap"), score_matrix(data, "adhoc5", "p10")
    result = fr.agreement(a, b, rng=0, n_resamples=199, test="t")
    # Means to 9 digits: 10 pairs of systems have one P@10; expected.json's .8437 takes means whose last bits differ.
    expected = stats.kendalltau(a.means()[0].round(9), b.means()[0].round(9)).statistic
    assert result.value[0] == pytest.approx(expected, abs=1e-12)
    assert (result.low <= result.resampled_mean).all()
    assert (result.resampled_mean <= result.high).all()


def weights(keys, replicate, attempt=0):
    """Of one replicate; one without any weight is drawn again."""
    drawn = [weight_definition(5, key, replicate, attempt) for key in keys]
    return drawn if sum(drawn) else weights(keys, replicate, attempt + 1)


@pytest.mark.parametrize("over", ["queries", "systems", "both"])
def test_intervals_are_those_of_replicates_drawn_one_by_one(over):
    a, b = two_sides(4, 12)
    n = 40
    result = fr.agreement(a, b, over=over, n_resamples=n, rng=5, confidence_level=0.9, test="t")
    queries, systems = query_keys(a.queries).tolist(), query_keys(a.systems, stratum="system").tolist()
    taus, reversed_aps = [], []
    for replicate in range(n):
        w = weights(queries, replicate) if over != "systems" else [1] * 12
        drawn = weights(systems, replicate) if over != "queries" else [1] * 4
        x, y = (
            [
                sum(v * k for v, k in zip(row, w, strict=True))
                for row, m in zip(s.values[0], drawn, strict=True)
                for _ in range(m)
            ]
            for s in (a, b)
        )
        x, y = (np.round(side, 9) for side in (x, y))
        if min(np.ptp(x), np.ptp(y)) == 0:
            continue
        taus.append(stats.kendalltau(x, y).statistic)
        reversed_aps.append(fr.tau_ap(y, x).statistic)
    assert result.n_undefined[0] == n - len(taus)
    for at, values in ((0, taus), (2, reversed_aps)):
        found = [result.low[at], result.high[at], result.resampled_mean[at], result.standard_error[at]]
        expected = [*np.quantile(values, [0.05, 0.95]), np.mean(values), np.std(values, ddof=1)]
        assert found == pytest.approx(expected, abs=1e-9)


def test_a_side_agrees_with_itself():
    a, _ = two_sides()
    result = fr.agreement(a, a, p=0.9, rng=0, n_resamples=99)
    assert result.value == pytest.approx([1.0] * 4)
    assert result.low == pytest.approx([1.0] * 4)
    assert (result.max_drop, result.max_drop_system) == (0, "")
    kinds = result.pair_counts
    assert kinds["active agreement"] + kinds["passive agreement"] == 15


def test_kinds_of_pairs_by_definition():
    a, b = two_sides(8, 25, noise=0.8)
    result = fr.agreement(a, b, rng=0, n_resamples=199, alpha=0.2)
    one, other = (
        fr.compare(a, rng=0, n_resamples=199, alpha=0.2),
        fr.compare(b, rng=0, n_resamples=199, alpha=0.2),
    )
    expected = dict.fromkeys(KINDS, 0)
    for i in range(len(one)):
        how = ("passive", "mixed", "active")[int(one.significant[i]) + int(other.significant[i])]
        same = (one.difference[i] > 0) == (other.difference[i] > 0)
        kind = f"{how} {'agreement' if same else 'disagreement'}"
        expected[kind] += 1
        assert result.pairs()["kind"][i] == kind
    assert result.pair_counts == expected


def test_maximum_drop_by_hand():
    queries = range(12)
    flat = np.tile(np.linspace(0, 0.01, 12), (4, 1))
    a = fr.Scores(flat + np.array([[0.4], [0.3], [0.2], [0.1]]), systems="wxyz", queries=queries, measure="a")
    b = fr.Scores(flat + np.array([[0.2], [0.3], [0.2], [0.4]]), systems="wxyz", queries=queries, measure="b")
    result = fr.agreement(a, b, rng=0, n_resamples=99, test="t")
    assert result.rank_a.tolist() == [1, 2, 3, 4]
    assert result.rank_b.tolist() == [3, 2, 3, 1]
    assert (result.max_drop, result.max_drop_system) == (2, "w")


def test_leftovers_are_left_out_and_named():
    a, b = two_sides()
    some = b.sel(systems=["s5", "s1", "s0", "s2"], queries=[f"q{i}" for i in range(29, 4, -1)])
    result = fr.agreement(a, some, rng=0, n_resamples=99)
    assert result.systems == ("s0", "s1", "s2", "s5")
    assert result.only_systems == (("s3", "s4"), ())
    assert result.only_queries == (("q0", "q1", "q2", "q3", "q4"), ())
    assert "2 systems of scores_a left out: the other side has not got them" in result.notes
    same = fr.agreement(a.sel(systems=some.systems, queries=some.queries), some, rng=0, n_resamples=99)
    assert same.low.tobytes() == result.low.tobytes()


@given(st.integers(0, 2**32 - 1), st.sampled_from(["queries", "systems", "both"]))
def test_order_of_queries_threads_and_sides_do_not_matter(seed, over):
    a, b = two_sides(5, 15, seed=seed)
    options = {"rng": 3, "n_resamples": 150, "p": 0.8, "over": over, "test": "t", "min_queries": 5}
    first = fr.agreement(a, b, **options)
    rng = np.random.default_rng(seed)
    shuffled = a.sel(queries=rng.permutation(a.queries).tolist())
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = fr.agreement(shuffled, b, **options)
        finally:
            fr.set_num_threads(None)
        for name in ("value", "low", "high", "resampled_mean"):
            assert getattr(found, name).tobytes() == getattr(first, name).tobytes()
    swapped = fr.agreement(b, a, **options)
    swap = [0, 2, 1, 3]
    assert swapped.low[swap] == pytest.approx(first.low, abs=1e-12)
    assert swapped.high[swap] == pytest.approx(first.high, abs=1e-12)
    assert swapped.pair_counts == first.pair_counts
    assert (swapped.rank_a.tolist(), swapped.rank_b.tolist()) == (
        first.rank_b.tolist(),
        first.rank_a.tolist(),
    )
    turned = a.sel(systems=a.systems[::-1])
    assert fr.agreement(turned, b, **options).low == pytest.approx(first.low, abs=1e-12)


def test_direction_of_measures():
    a, b = two_sides()
    loss = fr.Scores(
        -b.values[0], systems=b.systems, queries=b.queries, measure="loss", higher_is_better=False
    )
    up, down = (
        fr.agreement(a, b, rng=1, n_resamples=99, p=0.9),
        fr.agreement(a, loss, rng=1, n_resamples=99, p=0.9),
    )
    assert down.low.tobytes() == up.low.tobytes()
    assert down.pair_counts == up.pair_counts
    assert (down.rank_b == up.rank_b).all()


def test_missing_scores():
    a, b = two_sides()
    values = b.values[0].copy()
    values[2, 3] = np.nan
    gappy = fr.Scores(values, systems=b.systems, queries=b.queries, measure="other", bounds=(-9, 9))
    with pytest.raises(ValueError, match="other of system 's2' on query 'q3' is missing"):
        fr.agreement(a, gappy)
    result = fr.agreement(a, gappy, missing="complete", rng=0, n_resamples=99)
    assert result.n_queries == 29
    assert 'missing="complete": 1 of 30 queries left out' in result.notes
    assert fr.agreement(a, gappy, missing="worst", rng=0, n_resamples=99).n_queries == 30


def test_refusals():
    a, b = two_sides()
    other = fr.Scores(a.values[0], systems=a.systems, queries=range(30), measure="one")
    for call, message in (
        (lambda: fr.agreement(a, b, over="topics"), "over"),
        (lambda: fr.agreement(a, b, p=1.0), "p must be above 0 and below 1"),
        (lambda: fr.agreement(a, other), "have no queries in common"),
        (lambda: fr.agreement(a.sel(systems=["s1"]), b), "two systems or more on both sides"),
        (lambda: fr.agreement(a, b, missing="pairwise"), "no common ranking"),
        (lambda: fr.agreement(a, b, n_resamples=5), "n_resamples=5 cannot give"),
        (
            lambda: fr.agreement(fr.concat([a]), _two_measures(a)),
            "takes one measure a side, and scores_b has",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            call()
    with pytest.raises(TypeError, match="agreement takes Scores"):
        fr.agreement(a, a.values)


def _two_measures(a):
    return fr.Scores(np.stack([a.values[0]] * 2), systems=a.systems, queries=a.queries, measure=["x", "y"])


def test_table_and_text():
    a, b = two_sides(3, 12)
    result = fr.agreement(a, b, over="systems", rng=0, n_resamples=99)
    assert result.to_arrow().column_names[:4] == ["statistic", "value", "low", "high"]
    text = repr(result)
    assert "one and other: 3 systems, 12 queries" in text
    assert "fewer than 10 systems" in text


@given(st.lists(st.integers(0, 12), min_size=1, max_size=9), st.integers(0, 3))
def test_close_sums_are_joined_by_chains(values, slack):
    row = np.array([values], dtype=float)
    joined = joined_sums(np.vstack([row, row[:, ::-1]]), float(slack))
    assert joined[0].tolist() == joined[1, ::-1].tolist()
    present = sorted(set(values))
    for value, found in zip(values, joined[0].tolist(), strict=True):
        chain = value
        while any(0 < chain - other <= slack for other in present):
            chain = max(other for other in present if other < chain)
        assert found == chain


def test_every_pair_is_there_once():
    a, b = two_sides(4, 12)
    pairs = fr.agreement(a, b, rng=0, n_resamples=99).pairs()
    assert list(zip(pairs["first"], pairs["second"], strict=True)) == list(
        itertools.combinations(a.systems, 2)
    )
