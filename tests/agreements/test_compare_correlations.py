"""compare_correlations: published numbers, plain definitions of every test, laws, refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import wmt_scores
from scipy import stats

import fastrank as fr
from fastrank.agreements.metric_sides import metric_sides
from fastrank.agreements.resampled_lists import SYSTEMS
from fastrank.agreements.swaps import swap_tiles, swapped_sums, units_of
from fastrank.correlation.dependent_correlations import steiger, williams
from fastrank.correlation.item_correlations import STATISTICS, item_mean_definition, item_means
from fastrank.kernels.random_streams import sign_definition, weight_definition
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resampled_weights import swaps_of, weights_of

# mt-metrics-eval, stats_test.py: four systems × two segments.
NAN = float("nan")
GOLD = np.array([1, 2, 3, 4, 5, 5, 7, 8.0]).reshape(4, 2)
METRIC1 = np.array([1, 2, 3, 3, 7, 3, 5, 5.0]).reshape(4, 2)
METRIC2 = np.array([2, 1, 2, 6, 8, 8, 7, 6.0]).reshape(4, 2)


def correlate(statistic, human, metric):
    """By the definition of each; NaN where a side is constant."""
    x, y = np.asarray(human, dtype=float), np.asarray(metric, dtype=float)
    if statistic == "pearsonr":
        x, y = x - x.mean(), y - y.mean()
        return NAN if np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9 else x @ y / np.sqrt((x @ x) * (y @ y))
    signs = [np.sign(side[:, None] - side) for side in (x, y)]
    if statistic == "pairwise_accuracy":
        return ((signs[0] == signs[1]).sum() - len(x)) / (len(x) * (len(x) - 1)) if len(x) > 1 else NAN
    x, y = (sign.ravel() if statistic == "kendalltau" else sign.sum(axis=1) for sign in signs)
    return x @ y / np.sqrt((x @ x) * (y @ y)) if x.any() and y.any() else NAN


def test_the_definitions_are_those_of_scipy():
    x, y = np.random.default_rng(0).integers(0, 5, (2, 30))
    for statistic in ("pearsonr", "spearmanr", "kendalltau"):
        assert correlate(statistic, x, y) == pytest.approx(
            getattr(stats, statistic)(x, y).statistic, abs=1e-12
        )


def at_level(statistic, level, average, human, metric):
    """The definition: means of systems, or the mean over lists that have a correlation."""
    metric = metric.round(9)  # ties that standardising may have broken
    if level == "system":
        return correlate(statistic, human.mean(axis=1).round(9), metric.mean(axis=1).round(9))
    lists = {
        "item": (human.T, metric.T),
        "system": (human, metric),
        "pooled": (human.reshape(1, -1), metric.reshape(1, -1)),
    }
    values = np.array([correlate(statistic, h, m) for h, m in zip(*lists[average], strict=True)])
    return values[~np.isnan(values)].mean() if (~np.isnan(values)).any() else np.nan


LEVELS = [("system", "item"), ("segment", "item"), ("segment", "system"), ("segment", "pooled")]


def z(values):
    return (values - values.mean()) / values.std()


def unit_shapes(test, shape):
    return {"perm_both": shape, "perm_inputs": (1, shape[1]), "perm_systems": (shape[0], 1)}[test]


def cases():
    """Every combination; plain pytest tries what people use most."""
    for statistic, at, test in itertools.product(
        STATISTICS, LEVELS, ("perm_both", "perm_inputs", "perm_systems")
    ):
        often = statistic == "kendalltau" if at[1] != "item" else test == "perm_both"
        marks = [] if often else [pytest.mark.long]
        yield pytest.param(statistic, *at, test, marks=marks)


@pytest.mark.parametrize(("statistic", "level", "average", "test"), list(cases()))
def test_all_swaps_of_the_example_of_mt_metrics_eval(statistic, level, average, test):
    options = {
        "statistic": statistic,
        "level": level,
        "average": average,
        "test": test,
        "rng": 0,
        "n_resamples": 299,
    }
    found = {
        way: fr.compare_correlations(GOLD, {"1": METRIC1, "2": METRIC2}, alternative=way, **options)
        for way in ("two-sided", "less", "greater")
    }
    one, other = z(METRIC1), z(METRIC2)
    observed = at_level(statistic, level, average, GOLD, one) - at_level(
        statistic, level, average, GOLD, other
    )
    shape = unit_shapes(test, GOLD.shape)
    drawn = []
    for bits in itertools.product((False, True), repeat=int(np.prod(shape))):
        swap = np.broadcast_to(np.reshape(bits, shape), GOLD.shape)
        first, second = np.where(swap, other, one), np.where(swap, one, other)
        drawn.append(
            at_level(statistic, level, average, GOLD, first)
            - at_level(statistic, level, average, GOLD, second)
        )
    drawn = np.array(drawn)
    unknown = np.isnan(drawn)
    assert found["less"].difference[0] == pytest.approx(observed, abs=1e-9)
    assert found["less"].exact
    assert found["less"].n_resamples == len(drawn)
    for way, expected in (
        ("two-sided", np.abs(drawn) >= abs(observed) - 1e-9),
        ("less", drawn <= observed + 1e-9),
        ("greater", drawn >= observed - 1e-9),
    ):
        assert found[way].pvalue[0] == pytest.approx((expected | unknown).mean(), abs=1e-12)


def test_the_delta_of_mt_metrics_eval():
    result = fr.compare_correlations(
        GOLD, {"1": METRIC1, "2": METRIC2}, level="segment", average="pooled", rng=0, n_resamples=99
    )
    pearson = [stats.pearsonr(metric.ravel(), GOLD.ravel()).statistic for metric in (METRIC1, METRIC2)]
    assert result.correlation == pytest.approx(pearson, abs=1e-12)


@pytest.mark.parametrize("test", ["perm_both", "perm_inputs", "perm_systems"])
def test_drawn_swaps_by_definition(test):
    rng = np.random.default_rng(0)
    human, one, other = rng.normal(size=(3, 9, 12))
    human, n = human + np.arange(9)[:, None] / 3, 60
    sides = {"1": human + one, "2": human + 2 * other}
    result = fr.compare_correlations(
        human, sides, level="segment", statistic="kendalltau", test=test, rng=7, n_resamples=n
    )
    systems, segments = [str(i) for i in range(9)], [str(i) for i in range(12)]
    keys = {
        "perm_both": np.stack([query_keys(segments, stratum=f"{SYSTEMS}:{name}") for name in systems]),
        "perm_inputs": query_keys(segments)[None],
        "perm_systems": query_keys(systems, stratum=SYSTEMS)[:, None],
    }[test]
    one, other = (z(side) for side in sides.values())
    count = 0
    for draw in range(n):
        swap = np.vectorize(lambda key, draw=draw: sign_definition(7, int(key), draw) < 0)(keys)
        swap = np.broadcast_to(swap, human.shape)
        first, second = np.where(swap, other, one), np.where(swap, one, other)
        gap = at_level("kendalltau", "segment", "item", human, first) - at_level(
            "kendalltau", "segment", "item", human, second
        )
        count += abs(gap) >= abs(result.difference[0]) - 1e-9
    assert result.pvalue[0] == pytest.approx((1 + count) / (n + 1), abs=1e-12)


@pytest.mark.parametrize(("level", "average"), LEVELS)
@pytest.mark.parametrize("statistic", ["pearsonr", "kendalltau"])
def test_intervals_by_definition(level, average, statistic):
    rng = np.random.default_rng(1)
    human, noise = rng.normal(size=(5, 6)), rng.normal(size=(3, 5, 6))
    sides, n = {"1": human + noise[0], "2": human + 2 * noise[1], "3": noise[2]}, 40
    result = fr.compare_correlations(
        human,
        sides,
        level=level,
        average=average,
        statistic=statistic,
        test="boot_both",
        rng=3,
        n_resamples=n,
    )
    systems = query_keys([str(i) for i in range(5)], stratum=SYSTEMS).tolist()
    segments = query_keys([str(i) for i in range(6)]).tolist()
    drawn = []
    for replicate in range(n):
        w, v = weights(systems, replicate), weights(segments, replicate)
        x, *ys = (np.repeat(side, v, axis=1) for side in (human, *sides.values()))
        if level == "segment" and average == "system":
            drawn.append([_over_lists(statistic, x, y, w) for y in ys])
        else:
            x, *ys = (np.repeat(side, w, axis=0) for side in (x, *ys))
            drawn.append([at_level(statistic, level, average, x, y) for y in ys])
    drawn = np.array(drawn)
    gaps = drawn[:, 0] - drawn[:, 1]
    gaps = gaps[~np.isnan(gaps)]
    assert [result.low[0], result.high[0]] == pytest.approx(np.quantile(gaps, [0.025, 0.975]), abs=1e-8)
    one = min((gaps <= 1e-9).sum(), (gaps >= -1e-9).sum())
    assert result.pvalue[0] == pytest.approx(min(1, 2 * (1 + one) / (len(gaps) + 1)))
    third = drawn[:, 2][~np.isnan(drawn[:, 2])]
    assert result.correlation_high[2] == pytest.approx(np.quantile(third, 0.975), abs=1e-8)


def _over_lists(statistic, x, y, times):
    values = np.repeat([correlate(statistic, h, m) for h, m in zip(x, y, strict=True)], times)
    return np.nanmean(values) if (~np.isnan(values)).any() else np.nan


def weights(keys, replicate, attempt=0):
    """Of one replicate; one without any weight is drawn again."""
    drawn = [weight_definition(3, key, replicate, attempt) for key in keys]
    return drawn if sum(drawn) else weights(keys, replicate, attempt + 1)


def test_williams_of_mt_metrics_eval():
    gold, metric1, metric2 = [1, 2, 3, 4, 5.0], [1.1, 2, 3.1, 4, 5.1], [1.5, 2, 3.1, 4, 5.5]
    result = fr.compare_correlations(
        gold, {"1": metric1, "2": metric2}, test="williams", alternative="greater", rng=0, n_resamples=99
    )
    assert result.pvalue[0] == pytest.approx(0.019, abs=5e-4)
    assert result.correlation == pytest.approx([0.999, 0.987], abs=5e-4)


def test_williams_with_averages_and_gaps_of_mt_metrics_eval():
    """Their second test takes the mean of correlations by item as r, and all six cells as n."""
    gold, metric1, metric2 = [1, None, 3, 4, 5, 6], [1, 2, 3, 3, 7, 3], [2, 1, 2, 6, 8, 8]

    def by_item(x, y):
        columns = [[(a, b) for a, b in zip(x[i::2], y[i::2], strict=True) if a is not None] for i in (0, 1)]
        return np.nanmean([correlate("pearsonr", *zip(*column, strict=True)) for column in columns])

    first, second, between = by_item(gold, metric1), by_item(gold, metric2), by_item(metric1, metric2)
    assert [first, second] == pytest.approx([0.982, 0.933], abs=5e-4)
    t, freedom = williams(first, second, between, 6)
    assert stats.t.sf(t, freedom) == pytest.approx(0.121, abs=5e-4)


def test_steiger_case_a():
    """R's psych::r.test(n=103, r12=.4, r13=.5, r23=.1), after Steiger 1980: t = -.89 with p = .37."""
    t, freedom = williams(0.4, 0.5, 0.1, 103)
    assert t == pytest.approx(-0.89, abs=0.005)
    assert 2 * stats.t.sf(-t, freedom) == pytest.approx(0.37, abs=0.005)
    assert steiger(0.4, 0.5, 0.1, 103) == pytest.approx(-0.89, abs=0.005)


