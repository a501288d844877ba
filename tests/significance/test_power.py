"""Minimum detectable effects, required queries and intervals of effect sizes, against published figures and SciPy."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import random_scores, sakai_scores
from scipy import stats

import fastrank as fr
from fastrank.significance.effect_interval import effect_size_interval
from fastrank.significance.power import t_power


def test_published_figures():
    # G*Power and R's pwr: paired t, two-sided .05, power .8; and R's pwr.t.test(d=.2, n=60, sig.level=.1).
    assert [fr.required_queries(d) for d in (0.2, 0.5, 0.8)] == [199, 34, 15]
    assert fr.required_queries(0.5, alternative="greater") == 27
    assert t_power(np.array(0.2 * 60**0.5), np.array(60.0), 0.1, "two-sided") == pytest.approx(0.4555818)


def test_large_samples_are_normal():
    # 2.80 standard errors: d_z = .40 for 50 queries (normal), .034 for 6980.
    found = fr.minimum_detectable_effect([50, 6980])
    assert found == pytest.approx([0.404, 0.0335], abs=5e-4)
    assert found[1] == pytest.approx((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) / np.sqrt(6980), rel=1e-3)


@given(
    st.integers(3, 3000),
    st.sampled_from([0.01, 0.05]),
    st.sampled_from([0.5, 0.8, 0.95]),
    st.sampled_from(["two-sided", "less", "greater"]),
)
def test_power_is_as_wanted(n, alpha, power, alternative):
    d = fr.minimum_detectable_effect(n, alpha=alpha, power=power, alternative=alternative)
    tails = 2 if alternative == "two-sided" else 1
    bound = stats.t.isf(alpha / tails, n - 1)
    law = stats.nct.sf(bound, n - 1, d * n**0.5)
    law += stats.nct.cdf(-bound, n - 1, d * n**0.5) if tails == 2 else 0.0
    assert law == pytest.approx(power, abs=1e-6)
    assert fr.required_queries(d * 1.000001, alpha=alpha, power=power, alternative=alternative) <= n
    more = fr.required_queries(d * 0.999, alpha=alpha, power=power, alternative=alternative)
    assert more > n


def test_scales_and_edges():
    assert fr.minimum_detectable_effect(50, sd=0.2) == pytest.approx(0.2 * fr.minimum_detectable_effect(50))
    assert fr.required_queries(-0.1, sd=0.2) == 34
    assert fr.required_queries([0.5, 0.0, np.nan, np.inf]).tolist()[:2] == [34.0, np.inf]
    assert np.isnan(fr.required_queries([np.nan])[0])
    assert fr.required_queries(0.0) == np.inf
    assert fr.required_queries(50.0) == 2


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: fr.minimum_detectable_effect(1), "n_queries must be at least 2"),
        (lambda: fr.minimum_detectable_effect(9, power=0.01), "power must be between alpha=0.05 and 1"),
        (lambda: fr.required_queries(0.1, alpha=2), "alpha must be between 0 and 1"),
        (lambda: fr.required_queries(0.1, alternative="both"), "alternative must be one of"),
    ],
)
def test_wrong_arguments(call, says):
    with pytest.raises(ValueError, match=says):
        call()


@given(st.floats(-3, 3), st.integers(5, 5000), st.sampled_from([0.8, 0.95]))
def test_interval_is_where_noncentral_t_has_its_tails(effect, n, level):
    low, high = effect_size_interval(np.array([effect]), np.array([n]), level)
    tail, t = (1 - level) / 2, effect * n**0.5
    assert stats.nct.sf(t, n - 1, low[0] * n**0.5) == pytest.approx(tail, abs=1e-4)
    assert stats.nct.cdf(t, n - 1, high[0] * n**0.5) == pytest.approx(tail, abs=1e-4)
    assert low[0] < effect < high[0]


def test_of_a_comparison():
    result = fr.compare(sakai_scores(), test="t")
    assert result.effect_size[0] == pytest.approx(0.473, abs=5e-4)
    d = sakai_scores().values[0, 0] - sakai_scores().values[0, 1]
    assert result.mde[0] == pytest.approx(d.std(ddof=1) * fr.minimum_detectable_effect(20))
    assert result.required_queries()[0] == fr.required_queries(result.effect_size[0])
    low, high = result.effect_size_interval()
    # An interval of d_z leaves out 0 where the t test is significant, and nowhere else.
    assert (((low > 0) | (high < 0)) == (result.pvalue < 0.05)).all()


def test_constant_differences_have_no_interval():
    base = random_scores(1, 20).values[0, 0]
    scores = fr.Scores([base, base, base + 0.5], systems="abc", queries=range(20), measure="m")
    result = fr.compare(scores, test="t")
    low, _ = result.effect_size_interval()
    assert np.isnan(low[1:]).all()
    assert result.mde.tolist() == [0.0, 0.0, 0.0]
    assert result.required_queries()[0] == np.inf
