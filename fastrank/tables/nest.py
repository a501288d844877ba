"""Long tables to one row a query (and system), with list columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import NEEDED, find_columns
from fastrank.tables.id_runs import takeable, without_dictionaries
from fastrank.tables.nested import unnested


def nested(source: Any, kind: str, columns: Mapping[str, str] | None = None) -> pa.Table:
    """Return judgements (`kind` "qrels") or a run ("run") with one row a query.

    Queries stand in the order of their first appearance, documents in the order of their rows.

    Examples
    --------
    >>> nested({"q1": {"a": 2.0, "b": 1.0}}, "run").to_pylist()
    [{'query_id': 'q1', 'doc_id': ['a', 'b'], 'score': [2.0, 1.0]}]
    """
    table, name = read_table(source, kind)
    table = without_dictionaries(takeable(unnested(find_columns(table, kind, columns, name), kind, name)))
    lists = [column for column in (*NEEDED[kind][1:], "subtopic") if column in table.column_names]
    keys = [column for column in ("system", "query_id") if column in table.column_names]
    grouped = table.group_by(keys, use_threads=False).aggregate([(column, "list") for column in lists])
    names = {f"{column}_list": column for column in lists}
    return grouped.rename_columns([names.get(column, column) for column in grouped.column_names])
