"""Matrices of correlations against the pairs one by one, SciPy, published values and each other."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.correlation.matrix import engines, panels, variables
from fastrank.correlation.matrix.statistics import STATISTICS
from tests.strategies import layouts
from tests.strategies import variables as drawn_variables

same = np.testing.assert_array_equal
COUNTED = [name for name, statistic in STATISTICS.items() if statistic.code >= 0]
PAIRWISE: dict[str, Any] = {
    "kendalltau": fr.kendalltau,
    "kendalltau_a": lambda x, y, **options: fr.kendalltau(x, y, variant="a", **options),
    "kendalltau_c": lambda x, y, **options: fr.kendalltau(x, y, variant="c", **options),
    "goodman_kruskal_gamma": fr.goodman_kruskal_gamma,
    "somersd": fr.somersd,
    "spearmanr": fr.spearmanr,
}
TAUS = [name for name in PAIRWISE if name.startswith("kendall")]


@pytest.fixture(params=["planes", "sorting"])
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Force an engine, whatever the thresholds say."""
    force(monkeypatch, request.param == "planes")
    return str(request.param)


def force(monkeypatch: pytest.MonkeyPatch, planes: bool) -> None:
    monkeypatch.setattr(engines, "planes_pay", lambda *_: planes)


def both_engines(*arguments: Any, **options: Any) -> list[Any]:
    results = []
    for planes in (True, False):
        with pytest.MonkeyPatch.context() as patch:
            force(patch, planes)
            results.append(fr.correlation_matrix(*arguments, **options))
    return results


def one_by_one(statistic: str, x: np.ndarray, y: np.ndarray, **options: Any) -> np.ndarray:
    """Statistic and p-value of every pair by itself, shape (2, rows, columns)."""
    values = np.empty((2, len(x), len(y)))
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for i, a in enumerate(x):
            for j, b in enumerate(y):
                values[:, i, j] = PAIRWISE[statistic](a, b, **options)
    return values


def tied(s: int = 70, n: int = 30, gaps: float = 0.0, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 12, (s, n)).astype(float)
    values[rng.random((s, n)) < gaps] = np.nan
    return values


@given(drawn_variables(nan=True), st.sampled_from(COUNTED), st.booleans())
def test_engines_agree_to_the_bit(x: np.ndarray, statistic: str, halved: bool) -> None:
    sides = (x[::2], x) if halved else (x,)
    pvalues = STATISTICS[statistic].has_pvalue
    planes, sorting = both_engines(*sides, statistic=statistic, pvalues=pvalues)
    same(planes.statistic, sorting.statistic)
    if pvalues:
        same(planes.pvalue, sorting.pvalue)


@given(
    drawn_variables(nan=True, max_rows=4), st.sampled_from(COUNTED), st.sampled_from(["omit", "propagate"])
)
def test_as_the_pairs_one_by_one(x: np.ndarray, statistic: str, nan_policy: str) -> None:
    y = x[::-1]
    expected = one_by_one(statistic, x, y, nan_policy=nan_policy)
    for made in both_engines(x, y, statistic=statistic, nan_policy=nan_policy):
        same(made.statistic, expected[0])
    for made in both_engines(x, statistic=statistic, nan_policy=nan_policy):
        above = np.triu_indices(len(x), 1)
        same(made.statistic[above], expected[0][:, ::-1][above])
        if STATISTICS[statistic].symmetric:
            same(made.statistic, made.statistic.T)
        else:
            same(made.statistic.T[above], expected[0][:, ::-1].T[above])


@given(drawn_variables(nan=True, max_rows=4), st.sampled_from([*TAUS, "spearmanr"]))
def test_pvalues_as_the_pairs_one_by_one(x: np.ndarray, statistic: str) -> None:
    expected = one_by_one(statistic, x, x, nan_policy="omit")
    for made in both_engines(x, statistic=statistic, pvalues=True):
        if statistic in TAUS:
            np.testing.assert_allclose(made.pvalue, expected[1], rtol=1e-12)
        else:
            np.testing.assert_allclose(made.statistic, expected[0], rtol=1e-14, atol=1e-15)
            off = ~np.eye(len(x), dtype=bool)
            known = off & (np.abs(expected[0]) < 0.999)  # beyond, p is a rounding error's
            np.testing.assert_allclose(made.pvalue[known], expected[1][known], rtol=1e-9)