@given(
    st.sampled_from(STATISTICS),
    st.integers(2, 6),
    st.integers(1, 5),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
)
def test_item_means_follow_their_definition(statistic, n_systems, n_segments, n_values, seed):
    rng = np.random.default_rng(seed)
    human, a, b = rng.integers(0, n_values, (3, n_segments, n_systems)).astype(float)
    a = a + rng.normal(0, 0.1, a.shape) * rng.integers(0, 2)
    unit = np.arange(human.size).reshape(human.shape)
    swaps = rng.integers(0, 2, (human.size, 5)).astype(np.int8)
    systems, segments = (rng.poisson(1, (n, 5)).astype(np.int8) for n in (n_systems, n_segments))
    found = item_means(statistic, human, a, b, swaps, unit, systems, segments)
    for draw in range(5):
        swap = swaps[unit, draw] == 1
        for side, (own, other) in enumerate(((a, b), (b, a))):
            cells = np.where(swap, other, own)
            expected = item_mean_definition(statistic, human, cells, systems[:, draw], segments[:, draw])
            assert found[side, draw] == pytest.approx(expected, abs=1e-9, nan_ok=True)


def test_weights_and_swaps_are_those_of_the_generator():
    keys = query_keys([f"q{i}" for i in range(19)])
    found, swaps = weights_of(keys, 5, 128, 200), swaps_of(keys, 5, 128, 200)
    for i, b in itertools.product((0, 7, 18), (0, 1, 127, 128, 199)):
        assert found[i, b] == weight_definition(5, int(keys[i]), 128 + b)
        assert swaps[i, b] == (sign_definition(5, int(keys[i]), 128 + b) < 0)


