"""groups=, strata= and crossed factors in compare, leaderboard and bootstrap, against plain definitions."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import fastrank as fr
from fastrank.kernels.random_streams import sign_definition, weight_definition
from fastrank.significance.query_keys import query_keys

TESTS = ["t", "randomization", "bootstrap", "bootstrap_shift"]


def scores_of(values, **attributes):
    names = [f"s{i}" for i in range(len(values))]
    queries = [f"q{i}" for i in range(np.shape(values)[1])]
    return fr.Scores(values, systems=names, queries=queries, measure="gain", attributes=attributes)


def clustered_scores(n_systems=3, n_clusters=20, seed=0, per_cluster=(1, 6)):
    """Systems whose scores share much within a topic; topics lie within data sets, judges cross them."""
    rng = np.random.default_rng(seed)
    topic = np.repeat(np.arange(n_clusters), rng.integers(*per_cluster, n_clusters))
    values = rng.normal(size=(n_systems, n_clusters))[:, topic] + 0.3 * rng.normal(
        size=(n_systems, len(topic))
    )
    judge = rng.integers(0, 4, len(topic))
    return scores_of(values, topic=topic, dataset=[f"d{t % 3}" for t in topic], judge=judge)


def cluster_t(d, labels):
    """Mean, CR1 standard error and degrees of freedom, written plainly."""
    clusters = sorted(set(labels))
    deviations = [sum(d[i] - d.mean() for i in range(len(d)) if labels[i] == c) for c in clusters]
    n = len(clusters)
    return d.mean(), np.sqrt(n / (n - 1) * sum(e * e for e in deviations)) / len(d), n - 1


def same_bits(one, other, but=("notes", "n_groups", "n_strata")):
    for name in one.columns():
        if name not in but:
            mine, its = np.asarray(one.columns()[name]), np.asarray(other.columns()[name])
            assert mine.tobytes() == its.tobytes() if mine.dtype != object else (mine == its).all(), name


def test_t_of_clusters_is_the_plain_formula():
    scores = clustered_scores()
    result = fr.compare(scores, test="t", groups="topic")
    for row, (a, b) in enumerate(itertools.combinations(scores.values[0], 2)):
        mean, error, df = cluster_t(a - b, scores.attributes["topic"].tolist())
        assert result.difference[row] == pytest.approx(mean, rel=1e-12)
        assert result.statistic[row] == pytest.approx(mean / error, rel=1e-12)
        assert result.pvalue[row] == pytest.approx(2 * stats.t.sf(abs(mean / error), df), rel=1e-10)
        reach = stats.t.ppf(0.975, df) * error
        assert (result.low[row], result.high[row]) == pytest.approx((mean - reach, mean + reach), rel=1e-10)
        assert result.effect_size[row] == pytest.approx((a - b).mean() / (a - b).std(ddof=1), rel=1e-12)
    assert (result.n == len(scores.queries)).all()
    assert result.n_groups == (20,)
    assert result.notes[0] == "topic: 20 clusters, each of 1 to 5 queries"


def test_t_of_strata_adds_variances():
    scores = clustered_scores()
    d, dataset = scores.values[0, 0] - scores.values[0, 1], scores.attributes["dataset"]
    for over in ("micro", "macro"):
        result = fr.compare(scores.sel(systems=["s0", "s1"]), test="t", strata="dataset", over=over)
        parts = [d[dataset == name] for name in ("d0", "d1", "d2")]
        share = [len(part) / len(d) if over == "micro" else 1 / 3 for part in parts]
        mean = sum(w * part.mean() for w, part in zip(share, parts, strict=True))
        variances = [w**2 * part.var(ddof=1) / len(part) for w, part in zip(share, parts, strict=True)]
        df = sum(variances) ** 2 / sum(v**2 / (len(p) - 1) for v, p in zip(variances, parts, strict=True))
        assert result.difference[0] == pytest.approx(mean, rel=1e-12)
        assert result.statistic[0] == pytest.approx(mean / np.sqrt(sum(variances)), rel=1e-12)
        assert result.pvalue[0] == pytest.approx(2 * stats.t.sf(abs(result.statistic[0]), df), rel=1e-9)
        macro = scores.means("dataset", over=over)[0]
        assert (result.mean_a[0], result.mean_b[0]) == pytest.approx((macro[0], macro[1]), rel=1e-12)


def test_two_strata_are_welchs_test_of_their_sum():
    x, y = np.random.default_rng(3).normal(size=(2, 15)), np.random.default_rng(4).normal(size=(2, 24))
    scores = scores_of(np.hstack([x, y]))
    result = fr.compare(scores, test="t", strata=["x"] * 15 + ["y"] * 24, over="macro")
    expected = stats.ttest_ind(x[0] - x[1], -(y[0] - y[1]), equal_var=False)
    assert result.statistic[0] == pytest.approx(expected.statistic, rel=1e-12)
    assert result.pvalue[0] == pytest.approx(expected.pvalue, rel=1e-10)


def test_crossed_t_is_the_plain_formula():
    scores = clustered_scores(n_systems=2, n_clusters=12)
    d = scores.values[0, 0] - scores.values[0, 1]
    topic, judge = scores.attributes["topic"].tolist(), scores.attributes["judge"].tolist()
    by_topic, by_judge, by_both = (
        cluster_t(d, labels)[1] ** 2 for labels in (topic, judge, list(zip(topic, judge, strict=True)))
    )
    variance = max(by_topic + by_judge - by_both, by_topic, by_judge)
    result = fr.compare(scores, groups=("topic", "judge"))
    assert (result.test, result.correction, result.interval) == ("t", "holm", "t")
    assert result.statistic[0] == pytest.approx(d.mean() / np.sqrt(variance), rel=1e-12)
    assert result.pvalue[0] == pytest.approx(2 * stats.t.sf(abs(result.statistic[0]), 3), rel=1e-10)
    assert result.n_groups == (12, 4)


def test_statsmodels_has_the_same_standard_errors():
    """statsmodels 0.15.0: OLS on a constant with cov_type="cluster" and use_t=True, and cov_cluster_2groups."""
    i = np.arange(60)
    d = ((i * i * 37) % 101) / 100 - 0.45
    result = fr.compare(scores_of(np.stack([d, 0 * d])), test="t", groups=i * i // 300)
    assert result.difference[0] / result.statistic[0] == pytest.approx(0.04238430241149538, rel=1e-10)
    assert result.pvalue[0] == pytest.approx(0.4984976910536203, rel=1e-10)
    topic, judge = i // 5, i % 5
    d += 0.1 * judge + 0.1 * (topic * 5 % 7)
    crossed = fr.compare(scores_of(np.stack([d, 0 * d])), groups=(topic, judge))
    assert crossed.difference[0] / crossed.statistic[0] == pytest.approx(0.06290396670089861, rel=1e-10)


@pytest.mark.parametrize("test", TESTS)
@pytest.mark.parametrize("interval", [None, "studentised", "bca", "percentile"])
def test_clusters_of_one_query_are_queries(test, interval):
    scores = clustered_scores(n_clusters=15)
    options = {"test": test, "interval": interval, "rng": 3, "n_resamples": 1999, "correction": "holm"}
    plain = fr.compare(scores.without_attributes(), **options)
    same_bits(fr.compare(scores.without_attributes(), groups=scores.query_ids, **options), plain)
    one_stratum = fr.compare(scores.without_attributes(), strata=["all"] * len(scores.queries), **options)
    same_bits(one_stratum, plain)


def test_boards_and_bootstraps_of_single_queries_are_those_without_groups():
    scores = clustered_scores(n_clusters=15).without_attributes()
    board, grouped = fr.leaderboard(scores, rng=1), fr.leaderboard(scores, groups=scores.query_ids, rng=1)
    same_bits(board, grouped)
    assert board.p_beats.tobytes() == grouped.p_beats.tobytes()
    for weights in ("poisson", "multinomial"):
        options = {"method": "bca", "weights": weights, "rng": 1}
        same_bits(fr.bootstrap(scores, groups=scores.query_ids, **options), fr.bootstrap(scores, **options))


def resampled_means(d, unit, stratum, weight_of, n_resamples):
    """The law: every stratum at its own size, a cluster as often as its key says, in Python."""
    found = []
    for b in range(n_resamples):
        mean = Fraction(0)
        for h in sorted(set(stratum)):
            rows = [i for i in range(len(d)) if stratum[i] == h]
            attempt = 0
            while not any(weight_of(unit[i], b, attempt) for i in rows):
                attempt += 1
            w = [weight_of(unit[i], b, attempt) for i in rows]
            total = sum(wi * Fraction(d[i]) for wi, i in zip(w, rows, strict=True))
            mean += Fraction(len(rows), len(d)) * total / sum(w)
        found.append(float(mean))
    return np.array(found)


@pytest.mark.parametrize("stratified", [False, True])
def test_replicates_follow_the_definition(stratified):
    scores = clustered_scores(n_systems=2, n_clusters=12)
    topic = [str(t) for t in scores.attributes["topic"].tolist()]
    stratum = scores.attributes["dataset"].tolist() if stratified else [""] * len(topic)
    keys = {t: int(query_keys([t])[0]) for t in topic}
    d = scores.values[0, 0] - scores.values[0, 1]
    law = resampled_means(
        d, topic, stratum, lambda t, b, attempt: weight_definition(9, keys[t], b, attempt), 130
    )
    found = fr.bootstrap(
        scores,
        "mean_difference",
        groups="topic",
        strata="dataset" if stratified else None,
        n_resamples=130,
        rng=9,
        distribution=True,
    )
    assert found.distribution[0] == pytest.approx(law, abs=1e-9)


def test_crossed_replicates_are_products():
    scores = clustered_scores(n_systems=1, n_clusters=12)
    drawn = fr.bootstrap(scores, groups=("topic", "judge"), n_resamples=130, rng=9, distribution=True)
    labels = [[str(v) for v in scores.attributes[name].tolist()] for name in ("topic", "judge")]
    keys = [
        {v: int(query_keys([v], stratum=name)[0]) for v in own}
        for own, name in zip(labels, ("topic", "judge"), strict=True)
    ]
    for b in range(130):
        w = np.array(
            [
                weight_definition(9, keys[0][t], b) * weight_definition(9, keys[1][j], b)
                for t, j in zip(*labels, strict=True)
            ]
        )
        if all(any(weight_definition(9, key, b) for key in own.values()) for own in keys) and w.any():
            assert drawn.distribution[0, b] == pytest.approx(
                (w * scores.values[0, 0]).sum() / w.sum(), abs=1e-9
            )


def test_flips_turn_whole_clusters():
    scores = clustered_scores(n_systems=2, n_clusters=12)
    topic, d = scores.attributes["topic"], scores.values[0, 0] - scores.values[0, 1]
    sums = np.array([d[topic == t].sum() for t in range(12)])
    signs = np.array(list(itertools.product((1, -1), repeat=12)))
    exact = fr.compare(scores, test="randomization", groups="topic", n_resamples=4096, interval="t")
    assert exact.pvalue[0] == (np.abs(signs @ sums) >= abs(sums.sum()) - 1e-6).mean()
    drawn = fr.compare(scores, test="randomization", groups="topic", n_resamples=999, rng=2, interval="t")
    keys = [int(key) for key in query_keys([str(t) for t in range(12)])]
    flipped = [sum(sign_definition(2, keys[t], b) * sums[t] for t in range(12)) for b in range(999)]
    assert drawn.pvalue[0] == (1 + (np.abs(flipped) >= abs(sums.sum()) - 1e-6).sum()) / 1000


@pytest.mark.parametrize("options", [{}, {"strata": "dataset"}, {"strata": "dataset", "over": "macro"}])
def test_studentised_intervals_follow_the_definition(options):
    """Each replicate's shift over the cluster-robust standard error within it, from weights as they are drawn."""
    scores = clustered_scores(n_systems=2, n_clusters=12)
    topic, dataset = scores.attributes["topic"], scores.attributes["dataset"]
    d = scores.values[0, 0] - scores.values[0, 1]
    strata = [dataset == name for name in ("d0", "d1", "d2")] if options else [np.ones(len(d), bool)]
    share = [rows.sum() / len(d) if options.get("over") != "macro" else 1 / 3 for rows in strata]

    def shift_and_error(weights):
        mean = variance = 0.0
        for rows, w_h in zip(strata, share, strict=True):
            own = sorted(set(topic[rows].tolist()))
            sums, sizes = (
                np.array([values[topic == t].sum() for t in own]) for values in (d, np.ones(len(d)))
            )
            w = np.array([weights[t] for t in own])
            mean_h = (w * sums).sum() / (w * sizes).sum()
            squares = (w * (sums - mean_h * sizes) ** 2).sum() / (w * sizes).sum() ** 2
            # As in the interval without groups, G / (G - 1) of the whole is left out.
            factor = len(own) / (len(own) - 1) * 11 / 12
            mean, variance = mean + w_h * mean_h, variance + w_h**2 * factor * squares
        return mean, np.sqrt(variance)

    result = fr.compare(
        scores, test="t", interval="studentised", groups="topic", rng=5, n_resamples=999, **options
    )
    keys = [int(key) for key in query_keys([str(t) for t in range(12)])]
    drawn = [[weight_definition(5, key, b) for key in keys] for b in range(999)]
    mean, error = shift_and_error(np.ones(12))
    t = []
    for b, weights in enumerate(drawn):
        for rows in strata:
            own, attempt = sorted(set(topic[rows].tolist())), 0
            while not any(weights[k] for k in own):
                attempt += 1
                for k in own:
                    weights[k] = weight_definition(5, keys[k], b, attempt)
        own_mean, own_error = shift_and_error(weights)
        with np.errstate(divide="ignore", invalid="ignore"):
            t.append((own_mean - mean) / own_error if abs(own_mean - mean) > 1e-12 else 0.0)
    low, high = np.quantile(t, [0.025, 0.975])
    assert (result.low[0], result.high[0]) == pytest.approx(
        (mean - high * error, mean - low * error), rel=1e-5
    )