@pytest.mark.parametrize("gaps", [0.0, 0.1])
@pytest.mark.parametrize("n", [20, 50, 200])
@pytest.mark.parametrize("variant", ["b", "c"])
def test_scipy(n: int, gaps: float, variant: str, engine: str) -> None:
    x = tied(9, n, gaps)
    x[0] = np.arange(n)
    x[1] = x[2] + x[0] / 1000  # without ties, correlated
    made = fr.correlation_matrix(
        x, statistic="kendalltau" if variant == "b" else "kendalltau_c", pvalues=True
    )
    for i in range(9):
        for j in range(i + 1, 9):
            expected = scipy.stats.kendalltau(x[i], x[j], nan_policy="omit", variant=variant)
            assert made.statistic[i, j] == made.statistic[j, i]
            np.testing.assert_allclose(made.statistic[i, j], expected.statistic, rtol=1e-14, atol=1e-15)
            np.testing.assert_allclose(made.pvalue[i, j], expected.pvalue, rtol=1e-12)
            assert made.pvalue[i, j] == made.pvalue[j, i]


@pytest.mark.parametrize("gaps", [0.0, 0.1])
@pytest.mark.parametrize("statistic", ["spearmanr", "pearsonr"])
def test_products_as_scipy(statistic: str, gaps: float) -> None:
    x = tied(8, 40, gaps)
    made = fr.correlation_matrix(x, statistic=statistic, pvalues=True)
    for i in range(8):
        for j in range(8):
            known = ~np.isnan(x[i] + x[j])
            if i == j:
                assert (made.statistic[i, i], made.pvalue[i, i]) == (1, 0)
                continue
            expected = getattr(scipy.stats, statistic)(x[i][known], x[j][known])
            np.testing.assert_allclose(made.statistic[i, j], expected.statistic, rtol=1e-12, atol=1e-15)
            np.testing.assert_allclose(made.pvalue[i, j], expected.pvalue, rtol=1e-10)
    assert np.isnan(fr.correlation_matrix([[1, 1, 1], [1, 2, 3]], statistic=statistic).statistic[0]).all()


def test_somersd_and_gamma_as_scipy_and_a_definition(engine: str) -> None:
    x = tied(6, 25)
    d = fr.correlation_matrix(x, statistic="somersd").statistic
    gamma = fr.correlation_matrix(x, statistic="goodman_kruskal_gamma").statistic
    signs = np.sign(x[:, :, None] - x[:, None, :]).reshape(6, -1)
    for i in range(6):
        for j in range(6):
            if i != j:
                assert d[i, j] == pytest.approx(scipy.stats.somersd(x[i], x[j]).statistic, rel=1e-12)
            products = signs[i] * signs[j]
            assert gamma[i, j] == pytest.approx(products.sum() / np.abs(products).sum(), rel=1e-12)


@pytest.mark.parametrize("method", ["auto", "exact", "asymptotic"])
@pytest.mark.parametrize("n", [2, 3, 10, 33, 34, 60])
def test_methods_of_pvalues(n: int, method: str, engine: str) -> None:
    rng = np.random.default_rng(n)
    x = np.stack([np.arange(n), *(rng.permutation(n) for _ in range(4)), np.arange(n)[::-1]]).astype(float)
    x[1] = x[0]
    x[1, :2] = x[0, 1::-1]  # one inversion
    made = fr.correlation_matrix(x, pvalues=True, method=method)
    for i in range(6):
        for j in range(6):
            if n == 2 and method == "asymptotic":  # SciPy divides by zero
                assert made.pvalue[i, j] == pytest.approx(scipy.special.erfc(0.5**0.5), rel=1e-12)
                continue
            expected = scipy.stats.kendalltau(x[i], x[j], method=method).pvalue
            np.testing.assert_allclose(made.pvalue[i, j], expected, rtol=1e-12)


def test_exact_pvalues_with_gaps(engine: str) -> None:
    rng = np.random.default_rng(0)
    x = np.array([rng.permutation(40) for _ in range(6)], float)
    x[rng.random(x.shape) < 0.3] = np.nan
    for method in ("auto", "exact"):
        made = fr.correlation_matrix(x, pvalues=True, method=method)
        expected = one_by_one("kendalltau", x, x, nan_policy="omit", method=method)
        np.testing.assert_allclose(made.pvalue, expected[1], rtol=1e-12)


