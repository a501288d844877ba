"""Which form a score table has, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from fastrank.tables.columns import ALIASES, refuse_doubled
from fastrank.tables.delimited import is_numeric, numbers_of
from fastrank.tables.errors import listed

# What people call the rows that systems are compared on, beyond the names of queries in runs.
_QUERY = ALIASES["query_id"] + (
    "example", "example_id", "instance", "instance_id", "item", "item_id", "task", "task_id", "question",
    "question_id", "prompt", "prompt_id", "segment", "seg_id", "sample", "sample_id", "id", "index",
    "__index_level_0__",
)  # fmt: skip
NAMES: dict[str, tuple[str, ...]] = {
    "system": ALIASES["system"],
    "query_id": _QUERY,
    "measure": ("measure", "metric"),
    "value": ("value", *ALIASES["score"]),
}
_ORDINAL_ROWS = 10  # fewer increasing whole numbers may be scores


@dataclass(frozen=True)
class Layout:
    """Columns by what they are; `wide` is one row a query and one column (of `values`) a system."""

    system: str | None
    query: str | None
    measure: str | None
    values: tuple[str, ...]

    @property
    def wide(self) -> bool:
        """Whether systems are columns."""
        return self.system is None


def find_layout(table: pa.Table, columns: Mapping[str, str] | None, source: str) -> Layout:
    """Recognise the form of a score table by its column names; raise where it cannot be told."""
    refuse_doubled(table.column_names, source)
    given = _checked(table, columns or {}, source)
    found = {name: given.get(name) or _first(table, name) for name in NAMES}
    if found["system"] is None or not _names_systems(table, found["system"], found):
        return _wide(table, given.get("query_id") or found["query_id"], source)
    if found["query_id"] is None:
        raise ValueError(
            f"{source}: a column for systems ({found['system']}) but none for queries (accepted: query_id, qid, "
            f"topic, example, ...); it has: {_shown(table)}. Means are not enough: give one row a system and "
            "query, or one row a query with one column a system"
        )
    return _long(table, found, source)


def _long(table: pa.Table, found: dict[str, str | None], source: str) -> Layout:
    system, query, measure, value = (found[name] for name in ("system", "query_id", "measure", "value"))
    if value is not None:
        return Layout(system, query, measure, (value,))
    rest = [name for name in table.column_names if name not in (system, query, measure)]
    measures = tuple(name for name in rest if is_numeric(table.column(name)))
    if not measures or measure is not None:
        raise ValueError(f"{source}: no column for value (accepted: value, score); it has: {_shown(table)}")
    return Layout(system, query, None, measures)


def _wide(table: pa.Table, query: str | None, source: str) -> Layout:
    if query is None:
        text = [name for name in table.column_names if not is_numeric(table.column(name))]
        if len(text) > 1:
            raise ValueError(
                f"{source}: columns {text[0]!r} and {text[1]!r} hold text; name the one with the queries, "
                "columns={'query_id': ...}, and leave the other out"
            )
        query = text[0] if text else _unnamed(table)
    if query is None:
        _refuse_ordinal(table, source)
    systems = tuple(name for name in table.column_names if name != query)
    if not systems:
        raise ValueError(f"{source}: no column with scores; it has: {_shown(table)}")
    return Layout(None, query, None, systems)


def _refuse_ordinal(table: pa.Table, source: str) -> None:
    """A first column of increasing whole numbers is an id that nobody named, not a system."""
    name = table.column_names[0]
    first = numbers_of(table.column(name), name, source)
    whole = bool(np.isfinite(first).all()) and bool((first == np.floor(first)).all())
    if whole and len(first) >= _ORDINAL_ROWS and (np.diff(first) > 0).all():
        raise ValueError(
            f"{source}: column {name!r} counts upwards: does it name the queries? Say so with "
            f"columns={{'query_id': {name!r}}}"
        )


def _names_systems(table: pa.Table, column: str, found: dict[str, str | None]) -> bool:
    """A wide table may hold a system that is called 'model' or 'run': its column is numbers."""
    return not is_numeric(table.column(column)) or None not in (found["query_id"], found["value"])


def _unnamed(table: pa.Table) -> str | None:
    return "" if table.column_names[0] == "" else None


def _first(table: pa.Table, name: str) -> str | None:
    return next((alias for alias in NAMES[name] if alias in table.column_names), None)


def _checked(table: pa.Table, columns: Mapping[str, str], source: str) -> dict[str, str]:
    given = {("value" if name == "score" else name): column for name, column in columns.items()}
    for name, column in given.items():
        if name not in NAMES:
            raise ValueError(f"columns: {name!r} is not one of {', '.join(NAMES)}")
        if column not in table.column_names:
            raise ValueError(f"{source}: no column {column!r} for {name}; it has: {_shown(table)}")
    return given


def _shown(table: pa.Table) -> str:
    names = table.column_names
    return listed(names[:12]) + (", ..." if len(names) > 12 else "")
