"""The dense ranking kernels against their definitions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastrank.kernels.dense_ranking import (
    largest_grades_definition,
    rank_rows,
    rank_rows_definition,
    settle_ties,
)

SHAPES = ["continuous", "coarse", "zeros", "infinite", "half_masked", "constant"]


def scores_of(shape: str, rng: np.random.Generator, rows: int, n: int, dtype: str) -> Any:
    scores = rng.standard_normal((rows, n))
    if shape == "coarse":
        scores = scores.round(1)
    elif shape == "zeros":
        scores = np.copysign(0.0, scores)
    elif shape == "infinite":
        scores = np.where(abs(scores) > 0.5, np.copysign(np.inf, scores), scores)
    elif shape == "half_masked":
        scores[rng.random((rows, n)) < 0.5] = -np.inf
    elif shape == "constant":
        scores[:] = scores[:, :1]
    return scores.astype(dtype)


def read_only(array: Any) -> Any:
    array.flags.writeable = False
    return array


def ranked(
    scores: Any, relevance: Any, k: int, ties: str, keep_zero: bool, cut: int = 0
) -> list[list[tuple[int, int, float]]]:
    rows, n = scores.shape
    offsets = np.zeros(rows + 1, np.int64)
    first, last = np.full((2, rows * n), -1)
    grades = np.full(rows * n, np.nan)
    by_grade = ties in ("best", "worst")
    inputs = (scores, relevance, k, ties != "input", keep_zero or by_grade, 0)
    for lo, hi in [(0, cut), (cut, rows)]:
        assert not rank_rows(*inputs, lo, hi, offsets, first, last, grades, np.empty(16))
    if by_grade:
        settle_ties(k, ties == "best", keep_zero, 0, rows, offsets, first, last, grades)
    entries = list(zip(first.tolist(), last.tolist(), grades.tolist(), strict=True))
    return [entries[a:b] for a, b in pairwise(offsets)]


def ideal(relevance: Any, k: int) -> list[list[float]]:
    rows, n = relevance.shape
    best = min(k, n)
    grades = np.full(rows * best + 16, np.nan)
    outputs = (np.zeros(rows + 1, np.int64), *np.empty((2, rows * n), np.int64), np.empty(rows * n), grades)
    assert not rank_rows(relevance, relevance, 1, False, False, best, 0, rows, *outputs)
    return grades[: rows * best].reshape(rows, best).tolist()  # type: ignore[no-any-return]


@given(
    st.sampled_from(SHAPES),
    st.integers(0, 2**32 - 1),
    st.integers(0, 300) | st.sampled_from([15, 16, 17, 31, 32, 33, 48, 64, 65, 100]),
    st.integers(1, 305) | st.integers(1, 20),
    st.sampled_from(["float32", "float64"]),
    st.sampled_from(["int64", "float32", "float64"]),
    st.sampled_from(["average", "input", "best", "worst"]),
    st.booleans(),
)
@example("infinite", 0, 300, 305, "float64", "float64", "average", True)
@example("half_masked", 0, 17, 20, "float32", "float32", "average", False)
@settings(deadline=None, max_examples=300)
def test_kernels_equal_their_definitions(
    shape: str, seed: int, n: int, k: int, dtype: str, grade_dtype: str, ties: str, keep_zero: bool
) -> None:
    rng = np.random.default_rng(seed)
    rows, k = 3, min(k, n + 5)
    scores = read_only(scores_of(shape, rng, rows, n, dtype))
    continuous = grade_dtype == "float64" and seed % 2
    relevance = rng.standard_normal((rows, n)) if continuous else rng.integers(-1, 4, (rows, n))
    relevance = read_only(relevance.astype(grade_dtype))

    expected = rank_rows_definition(scores, relevance, k, ties, keep_zero)
    found = ranked(scores, relevance, k, ties, keep_zero, cut=seed % 4)
    assert [[entry[:2] for entry in row] for row in found] == [[e[:2] for e in row] for row in expected]
    assert list(map(sorted, found)) == list(map(sorted, expected))
    if ties != "average":
        assert found == expected

    assert ideal(relevance, k) == largest_grades_definition(relevance, k)


@pytest.mark.parametrize("values", [1000, 3])
@pytest.mark.parametrize(("n", "k"), [(1000, 20), (1000, 168), (10_000, 3000), (100_000, 100_000)])
def test_deep_and_heavily_tied_rows(n: int, k: int, values: int) -> None:
    rng = np.random.default_rng(n + k + values)
    scores = rng.integers(0, values, (1, n)).astype(np.float32)
    relevance = rng.integers(0, 1000, (1, n))
    order = np.argsort(-scores[0], kind="stable")[:k]
    expected = list(zip(range(1, k + 1), range(1, k + 1), relevance[0, order].astype(float), strict=True))
    assert ranked(read_only(scores), read_only(relevance), k, "input", True) == [expected]

    rising = np.sort(scores[0])
    averaged = ranked(scores, relevance, k, "average", True)[0]
    cut = -rising[n - k]
    kept = [i for i in np.argsort(-scores[0], kind="stable") if -scores[0, i] <= cut]
    first = 1 + np.searchsorted(-rising[::-1], -scores[0, kept], side="left")
    last = np.searchsorted(-rising[::-1], -scores[0, kept], side="right")
    assert [entry[:2] for entry in averaged] == list(zip(first.tolist(), last.tolist(), strict=True))
    assert [entry[2] for entry in averaged] == relevance[0, kept].tolist()

    assert ideal(relevance, k) == [np.sort(relevance[0])[::-1][:k].tolist()]


@pytest.mark.parametrize("n", [1, 3, 16, 33, 50, 100, 129])
def test_what_lies_behind_the_matrix_is_not_ranked(n: int) -> None:
    around = np.full(4 * n + 64, np.inf, np.float32)
    scores = around[32 : 32 + 4 * n].reshape(4, n)
    scores[:] = np.random.default_rng(n).random((4, n))
    relevance = np.arange(4 * n).reshape(4, n) % 5
    expected = rank_rows_definition(scores, relevance, 10, "input", True)
    assert ranked(scores, relevance, 10, "input", True) == expected
    assert ideal(scores, 10) == largest_grades_definition(scores, 10)


@given(
    st.lists(st.sampled_from([1, 2, 5, 6, 40, 10_000]), min_size=1, max_size=60),
    st.integers(1, 120),
    st.integers(1, 40),
    st.integers(-3, 1),
    st.sampled_from(["int32", "int64", "float32", "float64"]),
    st.integers(0, 2**32 - 1),
)
@example([10_000] * 40 + [2, 2], 100, 10, -1, "float32", 0)
@example([5, 6, 5, 1] * 10, 100, 20, 0, "int64", 0)
@settings(deadline=None, max_examples=200)
def test_ideal_grades_whatever_grades_the_rows_before_held(
    levels: list[int], n: int, k: int, lowest: int, dtype: str, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    relevance = np.stack([rng.integers(lowest, lowest + count, n) for count in levels]).astype(dtype)
    assert ideal(relevance, k) == largest_grades_definition(relevance, k)


@pytest.mark.parametrize("lowest", [-np.inf, np.iinfo(np.int64).min])
def test_the_lowest_value_there_is_can_be_a_grade(lowest: float) -> None:
    relevance = np.full((3, 20), lowest).astype(np.float64 if lowest == -np.inf else np.int64)
    relevance[1, 3] = 2
    assert ideal(relevance, 5) == largest_grades_definition(relevance, 5)


@pytest.mark.parametrize("n", [1, 15, 16, 17, 100])
@pytest.mark.parametrize("where", ["scores", "relevance"])
def test_a_nan_anywhere_is_told(n: int, where: str) -> None:
    for at in range(n):
        arrays = {"scores": np.zeros((2, n), np.float32), "relevance": np.zeros((2, n), np.float32)}
        arrays[where][1, at] = np.nan
        outputs = (np.zeros(3, np.int64), *np.empty((2, 2 * n), np.int64), np.empty(2 * n), np.empty(16))
        assert rank_rows(arrays["scores"], arrays["relevance"], 3, False, False, 0, 0, 2, *outputs)
        assert not rank_rows(arrays["scores"], arrays["relevance"], 3, False, False, 0, 0, 1, *outputs)