@pytest.mark.parametrize("gaps", [0.0, 0.2])
def test_exact_pvalues_of_long_lists(gaps: float, engine: str) -> None:
    """One pair's are held to counts of all orders in test_exact_pvalues.py."""
    rng = np.random.default_rng(0)
    x = np.array([np.arange(300.0), np.arange(300.0)[::-1], *(rng.permutation(300) for _ in range(3))])
    x[rng.random(x.shape) < gaps] = np.nan
    wanted = [[fr.kendalltau(a, b, method="exact", nan_policy="omit").pvalue for a in x] for b in x]
    options = {"method": "exact", "pvalues": True, "nan_policy": "omit"}
    np.testing.assert_array_equal(fr.correlation_matrix(x, **options).pvalue, wanted)
    blocks = fr.correlation_matrix(x, blocks=True, **options)
    np.testing.assert_array_equal(np.concatenate([block.pvalue for block in blocks]), wanted)
    nearest = fr.correlation_matrix(x, top_k=2, **options)
    np.testing.assert_array_equal(nearest.pvalue, np.take_along_axis(np.array(wanted), nearest.index, 1))


def test_nearly_constant_and_small_pvalues(engine: str) -> None:
    rng = np.random.default_rng(1)
    x = np.zeros((5, 1500))
    x[0, 0] = x[1, :2] = x[2, 1] = 1
    x[3] = rng.permutation(1500)
    x[4] = x[3] + rng.normal(0, 100, 1500)  # p is 0 in float64, or nearly
    made = fr.correlation_matrix(x, pvalues=True)
    for i in range(5):
        for j in range(i + 1, 5):
            expected = scipy.stats.kendalltau(x[i], x[j])
            np.testing.assert_allclose(made.statistic[i, j], expected.statistic, rtol=1e-14)
            np.testing.assert_allclose(made.pvalue[i, j], expected.pvalue, rtol=1e-12, atol=1e-307)


@pytest.mark.parametrize("statistic", COUNTED)
@pytest.mark.parametrize("gaps", [0.0, 0.2])
@pytest.mark.parametrize("n", [7, 130])
def test_portions_change_nothing(
    n: int, gaps: float, statistic: str, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, y = tied(70, n, gaps), tied(37, n, gaps, seed=1)
    options = {"statistic": statistic, "pvalues": STATISTICS[statistic].has_pvalue}
    whole = [fr.correlation_matrix(*sides, **options) for sides in ((x,), (x, y))]
    monkeypatch.setattr(panels, "PLANE_BYTES", 1 << 14)
    monkeypatch.setattr(panels, "PANEL", 40)
    monkeypatch.setattr(variables, "PORTION_VALUES", 300)
    monkeypatch.setattr(engines, "VECTORS_AT_ONCE", 13)
    for sides, expected in zip(((x,), (x, y)), whole, strict=True):
        made = fr.correlation_matrix(*sides, **options)
        same(made.statistic, expected.statistic)
        same(made.pvalue, expected.pvalue)
        blocks = list(fr.correlation_matrix(*sides, blocks=True, **options))
        same(np.concatenate([block.statistic for block in blocks]), expected.statistic)


@pytest.mark.parametrize("statistic", list(STATISTICS))
@pytest.mark.parametrize("gaps", [0.0, 0.1])
def test_threads_change_no_bit(statistic: str, gaps: float, engine: str) -> None:
    x = tied(150, 60, gaps)
    pvalues = STATISTICS[statistic].has_pvalue
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.correlation_matrix(x, statistic=statistic, pvalues=pvalues))
    fr.set_num_threads(None)
    for result in results[1:]:
        same(result.statistic, results[0].statistic)
        if pvalues:
            same(result.pvalue, results[0].pvalue)


