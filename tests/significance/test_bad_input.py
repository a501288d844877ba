"""One rule each for bad and degenerate input, in all that infers: an error or a defined value, never a warning."""

from itertools import product

import numpy as np
import pytest

import fastrank as fr
from fastrank.significance.choices import CORRECTIONS
from fastrank.significance.tests_offered import RULES

pytestmark = pytest.mark.filterwarnings("error")

BASE = np.random.default_rng(0).random((3, 15))
BASE[0, 0] = 0.0  # no constant is lost in rounding
METRIC = BASE + np.random.default_rng(1).normal(0, 0.1, BASE.shape)
NO_SPREAD = ("t", "bootstrap", "bootstrap_shift")  # p of a constant difference is NaN


def scores(values, **options):
    values = np.asarray(values, dtype=np.float64)
    names = {"systems": [f"s{i}" for i in range(len(values))], "queries": range(values.shape[1])}
    return fr.Scores(values, measure="gain", **(names | options))


def side(values):
    """Another judge or metric of as many systems and queries."""
    return scores(METRIC[: len(values), : np.shape(values)[1]])


INFERENCES = {
    **{f"compare {test}": lambda values, test=test, **more: compared(values, test, **more) for test in RULES},
    "leaderboard": lambda values, **more: fr.leaderboard(scores(values), **more),
    "bootstrap": lambda values, **more: fr.bootstrap(scores(values), **more),
    "agreement": lambda values, **more: fr.agreement(side(values), scores(values), **more),
}
CORRELATIONS = {
    "people": lambda values, **more: correlated(scores(values), side(values), **more),
    "metric": lambda values, **more: correlated(side(values), scores(values), **more),
}
EVERYTHING = {**INFERENCES, **CORRELATIONS}


def compared(values, test, **options):
    return fr.compare(scores(values), test=test, **({"interval": "t", "correction": "none"} | options))


def correlated(people, metric, **options):
    other = scores(METRIC[: people.values.shape[1], : people.values.shape[2]] ** 2)
    return fr.compare_correlations(people, {"x": metric, "y": other}, **options)


def broken(value):
    values = BASE.copy()
    values[1, 4] = value
    return values


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize(
    ("values", "says"),
    [
        (
            broken(np.nan),
            r"of system 's1' on (query|segment) '4' is missing \(1 such cells\).*missing=\"complete\"",
        ),
        (broken(np.inf), r"of system 's1' on (query|segment) '4' is infinite \(1 such cells\).*leave the"),
        (np.vstack([BASE[:2], np.full((1, 15), np.nan)]), r"of system 's2' .* is missing \(15 such cells\)"),
    ],
)
def test_missing_and_infinite_scores(name, values, says):
    with pytest.raises(ValueError, match=says):
        EVERYTHING[name](values, n_resamples=199)


@pytest.mark.parametrize("name", INFERENCES)
@pytest.mark.parametrize("n_queries", [0, 1, 9])
def test_few_queries(name, n_queries):
    says = (
        "no queries in common"
        if name == "agreement" and n_queries == 0
        else rf"gain: {n_queries} queries.*min_queries="
    )
    with pytest.raises(ValueError, match=says):
        INFERENCES[name](BASE[:, :n_queries])
    if n_queries < 2:
        with pytest.raises(ValueError, match=says):
            INFERENCES[name](BASE[:, :n_queries], min_queries=1)


@pytest.mark.parametrize("test", [test for test in RULES if not test.startswith("mcnemar")])
@pytest.mark.parametrize("interval", ["t", "studentised", "bca", "percentile"])
def test_two_queries_find_nothing(test, interval):
    result = compared(BASE[:, :2], test, interval=interval, min_queries=2, n_resamples=199, rng=0)
    assert not np.isnan(result.pvalue).any()
    assert (
        test == "bootstrap_shift" or not result.significant.any()
    )  # which is anti-conservative, and says so


@pytest.mark.parametrize("name", ["leaderboard", "bootstrap", "agreement"])
def test_two_queries_have_values(name):
    INFERENCES[name](BASE[:, :2], min_queries=2, n_resamples=199, rng=0)


