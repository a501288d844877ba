"""`fr.bootstrap` against NumPy and SciPy on resamples written out by the definition, and against published intervals."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fastrank as fr
from fastrank.kernels.multinomial_draws import draw_definition
from fastrank.kernels.random_streams import weight_definition
from fastrank.significance import weight_draws
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resample import Plan
from fastrank.significance.weight_draws import drawn_weights
from fastrank.significance.weighted_kendall import ordered_pair, taus_in, taus_without_each
from fastrank.significance.weighted_quantiles import quantiles_in, quantiles_without_each, sorted_rows

KINDS = ["poisson", "multinomial"]
N, B, SEED = 23, 150, 1 << 40 | 5
ROWS = np.random.default_rng(4).integers(0, 9, (3, N)) / 8 + np.array([[0.5], [0.0], [0.25]])


def rows_by_key(rows: Any) -> tuple[Any, Any]:
    keys = query_keys([str(i) for i in range(rows.shape[1])])
    order = np.argsort(keys)
    return rows[:, order], keys[order]


def resamples(rows: Any, weights: str, n_resamples: int = B) -> list[Any]:
    """Every resample written out, from the definitions of the random numbers."""
    rows, keys = rows_by_key(rows)
    n = len(keys)
    if weights == "multinomial":
        drawn = [[draw_definition(SEED, b, i, n) for i in range(n)] for b in range(n_resamples)]
        return [rows[:, sorted(one)] for one in drawn]
    counts = [[weight_definition(SEED, key, b) for key in keys.tolist()] for b in range(n_resamples)]
    return [np.repeat(rows, one, axis=1) for one in counts]


def f_score(s: Any, n: Any) -> Any:
    return 2 * s[0] / (2 * s[0] + s[1] + s[2])


STATISTICS: list[tuple[Any, dict[str, Any], Any]] = [
    ("mean", {}, lambda x: x.mean(axis=1)),
    ("mean_difference", {"baseline": 1}, lambda x: (x[[0, 2]] - x[1]).mean(axis=1)),
    ("ratio_of_means", {"baseline": 0}, lambda x: x[1:].mean(axis=1) / x[0].mean()),
    ("variance", {}, lambda x: x.var(axis=1, ddof=1)),
    ("quantile", {"q": 0.3}, lambda x: np.quantile(x, 0.3, axis=1)),
    ("quantile", {"q": 1}, lambda x: x.max(axis=1)),
    ("kendalltau", {"baseline": 2}, lambda x: [stats.kendalltau(x[i], x[2]).statistic for i in (0, 1)]),
    (f_score, {"takes": "sums"}, lambda x: [f_score(x.sum(axis=1), None)]),
    (np.median, {}, lambda x: np.median(x, axis=1)),
    (lambda x: x[0].max() - x[1].min(), {}, lambda x: [x[0].max() - x[1].min()]),
]


@pytest.mark.parametrize("weights", KINDS)
@pytest.mark.parametrize(("statistic", "options", "plainly"), STATISTICS)
def test_replicates_are_the_statistic_of_resamples_written_out(statistic, options, plainly, weights):
    found = fr.bootstrap(
        ROWS, statistic, weights=weights, n_resamples=B, rng=SEED, distribution=True, **options
    )
    expected = np.array([plainly(x) for x in resamples(ROWS, weights)]).T
    assert found.estimate == pytest.approx(np.asarray(plainly(ROWS)), rel=1e-12)
    assert found.distribution == pytest.approx(expected, rel=1e-9, abs=1e-9)
    assert found.standard_error == pytest.approx(expected.std(axis=1, ddof=1), rel=1e-8)
    assert len(found.names) == len(found.estimate)


@pytest.mark.parametrize(("statistic", "options", "plainly"), STATISTICS)
def test_intervals_are_made_of_the_replicates(statistic, options, plainly):
    """Percentile, basic and BCa from NumPy, SciPy's normal distribution and a jackknife that calls the statistic."""
    asked = {"n_resamples": B, "rng": SEED, "distribution": True, **options}
    found = fr.bootstrap(ROWS, statistic, method="percentile", **asked)
    drawn, estimate = found.distribution, found.estimate
    low, high = np.quantile(drawn, [0.025, 0.975], axis=1)
    assert np.stack([found.low, found.high]) == pytest.approx(np.stack([low, high]), rel=1e-12)
    basic = fr.bootstrap(ROWS, statistic, method="basic", **asked)
    assert np.stack([basic.low, basic.high]) == pytest.approx(
        np.stack([2 * estimate - high, 2 * estimate - low])
    )
    bca = fr.bootstrap(ROWS, statistic, method="bca", **asked)
    without = np.array([plainly(np.delete(ROWS, i, axis=1)) for i in range(N)]).T
    for row, (values, own) in enumerate(zip(drawn, without, strict=True)):
        near = 1e-9 * abs(estimate[row])
        share = ((values < estimate[row] - near).mean() + (values <= estimate[row] + near).mean()) / 2
        d = own.mean() - own
        with np.errstate(invalid="ignore", divide="ignore"):
            a = (d**3).sum() / (6 * (d**2).sum() ** 1.5)
        z0, z = stats.norm.ppf(share), stats.norm.ppf([0.025, 0.975])
        levels = stats.norm.cdf(z0 + (z0 + z) / (1 - a * (z0 + z)))
        levels = np.where(np.isnan(levels), [0.025, 0.975], levels)
        expected = np.quantile(values, levels)
        assert [bca.low[row], bca.high[row]] == pytest.approx(expected, rel=1e-6, abs=1e-9)