@pytest.mark.parametrize("statistic", list(STATISTICS))
@pytest.mark.parametrize("shape", [(0, 5), (3, 0), (3, 1), (1, 4), (2, 2)])
def test_small_shapes(shape: tuple[int, int], statistic: str, engine: str) -> None:
    x = np.arange(shape[0] * shape[1], dtype=float).reshape(shape)
    pvalues = STATISTICS[statistic].has_pvalue
    made = fr.correlation_matrix(x, statistic=statistic, pvalues=pvalues)
    assert made.statistic.shape == (shape[0], shape[0])
    same(made.statistic, np.full((shape[0],) * 2, np.nan if shape[1] < 2 else 1.0))
    same(fr.correlation_matrix(x, x, statistic=statistic).statistic, made.statistic)
    assert fr.correlation_matrix(x, top_k=2, statistic=statistic).index.shape == (shape[0], 2)
    assert fr.correlation_matrix(x, np.empty((0, shape[1])), statistic=statistic).statistic.shape == (
        shape[0],
        0,
    )


def test_diagonal_and_missing(engine: str) -> None:
    """As KendallTau.jl's cases: NaN of a variable that is constant or has one value, also with itself."""
    x = [[1, 2, 3, 4], [5, 5, 5, 5], [np.nan, np.nan, 1, np.nan], [np.nan] * 4, [np.nan, 2, 2, 1]]
    made = fr.correlation_matrix(x, pvalues=True)
    expected = np.full((5, 5), np.nan)
    expected[0, 0] = expected[4, 4] = 1
    expected[0, 4] = expected[4, 0] = scipy.stats.kendalltau([2, 3, 4], [2, 2, 1]).statistic
    same(made.statistic, expected)
    same(np.isnan(made.pvalue), np.isnan(expected))
    strict = fr.correlation_matrix(x, nan_policy="propagate", pvalues=True)
    expected[4] = expected[:, 4] = np.nan
    same(strict.statistic, expected)
    same(np.isnan(strict.pvalue), np.isnan(expected))
    with pytest.raises(ValueError, match="nan_policy='omit'"):
        fr.correlation_matrix(x, nan_policy="raise")
    a = fr.correlation_matrix(tied(4, 9), statistic="kendalltau_a").statistic
    same(np.diag(a), [fr.kendalltau(row, row, variant="a").statistic for row in tied(4, 9)])


WIDE = np.array([[2**53, 2**53 + 1, 2**53 + 2, 0], [1, 2, 3, 4], [-(2**62), 2**62, 2**62 + 1, 5]])


@pytest.mark.parametrize("statistic", [*PAIRWISE])
def test_wide_integers(statistic: str, engine: str) -> None:
    unsigned = np.array([[2**64 - 1, 2**64 - 2, 3, 2**63], [0, 1, 2, 3]], np.uint64)
    for x, y in ((WIDE, unsigned), (unsigned, WIDE), (WIDE, np.array([[1.5, 2, 3, 9]]))):
        same(
            fr.correlation_matrix(x, y, statistic=statistic).statistic,
            one_by_one(statistic, x, y)[0],
        )


def test_wide_integers_in_frames(engine: str) -> None:
    columns = {"a": WIDE[0], "b": WIDE[0].astype(np.uint64) + np.uint64(2**63), "c": [0.5, 1.5, 2.5, 3.5]}
    expected = one_by_one("kendalltau", list(columns.values()), list(columns.values()))[0]  # type: ignore[arg-type]
    assert expected[0, 1] == 1
    assert expected[0, 2] != fr.kendalltau(WIDE[0].astype(float), columns["c"]).statistic
    for frame in (pd.DataFrame(columns), pl.DataFrame(columns), pa.table(columns)):
        same(fr.correlation_matrix(frame).statistic, expected)


@pytest.mark.parametrize("dtype", ["f4", "f8", ">f8", ">i4", "u1", "i8", "u8", "f2", "g", "bool"])
@pytest.mark.parametrize("statistic", list(STATISTICS))
def test_layouts_and_dtypes(dtype: str, statistic: str) -> None:
    x = tied(6, 21).astype(dtype)
    expected = fr.correlation_matrix(x.astype(float), statistic=statistic).statistic
    for layout in layouts(x).values():
        same(fr.correlation_matrix(layout, statistic=statistic).statistic, expected)
    same(fr.correlation_matrix(x.T, rowvar=False, statistic=statistic).statistic, expected)
    same(fr.correlation_matrix(x.tolist(), statistic=statistic).statistic, expected)


def test_masked(engine: str) -> None:
    x = tied(5, 30)
    mask = np.random.default_rng(0).random(x.shape) < 0.2
    expected = fr.correlation_matrix(np.where(mask, np.nan, x))
    for dtype in (float, int):
        same(fr.correlation_matrix(np.ma.array(x.astype(dtype), mask=mask)).statistic, expected.statistic)
    same(fr.correlation_matrix(np.ma.array(x.T, mask=mask.T), rowvar=False).statistic, expected.statistic)


