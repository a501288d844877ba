"""The array call's own rules: shapes, dtypes, out, and errors that say where."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fastrank as fr


def refused(message, *arguments, kind=ValueError, function=fr.ndcg, **options):
    with pytest.raises(kind, match=message) as caught:
        function(*arguments, **options)
    assert "\n" not in str(caught.value)


def test_shapes():
    grades = np.arange(24).reshape(2, 3, 4) % 3
    assert fr.ndcg(grades).shape == (2, 3)
    assert fr.ndcg(grades, axis=0).shape == (3, 4)
    assert fr.ndcg(grades, axis=1, keepdims=True).shape == (2, 1, 4)
    one = fr.ndcg([1, 0])
    assert isinstance(one, np.float64)
    out = np.empty((2, 3))
    assert fr.ndcg(grades, out=out) is out
    assert out.tolist() == fr.ndcg(grades).tolist()
    for axis in range(-3, 3):
        expected = np.apply_along_axis(lambda row: fr.ndcg(row), axis, grades)
        assert fr.ndcg(grades, axis=axis).tobytes() == np.ascontiguousarray(expected).tobytes()


def test_broadcasting():
    grades, scores = np.array([1, 0, 2]), np.array([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0]])
    each = [fr.ndcg(grades, row) for row in scores]
    assert fr.ndcg(grades, scores).tolist() == each
    assert fr.ndcg(grades[None], scores, where=[True, True, False]).tolist() == [
        fr.ndcg(grades[:2], row[:2]) for row in scores
    ]


def test_errors_name_the_argument_and_the_place():
    refused(
        r"relevance, scores and where do not broadcast: their shapes are \(3,\), \(2,\)",
        [1, 0, 2],
        [1.0, 2.0],
    )
    refused(r"relevance: NaN in list 1 at position 0", [[1, 0], [np.nan, 1]])
    refused(
        r"scores: NaN in list 0 at position 2; mask absent values with where=", [1, 0, 1], [1.0, 2.0, np.nan]
    )
    refused(r"axis: 2 is out of range for 1 dimensions", [1, 0], axis=2)
    refused(r"relevance: expected numbers, got an array of dtype", ["a", "b"], kind=TypeError)
    refused(r"where: expected booleans", [1, 0], where=[1, 0], kind=TypeError)
    refused(r"out: expected an array of shape \(\)", [1, 0], out=np.empty(3))
    refused(r"ties: must be one of", [1, 0], [1.0, 1.0], ties="random")
    refused(r"expected at least one dimension", 3)
    refused(r"relevance: value 9007199254740993 at position 0 has no exact float64", [2**53 + 1, 0])
    refused(r"give ideal= or n_relevant=, not both", [1, 0], ideal=[1], n_relevant=1, function=fr.recall)
    refused(r"ideal: 2 lists for 1 lists of relevance", [1, 0], ideal=[[1], [1]])
    refused(r"n_relevant: nDCG is not a function of how many are relevant; use ideal=", [1, 0], n_relevant=2)
    refused(r"n_relevant: expected whole numbers, 0 or more", [1, 0], n_relevant=-1, function=fr.recall)
    refused(r"nDCG has no parameter 'depth'; it takes: k, gain", [1, 0], depth=3)


def test_errors_of_ragged_lists():
    lists = pa.array([[1, 0], [2]])
    refused(r"scores: list 0 has another length", lists, pa.array([[1.0], [2.0, 1.0]]))
    refused(
        r"scores: (1 lists for 2 lists of relevance|.*another number of lists)", lists, pa.array([[1.0, 2.0]])
    )
    refused(
        r"scores: null at position 1; every document needs a score", lists, pa.array([[1.0, None], [2.0]])
    )
    refused(r"where: masks dense arrays", lists, where=[True])
    refused(r"axis: ragged lists are always along the last axis", lists, axis=0)
    refused(r"scores: ragged, but relevance is a dense array", [1, 0], pa.array([[1.0, 2.0]]), kind=TypeError)
    refused(r"relevance: expected numbers, got list", pa.array([[[1]]]), kind=TypeError)
    refused(r"relevance: expected numbers, got an array of dtype", pa.array(["a"]), kind=TypeError)
    refused(r"relevance: expected numbers, got string", pa.array([["a"]]), kind=TypeError)
    refused(r"keepdims: ragged lists have no axis to keep", lists, keepdims=True)


@pytest.mark.parametrize(
    "column", [pd.Series, pl.Series, pa.array, lambda values: pa.chunked_array([values])]
)
def test_a_column_of_numbers_is_one_list(column):
    grades, scores = [3, 2, 0, 1], [1.0, 4.0, 3.0, 2.0]
    expected = fr.ndcg(grades, scores)
    for first, second in (
        (column(grades), column(scores)),
        (column(grades), scores),
        (grades, column(scores)),
    ):
        assert fr.ndcg(first, second) == expected
        assert fr.kendalltau(first, second) == fr.kendalltau(grades, scores)
    gap = fr.kendalltau(column([1.0, None, 3.0, 2.0]), scores, nan_policy="omit")
    assert gap == fr.kendalltau([1.0, 3.0, 2.0], [1.0, 3.0, 2.0])


def test_a_frame_is_an_array_of_its_rows():
    values = [[3, 2], [0, 1], [1, 1]]
    expected = fr.ndcg(np.array(values), axis=0).tolist()
    for frame in (pd.DataFrame(values), pl.DataFrame(values, orient="row")):
        assert fr.ndcg(frame, axis=0).tolist() == expected
        refused("axis: x and y have shapes", frame, frame, function=fr.kendalltau)


def test_where_hides_nan():
    grades, scores = np.array([1.0, np.nan, 0.0]), np.array([1.0, np.nan, 2.0])
    assert fr.reciprocal_rank(grades, scores, where=[True, False, True]) == 0.5


def test_null_grades_are_unjudged_and_keep_their_rank():
    assert fr.reciprocal_rank(pa.array([[None, 1], [None], None, [1]])).tolist() == [0.5, 0.0, 0.0, 1.0]


@pytest.mark.parametrize("scores", [[np.inf, -np.inf], [np.inf, np.inf], [-np.inf, -np.inf]])
def test_infinite_scores_are_ordinary(scores):
    wanted = 1.0 if scores[0] > scores[1] else 0.75
    assert float(fr.reciprocal_rank([1, 0], scores)) == wanted


def test_signed_zeros_tie():
    assert float(fr.reciprocal_rank([0, 1], [0.0, -0.0])) == 0.75
    assert fr.evaluate({"q": {"a": 1}}, {"q": {"a": 0.0, "b": -0.0}}, "RR").values.item() == 0.5


@pytest.mark.parametrize("slicing", [slice(1, None), slice(0, 1), slice(1, 1)])
def test_sliced_arrow_lists(slicing):
    lists, scores = pa.array([[1, 0, 2], [0, 1]]), pa.array([[3.0, 2.0, 1.0], [1.0, 2.0]])
    whole = fr.ndcg(lists, scores)
    rows = list(range(2))[slicing]
    part = lists.slice(rows[0] if rows else 1, len(rows)), scores.slice(rows[0] if rows else 1, len(rows))
    assert fr.ndcg(*part).tolist() == whole[rows].tolist() if rows else fr.ndcg(*part).shape == (0,)


def test_offsets_need_not_begin_at_zero():
    values, offsets = np.array([9.0, 1.0, 0.0, 9.0]), np.array([1, 3])
    assert fr.ndcg((values, offsets), np.array([9.0, 1.0, 2.0, 9.0])).tolist() == [
        fr.ndcg([1, 0], [1.0, 2.0])
    ]
    assert fr.ndcg((values, offsets)).tolist() == [1.0]


@pytest.mark.parametrize("kind", ["list_view", "large_list", "fixed"])
def test_other_arrow_lists(kind):
    rows = [[1, 0], [0, 2]]
    make = {
        "list_view": pa.list_view(pa.int8()),
        "large_list": pa.large_list(pa.float32()),
        "fixed": pa.list_(pa.int64(), 2),
    }
    assert fr.ndcg(pa.array(rows, make[kind])).tolist() == fr.ndcg(rows).tolist()


def test_polars_series_of_lists():
    polars = pytest.importorskip("polars")
    rows = [[1, 0], [0, 2, 1], []]
    assert fr.ndcg(polars.Series(rows)).tolist() == fr.ndcg(pa.array(rows)).tolist()


def test_input_is_never_changed():
    grades, scores = np.array([[1, 0, 2]]), np.array([[1.0, 2.0, 3.0]])
    before = grades.copy(), scores.copy()
    fr.ndcg(grades, scores, where=[[True, False, True]])
    assert (grades == before[0]).all()
    assert (scores == before[1]).all()


def test_signature_says_what_is_needed():
    assert inspect.signature(fr.err).parameters["max_grade"].default is inspect.Parameter.empty
    assert inspect.signature(fr.ndcg).parameters["ties"].default == "average"
    assert list(inspect.signature(fr.ndcg).parameters)[:2] == ["relevance", "scores"]
