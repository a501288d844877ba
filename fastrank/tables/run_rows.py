"""The rows of a run as the kernel reads them, and the rules that it ranks them by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels import duplicate_rows, tie_rules
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.judged_ranking import RunRows
from fastrank.tables import numbers
from fastrank.tables.errors import first_line
from fastrank.tables.id_runs import encodable, holds_x
from fastrank.tables.ids import id_bytes

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

IN_ORDER = np.zeros(0, dtype=np.int64)  # the `rows` of queries whose rows follow each other


class RankingRules(NamedTuple):
    """How one run is ranked; see :func:`fastrank.evaluate`."""

    ties: str = "id_descending"
    duplicates: str = "error"
    judged_only: bool = False
    float32_scores: bool = False
    ignore_identical_ids: bool = False
    depth: int | None = None

    @property
    def settings(self) -> tuple[int, int, bool]:
        """The rules as the kernel takes them; what a depth leaves is condensed when it has been cut."""
        return TIES[self.ties], DUPLICATES[self.duplicates], self.judged_only and self.depth is None


def run_rows(table: pa.Table, rules: RankingRules, source: str, first_row: int = 0) -> RunRows:
    """Return the rows of a table, which begins at row `first_row` of its run."""
    ids, scores = parallel.map_tasks(
        lambda read: read(),
        (lambda: id_bytes(table.column("doc_id"), "doc_id", source), lambda: numbers.scores(table, source)),
    )
    if rules.float32_scores:  # trec_eval up to 9.0.8 keeps scores as C floats
        with np.errstate(over="ignore"):
            scores = scores.astype(np.float32).astype(np.float64)
    return RunRows(ids, scores, _tie_keys(rules.ties, table, source, first_row))


def copied(run: RunRows, begin: int, end: int) -> RunRows:
    """Return some rows in memory of their own, so that the others' can be given back."""
    offsets = run.ids.offsets[begin : end + 1]
    ids = IdBytes(offsets - offsets[0], run.ids.data[offsets[0] : offsets[-1]].copy())
    return RunRows(ids, run.scores[begin:end].copy(), run.keys[begin:end].copy())


def joined(runs: Sequence[RunRows]) -> RunRows:
    """Return copied rows, one after the other."""
    lengths = np.concatenate([np.diff(run.ids.offsets) for run in runs])
    data = np.concatenate([run.ids.data for run in runs])
    ids = IdBytes(np.concatenate([[0], np.cumsum(lengths)]), data)
    scores = np.concatenate([run.scores for run in runs])
    return RunRows(ids, scores, np.concatenate([run.keys for run in runs]))


def _tie_keys(ties: str, table: pa.Table, source: str, first_row: int) -> np.ndarray:
    if ties == "input":
        return -np.arange(first_row, first_row + table.num_rows, dtype=np.float64)
    if not ties.startswith("numeric"):
        return np.zeros(0)
    column = encodable(table.column("doc_id"))
    try:
        column = pc.cast(column, column.type.value_type) if pa.types.is_dictionary(column.type) else column
        if not pa.types.is_integer(column.type) and holds_x(column):
            raise pa.ArrowInvalid("one holds an x")
        whole = pc.cast(column, pa.int64()).to_numpy()
    except pa.ArrowException as error:
        raise ValueError(
            f"{source}: ties={ties!r} needs document ids that are whole numbers: {first_line(error)}"
        ) from None
    if len(whole) and max(-int(whole.min()), int(whole.max())) > 2**53:
        raise ValueError(
            f"{source}: ties={ties!r}: a document id above 2**53 has no exact order; use another rule"
        )
    keys = whole.astype(np.float64)
    return keys if ties == "numeric_descending" else -keys
