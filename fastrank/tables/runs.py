"""Runs: what systems retrieved, ranked against judgements without sorting whole runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels import judged_ranking
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.judged_ranking import rank_judged
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables import numbers
from fastrank.tables.arrow_input import read_table
from fastrank.tables.columns import find_columns
from fastrank.tables.groups import Groups, group_rows
from fastrank.tables.ids import id_bytes, query_codes, texts
from fastrank.tables.judgements import Judgements
from fastrank.tables.nested import unnested
from fastrank.tables.origin import places, refuse_null_ids, with_rows

TIES = {
    "id_descending": judged_ranking.ID_DESCENDING,
    "id_ascending": judged_ranking.ID_ASCENDING,
    "numeric_descending": judged_ranking.KEY,
    "numeric_ascending": judged_ranking.KEY,
    "input": judged_ranking.KEY,
    "best": judged_ranking.GRADE_BEST,
    "worst": judged_ranking.GRADE_WORST,
    "average": judged_ranking.AVERAGE,
}
DUPLICATES = {
    "error": judged_ranking.REFUSE,
    "first": judged_ranking.KEEP_FIRST,
    "best": judged_ranking.KEEP_BEST,
}


class RunRows(NamedTuple):
    """Rows of a run, as kernels read them; `keys` order equal scores where the tie rule is a number."""

    ids: IdBytes
    scores: np.ndarray
    keys: np.ndarray


class RankedRun(NamedTuple):
    """A run's ranked judged lists, which queries it answered, and how often each rule acted."""

    lists: RankedLists
    answered: np.ndarray
    counts: dict[str, int]


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
    settings = (TIES[ties], DUPLICATES[duplicates], judged_only)
    lists, counts = _ranked(run, groups, judgements, settings, table, source)
    counts["rows of queries that are not judged"] = int((codes < 0).sum())
    return RankedRun(lists, groups.end > groups.begin, counts)


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


def _ranked(
    run: RunRows,
    groups: Groups,
    judgements: Judgements,
    settings: tuple[int, int, bool],
    table: pa.Table,
    source: str,
) -> tuple[RankedLists, dict[str, int]]:
    index, n = judgements.index, len(judgements.queries)
    first, last = np.empty((2, index.offsets[-1]), dtype=np.int64)
    grades = np.empty(index.offsets[-1])
    found, kept, tied = np.empty((3, n), dtype=np.int64)
    doubles = np.zeros((n, 3), dtype=np.int64)
    cost = np.concatenate([[0], np.cumsum(groups.end - groups.begin)])
    inputs = (run, groups.rows, groups.begin, groups.end, index, *settings)
    outputs = (first, last, grades, found, kept, tied, doubles)
    parallel.run(rank_judged, inputs, outputs, n, cost=cost)
    if settings[1] == judged_ranking.REFUSE:
        _refuse_doubles(doubles, table, source)
    keep = np.arange(index.offsets[-1]) < np.repeat(index.offsets[:-1] + found, np.diff(index.offsets))
    offsets = np.concatenate([[0], np.cumsum(found)])
    lists = RankedLists(offsets, first[keep], last[keep], grades[keep], kept, index.offsets, judgements.pool)
    counts = {
        "judged documents with tied scores": int(tied.sum()),
        "duplicate documents left out": int(doubles[:, 2].sum()),
        "unjudged documents": int(kept.sum() - (lists.grades >= 0).sum()),
    }
    return lists, counts


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