def test_frames_and_tables(engine: str) -> None:
    x = tied(4, 20, 0.1)
    names = ["a", "b", "c", "d"]
    expected = fr.correlation_matrix(x, pvalues=True)
    gaps = [None if np.isnan(v) else int(v) for v in x[3]]
    frames: dict[str, Any] = {
        "pandas": pd.DataFrame(x.T, columns=names),
        "pandas, nullable": pd.DataFrame(
            {n: pd.array([None if np.isnan(v) else int(v) for v in row], "Int64") for n, row in zip(names, x, strict=True)}
        ),
        "pandas, mixed": pd.DataFrame({"a": x[0], "b": x[1].astype("f4"), "c": x[2], "d": pd.array(gaps, "Int64")}),
        "pandas, index": pd.DataFrame(x.T, columns=names, index=[f"i{i}" for i in range(20)]),
        "polars": pl.DataFrame(dict(zip(names, x, strict=True))),
        "polars, nulls": pl.DataFrame({"a": x[0], "b": x[1], "c": x[2], "d": gaps}),
        "arrow": pa.table(dict(zip(names, x, strict=True))),
        "arrow, nulls": pa.table({"a": x[0], "b": x[1], "c": x[2], "d": gaps}),
        "arrow batch": pa.record_batch(dict(zip(names, x, strict=True))),
    }  # fmt: skip
    for name, frame in frames.items():
        made = fr.correlation_matrix(frame, pvalues=True, rowvar=True)
        assert made.labels == (names, names), name
        same(made.statistic, expected.statistic, err_msg=name)
        same(made.pvalue, expected.pvalue, err_msg=name)
    both = fr.correlation_matrix(frames["pandas"], frames["arrow"].select(["a", "b"]))
    assert both.labels == (names, ["a", "b"])
    same(both.statistic[0, 1], expected.statistic[0, 1])
    table = made.to_pandas()
    assert list(table.columns) == ["variable", *names]
    same(table[names].to_numpy(), expected.statistic)
    twice = fr.correlation_matrix(
        pd.DataFrame({"a": [1, 2, 4], "b": [0.5, 2, 1]}).set_axis(["a", "a"], axis=1)
    )
    assert twice.labels[0] == ["a", "a"]


def test_polars_and_pandas_agree_with_pandas(engine: str) -> None:
    frame = pd.DataFrame(tied(12, 40, 0.1).T)
    np.testing.assert_allclose(
        fr.correlation_matrix(frame).statistic, frame.corr("kendall").to_numpy(), rtol=1e-12, atol=1e-15
    )
    np.testing.assert_allclose(
        fr.correlation_matrix(frame, statistic="pearsonr").statistic,
        frame.corr().to_numpy(),
        rtol=1e-9,
        atol=1e-12,
    )


def test_out(tmp_path: Path, engine: str) -> None:
    x = tied(20, 30)
    expected = fr.correlation_matrix(x, pvalues=True)
    out, p = np.empty((20, 20)), np.memmap(tmp_path / "p", np.float64, "w+", shape=(20, 20))
    made = fr.correlation_matrix(x, pvalues=True, out=(out, p))
    assert np.shares_memory(made.statistic, out)
    same(out, expected.statistic)
    same(p, expected.pvalue)
    fr.correlation_matrix(x, out=p)
    same(np.fromfile(tmp_path / "p").reshape(20, 20), expected.statistic)
    read_only = np.empty((20, 20))
    read_only.flags.writeable = False
    for bad in (
        np.empty((20, 19)),
        np.empty((20, 20), "f4"),
        np.empty((20, 20)).T[::-1],
        read_only,
        [1],
        "x",
    ):
        with pytest.raises(ValueError, match=r"^out must"):
            fr.correlation_matrix(x, out=bad)
    with pytest.raises(ValueError, match="out must hold 2"):
        fr.correlation_matrix(x, out=out, pvalues=True)


