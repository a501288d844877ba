"""Which columns of a table are the two models, the winner, counts and groups."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from fastrank.tables.arrow_input import PARQUET, parquet_head
from fastrank.tables.columns import refuse_doubled
from fastrank.tables.errors import UNREADABLE, first_line, listed
from fastrank.tables.score_tables import read_rows

NAMES: dict[str, tuple[str, ...]] = {
    "model_a": ("model_a", "system_a", "model_1", "player_a"),
    "model_b": ("model_b", "system_b", "model_2", "player_b"),
    "winner": ("winner", "outcome", "result"),
}


class BattleColumns(NamedTuple):
    """Columns of equal length, and what to call their source in errors."""

    model_a: pa.ChunkedArray
    model_b: pa.ChunkedArray
    winner: pa.ChunkedArray
    counts: pa.ChunkedArray | None
    groups: pa.ChunkedArray | None
    source: str


def battle_columns(
    battles: Any, columns: Mapping[str, str] | None = None, counts: Any = None, groups: Any = None
) -> BattleColumns:
    """Find the columns in a table, or take the three arrays."""
    named = {
        name: value for name, value in (("counts", counts), ("groups", groups)) if isinstance(value, str)
    }
    if isinstance(battles, tuple):
        table, source = _three_arrays(battles), "battles"
        found = {name: name for name in NAMES}
    else:
        table, source = _table(battles, columns or {}, named)
        found = _found(table.column_names, columns or {}, source)
    if not table.num_rows:
        raise ValueError(f"{source}: no battle; a table of battles has one row a battle")
    taken = {name: table.column(column) for name, column in found.items()}
    for name, value in (("counts", counts), ("groups", groups)):
        taken[name] = None if value is None else _given(table, name, value, source)
    return BattleColumns(**taken, source=source)


def _three_arrays(battles: tuple[Any, ...]) -> pa.Table:
    if len(battles) != 3:
        raise ValueError(f"battles: a tuple is (model_a, model_b, winner), got {len(battles)} arrays")
    arrays = {name: _column(value, name) for name, value in zip(NAMES, battles, strict=True)}
    lengths = [len(array) for array in arrays.values()]
    if len(set(lengths)) > 1:
        raise ValueError(f"battles: model_a, model_b and winner have {lengths} entries; one each a battle")
    return pa.table(arrays)


def _column(values: Any, name: str) -> pa.ChunkedArray:
    if isinstance(values, pa.ChunkedArray):
        return values
    try:
        found = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, TypeError) as error:
        raise TypeError(f"battles: the values of {name} are not of one type: {first_line(error)}") from None
    return found if isinstance(found, pa.ChunkedArray) else pa.chunked_array([found])


def _table(battles: Any, columns: Mapping[str, str], named: Mapping[str, str]) -> tuple[pa.Table, str]:
    """Read all columns, or of Parquet files and pandas frames those needed: conversations are costly to convert."""
    if hasattr(battles, "iloc"):
        return read_rows(battles[_needed(list(battles.columns), columns, named, "battles")], "battles")
    path = Path(battles) if isinstance(battles, str) or hasattr(battles, "__fspath__") else None
    head = parquet_head(path) if path and path.suffix in PARQUET and path.is_file() else None
    if path is None or head is None:
        return read_rows(battles, "battles")
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(path) as file:
            return file.read(columns=_needed(head[0], columns, named, str(path))), str(path)
    except UNREADABLE as error:
        raise ValueError(f"{path}: cannot be read: {first_line(error)}") from None


def _needed(names: list[str], columns: Mapping[str, str], named: Mapping[str, str], source: str) -> list[str]:
    found = _found(names, columns, source).values()
    for what, column in named.items():
        _refuse_absent(column, what, names, source)
    return list(dict.fromkeys([*found, *named.values()]))


def _found(names: list[str], columns: Mapping[str, str], source: str) -> dict[str, str]:
    for name, column in columns.items():
        if name not in NAMES:
            raise ValueError(f"columns: {name!r} is not one of {', '.join(NAMES)}")
        _refuse_absent(column, name, names, source)
    found = {}
    for name, aliases in NAMES.items():
        column = columns.get(name) or next((alias for alias in aliases if alias in names), "")
        if not column:
            raise ValueError(
                f"{source}: no column for {name} (accepted: {', '.join(aliases)}); it has: {listed(names)}; "
                f"name it with columns={{{name!r}: ...}}"
            )
        found[name] = column
    refuse_doubled([name for name in names if name in found.values()], source)
    return found


def _refuse_absent(column: str, what: str, names: list[str], source: str) -> None:
    if column not in names:
        raise ValueError(f"{source}: no column {column!r} for {what}; it has: {listed(names)}")


def _given(table: pa.Table, what: str, value: Any, source: str) -> pa.ChunkedArray:
    """Return a column by its name, or the values given for every row."""
    if isinstance(value, str):
        _refuse_absent(value, what, table.column_names, source)
        return table.column(value)
    column = _column(value, what)
    if len(column) != table.num_rows:
        raise ValueError(f"{what} has {len(column)} entries for {table.num_rows} battles; give one each")
    return column