@pytest.mark.parametrize("test", ["perm_both", "perm_inputs", "perm_systems"])
@pytest.mark.parametrize("n_resamples", [300, 2**13])
def test_what_swaps_give_to_systems(test, n_resamples):
    n = 13 if n_resamples == 2**13 else 40  # all patterns, where the units are so few
    rng = np.random.default_rng(2)
    scores = {name: rng.normal(size=(3, n)) for name in ("human", "a", "b")}
    sides = metric_sides(scores["human"], {name: scores[name] for name in "ab"}, "error")
    units, gains = units_of(test, sides), sides.whole.whole[1] - sides.whole.whole[0]
    found = np.concatenate(list(swapped_sums(gains, units, 9, n_resamples)), axis=1)
    swaps = np.concatenate(list(swap_tiles(units, 9, n_resamples)), axis=1)
    expected = [
        gain @ swaps[of_cell].astype(float) for gain, of_cell in zip(gains, units.of_cell, strict=True)
    ]
    assert found.tobytes() == np.array(expected).tobytes()


def three_metrics(n_systems=6, n_segments=20, seed=0):
    rng = np.random.default_rng(seed)
    names = {"systems": [f"s{i}" for i in range(n_systems)], "queries": [f"g{i}" for i in range(n_segments)]}
    human = rng.normal(size=(n_systems, n_segments)) + np.arange(n_systems)[:, None] / 2
    noisy = [human + scale * rng.normal(size=human.shape) for scale in (0.5, 1.0, 3.0)]
    return fr.Scores(human, measure="MQM", **names), fr.Scores(
        np.stack(noisy), measure=["x", "y", "z"], **names
    )