STUDENTISED: list[tuple[str, dict[str, Any], Any]] = [
    ("mean", {}, lambda x: x.std(axis=1) / np.sqrt(x.shape[1])),
    (
        "mean_difference",
        {"baseline": 1},
        lambda x: (x[[0, 2]] - x[1]).std(axis=1) / np.sqrt(x.shape[1]),
    ),
    (
        "ratio_of_means",
        {"baseline": 0},
        lambda x: (
            (x[1:] - x[1:].mean(axis=1, keepdims=True) / x[0].mean() * x[0]).std(axis=1)
            / np.sqrt(x.shape[1])
            / x[0].mean()
        ),
    ),
    (
        "variance",
        {},
        lambda x: ((x - x.mean(axis=1, keepdims=True)) ** 2).std(axis=1) / np.sqrt(x.shape[1]),
    ),
]


@pytest.mark.parametrize("weights", KINDS)
@pytest.mark.parametrize(("statistic", "options", "error"), STUDENTISED)
def test_studentised_intervals_divide_by_the_error_of_each_resample(statistic, options, error, weights):
    found = fr.bootstrap(
        ROWS,
        statistic,
        method="studentized",
        weights=weights,
        n_resamples=B,
        rng=SEED,
        distribution=True,
        **options,
    )
    errors = np.array([error(x) for x in resamples(ROWS, weights)]).T
    t = (found.distribution - found.estimate[:, None]) / errors
    low, high = found.estimate - np.quantile(t, [0.975, 0.025], axis=1) * error(ROWS)
    assert np.stack([found.low, found.high]) == pytest.approx(np.stack([low, high]), rel=1e-6)
    assert found.method == "studentised"


@pytest.mark.parametrize("interval", ["percentile", "bca", "studentised"])
def test_compare_has_the_same_intervals(interval):
    scores = fr.Scores(ROWS, systems="abc", queries=range(N), measure="m")
    pairs = fr.compare(scores, "b", test="bootstrap", interval=interval, n_resamples=999, rng=3)
    found = fr.bootstrap(scores, "mean_difference", baseline="b", method=interval, n_resamples=999, rng=3)
    assert found.names == ("a - b", "c - b")
    assert [found.low, found.high] == [
        pytest.approx(pairs.low, rel=1e-6),
        pytest.approx(pairs.high, rel=1e-6),
    ]


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("basic", 23.77, 79.12),
        ("percentile", 28.86, 84.21),
        ("bca", 32.31, 91.43),
    ],
)
def test_intervals_of_r_boot(method, low, high):
    """R's boot with 1e6 resamples, as SciPy's tests quote it."""
    x = [10, 12, 12.5, 12.5, 13.9, 15, 21, 22, 23, 34, 50, 81, 89, 121, 134, 213]
    found = fr.bootstrap(x, method=method, weights="multinomial", n_resamples=1_000_000, rng=0)
    assert [found.low[0], found.high[0]] == pytest.approx([low, high], rel=0.005)