B = [
    *((n, ValueError, f"n_resamples={n}") for n in (0, -1, 1, 10**12, 10**30)),
    *((n, TypeError, "n_resamples must be an integer") for n in (99.0, True, "99", float("nan"))),
]


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize(("n_resamples", "error", "says"), B)
def test_numbers_of_resamples(name, n_resamples, error, says):
    with pytest.raises(error, match=says):
        EVERYTHING[name](BASE, n_resamples=n_resamples)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"systems": ["a", "b", "a"]}, "systems must be unique, but 'a' stands twice"),
        ({"systems": [1, "1", 2]}, "systems must be unique, but '1' stands twice"),
        ({"queries": [0] * 15}, "queries must be unique, but '0' stands twice"),
    ],
)
def test_names_that_stand_twice(options, says):
    with pytest.raises(ValueError, match=says):
        scores(BASE, **options)


@pytest.mark.parametrize("name", [name for name in EVERYTHING if name not in ("leaderboard", "bootstrap")])
def test_one_system(name):
    with pytest.raises(ValueError, match="needs two systems or more"):
        EVERYTHING[name](BASE[:1])


def pairs_of(test):
    """Every correction that goes with a test."""
    own = RULES[test].corrections
    return [
        (test, name) for name in CORRECTIONS if name not in ("maxt", "maxt_stepdown", "tukey") or name in own
    ]


@pytest.mark.parametrize(("test", "correction"), [pair for test in RULES for pair in pairs_of(test)])
def test_identical_systems(test, correction):
    same = np.stack([BASE[0]] * 3)
    values = (same > 0.5) * 1.0 if test.startswith("mcnemar") else same
    for alternative in ("two-sided", "less", "greater") if RULES[test].one_sided else ("two-sided",):
        result = compared(values, test, correction=correction, alternative=alternative, rng=0)
        for found in (result.pvalue, result.pvalue_adjusted):
            assert found.tolist() == [1.0] * 3
        assert not result.significant.any()
        assert result.difference.tolist() == [0.0] * 3


TAKES_AMOUNTS = [pair for test in RULES if not test.startswith("mcnemar") for pair in pairs_of(test)]


@pytest.mark.parametrize(("test", "correction"), TAKES_AMOUNTS)
def test_constant_differences(test, correction):
    """The second pair differs by a constant; a test that judges by spread has no p of it, and still one of others."""
    values = np.stack([BASE[0], BASE[1], BASE[0] + 0.25])
    result = compared(values, test, correction=correction, rng=0)
    assert result.difference[1] == pytest.approx(-0.25)
    assert not np.isnan(result.pvalue[[0, 2]]).any()
    noted = any("differ by a constant" in note for note in result.notes)
    if test in NO_SPREAD:
        assert np.isnan([result.pvalue[1], result.pvalue_adjusted[1]]).all()
        assert not result.significant[1]
        assert noted
    else:
        # Signs, ranks, labels and what Tukey's tests pool have something to go by.
        assert 0 < result.pvalue[1] <= result.pvalue_adjusted[1] < 0.2
        assert not noted


@pytest.mark.parametrize("test", NO_SPREAD)
@pytest.mark.parametrize("alternative", ["two-sided", "less", "greater"])
@pytest.mark.parametrize("margin", [None, 0.25])
def test_constant_differences_of_two_queries_find_nothing(test, alternative, margin):
    values = np.array(
        [[0.1, 0.2], [0.4, 0.5], [0.1, 0.2]]
    )  # .3 and .30000000000000004: rounding is no spread
    result = compared(values, test, alternative=alternative, margin=margin, min_queries=2, rng=0)
    assert not result.significant.any()


def test_constant_differences_with_early_stopping():
    values = np.stack([BASE[0], BASE[1], BASE[0] + 0.25])
    result = compared(values, "bootstrap", correction="maxt", resampling_risk=0.01, rng=0)
    assert np.isnan([result.stopping.adjusted_low[1], result.stopping.adjusted_high[1]]).all()
    assert not result.stopping.undecided.any()


