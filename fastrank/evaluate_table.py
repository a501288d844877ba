"""Joined tables to a table with one row a query: what engines call on their own frames and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank.evaluation.measures_asked import measures_named
from fastrank.evaluation.query_values import query_values
from fastrank.spec import Measure
from fastrank.tables.joined import JoinedRows, read_joined
from fastrank.tables.joined_ranking import JoinedRanking, rank_joined
from fastrank.tables.same_kind import same_kind


def evaluate_table(
    table: Any,
    measures: Sequence[Any] | str | Measure,
    *,
    by: Sequence[str] | str | None = None,
    ties: str | None = None,
    undefined: float | None = None,
    columns: Mapping[str, str] | None = None,
) -> Any:
    """Evaluate the queries of a table that holds scores and judgements side by side.

    Parameters
    ----------
    table : table
        A pyarrow, polars or pandas frame, a duckdb relation, anything with the Arrow C stream: one row a document
        with its score and its grade (a run joined with judgements), or one row a query with list columns of both.
        A null score is a document that was not retrieved, a null grade one that is not judged.
    measures : str, Measure or sequence of them
        ``nDCG@10``, ``AP(rel=2)``: any spelling that :func:`evaluate` understands.
    by : str or sequence of str, optional
        The columns whose values make a query. By default those recognised as query (and system, if there is one);
        ``by=[]`` takes a long table as one query.
    ties : str, optional
        Order of equal scores. With document ids as for :func:`evaluate`, by default ``'id_descending'``; without
        them ``'average'`` (the default; a measure that has no average raises where there is a tie), ``'input'``,
        ``'best'`` or ``'worst'``.
    undefined : float, optional
        Value of a query without a relevant document, instead of the measure's own (mostly 0).
    columns : mapping, optional
        ``{canonical name: column}`` where the names are not recognised: query_id, doc_id, score, relevance, system.

    Returns
    -------
    pyarrow.Table, polars.DataFrame or pandas.DataFrame
        The columns of `by` and one of float64 for each measure; one row a query, in order of first appearance. It
        is a polars or pandas frame where one was passed. A query without a judgement, and a value that is not
        defined, is null: engines leave both out of means, as :func:`evaluate` does.

    Raises
    ------
    ValueError, TypeError
        One line that names the column or row, the rule, and the way out.

    Notes
    -----
    Values are those of :func:`evaluate` on the same rows, bit for bit; of tables without document ids, those of the
    array calls. Each row of the result depends on the rows of its query alone, so frames may be cut anywhere but
    within a query. For the same reason measures with a scale (ERR) need their `max_grade`, and measures that look
    at other queries (hole) are refused.

    The ideal ranking holds the judged documents of the table. After a left join those that were not retrieved are
    missing, and nDCG, AP and recall come out too high: use a full outer join.

    Examples
    --------
    >>> import pyarrow as pa
    >>> import fastrank as fr
    >>> joined = pa.table({
    ...     "query_id": ["q1", "q1", "q1", "q2"],
    ...     "doc_id": ["a", "b", "c", "d"],
    ...     "score": [1.5, 2.0, None, 0.3],  # c is relevant, but was not retrieved
    ...     "relevance": [2, None, 1, 1],  # b is not judged
    ... })
    >>> fr.evaluate_table(joined, ["nDCG@10", "RR"]).to_pylist()
    [{'query_id': 'q1', 'nDCG@10': 0.4796249331362629, 'RR': 0.5}, {'query_id': 'q2', 'nDCG@10': 1.0, 'RR': 1.0}]
    """
    wanted = measures_named(measures)
    joined = read_joined(table, by, columns)
    names = [str(measure) for measure in wanted]
    twice = [name for name in names if name in joined.keys.column_names]
    if twice:
        raise ValueError(f"by: column {twice[0]!r} has the name of a measure; rename it")
    values = dict(zip(names, joined_values(joined, wanted, ties, undefined), strict=True))
    keys = dict(zip(joined.keys.column_names, joined.keys.columns, strict=True))
    return same_kind(pa.table({**keys, **values}), table)


def joined_values(
    joined: JoinedRows, measures: Sequence[Measure], ties: str | None, undefined: float | None
) -> list[pa.Array]:
    """Return the values of every group for each measure; null where there is none."""
    _refuse_wider(measures)
    ranking = rank_joined(joined, ties)
    return [_column(ranking, measure, undefined) for measure in measures]


def _refuse_wider(measures: Sequence[Measure]) -> None:
    for measure in measures:
        if measure.metric.by_subtopic:
            raise ValueError(f"measures: {measure} needs judgements by subtopic; use evaluate")
        if measure.metric.across_queries:
            raise ValueError(f"measures: {measure} looks at the judgements of other queries; use evaluate")


def _column(ranking: JoinedRanking, measure: Measure, undefined: float | None) -> pa.Array:
    values: npt.NDArray[np.float64] = np.full(ranking.n_groups, np.nan)
    if ranking.run is not None:
        ranking.refuse_ties(measure)
        values[ranking.judged] = query_values(measure, ranking.run, "worst", undefined)
    return pa.array(values, from_pandas=True)