def test_tau_of_two_rankings_of_systems():
    layers = np.random.default_rng(1).integers(0, 5, (2, 6, 30)) / 4
    found = fr.bootstrap(layers, "system_kendalltau", n_resamples=B, rng=SEED, distribution=True)
    both = resamples(np.vstack(layers), "poisson")
    means = [x.mean(axis=1).round(12) for x in both]
    expected = [stats.kendalltau(m[:6], m[6:]).statistic for m in means]
    assert found.distribution[0] == pytest.approx(np.array(expected), nan_ok=True)
    assert found.estimate[0] == pytest.approx(stats.kendalltau(*layers.mean(axis=2)).statistic)
    scores = fr.Scores(
        layers * [[[1]], [[-1]]],
        systems="abcdef",
        queries=range(30),
        measure=["gain", "loss"],
        higher_is_better=[True, False],
    )
    assert fr.bootstrap(scores, "system_kendalltau", n_resamples=B, rng=SEED).low[0] == found.low[0]


@pytest.mark.parametrize("weights", KINDS)
@pytest.mark.parametrize(("statistic", "options", "plainly"), STATISTICS)
def test_bits_depend_on_no_threads_order_or_tiles(statistic, options, plainly, weights, monkeypatch):
    names = [f"q{i}" for i in range(N)]
    scores = fr.Scores(ROWS, systems=range(3), queries=names, measure="m")
    asked = {"weights": weights, "n_resamples": 700, "rng": 2, "distribution": True, **options}
    expected = fr.bootstrap(scores, statistic, **asked)
    shuffled = scores.sel(queries=np.random.default_rng(0).permutation(names))
    monkeypatch.setattr(weight_draws, "_CELLS", 1)
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = fr.bootstrap(shuffled, statistic, **asked)
        finally:
            fr.set_num_threads(None)
        for name in ("distribution", "estimate", "low", "high"):
            assert getattr(found, name).tobytes() == getattr(expected, name).tobytes()


@pytest.mark.parametrize("weights", KINDS)
def test_weights_written_out_are_those_of_the_sums(weights):
    _, keys = rows_by_key(ROWS)
    plan = Plan(keys, SEED, B)
    whole = np.concatenate([part for _, part in drawn_weights(plan, weights)])
    found = fr.bootstrap(ROWS, weights=weights, n_resamples=B, rng=SEED, distribution=True)
    assert found.distribution == pytest.approx(
        (whole @ rows_by_key(ROWS)[0].T / whole.sum(axis=1)[:, None]).T
    )
    assert (whole.sum(axis=1) == N).all() == (weights == "multinomial")


@pytest.mark.parametrize("n", [31, 32, 33, 100])
def test_draws_are_those_of_the_definition(n):
    keys = query_keys([str(i) for i in range(n)])
    found = np.concatenate([part for _, part in drawn_weights(Plan(keys, SEED, 5), "multinomial")])
    for b, counts in enumerate(found.tolist()):
        assert counts == np.bincount([draw_definition(SEED, b, i, n) for i in range(n)], minlength=n).tolist()


def test_multinomial_draws_are_even():
    plan = Plan(query_keys([str(i) for i in range(7)]), 3, 40_000)
    counts = sum(part.sum(axis=0) for _, part in drawn_weights(plan, "multinomial"))
    assert stats.chisquare(counts).pvalue > 1e-3


whole_numbers = st.integers(-3, 3)
weighted_rows = st.lists(st.tuples(whole_numbers, whole_numbers, st.integers(0, 3)), min_size=2, max_size=12)