@pytest.mark.parametrize("pvalues", [False, True])
@pytest.mark.parametrize("gaps", [0.0, 0.1])
def test_blocks(gaps: float, pvalues: bool, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["fastrank.correlation.correlation_matrix"], "BLOCK_VALUES", 200)
    x = tied(33, 30, gaps)
    whole = fr.correlation_matrix(x, pvalues=pvalues)
    blocks = list(fr.correlation_matrix(x, pvalues=pvalues, blocks=True))
    assert [block.rows.start for block in blocks] == list(range(0, 33, 6))
    same(np.concatenate([block.statistic for block in blocks]), whole.statistic)
    if pvalues:
        same(np.concatenate([block.pvalue for block in blocks]), whole.pvalue)


def nearest_plainly(matrix: np.ndarray, k: int, own: bool) -> np.ndarray:
    """Columns by falling value, equal ones by position; NaN and, with `own`, the diagonal left out."""
    index = np.full((len(matrix), k), -1)
    for i, row in enumerate(matrix):
        order = sorted(
            (j for j in range(len(row)) if row[j] == row[j] and not (own and j == i)), key=lambda j: -row[j]
        )
        index[i, : len(order[:k])] = order[:k]
    return index


@pytest.mark.parametrize("statistic", list(STATISTICS))
@pytest.mark.parametrize("gaps", [0.0, 0.15])
@pytest.mark.parametrize("k", [1, 5, 200])
def test_top_k(k: int, gaps: float, statistic: str, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "PANEL", 36)
    monkeypatch.setattr(engines, "VECTORS_AT_ONCE", 31)
    x, y = tied(90, 12, gaps), tied(50, 12, gaps, seed=2)
    x[[3, 40, 60]] = x[10]
    x[11] = 1.0
    pvalues = STATISTICS[statistic].has_pvalue
    for sides in ((x,), (x, y)):
        whole = fr.correlation_matrix(*sides, statistic=statistic, pvalues=pvalues)
        made = fr.correlation_matrix(*sides, statistic=statistic, top_k=k, pvalues=pvalues)
        same(made.index, nearest_plainly(whole.statistic, k, len(sides) == 1))
        rows = np.arange(len(x))[:, None]
        for values, matrix in ((made.statistic, whole.statistic), (made.pvalue, whole.pvalue)):
            if matrix is not None:
                same(values, np.where(made.index >= 0, matrix[rows, made.index], np.nan))


