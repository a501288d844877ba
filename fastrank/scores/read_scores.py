"""People's own numbers as Scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastrank.scores.scores import Scores


def read_scores(
    source: Any,
    *,
    measure: str | Sequence[str] | None = None,
    higher_is_better: bool | None = None,
    columns: Mapping[str, str] | None = None,
    attributes: Sequence[str] | None = None,
) -> Scores:
    """Read people's own numbers: a value per system and query, long or wide.

    Parameters
    ----------
    source : path or table
        csv or tsv (.gz, .xz), Parquet, Arrow IPC; a mapping of columns, a data frame, or anything with the
        Arrow C stream. **Long**: one row a system and query, with columns `system`, `query_id`, `value` and,
        for several measures, `measure`, or one column a measure in place of `value`. **Wide**: one row a
        query and one column a system, and at most one column that names the queries (`query_id`, `topic`,
        `example`, ...); without it rows are numbered from 1.
    measure : str or sequence of str, optional
        Which measures to keep, in any spelling; for a table that does not name its measure, the name of it
        (default ``score``).
    higher_is_better : bool, optional
        The direction; where not given, that of a measure known here, else True.
    columns : mapping, optional
        ``{'query_id': column, ...}`` where names are not recognised: system, query_id, measure, value.
    attributes : sequence of str, optional
        Columns with attributes of queries (`Scores`), one value for each query. A text column `dataset` is one, and so
        are those of `Scores.to_arrow`, also from Parquet and Arrow files; query ids may repeat across data sets.

    Returns
    -------
    Scores
        Missing cells are NaN. Queries and systems stand in the order of their first appearance.

    Raises
    ------
    ValueError, TypeError
        One line that names file, row or column: two rows for one cell, text in place of a number, a null
        id, a table whose form cannot be told.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.read_scores({"query_id": ["q1", "q2"], "bm25": [0.2, 0.4], "dense": [0.3, None]}, measure="AP")
    Scores(2 systems × 2 queries: AP)
    """
    from fastrank.tables.score_tables import score_columns

    return Scores(
        **score_columns(
            source,
            measure=measure,
            higher_is_better=higher_is_better,
            columns=columns,
            attributes=attributes,
        )
    )