@given(
    st.integers(0, 2**32 - 1),
    st.sampled_from(LEVELS),
    st.sampled_from(["perm_both", "perm_inputs", "boot_both"]),
)
def test_order_and_threads_do_not_matter(seed, at, test):
    human, metrics = three_metrics(4, 8, seed)
    options = {
        "level": at[0],
        "average": at[1],
        "test": test,
        "statistic": "kendalltau",
        "rng": 1,
        "n_resamples": 60,
    }
    first = fr.compare_correlations(human, metrics, **options)
    rng = np.random.default_rng(seed)
    shuffled = human.sel(
        systems=rng.permutation(human.systems).tolist(), queries=rng.permutation(human.queries).tolist()
    )
    for n_threads in (1, 2, 7):
        fr.set_num_threads(n_threads)
        try:
            found = fr.compare_correlations(shuffled, metrics, **options)
        finally:
            fr.set_num_threads(None)
        for name in ("correlation", "pvalue", "low", "high"):
            assert getattr(found, name).tobytes() == getattr(first, name).tobytes()
    turned = fr.compare_correlations(human, metrics.sel(measures=["z", "y", "x"]), **options)
    assert turned.a == ("z", "z", "y")
    assert turned.pvalue[::-1] == pytest.approx(first.pvalue, abs=1e-12)
    assert turned.difference[::-1] == pytest.approx(-first.difference, abs=1e-12)


def test_all_pairs_are_corrected_and_a_baseline_compares_fewer():
    human, metrics = three_metrics()
    options = {"level": "segment", "rng": 0, "n_resamples": 199}
    result = fr.compare_correlations(human, metrics, **options)
    assert list(zip(result.a, result.b, strict=True)) == [("x", "y"), ("x", "z"), ("y", "z")]
    expected = np.minimum(1, np.sort(result.pvalue) * [3, 2, 1])
    assert np.sort(result.pvalue_adjusted) == pytest.approx(np.maximum.accumulate(expected))
    against = fr.compare_correlations(human, metrics, "z", **options)
    assert (against.a, against.b, against.family_size) == (("x", "y"), ("z", "z"), 2)
    assert against.pvalue.tolist() == result.pvalue[1:].tolist()
    assert "pearsonr of segments with people: perm_both, holm" in repr(result)
    assert result.to_arrow().column_names[:5] == ["a", "b", "correlation_a", "correlation_b", "difference"]


