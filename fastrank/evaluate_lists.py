"""List columns to one value a query: a function that engines call on columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from fastrank.arrays.arrow_lists import one_array
from fastrank.evaluate_table import joined_values
from fastrank.evaluation.measures_asked import measures_named
from fastrank.spec import Measure
from fastrank.tables.joined import read_joined
from fastrank.tables.nested import is_list
from fastrank.tables.same_kind import same_kind


def evaluate_lists(
    relevance: Any,
    scores: Any,
    measure: str | Measure,
    *,
    ids: Any = None,
    ties: str | None = None,
    undefined: float | None = None,
) -> Any:
    """Evaluate list columns: one value for each pair of lists, as a function that engines call on columns.

    Parameters
    ----------
    relevance, scores : columns of lists
        Grades and scores of the documents of each query: Arrow lists of any kind, a polars or pandas Series. A null
        grade is a document that is not judged, a null score one that was not retrieved.
    measure : str or Measure
        ``nDCG@10``: any spelling that :func:`evaluate` understands.
    ids : column of lists, optional
        Document ids. They decide between equal scores, and none may stand twice in a list.
    ties, undefined
        As for :func:`evaluate_table`.

    Returns
    -------
    pyarrow.Array, polars.Series or pandas.Series
        One float64 for each list, null where it has no judgement or the measure no value.

    Raises
    ------
    ValueError, TypeError
        One line that names the column or row, the rule, and the way out.

    See Also
    --------
    evaluate_table : several measures at once, and long tables.

    Examples
    --------
    >>> import pyarrow as pa
    >>> import fastrank as fr
    >>> relevance = pa.array([[2, None, 1], [1], []], pa.list_(pa.int64()))
    >>> scores = pa.array([[1.5, 2.0, None], [0.3], []])
    >>> fr.evaluate_lists(relevance, scores, "RR").to_pylist()
    [0.5, 1.0, None]
    """
    given = {"relevance": relevance, "score": scores, "doc_id": ids}
    lists = {name: one_array(value, name) for name, value in given.items() if value is not None}
    for name, column in lists.items():
        if not is_list(column.type):
            raise TypeError(f"{name}: expected lists, one a query, got {column.type}")
    _refuse_other_lengths(lists)
    joined = read_joined(pa.table(lists), None, None)
    (values,) = joined_values(joined, measures_named([measure]), ties, undefined)
    return same_kind(values, relevance)


def _refuse_other_lengths(lists: Mapping[str, pa.Array]) -> None:
    lengths = {name: len(column) for name, column in lists.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{n} of {name}" for name, n in lengths.items())
        raise ValueError(f"lists: {told}; give each query one of each")
