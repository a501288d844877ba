"""The sign test, McNemar's test, and intervals of proportions, against SciPy and published figures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from real_scores import expected_table, random_scores, swebench_scores
from scipy import stats

import fastrank as fr
from fastrank.significance.mcnemar import mcnemar, mcnemar_midp
from fastrank.significance.sign_test import sign_test
from fastrank.significance.wilson import newcombe_interval, wilson_interval

SIDES = ["two-sided", "less", "greater"]
counts = st.integers(0, 60)


@given(counts, counts, st.sampled_from(SIDES))
def test_sign_is_a_binomial_test(wins, losses, alternative):
    found = sign_test(np.array([wins]), np.array([losses]), alternative)[0]
    if wins + losses == 0:
        assert found == 1.0
    else:
        law = stats.binomtest(wins, wins + losses, alternative=alternative).pvalue
        assert found == pytest.approx(law, abs=1e-12)


@given(counts, counts)
def test_midp_counts_what_was_observed_by_half(wins, losses):
    n = wins + losses
    exact, midp = (test(np.array([wins]), np.array([losses]))[0] for test in (mcnemar, mcnemar_midp))
    observed = stats.binom.pmf(wins, n, 0.5)
    if n == 0:
        assert midp == 1.0
    else:
        assert midp == pytest.approx(exact - observed * (0.5 if wins == losses else 1.0), abs=1e-12)
    one_sided = [mcnemar_midp(np.array([wins]), np.array([losses]), side)[0] for side in SIDES[1:]]
    if n and wins != losses:
        assert midp == pytest.approx(2 * min(one_sided), abs=1e-12)


def test_the_example_of_trec_3():
    # Smucker, Allan and Carterette 2007: 29 successes of 50; 25 of 43 where .01 is the least difference.
    assert sign_test(np.array([29, 25]), np.array([21, 18])) == pytest.approx([0.3222, 0.3604], abs=5e-5)


def test_airways_of_children():
    # Bentur and others 2009, as in Fagerland, Lydersen and Laake 2013, Table 1: 1 and 7 discordant of 21.
    assert mcnemar(np.array([1]), np.array([7]))[0] == pytest.approx(0.0703, abs=5e-5)
    assert mcnemar_midp(np.array([1]), np.array([7]))[0] == pytest.approx(0.0391, abs=5e-5)


def test_swebench(data):
    expected = expected_table(data, "tables/swebench_pro_resolved.csv.xz")["top1_vs_top2"]
    scores = swebench_scores(data).sel(systems=[expected["b"], expected["a"]])
    complete = scores.sel(queries=_complete(swebench_scores(data)))
    result = fr.compare(complete, expected["a"], test="mcnemar")
    assert result.n[0] == expected["n"]
    assert [result.wins[0], result.losses[0]] == expected["mcnemar_discordant"]
    assert result.pvalue[0] == pytest.approx(expected["mcnemar_exact_p"], rel=1e-12)
    assert (result.interval, result.n_resamples) == ("newcombe", 0)
    assert fr.compare(complete, expected["a"], test="sign", interval="t").pvalue[0] == result.pvalue[0]
    told = fr.compare(complete, expected["a"], test="t").notes
    assert any('test="mcnemar"' in note for note in told)


def _complete(scores):
    there = ~np.isnan(scores.values[0]).any(axis=0)
    return [query for query, kept in zip(scores.queries, there.tolist(), strict=True) if kept]


def test_mcnemar_takes_zeros_and_ones():
    with pytest.raises(ValueError, match="McNemar's test takes scores of 0 and 1 only"):
        fr.compare(random_scores(2, 20), test="mcnemar")
    with pytest.raises(ValueError, match='interval="newcombe" takes scores of 0 and 1 only'):
        fr.compare(random_scores(2, 20), test="t", interval="newcombe")


@given(st.integers(1, 200), st.floats(0, 1), st.sampled_from([0.5, 0.9, 0.99]))
def test_wilson_is_scipys(n, share, level):
    ones = round(share * n)
    law = stats.binomtest(ones, n).proportion_ci(level, method="wilson")
    low, high = wilson_interval(np.array([ones / n]), n, level)
    assert (low[0], high[0]) == (pytest.approx(law.low, abs=1e-12), pytest.approx(law.high, abs=1e-12))


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=40))
def test_newcombe_by_hand(pairs):
    a, b = np.array(pairs, dtype=float).T
    n = len(pairs)
    (low_a, low_b), (high_a, high_b) = wilson_interval(np.array([a.mean(), b.mean()]), n, 0.95)
    e, f, g, h = ((a * b).sum(), (a * (1 - b)).sum(), ((1 - a) * b).sum(), ((1 - a) * (1 - b)).sum())
    cross, scale = e * h - f * g, np.sqrt((e + f) * (g + h) * (e + g) * (f + h))
    phi = 0.0 if scale == 0 else (max(cross - n / 2, 0) if cross > 0 else cross) / scale
    down, up = a.mean() - low_a, high_b - b.mean()
    low, high = newcombe_interval(np.array([a.mean()]), np.array([b.mean()]), np.array([e / n]), n, 0.95)
    law = a.mean() - b.mean() - np.sqrt(max(down**2 - 2 * phi * down * up + up**2, 0))
    assert low[0] == pytest.approx(law, abs=1e-7)
    up, down = high_a - a.mean(), b.mean() - low_b
    law = a.mean() - b.mean() + np.sqrt(max(up**2 - 2 * phi * up * down + down**2, 0))
    assert high[0] == pytest.approx(law, abs=1e-7)