@given(weighted_rows)
def test_weighted_tau_is_that_of_the_sample_written_out(items):
    x, y, w = (np.array(side) for side in zip(*items, strict=True))
    out = np.empty(1)
    taus_in(ordered_pair(x.astype(float), y.astype(float)), w[None].astype(np.int32), 0, out)
    with np.errstate(all="ignore"):
        drawn = np.repeat(x, w), np.repeat(y, w)
        expected = stats.kendalltau(*drawn).statistic if w.sum() > 1 else np.nan
    assert out[0] == pytest.approx(expected, nan_ok=True)


@given(weighted_rows)
def test_tau_without_each(items):
    x, y, _ = (np.array(side, dtype=float) for side in zip(*items, strict=True))
    pairs = [(np.delete(x, i), np.delete(y, i)) for i in range(len(x))]
    expected = [stats.kendalltau(*pair).statistic if len(x) > 2 else np.nan for pair in pairs]
    assert taus_without_each(x, y) == pytest.approx(np.array(expected), nan_ok=True)


@given(weighted_rows, st.floats(0, 1))
def test_weighted_quantile_is_numpys_of_the_sample_written_out(items, level):
    x, y, w = (np.array(side) for side in zip(*items, strict=True))
    rows = np.array([x, y]) / 7
    ordered, out = sorted_rows(rows), np.empty((2, 1))
    if w.sum():
        quantiles_in(ordered, level, w[None].astype(np.int32), 0, out)
        assert out[:, 0].tolist() == np.quantile(np.repeat(rows, w, axis=1), level, axis=1).tolist()
    expected = [
        [np.quantile(np.delete(r, i), level) for i in np.argsort(r, kind="stable").tolist()] for r in rows
    ]
    assert quantiles_without_each(ordered, level) == pytest.approx(np.array(expected))


@pytest.mark.parametrize("method", ["percentile", "basic", "bca", "studentised"])
@pytest.mark.parametrize("weights", KINDS)
def test_a_constant_has_an_interval_without_width(method, weights):
    found = fr.bootstrap(np.full((1, 20), 0.7), method=method, weights=weights, n_resamples=99, rng=1)
    assert [found.estimate[0], found.low[0], found.high[0]] == pytest.approx([0.7] * 3)
    assert found.standard_error[0] == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("method", ["percentile", "basic", "bca"])
def test_what_has_no_value_has_no_interval(method, recwarn):
    found = fr.bootstrap([[1.0] * 20, list(range(20))], "kendalltau", method=method, n_resamples=99, rng=1)
    assert np.isnan([found.estimate[0], found.low[0], found.high[0]]).all()
    assert found.notes == ("99 of 99 resamples have no value of the statistic and are left out",)
    assert not recwarn.list


def test_resamples_without_a_value_are_left_out():
    rare = np.array([[1.0] * 12, [1.0] + [0.0] * 11])
    found = fr.bootstrap(rare, "kendalltau", baseline=0, n_resamples=99, rng=1)
    assert np.isnan(found.estimate[0])
    ratio = fr.bootstrap(np.array([rare[1], rare[1] * 2]), "ratio_of_means", method="percentile", rng=1)
    assert [ratio.estimate[0], ratio.low[0], ratio.high[0]] == pytest.approx([0.5] * 3)
    assert "resamples have no value" in ratio.notes[0]


def test_one_sided_intervals():
    both = fr.bootstrap(ROWS, confidence_level=0.9, method="percentile", rng=1)
    less = fr.bootstrap(ROWS, alternative="less", method="percentile", rng=1)
    greater = fr.bootstrap(ROWS, alternative="greater", method="percentile", rng=1)
    assert (less.low == -np.inf).all()
    assert (greater.high == np.inf).all()
    assert less.high == pytest.approx(both.high, rel=1e-12)
    assert greater.low == pytest.approx(both.low, rel=1e-12)


def test_missing_scores_follow_the_rule():
    values = np.where(np.arange(N) == 3, np.nan, ROWS)
    scores = fr.Scores(values, systems="abc", queries=range(N), measure="m", bounds=(0, 2))
    with pytest.raises(ValueError, match="m of system 'a' on query '3' is missing"):
        fr.bootstrap(scores)
    found = fr.bootstrap(scores, missing="complete")
    assert found.n == N - 1
    assert "1 of 23 queries left out" in found.notes[0]
    filled = fr.bootstrap(scores, missing="worst")
    assert filled.estimate == pytest.approx(np.nan_to_num(values).mean(axis=1))


