"""People's own numbers: score tables, long or wide, as the arguments of `Scores`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.spec import canonical_name, parse
from fastrank.tables.arrow_input import ARROW, PARQUET, read_path, read_table
from fastrank.tables.delimited import is_delimited, numbers_of, read_delimited
from fastrank.tables.ids import canonical, query_codes, texts
from fastrank.tables.score_attributes import (
    DATASET,
    QUERY,
    attribute_names,
    attribute_values,
    by_dataset,
    query_ids,
)
from fastrank.tables.score_columns import Layout, find_layout

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def score_columns(
    source: Any,
    *,
    measure: str | Sequence[str] | None = None,
    higher_is_better: bool | None = None,
    columns: Mapping[str, str] | None = None,
    attributes: Sequence[str] | None = None,
) -> dict[str, Any]:
    """Read a score table into the keyword arguments of `Scores`; see :func:`fastrank.read_scores`."""
    table, name = read_rows(source, "scores")
    if not table.num_rows:
        raise ValueError(f"{name}: no row; a score table has one row a query, or one a system and query")
    own = attribute_names(table, attributes, columns, name)
    layout = find_layout(table.drop_columns(own), columns, name)
    if DATASET in own and layout.query is not None:
        table, layout = by_dataset(table, layout.query, name), replace(layout, query=QUERY)
    known = attribute_values(table, own, layout.query, name)
    if layout.wide:
        values, measures, systems, queries = _wide(table, layout, measure, name)
    else:
        values, measures, systems, queries = _long(table, layout, measure, name)
    facts = [_facts(m, layer) for m, layer in zip(measures, values, strict=True)]
    direction = [own if higher_is_better is None else higher_is_better for own, _, _ in facts]
    return {
        "values": values,
        "systems": systems,
        "queries": query_ids(queries) if layout.query == QUERY else queries,
        "measure": measures,
        "higher_is_better": direction,
        "bounds": [bounds for _, bounds, _ in facts],
        "aggregation": [way for _, _, way in facts],
        "attributes": known,
    }


def is_score_table(path: Any) -> bool:
    """Whether a path's suffix is one that score tables come in."""
    return is_delimited(Path(path)) or Path(path).suffix in PARQUET + ARROW


def read_rows(source: Any, kind: str) -> tuple[pa.Table, str]:
    """Return a table of people's own, and what to call it; columns of csv files are text."""
    if not isinstance(source, str | os.PathLike):
        source = pa.table(dict(source)) if isinstance(source, Mapping) else source
        return read_table(source, kind)
    path = Path(source)
    if is_delimited(path):
        return read_delimited(path), str(path)
    if not is_score_table(path) and not path.is_dir():
        raise ValueError(
            f"{path}: a table of {kind} is csv or tsv (.gz, .xz), Parquet or Arrow IPC, by its suffix"
        )
    return read_path(path, kind), str(path)


def _wide(
    table: pa.Table, layout: Layout, measure: Any, name: str
) -> tuple[Floats, list[str], list[str], list[str]]:
    """One row a query, one column a system."""
    if measure is not None and not isinstance(measure, str):
        raise TypeError(f"{name}: one row a query and one column a system hold one measure; give one name")
    systems = list(layout.values)
    values = np.array([numbers_of(table.column(system), system, name) for system in systems])
    queries = [str(row) for row in range(1, table.num_rows + 1)]
    if layout.query is not None:
        codes, queries = axis_codes(table.column(layout.query), layout.query, name)
        refuse_doubles(codes, lambda row: f"query {queries[codes[row]]!r}", name)
    return values[None], [measure or "score"], systems, queries


def _long(
    table: pa.Table, layout: Layout, measure: Any, name: str
) -> tuple[Floats, list[str], list[str], list[str]]:
    """One row a system and query (and measure); or one column a measure."""
    assert layout.system is not None
    assert layout.query is not None
    system, systems = axis_codes(table.column(layout.system), layout.system, name)
    query, queries = axis_codes(table.column(layout.query), layout.query, name)
    if layout.measure is None:
        measures = list(layout.values) if len(layout.values) > 1 else [_own_name(layout.values[0], measure)]
        at = np.zeros(table.num_rows, dtype=np.int64)
        values = [numbers_of(table.column(column), column, name) for column in layout.values]
    else:
        at, measures = axis_codes(table.column(layout.measure), layout.measure, name)
        values = [numbers_of(table.column(layout.values[0]), layout.values[0], name)]
    n_layers = len(measures) if layout.measure is not None else 1
    cells = (at * len(systems) + system) * len(queries) + query
    refuse_doubles(
        cells,
        lambda row: (
            f"system {systems[system[row]]!r} on query {queries[query[row]]!r}"
            + (f" by {measures[at[row]]}" if layout.measure is not None else "")
        ),
        name,
    )
    full = np.full((len(values), n_layers * len(systems) * len(queries)), np.nan)
    for layer, column in zip(full, values, strict=True):
        layer[cells] = column
    layers = full.reshape(len(measures), len(systems), len(queries))
    return (*_chosen(layers, measures, measure, name), systems, queries)


def _own_name(column: str, measure: Any) -> str:
    if isinstance(measure, str):
        return measure
    return "score" if column == "value" else column


def _chosen(values: Floats, measures: list[str], wanted: Any, name: str) -> tuple[Floats, list[str]]:
    """Keep the measures asked for, in any spelling; all where none is named."""
    if wanted is None:
        return values, measures
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    by_name = {canonical_name(measure): i for i, measure in enumerate(measures)}
    for measure in names:
        if canonical_name(measure) not in by_name:
            raise ValueError(f"{name}: no measure {measure!r}; it has: {', '.join(measures)}")
    rows = [by_name[canonical_name(measure)] for measure in names]
    return values[rows], [measures[row] for row in rows]


def axis_codes(column: pa.ChunkedArray, what: str, name: str) -> tuple[Codes, list[str]]:
    """Return a code for every row and the names they count, in order of appearance."""
    ids = canonical(column, what, name)
    ids = ids if isinstance(ids, pa.ChunkedArray) else pa.chunked_array([ids])
    codes, known = query_codes(ids, None, name)
    empty = pc.index(pc.binary_length(known), 0).as_py()
    if empty >= 0:
        row = int(np.flatnonzero(codes == empty)[0])
        raise ValueError(f"{name}: empty {what} in row {row}; every row needs one")
    return codes, texts(known, name)


def refuse_doubles(cells: Codes, describe: Any, name: str) -> None:
    order = np.argsort(cells, kind="stable")
    again = np.flatnonzero(np.diff(cells[order]) == 0)
    if len(again):
        first, second = sorted(int(row) for row in order[again[0] : again[0] + 2])
        raise ValueError(f"{name}: {describe(first)} stands twice, in rows {first} and {second}; keep one")


def _facts(measure: str, values: Floats) -> tuple[bool, Any, str]:
    """Direction, bounds and aggregation of a measure that we know; the last two where the numbers keep to it."""
    try:
        metric = parse(measure).metric
    except ValueError:
        return True, None, "mean"
    low, high = metric.bounds
    known = values[~np.isnan(values)]
    inside = (low is None or (known >= low).all()) and (high is None or (known <= high).all())
    return (
        metric.higher_is_better,
        metric.bounds if inside else None,
        metric.aggregation if inside else "mean",
    )
