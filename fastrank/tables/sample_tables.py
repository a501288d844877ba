"""Tables with one row a sample: several of each item, by one system or more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.delimited import numbers_of
from fastrank.tables.sample_columns import find_sample_columns
from fastrank.tables.score_attributes import (
    DATASET,
    QUERY,
    attribute_names,
    attribute_values,
    by_dataset,
    query_ids,
    shown_query,
)
from fastrank.tables.score_tables import axis_codes, read_rows, refuse_doubles

Codes = npt.NDArray[np.int64]

# Truth values, which csv files hold as text; inspect's correct, incorrect, partial and no answer.
WORDS = {"true": 1.0, "false": 0.0, "c": 1.0, "i": 0.0, "p": 0.5, "n": 0.0}


class SampleRows(NamedTuple):
    """The system and item of every sample, as codes, and its score; attributes have a value for each item.

    Items have ids, and names that tell them apart: ``dataset/id`` where they have data sets.
    """

    source: str
    systems: list[str]
    items: list[str]
    names: list[str]
    system: Codes
    item: Codes
    scores: npt.NDArray[np.float64]
    attributes: dict[str, Any]


def read_samples(
    source: Any, *, unnamed: str, columns: Mapping[str, str] | None, attributes: Sequence[str] | None
) -> SampleRows:
    """Read a table of samples; without a column of systems all are of one, `unnamed`."""
    table, name = read_rows(source, "samples")
    if not table.num_rows:
        raise ValueError(f"{name}: no row; a table of samples has one row a sample")
    own = attribute_names(table, attributes, columns, name)
    found = find_sample_columns(table.drop_columns(own), columns, name)
    if DATASET in own:
        table, found = by_dataset(table, found["query_id"], name), found | {"query_id": QUERY}
    system, systems = np.zeros(table.num_rows, dtype=np.int64), [unnamed]
    if "system" in found:
        system, systems = axis_codes(table.column(found["system"]), found["system"], name)
    item, keys = axis_codes(table.column(found["query_id"]), found["query_id"], name)
    items = query_ids(keys) if DATASET in own else keys
    names = [shown_query(key) for key in keys]
    if "sample" in found:
        _refuse_same_samples(
            table.column(found["sample"]), found["sample"], (system, item), (systems, names), name
        )
    return SampleRows(
        name,
        systems,
        items,
        names,
        system,
        item,
        _scores(table.column(found["score"]), found["score"], name),
        attribute_values(table, own, found["query_id"], name),
    )


def _refuse_same_samples(
    column: pa.ChunkedArray,
    what: str,
    codes: tuple[Codes, Codes],
    names: tuple[list[str], list[str]],
    source: str,
) -> None:
    (system, item), (systems, items) = codes, names
    sample, samples = axis_codes(column, what, source)
    refuse_doubles(
        (system * len(items) + item) * len(samples) + sample,
        lambda row: (
            f"sample {samples[sample[row]]!r} of item {items[item[row]]!r} by system {systems[system[row]]!r}"
        ),
        source,
    )


def _scores(column: pa.ChunkedArray, what: str, source: str) -> npt.NDArray[np.float64]:
    """Return finite scores, of numbers or of words that say whether a sample is correct."""
    values = _numbers_of_words(column)
    if values is None:
        values = numbers_of(column, what, source)
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        row = int(wrong[0])
        raise ValueError(
            f"{source}: {what} in row {row} is {'missing' if np.isnan(values[row]) else values[row]} "
            f"({len(wrong)} such rows); a sample that failed scores 0, one that was not drawn has no row"
        )
    return values


def _numbers_of_words(column: pa.ChunkedArray) -> npt.NDArray[np.float64] | None:
    """Return what `WORDS` are worth; None where a cell is none of them."""
    if str(column.type) not in ("string", "large_string", "string_view"):
        return None
    texts = pc.utf8_lower(pc.cast(column, pa.large_string()))
    at = pc.index_in(texts, value_set=pa.array(WORDS, pa.large_string()))
    return None if at.null_count else np.array(list(WORDS.values()))[at.to_numpy()]