def test_top_k_as_a_table() -> None:
    x = tied(3, 12)
    table = fr.correlation_matrix(pd.DataFrame(x.T, columns=list("abc")), top_k=1, pvalues=True).to_pandas()
    assert list(table.columns) == ["variable", "rank", "neighbour", "statistic", "pvalue"]
    assert list(table["variable"]) == ["a", "b", "c"]
    assert set(table["neighbour"]) <= set("abc")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"X": [1, 2]}, ValueError, "X must have two dimensions"),
        ({"X": [["a", "b"]]}, TypeError, "X must hold real numbers"),
        ({"X": [[1j, 2]]}, TypeError, "X must hold real numbers"),
        ({"X": pd.DataFrame({"a": ["x", "y"]})}, TypeError, "X must hold real numbers"),
        ({"X": pa.table({"a": ["x", "y"]})}, TypeError, "X must hold real numbers"),
        ({"X": [[1, 2]], "Y": [[1, 2, 3]]}, ValueError, "X has 2 items a variable and Y has 3"),
        ({"X": [[1, 2]], "statistic": "tau"}, ValueError, "statistic must be one of kendalltau"),
        ({"X": [[1, 2]], "method": "best"}, ValueError, "method must be one of auto"),
        ({"X": [[1, 2]], "nan_policy": "drop"}, ValueError, "nan_policy must be"),
        ({"X": [[1, 2]], "top_k": 0}, ValueError, "top_k must be a positive integer"),
        ({"X": [[1, 2]], "top_k": 1.5}, ValueError, "top_k must be a positive integer"),
        ({"X": [[1, 2]], "top_k": 1, "blocks": True}, ValueError, "pass neither out nor blocks"),
        ({"X": [[1, 2]], "blocks": True, "out": np.empty((1, 1))}, ValueError, "either blocks=True or out"),
        ({"X": [[1, 2]], "statistic": "somersd", "pvalues": True}, ValueError, "somersd has none here"),
        ({"X": [[1, 1, 2]], "method": "exact", "pvalues": True}, ValueError, "Ties found"),
    ],
)
def test_bad_input(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as raised:
        fr.correlation_matrix(**arguments)
    assert "\n" not in str(raised.value)


def read_csv(path: Path) -> pd.DataFrame:
    """By Arrow: pandas' own parser is off by a bit in places, which unties equal scores."""
    data = path.read_bytes()
    data = lzma.decompress(data) if path.suffix == ".xz" else data
    return pyarrow.csv.read_csv(io.BytesIO(data)).to_pandas()


def published(data: Path, table: str) -> tuple[pd.DataFrame, Iterator[tuple[str, str, dict[str, float]]]]:
    checks = json.loads((data / "expected_tables.json").read_text())["tables"][table]["check"]
    pairs = ((*key.split(" vs "), values) for key, values in checks.items() if key.count(" vs ") == 1)
    return read_csv(data / table), pairs  # type: ignore[return-value]


@pytest.mark.parametrize(
    "table", ["nasbench201_cifar10_proxies.csv.xz", "open_llm_leaderboard_v1.csv.xz", "alpaca_alpaca_eval_gpt4_leaderboard.csv"]
)  # fmt: skip
def test_tables(data: Path, table: str) -> None:
    frame, pairs = published(data, f"tables/{table}")
    frame = frame.select_dtypes("number")
    names = {
        "kendall_tau_b": "kendalltau",
        "kendall_tau_c": "kendalltau_c",
        "spearman": "spearmanr",
        "pearson": "pearsonr",
    }
    made = {key: fr.correlation_matrix(frame, statistic=name, pvalues=True) for key, name in names.items()}
    checked = 0
    for first, second, values in pairs:
        if first not in frame or second not in frame:
            continue
        i, j = (list(frame.columns).index(name) for name in (first, second))
        for key, result in made.items():
            np.testing.assert_allclose(
                result.statistic[i, j], values[key], rtol=1e-9, err_msg=f"{first} {second} {key}"
            )
        np.testing.assert_allclose(made["kendall_tau_b"].pvalue[i, j], values["kendall_p"], rtol=1e-10)
        checked += 1
    assert checked >= 10


def test_mteb_with_missing_scores(data: Path) -> None:
    """26 of the 105 published values are not SciPy's of this file, by 1.1e-4 at most: it has rounded scores."""
    table = "tables/mteb_beir15_retrieval_metrics.csv.xz"
    checks = json.loads((data / "expected_tables.json").read_text())["tables"][table]["check"]
    expected = checks["kendall tau_b of ndcg_at_10 between tasks (n models with both, pairwise deletion)"]
    scores = read_csv(data / table).pivot(index="model", columns="task", values="ndcg_at_10")
    made = fr.correlation_matrix(scores)
    place = {name: i for i, name in enumerate(made.labels[0])}
    exactly = 0
    for pair, (n, tau) in expected.items():
        a, b = pair.split("~")
        known = scores[a].notna() & scores[b].notna()
        assert int(known.sum()) == n < len(scores)
        ours = made.statistic[place[a], place[b]]
        np.testing.assert_allclose(
            ours, scipy.stats.kendalltau(scores[a][known], scores[b][known])[0], rtol=1e-13
        )
        np.testing.assert_allclose(ours, tau, atol=1.2e-4)
        exactly += abs(ours - tau) < 1e-12
    assert exactly == 79
    assert len(expected) == 105


@pytest.mark.parametrize("language", ["ende", "zhen"])
def test_wmt_segments(data: Path, language: str) -> None:
    with gzip.open(data / "wmt_mqm" / f"mqm_newstest2020_{language}.avg_seg_scores.tsv.gz", "rt") as file:
        rows = list(csv.reader(file, delimiter=" "))
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    frame["mqm_avg_score"] = pd.to_numeric(frame["mqm_avg_score"], errors="coerce")
    scores = frame.pivot(index="seg_id", columns="system", values="mqm_avg_score")
    made = fr.correlation_matrix(scores, pvalues=True)
    values = scores.to_numpy().T
    for i in range(len(values)):
        for j in range(i):
            expected = scipy.stats.kendalltau(values[j], values[i], nan_policy="omit")
            np.testing.assert_allclose(made.statistic[j, i], expected.statistic, rtol=1e-13)
            np.testing.assert_allclose(made.pvalue[j, i], expected.pvalue, rtol=1e-12, atol=1e-307)