def test_a_leaderboard_of_constants():
    board = fr.leaderboard(scores([BASE[0]] * 3), rng=0)
    assert board.rank.tolist() == [[1, 1, 1]]
    assert board.p_best[0] == pytest.approx(1 / 3)
    assert not board.separable_from_best.any()
    assert np.isnan(board.tau[0])
    flat = fr.leaderboard(scores(np.tile([[0.1], [0.2], [0.3]], 15)), rng=0)
    assert flat.p_best.tolist() == [[1, 0, 0]]
    assert flat.low.tolist() == flat.high.tolist() == [[0.3, 0.2, 0.1]]
    assert fr.leaderboard(scores(BASE[:1]), rng=0).p_best.tolist() == [[1.0]]


STATISTICS = {"mean": {}, "mean_difference": {}, "ratio_of_means": {}, "quantile": {"q": 0.5}, "variance": {}}
METHODS = ("percentile", "basic", "bca", "studentised")


WAYS = [
    (name, method)
    for name, method in product([*STATISTICS, "kendalltau"], METHODS)
    if method != "studentised" or name not in ("quantile", "kendalltau")  # an error, as the docs say
]


@pytest.mark.parametrize(("name", "method"), WAYS)
def test_a_bootstrap_of_constants_has_no_width(name, method):
    flat = scores(np.tile([[0.5], [0.25]], 15))
    for weights in ("poisson", "multinomial"):
        options = {"method": method, "weights": weights, "n_resamples": 199, "rng": 0}
        found = fr.bootstrap(flat, name, **STATISTICS.get(name, {}), **options)
        undefined = name == "kendalltau"
        assert found.low == pytest.approx(found.estimate, nan_ok=undefined)
        assert found.high == pytest.approx(found.estimate, nan_ok=undefined)
        assert np.isnan(found.estimate).all() == np.isnan(found.standard_error).all() == undefined
        assert any("no value of the statistic" in note for note in found.notes) == undefined


@pytest.mark.parametrize("weights", ["poisson", "multinomial"])
def test_a_ratio_to_nothing_has_no_value(weights):
    found = fr.bootstrap(scores(np.zeros((2, 15))), "ratio_of_means", weights=weights, n_resamples=199, rng=0)
    assert np.isnan([found.estimate[0], found.low[0], found.high[0], found.standard_error[0]]).all()


@pytest.mark.parametrize("over", ["queries", "systems", "both"])
def test_agreement_with_equal_systems_is_undefined(over):
    found = fr.agreement(side(BASE), scores([BASE[0]] * 3), over=over, n_resamples=199, rng=0)
    assert np.isnan([*found.value, *found.low, *found.high]).all()
    assert (found.n_undefined == 199).all()
    assert (found.comparison_b.pvalue_adjusted == 1).all()


TESTS = ("perm_both", "perm_inputs", "perm_systems", "boot_both")


@pytest.mark.parametrize("test", [*TESTS, "williams", "steiger"])
def test_a_constant_metric_has_no_correlation(test):
    people = np.random.default_rng(2).random((4, 15))
    metrics = {"flat": scores(np.ones((4, 15))), "good": scores(people + 0.1)}
    found = fr.compare_correlations(scores(people), metrics, test=test, n_resamples=99, rng=0)
    assert np.isnan([found.pvalue[0], found.pvalue_adjusted[0]]).all()
    assert not found.significant.any()
    assert any("no correlation, as scores are constant: flat" in note for note in found.notes)
    twins = {"one": metrics["good"], "other": metrics["good"]}
    assert fr.compare_correlations(
        scores(people), twins, test=test, n_resamples=99, rng=0
    ).pvalue.tolist() == [1.0]


@pytest.mark.parametrize("test", ["williams", "steiger"])
def test_three_systems_are_too_few_for_an_analytic_test(test):
    with pytest.raises(ValueError, match=f'test="{test}" needs 4 systems or more.*use test="perm_both"'):
        correlated(scores(BASE), side(BASE), test=test)