@pytest.mark.parametrize(
    "design",
    [
        {"groups": "topic"},
        {"strata": "dataset"},
        {"groups": "topic", "strata": "dataset", "over": "macro"},
        {"groups": ("topic", "judge")},
    ],
)
def test_bits_do_not_depend_on_threads_order_or_label_type(design):
    scores = clustered_scores()
    text = {"topic": [str(t) for t in scores.attributes["topic"].tolist()]}
    renamed = fr.Scores(
        scores.values,
        systems=scores.systems,
        queries=scores.query_ids,
        measure="gain",
        attributes={**scores.attributes, **text},
    )
    order = np.random.default_rng(1).permutation(len(scores.queries))
    shuffled = renamed.sel(queries=[scores.queries[i] for i in order])
    crossed = isinstance(design.get("groups"), tuple)
    for test in ("t", "bootstrap_shift") if crossed else TESTS:
        options = {"test": test, "rng": 4, "n_resamples": 3000, **design}
        expected = fr.compare(scores, **options)
        for n_threads in (1, 2, 7):
            fr.set_num_threads(n_threads)
            try:
                same_bits(fr.compare(shuffled, **options), expected)
            finally:
                fr.set_num_threads(None)


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(3, 8))
def test_clusters_of_one_size_are_t_of_their_means(seed, size, n_clusters):
    values = np.random.default_rng(seed).normal(size=(2, n_clusters, size))
    result = fr.compare(
        scores_of(values.reshape(2, -1)),
        test="t",
        groups=np.repeat(np.arange(n_clusters), size),
        min_queries=2,
    )
    expected = stats.ttest_rel(*values.mean(axis=2))
    assert result.statistic[0] == pytest.approx(expected.statistic, rel=1e-9)
    assert result.pvalue[0] == pytest.approx(expected.pvalue, rel=1e-9)


