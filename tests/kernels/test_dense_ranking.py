"""The dense ranking kernels against their definitions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fastrank.kernels.dense_ranking import (
    settle_ties,
    top_grades,
    top_grades_definition,
    top_ranks,
    top_ranks_definition,
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
    for lo, hi in [(0, cut), (cut, rows)]:
        top_ranks(
            scores, relevance, k, ties != "input", keep_zero or by_grade, lo, hi, offsets, first, last, grades
        )
    if by_grade:
        settle_ties(k, ties == "best", keep_zero, 0, rows, offsets, first, last, grades)
    entries = list(zip(first.tolist(), last.tolist(), grades.tolist(), strict=True))
    return [entries[a:b] for a, b in pairwise(offsets)]


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

    expected = top_ranks_definition(scores, relevance, k, ties, keep_zero)
    found = ranked(scores, relevance, k, ties, keep_zero, cut=seed % 4)
    assert [[entry[:2] for entry in row] for row in found] == [[e[:2] for e in row] for row in expected]
    assert list(map(sorted, found)) == list(map(sorted, expected))
    if ties != "average":
        assert found == expected

    grades = np.full((rows, min(k, n)), np.nan)
    top_grades(relevance, k, 0, rows, grades)
    assert grades.tolist() == top_grades_definition(relevance, k)


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

    grades = np.empty((1, k))
    top_grades(relevance, k, 0, 1, grades)
    np.testing.assert_array_equal(grades[0], np.sort(relevance[0])[::-1][:k])


@pytest.mark.parametrize("n", [1, 3, 16, 33, 50, 100, 129])
def test_what_lies_behind_the_matrix_is_not_ranked(n: int) -> None:
    around = np.full(4 * n + 64, np.inf, np.float32)
    scores = around[32 : 32 + 4 * n].reshape(4, n)
    scores[:] = np.random.default_rng(n).random((4, n))
    relevance = np.arange(4 * n).reshape(4, n) % 5
    expected = top_ranks_definition(scores, relevance, 10, "input", True)
    assert ranked(scores, relevance, 10, "input", True) == expected
    grades = np.empty((4, min(10, n)))
    top_grades(scores, 10, 0, 4, grades)
    assert grades.tolist() == top_grades_definition(scores, 10)
