"""What users have in hand, as batches: Scores, Arrow tables wide or long, arrays with ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from fastrank.arrays.id_buffers import as_arrow
from fastrank.scores import Scores, read_scores
from fastrank.scores.attributes import DATASET
from fastrank.scores.axes import measure_called
from fastrank.scores.sample import refuse_geometric, sample_names
from fastrank.significance.query_keys import query_keys
from fastrank.states.batch import Batch
from fastrank.states.query_columns import RowNames, column_keys
from fastrank.states.setting import Setting
from fastrank.tables.delimited import is_numeric, numbers_of
from fastrank.tables.errors import listed
from fastrank.tables.score_columns import NAMES
from fastrank.tables.score_tables import read_rows


def read_batch(
    source: Any, setting: Setting, *, queries: Any, dataset: Any, columns: Mapping[str, str] | None
) -> Batch:
    """Return a batch as it came, the systems in the order of the setting."""
    if queries is not None:
        return _of_arrays(source, queries, dataset, setting)
    if isinstance(source, Scores):
        return _of_scores(source, setting)
    if isinstance(source, np.ndarray | list):
        raise ValueError("update of an array needs queries=, the id of every column")
    table, label = read_rows(source, "scores")
    if wide_columns(table.column_names, setting, columns) is None:
        return _of_scores(_long_scores(table, setting, columns), setting)
    return _of_table(table, label, setting, columns)


def wide_columns(
    names: Sequence[str], setting: Setting, columns: Mapping[str, str] | None
) -> list[str] | None:
    """Return the columns that are read where every system has one; None where systems are not columns."""
    lacking = [system for system in setting.systems if system not in names]
    if lacking:
        if len(lacking) == len(setting.systems) and any(name in names for name in NAMES["system"]):
            return None
        raise ValueError(
            f"scores: no column for system {lacking[0]!r}; the batch has: {listed(list(names)[:12])}. A batch has one "
            "column a system, or columns system, query_id and value"
        )
    free = [name for name in names if name not in setting.systems]
    query = (columns or {}).get("query_id") or next(
        (name for name in NAMES["query_id"] if name in free), None
    )
    if query not in free:
        raise ValueError(
            f"scores: no column with the ids of queries (accepted: query_id, qid, topic, ...); the batch has: "
            f"{listed(list(names)[:12])}; name it with columns={{'query_id': ...}}"
        )
    return [query, *([DATASET] if DATASET in free and query != DATASET else []), *setting.systems]


def _of_scores(scores: Scores, setting: Setting) -> Batch:
    layer = _layer(scores, setting)
    refuse_geometric(scores, layer)
    if scores.higher_is_better[layer] != setting.higher_is_better:
        raise ValueError(
            f"{setting.measure}: higher_is_better is {setting.higher_is_better} in the state, and "
            f"{scores.higher_is_better[layer]} in the Scores"
        )
    lacking = [system for system in setting.systems if system not in scores.systems]
    if lacking:
        raise ValueError(f"scores: no system {lacking[0]!r}; there are: {listed(scores.systems[:12])}")
    rows = [scores.systems.index(system) for system in setting.systems]
    ids, strata = sample_names(scores)
    return Batch(scores.values[layer][rows], query_keys(ids, stratum=strata), scores.queries)


def _long_scores(table: pa.Table, setting: Setting, columns: Mapping[str, str] | None) -> Scores:
    """Read one row a system and query; the measure is that of the state where no column names it."""
    told = any(name in table.column_names for name in NAMES["measure"])
    measure = None if told else setting.measure
    return read_scores(table, measure=measure, higher_is_better=setting.higher_is_better, columns=columns)


def _layer(scores: Scores, setting: Setting) -> int:
    try:
        return scores.measures.index(measure_called(setting.measure, scores.measures))
    except KeyError:
        raise ValueError(
            f"the state counts measure {setting.measure!r}, and the Scores have {listed(scores.measures)}; make it "
            f"with measure={scores.measures[0]!r}"
        ) from None


def _of_arrays(values: Any, queries: Any, dataset: Any, setting: Setting) -> Batch:
    array = np.asarray(values, dtype=np.float64)
    array = array[None] if array.ndim == 1 and len(setting.systems) == 1 else array
    ids = pa.chunked_array([queries]) if isinstance(queries, pa.Array) else queries
    ids = ids if isinstance(ids, pa.ChunkedArray) else pa.chunked_array([as_arrow(queries, "queries")])
    if array.shape != (len(setting.systems), len(ids)):
        raise ValueError(
            f"values must be (systems, queries), here ({len(setting.systems)}, {len(ids)}), got {array.shape}"
        )
    if dataset is not None:
        sets = [dataset] * len(ids) if isinstance(dataset, str) else dataset
        dataset = pa.chunked_array([pa.array(sets)])
        if len(dataset) != len(ids):
            raise ValueError(
                f"dataset: {len(dataset)} names for {len(ids)} queries; give one for each, or one for all"
            )
    names = RowNames(ids, dataset)
    return Batch(array, column_keys(ids, dataset, "queries"), names)


def _of_table(table: pa.Table, label: str, setting: Setting, columns: Mapping[str, str] | None) -> Batch:
    query = (wide_columns(table.column_names, setting, columns) or [""])[0]
    values = np.empty((len(setting.systems), table.num_rows))
    for row, system in zip(values, setting.systems, strict=True):
        row[:] = numbers_of(table.column(system), system, label)
    dataset = None
    if DATASET in table.column_names and DATASET not in (query, *setting.systems):
        dataset = None if is_numeric(table.column(DATASET)) else table.column(DATASET)
    ids = table.column(query)
    return Batch(values, column_keys(ids, dataset, label), RowNames(ids, dataset))