@pytest.mark.parametrize("test", ["t", "randomization", "bootstrap"])
def test_margins_move_every_query_of_a_cluster(test):
    scores = clustered_scores(n_systems=2, n_clusters=14)
    for design in ({"groups": "topic"}, {"groups": "topic", "strata": "dataset", "over": "macro"}):
        moved = scores_of(scores.values[0] + [[0.5], [0.0]], **scores.attributes)
        options = {"test": test, "alternative": "greater", "rng": 1, "n_resamples": 999, **design}
        with_margin = fr.compare(scores, margin=0.5, **options).pvalue[0]
        assert with_margin == pytest.approx(fr.compare(moved, **options).pvalue[0], abs=1e-9)


@pytest.mark.parametrize(
    "design", [{"groups": "topic"}, {"strata": "dataset"}, {"groups": ("topic", "judge")}]
)
def test_constant_differences_and_identical_systems(design):
    values = clustered_scores(n_systems=1).values[0, 0]
    base = clustered_scores(n_systems=1)
    scores = scores_of(np.stack([values, values, values + 0.25]), **base.attributes)
    result = fr.compare(scores, "s0", test="t", **design)
    assert (result.difference[0], result.pvalue[0], result.statistic[0]) == (0.0, 1.0, 0.0)
    assert np.isnan(result.pvalue[1])
    assert "constant" in result.notes[-1]
    if not isinstance(design.get("groups"), tuple):
        boot = fr.compare(scores, "s0", test="bootstrap", rng=0, n_resamples=999, **design)
        assert boot.pvalue[0] == 1.0
        assert boot.low[1] == pytest.approx(0.25) == boot.high[1]


