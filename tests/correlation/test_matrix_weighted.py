"""Matrices of weighted tau and AP correlation: to the bit what the pairs give one by one, in every form of result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation.matrix import engines
from tests.strategies import variables

same = np.testing.assert_array_equal
STATISTICS = ["weightedtau", "tau_ap", "tau_ap_b"]
STATISTIC = st.sampled_from(STATISTICS)
POLICY = st.sampled_from(["omit", "propagate"])


def one_by_one(statistic: str, x: Any, y: Any, **options: Any) -> np.ndarray:
    def one(a: Any, b: Any) -> Any:
        if statistic == "weightedtau":
            return fr.weightedtau(a, b, **options).statistic
        return fr.tau_ap(a, b, variant="b" if statistic == "tau_ap_b" else "a", **options).statistic

    return np.array([[one(a, b) for b in y] for a in x]).reshape(len(x), len(y))


def matrix(statistic: str, *sides: Any, **options: Any) -> np.ndarray:
    return np.asarray(fr.correlation_matrix(*sides, statistic=statistic, **options).statistic)


def with_ones(statistic: str, expected: np.ndarray) -> np.ndarray:
    """The diagonal is 1 by definition, but for variant a, which ties pull below."""
    if statistic != "tau_ap":
        np.fill_diagonal(expected, np.where(np.isnan(np.diag(expected)), np.nan, 1.0))
    return expected


def tied(s: int, n: int, gaps: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(s + n)
    values = rng.integers(0, 12, (s, n)).astype(float)
    values[rng.random((s, n)) < gaps] = np.nan
    return values


@given(variables(nan=True), STATISTIC, POLICY)
def test_pairs_of_one_side(x: np.ndarray, statistic: str, nan_policy: str) -> None:
    expected = with_ones(statistic, one_by_one(statistic, x, x, nan_policy=nan_policy))
    for longest in (10**9, -1):
        with mock.patch.object(engines, "short_vector", lambda longest=longest: longest):
            same(matrix(statistic, x, nan_policy=nan_policy), expected)


@given(variables(nan=True), st.data(), STATISTIC, POLICY)
def test_pairs_of_two_sides(x: np.ndarray, data: st.DataObject, statistic: str, nan_policy: str) -> None:
    cut = data.draw(st.integers(0, len(x)))
    expected = one_by_one(statistic, x[:cut], x[cut:], nan_policy=nan_policy)
    same(matrix(statistic, x[:cut], x[cut:], nan_policy=nan_policy), expected)


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("gaps", [0.0, 0.05])
@pytest.mark.parametrize("n", [40, 41, 160, 161, 513, 1500])
def test_short_and_long_vectors(statistic: str, gaps: float, n: int) -> None:
    x = tied(4, n, gaps)
    same(matrix(statistic, x), with_ones(statistic, one_by_one(statistic, x, x, nan_policy="omit")))


@pytest.mark.parametrize("rank", [None, True, False, "given"])
@pytest.mark.parametrize("weigher", [None, "quadratic", lambda r: 1 / (2 + r)])
def test_ranks_and_weighers(rank: Any, weigher: Any) -> None:
    x = tied(6, 60, 0.1)
    if rank == "given":
        rank = np.random.default_rng(1).integers(0, 30, 60)
    expected = one_by_one("weightedtau", x, x, rank=rank, weigher=weigher, nan_policy="omit")
    same(matrix("weightedtau", x, rank=rank, weigher=weigher), with_ones("weightedtau", expected))
    known = tied(5, 60)
    theirs = [
        [scipy.stats.weightedtau(a, b, rank, weigher if callable(weigher) else None) for b in known]
        for a in known
    ]
    if weigher != "quadratic":
        ours = matrix("weightedtau", known, rank=rank, weigher=weigher)
        np.testing.assert_allclose(ours, np.array(theirs)[:, :, 0], rtol=1e-12, atol=1e-14)


def test_rows_are_the_reference() -> None:
    x = np.random.default_rng(2).random((3, 9))
    ours = matrix("tau_ap", x)
    assert ours[0, 1] == fr.tau_ap(x[0], x[1]).statistic
    assert ours[1, 0] == fr.tau_ap(x[1], x[0]).statistic != ours[0, 1]
    both = matrix("tau_ap_b", x)
    same(both, both.T)
    np.testing.assert_allclose(both, (ours + ours.T) / 2, rtol=1e-14)


def test_ircor(data: Path) -> None:
    sets = json.loads((data / "ircor" / "ircor_cases.json").read_text())["sets"]
    x, y = ([part[field] for part in sets] for field in ("x", "y"))
    np.testing.assert_allclose(np.diag(matrix("tau_ap", x, y)), [0.8519, 0.2504, -0.6971], atol=5e-5)
    x, y = ([part[field] for part in sets] for field in ("x_ties", "y_ties"))
    np.testing.assert_allclose(np.diag(matrix("tau_ap_b", x, y)), [0.7321, 0.297, -0.7047], atol=5e-5)


@pytest.mark.parametrize("statistic", STATISTICS)
def test_every_form_of_result(statistic: str, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame(tied(30, 20, 0.1).T, columns=[f"v{i}" for i in range(30)])
    result = fr.correlation_matrix(frame, statistic=statistic)
    assert result.labels == ([*frame.columns],) * 2
    assert result.pvalue is None
    out = np.empty((30, 30))
    fr.correlation_matrix(frame, statistic=statistic, out=out)
    same(out, result.statistic)
    monkeypatch.setattr("fastrank.correlation.correlation_matrix.BLOCK_VALUES", 200)
    parts = list(fr.correlation_matrix(frame, statistic=statistic, blocks=True))
    assert len(parts) > 3
    same(np.concatenate([part.statistic for part in parts]), result.statistic)
    nearest = fr.correlation_matrix(frame, statistic=statistic, top_k=4)
    others = np.where(np.eye(30, dtype=bool), -np.inf, result.statistic)
    same(nearest.statistic, -np.sort(-others, axis=1)[:, :4])
    same(nearest.index, np.argsort(-others, axis=1, kind="stable")[:, :4])


@pytest.mark.parametrize("statistic", STATISTICS)
def test_threads_change_no_bit(statistic: str) -> None:
    for x in (tied(70, 40, 0.1), tied(12, 700)):
        results = []
        for threads in (1, 2, 7):
            fr.set_num_threads(threads)
            results.append(matrix(statistic, x))
        fr.set_num_threads(None)
        same(results[0], results[1])
        same(results[0], results[2])


def test_wide_integers() -> None:
    x = np.array([[2**53, 2**53 + 1, 2**53 + 2], [3, 1, 2]])
    for statistic in STATISTICS:
        same(matrix(statistic, x), with_ones(statistic, one_by_one(statistic, x, x)))


def test_refused() -> None:
    x = tied(3, 5)
    with pytest.raises(ValueError, match="pvalues"):
        fr.correlation_matrix(x, statistic="tau_ap", pvalues=True)
    with pytest.raises(ValueError, match="rank, weigher"):
        fr.correlation_matrix(x, rank=None)
    with pytest.raises(ValueError, match="rank: shape"):
        fr.correlation_matrix(x, statistic="weightedtau", rank=[1, 2])
    with pytest.raises(ValueError, match="rank: holds NaN"):
        fr.correlation_matrix(x, statistic="weightedtau", rank=[1, 2, np.nan, 3, 4])
    with pytest.raises(TypeError, match="rank"):
        fr.correlation_matrix(
            x, statistic="weightedtau", rank=np.ma.array([1, 2, 3, 4, 5], mask=[0, 0, 1, 0, 0])
        )
    with pytest.raises(ValueError, match="weigher"):
        fr.correlation_matrix(x, statistic="weightedtau", weigher="cubic")
