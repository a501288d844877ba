"""Calls recorded from SciPy 1.17.1's own tests of kendalltau, spearmanr, weightedtau and somersd."""

from __future__ import annotations

import builtins
import json
import lzma
import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from strategies import pairs_of_lists

import fastrank as fr
from fastrank.adapters import scipy_stats


@pytest.fixture(scope="module")
def cases(data):
    with lzma.open(data / "conformance_cases" / "scipy_1.17.1_rankcorr_cases.json.xz") as file:
        found = json.load(file)
    assert len(found) == 355
    return found


def array(value):
    if isinstance(value, dict):
        return np.array(value["__nd__"], dtype=value["dtype"])
    return value


def arguments(case):
    return [array(value) for value in case["args"]], {k: array(v) for k, v in case["kwargs"].items()}


def check(case, function, positional, options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # constant and small samples warn
        if "raises" in case:
            with pytest.raises(getattr(builtins, case["raises"])):
                function(*positional, **options)
            return
        result = function(*positional, **options)
    for field, expected in case["result"].items():
        if hasattr(result, field):
            got = np.asarray(getattr(result, field), dtype=float)
            # The absolute part: where rho is 1 - 1e-16 in SciPy, p is 1e-60 and not 0.
            np.testing.assert_allclose(got, np.array(expected, dtype=float), rtol=1e-10, atol=1e-14)


def test_the_adapter_answers_every_recorded_call(cases):
    for case in cases:
        check(case, getattr(scipy_stats, case["fn"]), *arguments(case))


def test_native_functions_answer_those_about_two_lists(cases):
    counts = Counter()
    for case in cases:
        positional, options = arguments(case)
        rule = other_rule(case, positional, options)
        counts[case["fn"], rule] += 1
        if rule is None:
            check(case, getattr(fr, case["fn"]), positional, options)
    assert sum(n for (_, rule), n in counts.items() if rule is None) >= 310, counts


def other_rule(case, positional, options):
    """Why a native function answers otherwise, on purpose: see docs/differences-from-other-tools.md."""
    name, sides = case["fn"], [np.asarray(side, dtype=float) for side in positional]
    if name != "somersd" and any(side.ndim != 1 for side in sides):
        return "lists in more dimensions are named by axis, and one number is no list"
    if "axis" in options and name == "spearmanr":
        return "theirs is the axis of variables"
    if name in ("weightedtau", "somersd") and any(np.isnan(side).any() for side in sides):
        return "NaN is missing, neither a score nor a category"
    if "result" in case and np.max(np.abs(case["result"]["statistic"])) > 1:
        return "a rho rounded past 1 has p = 1 in SciPy's mstats; ours is 1 and has 0"
    return None


def outcome(function, *positional, **options):
    """Statistic and p-value, or the type of the exception."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = function(*positional, **options)
        except (ArithmeticError, TypeError, ValueError) as error:
            return type(error)
        return [np.ma.filled(np.ma.asarray(value, dtype=float), np.nan) for value in result]


def alike(ours, theirs):
    if isinstance(theirs, type) or isinstance(ours, type):
        assert ours is theirs
    else:
        for got, expected in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-14)


ALTERNATIVES = st.sampled_from(["two-sided", "less", "greater", "bogus"])
METHODS = st.sampled_from(["auto", "exact", "asymptotic", "bogus"])


@given(
    pairs_of_lists(max_size=12, nan=True),
    METHODS,
    st.sampled_from("abc"),
    ALTERNATIVES,
    st.sampled_from(["propagate", "omit", "raise", "bogus"]),
)
def test_kendalltau_of_any_lists(lists, method, variant, alternative, nan_policy):
    options = {
        "method": method,
        "variant": variant,
        "alternative": alternative,
        "nan_policy": nan_policy,
    }
    alike(outcome(scipy_stats.kendalltau, *lists, **options), outcome(stats.kendalltau, *lists, **options))
    rows = [np.stack([side, side[::-1]]) for side in lists]
    ours, theirs = (outcome(module.kendalltau, *rows, axis=-1, **options) for module in (scipy_stats, stats))
    alike(ours, theirs)


@given(pairs_of_lists(max_size=12, nan=True), METHODS, ALTERNATIVES)
def test_masked_kendalltau_of_any_lists(lists, method, alternative):
    masked = [np.ma.masked_invalid(side) for side in lists]
    ours, theirs = (
        outcome(module.mstats.kendalltau, *masked, method=method, alternative=alternative)
        for module in (scipy_stats, stats)
    )
    alike(ours, theirs)


@given(pairs_of_lists(max_size=12, nan=True), ALTERNATIVES)
def test_spearman_of_any_lists(lists, alternative):
    masked = [np.ma.masked_invalid(side) for side in lists]
    for module, name, sides in (
        ("", "spearmanr", lists),
        ("", "spearmanrho", lists),
        ("mstats", "spearmanr", masked),
    ):
        ours, theirs = (
            outcome(getattr(getattr(of, module, of), name), *sides, alternative=alternative)
            for of in (scipy_stats, stats)
        )
        if not isinstance(theirs, type) and np.abs(theirs[0]) > 1 - 1e-12:
            ours, theirs = (
                ours[:1],
                theirs[:1],
            )  # SciPy's p hangs on whether rho is rounded up or down: up is p = 1
        alike(ours, theirs)