def test_one_cluster_with_nearly_all_queries_does_not_make_a_small_p():
    values = np.random.default_rng(0).random((1, 400))
    scores = scores_of(np.vstack([values, values + 1 / 3]))
    groups = [0] * 380 + list(range(1, 21))
    assert np.isnan(fr.compare(scores, test="t", groups=groups).pvalue[0])


def test_labels_by_mapping_array_and_name_are_one():
    scores = clustered_scores()
    expected = fr.compare(scores, groups="topic", rng=1)
    labels = scores.attributes["topic"]
    floats = labels.astype(float)
    by_query = dict(zip(scores.queries, labels.tolist(), strict=True))
    for groups in (labels, labels.tolist(), floats, by_query, [str(v) for v in labels]):
        same_bits(fr.compare(scores, groups=groups, rng=1), expected)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"groups": "topic", "test": "wilcoxon"}, 'test="wilcoxon" takes queries as independent'),
        ({"strata": "dataset", "test": "sign"}, r"strata=; use test=\"t\" or \"randomization\""),
        ({"groups": "topic", "test": "tukey"}, "groups="),
        ({"groups": "topic", "test": "tukey_randomization"}, "groups="),
        ({"groups": "topic", "test": "mcnemar"}, "groups="),
        ({"groups": "topic", "test": "mcnemar_midp"}, "groups="),
        ({"groups": "topic", "interval": "newcombe"}, "newcombe"),
        (
            {"groups": ("topic", "judge"), "test": "randomization"},
            "sign flips do not hold for factors that cross",
        ),
        ({"groups": ("topic", "judge"), "test": "bootstrap"}, "bootstrap_shift"),
        ({"groups": ("topic", "judge"), "interval": "bca"}, "percentile"),
        ({"groups": ("topic", "judge"), "strata": "dataset"}, "cross"),
        ({"groups": ["a"] * 30, "strata": "dataset"}, "values for"),
        ({"groups": "dataset"}, "3 clusters of 'dataset'"),
        ({"groups": "judge", "strata": "dataset", "min_queries": 2}, "lies in two strata, 'd"),
        ({"over": "macro"}, "strata="),
        ({"strata": "dataset", "over": "mean"}, "over must be one of"),
        ({"groups": ()}, "empty tuple"),
        ({"groups": ("topic", "judge", "dataset")}, "at most two"),
    ],
)
def test_what_does_not_go_is_refused(options, says):
    with pytest.raises(ValueError, match=says):
        fr.compare(clustered_scores(), **options)