def test_a_lower_is_better_metric_is_turned():
    human, metrics = three_metrics()
    sides = {name: metrics[name] for name in metrics.measures}
    turned = fr.Scores(
        -metrics.values[0], systems=human.systems, queries=human.queries, measure="x", higher_is_better=False
    )
    options = {"rng": 0, "n_resamples": 99}
    first = fr.compare_correlations(human, sides, **options)
    found = fr.compare_correlations(human, sides | {"x": turned}, **options)
    assert found.pvalue.tobytes() == first.pvalue.tobytes()
    assert found.correlation == pytest.approx(first.correlation)


def test_metrics_that_are_one_and_metrics_that_are_constant():
    human, metrics = three_metrics()
    x = metrics["x"]
    still = fr.Scores(np.zeros((6, 20)), systems=x.systems, queries=x.queries, measure="c")
    for test in ("perm_both", "boot_both", "williams", "steiger"):
        result = fr.compare_correlations(human, {"x": x, "again": x}, test=test, rng=0, n_resamples=99)
        assert result.pvalue.tolist() == [1.0], test
    result = fr.compare_correlations(human, {"x": x, "c": still}, rng=0, n_resamples=99)
    assert np.isnan(result.pvalue[0])
    assert not result.significant[0]
    assert "no correlation, as scores are constant: c" in result.notes


def test_missing_and_leftovers():
    human, metrics = three_metrics()
    values = metrics.values.copy()
    values[1, 2, 3] = np.nan
    gappy = fr.Scores(values, systems=metrics.systems, queries=metrics.queries, measure=metrics.measures)
    with pytest.raises(ValueError, match="y of system 's2' on segment 'g3' is missing"):
        fr.compare_correlations(human, gappy)
    result = fr.compare_correlations(human, gappy, missing="complete", rng=0, n_resamples=99)
    assert result.n_segments == 19
    assert 'missing="complete": 1 of 20 queries left out' in result.notes
    some = metrics.sel(systems=metrics.systems[:5])
    assert any(
        "1 systems of human" in note
        for note in fr.compare_correlations(human, some, rng=0, n_resamples=99).notes
    )


def test_refusals():
    human, metrics = three_metrics()
    for options, message in (
        ({"statistic": "tau"}, "statistic"),
        ({"test": "perm"}, "test"),
        ({"level": "sentence"}, "level"),
        ({"average": "none"}, "average"),
        ({"missing": "worst"}, "missing"),
        ({"alternative": "larger"}, "alternative"),
        ({"correction": "maxt"}, "correction"),
        ({"test": "williams", "statistic": "kendalltau"}, 'use test="perm_both"'),
        ({"test": "steiger", "level": "segment"}, "no average over lists"),
        ({"baseline": "w"}, "baseline 'w' is no metric here; there are: x, y, z"),
    ):
        with pytest.raises(ValueError, match=message):
            fr.compare_correlations(human, metrics, **options)
    for one, other, message in (
        (human, metrics["x"], "two or more are compared, and there is x"),
        (metrics, metrics, "human takes one measure"),
        ([1, 2, 3], {"a": [1, 2, 3], "b": [1, 2]}, None),
    ):
        if message:
            with pytest.raises(ValueError, match=message):
                fr.compare_correlations(one, other)
    with pytest.raises(TypeError, match="metrics must be Scores"):
        fr.compare_correlations(human, [1, 2])
    with pytest.raises(ValueError, match='level="segment" needs two segments'):
        fr.compare_correlations([1, 2, 3], {"a": [1, 2, 3], "b": [3, 1, 2]}, level="segment")


def test_wmt_metrics_made_of_people(data):
    """MQM with more and less noise: less is closer to people at both levels, with one sign for all tests."""
    human = wmt_scores(data, "wmt_mqm/mqm_newstest2020_ende.avg_seg_scores.tsv.gz")
    kept = human.sel(queries=human.queries[:300])
    rng = np.random.default_rng(0)
    values = np.nan_to_num(kept.values[0])
    people = fr.Scores(values, systems=kept.systems, queries=kept.queries, measure="MQM")
    sides = {
        name: fr.Scores(
            values + scale * rng.normal(size=values.shape),
            systems=kept.systems,
            queries=kept.queries,
            measure=name,
        )
        for name, scale in (("near", 2.0), ("far", 12.0))
    }
    for level, statistic in itertools.product(("system", "segment"), ("pearsonr", "kendalltau")):
        result = fr.compare_correlations(
            people, sides, level=level, statistic=statistic, rng=0, n_resamples=199
        )
        assert result.difference[0] > 0
    assert result.pvalue[0] == pytest.approx(1 / 200)
