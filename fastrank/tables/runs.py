"""Runs: what systems retrieved, ranked against judgements without sorting whole runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels import duplicate_rows, tie_rules
from fastrank.kernels.judged_ranking import QueryRows, RunRows, rank_judged
from fastrank.tables import numbers
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.groups import Groups, group_rows
from fastrank.tables.ids import id_bytes, query_codes, texts
from fastrank.tables.judgements import Judgements
from fastrank.tables.nested import unnested
from fastrank.tables.origin import places, refuse_null_ids, with_rows
from fastrank.tables.ranked_run import RankedRun, ranked_run, unranked

TIES = {
    "id_descending": tie_rules.ID_DESCENDING,
    "id_ascending": tie_rules.ID_ASCENDING,
    "numeric_descending": tie_rules.KEY,
    "numeric_ascending": tie_rules.KEY,
    "input": tie_rules.KEY,
    "best": tie_rules.GRADE_BEST,
    "worst": tie_rules.GRADE_WORST,
    "average": tie_rules.AVERAGE,
}
DUPLICATES = {
    "error": duplicate_rows.REFUSE,
    "first": duplicate_rows.KEEP_FIRST,
    "best": duplicate_rows.KEEP_BEST,
}


def read_runs(source: Any, name: str, columns: Mapping[str, str] | None) -> dict[str, tuple[pa.Table, str]]:
    """Read one source into long tables by system; a `system` column makes several."""
    table, label = read_table(source, "run")
    label = name if label == "run" else label
    table = unnested(find_columns(table, "run", columns, label), "run", label)
    if "system" not in table.column_names:
        return {name: (table, label)}
    codes, systems = query_codes(table.column("system"), None, label)
    names = texts(systems, label)
    table = with_rows(table.drop_columns(["system"]))
    groups = group_rows(codes, len(names))
    contiguous = len(codes) == 0 or bool((groups.rows[1:] > groups.rows[:-1]).all())
    parts = {}
    for code, system in enumerate(names):
        begin, end = int(groups.begin[code]), int(groups.end[code])
        part = table.slice(begin, end - begin) if contiguous else table.take(pa.array(groups.rows[begin:end]))
        parts[system] = (part, f"{label}, system {system}")
    return parts


def rank_run(
    table: pa.Table,
    source: str,
    judgements: Judgements,
    *,
    ties: str = "id_descending",
    duplicates: str = "error",
    judged_only: bool = False,
    float32_scores: bool = False,
) -> RankedRun:
    """Rank the judged documents of one system's run."""
    refuse_null_ids(table, source)
    (codes, groups), ids, scores = parallel.map_tasks(
        lambda read: read(),
        (
            lambda: _grouped(table, judgements, source),
            lambda: id_bytes(table.column("doc_id"), "doc_id", source),
            lambda: numbers.scores(table, source),
        ),
    )
    if float32_scores:  # trec_eval up to 9.0.8 keeps scores as C floats
        with np.errstate(over="ignore"):
            scores = scores.astype(np.float32).astype(np.float64)
    run = RunRows(ids, scores, _tie_keys(ties, table, source))
    ranks = unranked(judgements)
    rows = QueryRows(np.arange(len(groups.begin)), *groups)
    inputs = (run, rows, judgements.index, TIES[ties], DUPLICATES[duplicates], judged_only)
    cost = np.concatenate([[0], np.cumsum(groups.end - groups.begin)])
    parallel.run(rank_judged, inputs, (ranks,), len(judgements.queries), cost=cost)
    if duplicates == "error":
        _refuse_doubles(ranks.doubles, table, source)
    return ranked_run(ranks, judgements, int((codes < 0).sum()))


def _grouped(table: pa.Table, judgements: Judgements, source: str) -> tuple[np.ndarray, Groups]:
    codes, _ = query_codes(table.column("query_id"), judgements.query_ids, source)
    return codes, group_rows(codes, len(judgements.queries))


def _tie_keys(ties: str, table: pa.Table, source: str) -> np.ndarray:
    if ties == "input":
        return -np.arange(table.num_rows, dtype=np.float64)
    if not ties.startswith("numeric"):
        return np.zeros(0)
    column = table.column("doc_id")
    try:
        column = pc.cast(column, column.type.value_type) if pa.types.is_dictionary(column.type) else column
        keys = pc.cast(column, pa.int64()).to_numpy().astype(np.float64)
    except pa.ArrowInvalid as error:
        raise ValueError(
            f"{source}: ties={ties!r} needs document ids that are whole numbers: {error}"
        ) from None
    if len(keys) and np.abs(keys).max() > 2**53:
        raise ValueError(
            f"{source}: ties={ties!r}: a document id above 2**53 has no exact order; use another rule"
        )
    return keys if ties == "numeric_descending" else -keys


def _refuse_doubles(doubles: np.ndarray, table: pa.Table, source: str) -> None:
    bad = np.flatnonzero(doubles[:, 2])
    if len(bad):
        first, second = (int(row) for row in doubles[bad[0], :2])
        query, document = (str(_text(table.column(c)[second].as_py())) for c in ("query_id", "doc_id"))
        raise ValueError(
            f"{source}: query {query} holds document {document} twice, in {places(table, first, second)}; "
            "say duplicates='first' or 'best' to keep one"
        )


def _text(value: Any) -> Any:
    return value.decode(errors="backslashreplace") if isinstance(value, bytes) else value