def test_more_refusals():
    scores = clustered_scores()
    n = len(scores.queries)
    with pytest.raises(KeyError, match="queries have no attribute 'subject'; they have: topic"):
        fr.compare(scores, groups="subject")
    with pytest.raises(ValueError, match="one cluster of 'groups', 'x'"):
        fr.compare(scores, groups=["x"] * n)
    with pytest.raises(ValueError, match="strata: 'x' has one query only"):
        fr.compare(scores, strata=["x"] + ["y"] * (n - 1))
    with pytest.raises(ValueError, match="strata: 'd0' has one cluster only"):
        fr.compare(scores, groups="dataset", strata="dataset", min_queries=2)
    gaps = scores_of(np.where(np.arange(n) == 3, np.nan, scores.values[0]), **scores.attributes)
    with pytest.raises(ValueError, match='missing="pairwise" does not go with groups='):
        fr.compare(gaps, groups="topic", missing="pairwise")
    with pytest.raises(ValueError, match="leaderboard marks systems by sign flips"):
        fr.leaderboard(scores, groups=("topic", "judge"))
    for ask in ("required_queries", "effect_size_interval"):
        with pytest.raises(ValueError, match=f"{ask} takes queries as independent"):
            getattr(fr.compare(scores, groups="topic"), ask)()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"groups": "topic", "method": "studentised"}, "studentised"),
        ({"strata": "dataset", "weights": "multinomial"}, "poisson"),
        ({"strata": "dataset", "statistic": "quantile", "q": 0.5}, "statistic of sums"),
        ({"groups": ("topic", "judge"), "method": "bca"}, "no jackknife for factors that cross"),
        ({"groups": "topic", "statistic": "quantile", "q": 0.5, "method": "bca"}, "no jackknife for groups="),
    ],
)
def test_what_bootstrap_refuses(options, says):
    with pytest.raises(ValueError, match=says):
        fr.bootstrap(clustered_scores(), **options)


