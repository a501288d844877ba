"""Corrections against SciPy, hand-made cases, and the rule for NaN."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from fastrank.significance.correction import correct

families = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(families)
def test_bh_agrees_with_scipy(p):
    assert correct(p, "bh") == pytest.approx(stats.false_discovery_control(p), abs=1e-15)


@given(families)
def test_order_of_strictness(p):
    none, bh, holm, bonferroni = (correct(p, name) for name in ("none", "bh", "holm", "bonferroni"))
    assert (none <= bh + 1e-15).all()
    assert (bh <= holm + 1e-15).all()
    assert (holm <= bonferroni + 1e-15).all()
    assert bonferroni.max() <= 1


def test_holm_by_hand():
    assert correct([0.01, 0.04, 0.03, 0.005], "holm") == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(families)
def test_by_agrees_with_scipy(p):
    assert correct(p, "by") == pytest.approx(stats.false_discovery_control(p, method="by"), abs=1e-13)


@given(families)
def test_stepping_by_definition(p):
    """Holm: the largest of (m - rank + 1) p over smaller p-values; Hochberg: the smallest over larger ones."""
    m, order = len(p), np.argsort(p, kind="stable")
    steps = [(m - i) * p[at] for i, at in enumerate(order)]
    holm, hochberg = correct(p, "holm"), correct(p, "hochberg")
    for i, at in enumerate(order):
        assert holm[at] == pytest.approx(min(1.0, max(steps[: i + 1])), abs=1e-15)
        assert hochberg[at] == pytest.approx(min([1.0, *steps[i:]]), abs=1e-15)
    assert (hochberg <= holm + 1e-15).all()
    assert (correct(p, "bh") <= hochberg + 1e-15).all()
    assert (correct(p, "bh") <= correct(p, "by") + 1e-15).all()


@pytest.mark.parametrize("method", ["holm", "hochberg", "bonferroni", "bh", "by"])
def test_nan_stays_and_counts(method):
    found = correct([0.01, np.nan, 0.03], method)
    as_one = correct([0.01, 1.0, 0.03], method)
    assert np.isnan(found[1])
    assert found[[0, 2]].tolist() == as_one[[0, 2]].tolist()


def test_unknown_method():
    with pytest.raises(ValueError, match="correction must be one of 'holm'"):
        correct([0.1], "sidak")