def test_result_as_a_table():
    found = fr.bootstrap(ROWS, rng=1, n_resamples=99)
    assert found.to_arrow().column_names == ["name", "estimate", "low", "high", "standard_error"]
    assert len(found) == 3
    assert found.distribution is None
    assert fr.bootstrap(ROWS, rng=found.seed, n_resamples=99).low.tolist() == found.low.tolist()
    assert found.generator.startswith("Philox")


def test_progress_ends_at_its_total():
    for weights in KINDS:
        for statistic in ("mean", "kendalltau"):
            seen: list[tuple[int, int]] = []
            fr.bootstrap(ROWS[:2], statistic, weights=weights, progress=lambda *p, seen=seen: seen.append(p))
            assert seen[-1][0] == seen[-1][1]


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"statistic": "median"}, "statistic must be one of"),
        ({"method": "normal"}, "method must be one of"),
        ({"weights": "bayes"}, "weights must be one of"),
        ({"alternative": "both"}, "alternative must be one of"),
        ({"takes": "rows"}, "takes must be one of"),
        ({"takes": "sums"}, "takes=\"sums\" is for a function, and 'mean' is a name"),
        ({"missing": "pairwise"}, "is for compare"),
        ({"baseline": 1}, "baseline= is for 'mean_difference'"),
        ({"statistic": "mean_difference"}, "is of two systems, and there are 3"),
        ({"statistic": "mean_difference", "baseline": 7}, "baseline 7 is no system here"),
        ({"statistic": "quantile"}, "needs q= from 0 to 1"),
        ({"statistic": "quantile", "q": 2}, "needs q= from 0 to 1"),
        ({"q": 0.5}, "q= is the level"),
        ({"statistic": "quantile", "q": 0.5, "method": "studentised"}, 'use method="bca"'),
        ({"n_resamples": 0}, "n_resamples=0: with 0.025 beyond a bound use 9999, and at least 39"),
        ({"n_resamples": 10**10}, "at most 1000000000"),
        ({"confidence_level": 95}, "confidence_level must be between 0 and 1"),
        ({"statistic": "system_kendalltau"}, r"an array \(2, systems, queries\)"),
        ({"min_queries": 30}, "23 queries, and inference asks for at least 30"),
    ],
)
def test_refusals(options, error):
    with pytest.raises(ValueError, match=error):
        fr.bootstrap(ROWS, **options)


def test_refused_types():
    with pytest.raises(TypeError, match="must be a name or a function"):
        fr.bootstrap(ROWS, 3)
    with pytest.raises(TypeError, match="n_resamples must be an integer"):
        fr.bootstrap(ROWS, n_resamples=99.5)
    with pytest.raises(TypeError, match="must return a number"):
        fr.bootstrap(ROWS, lambda x: "much")
    with pytest.raises(TypeError, match="must return \\(resamples,\\)"):
        fr.bootstrap(ROWS, lambda s, n: s.sum(), takes="sums")
    with pytest.raises(ValueError, match="takes 1 measure, and these Scores have a, b"):
        fr.bootstrap(fr.Scores(ROWS[None].repeat(2, 0), systems="abc", queries=range(N), measure=["a", "b"]))


@pytest.mark.long
@pytest.mark.parametrize("method", ["bca", "studentised"])
@pytest.mark.parametrize("statistic", ["mean", "ratio_of_means"])
def test_coverage(statistic, method):
    """Nominal 95 %, of 400 samples of 50: at least .90 is three Monte Carlo errors below .935."""
    draw, hits = np.random.default_rng(0), 0
    for seed in range(400):
        x = draw.beta(2, 1, (2, 50))
        rows, truth = (x, 1.0) if statistic == "ratio_of_means" else (x[:1], 2 / 3)
        found = fr.bootstrap(rows, statistic, method=method, n_resamples=999, rng=seed)
        hits += found.low[0] <= truth <= found.high[0]
    assert hits / 400 >= 0.90