def test_bootstrapped_quantiles_draw_whole_clusters():
    scores = clustered_scores(n_systems=1, n_clusters=12)
    topic = [str(t) for t in scores.attributes["topic"].tolist()]
    keys = {t: int(query_keys([t])[0]) for t in topic}
    found = fr.bootstrap(scores, np.median, groups="topic", n_resamples=99, rng=2, distribution=True)
    quantiles = fr.bootstrap(
        scores, "quantile", q=0.5, groups="topic", n_resamples=99, rng=2, distribution=True
    )
    assert found.distribution == pytest.approx(quantiles.distribution)
    for b in range(99):
        times = [weight_definition(2, keys[t], b) for t in topic]
        if any(times):
            assert found.distribution[0, b] == pytest.approx(np.median(np.repeat(scores.values[0, 0], times)))


def test_missing_queries_leave_their_clusters():
    scores = clustered_scores(n_clusters=15)
    gone = scores.attributes["topic"] == 4
    values = np.where(gone, np.nan, scores.values[0])
    result = fr.compare(scores_of(values, **scores.attributes), groups="topic", missing="complete", rng=1)
    kept = scores.sel(queries=[q for q, out in zip(scores.queries, gone, strict=True) if not out])
    same_bits(result, fr.compare(kept, groups="topic", rng=1))
    assert result.n_groups == (14,)


def rejections(n_runs, factors, test, simulate, **options):
    """Share of runs without a difference that a test finds one in, with the named factors as groups."""
    found = 0
    for run in range(n_runs):
        values, labels = simulate(np.random.default_rng(run))
        given = tuple(labels[name] for name in factors)
        groups = given if len(given) > 1 else (given[0] if given else None)
        result = fr.compare(scores_of(values), test=test, groups=groups, rng=run, interval="t", **options)
        found += result.pvalue[0] <= 0.05
    return found / n_runs


def topics_of_unequal_size(rng):
    topic = np.repeat(np.arange(30), rng.integers(1, 12, 30))
    values = rng.normal(size=(2, 30))[:, topic] + rng.normal(size=(2, len(topic)))
    return values, {"topic": topic}


def items_and_judges(rng):
    item, judge = np.repeat(np.arange(40), 8), np.tile(np.arange(8), 40)
    values = (
        rng.normal(size=(2, 40))[:, item]
        + 0.5 * rng.normal(size=(2, 8))[:, judge]
        + rng.normal(size=(2, 320))
    )
    return values, {"item": item, "judge": judge}


@pytest.mark.long
@pytest.mark.parametrize(("test", "most"), [("t", 0.065), ("randomization", 0.065), ("bootstrap", 0.07)])
def test_type_one_error_of_clusters(test, most):
    """2000 runs at 30 clusters of 1 to 11 queries: two Monte Carlo errors are .01."""
    options = {"n_resamples": 999} if test != "t" else {}
    assert rejections(2000, (), test, topics_of_unequal_size, **options) > 0.15
    assert 0.035 < rejections(2000, ("topic",), test, topics_of_unequal_size, **options) < most


@pytest.mark.long
def test_type_one_error_of_crossed_factors():
    assert rejections(2000, ("item",), "t", items_and_judges) > 0.1
    assert 0.02 < rejections(2000, ("item", "judge"), "t", items_and_judges) < 0.07
