"""Runs fused into one run: what its methods are, and its table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank import parallel
from fastrank.kernels import fusion_points as points
from fastrank.kernels import rank_fusion
from fastrank.kernels.rank_fusion import FusedLists, fuse_queries
from fastrank.tables.ids import ids_at
from fastrank.tables.pooled_runs import PooledRuns, Source, texts_or_bytes
from fastrank.tables.run_rows import DUPLICATES


class _Method(NamedTuple):
    """What a document gets from a list (None: what `normalize` says), and what becomes of that."""

    points_of: int | None
    combine: int


METHODS = {
    "rrf": _Method(points.RECIPROCAL, rank_fusion.TOTAL),
    "isr": _Method(points.INVERSE_SQUARE, rank_fusion.TOTAL_TIMES_COUNT),
    "log_isr": _Method(points.INVERSE_SQUARE, rank_fusion.TOTAL_TIMES_LOG_COUNT),
    "rbc": _Method(points.RANK_BIASED, rank_fusion.TOTAL),
    "borda": _Method(points.BORDA_COUNT, rank_fusion.TOTAL),
    "combsum": _Method(None, rank_fusion.TOTAL),
    "combmnz": _Method(None, rank_fusion.TOTAL_TIMES_COUNT),
    "combanz": _Method(None, rank_fusion.MEAN),
    "combmax": _Method(None, rank_fusion.LARGEST),
    "combmin": _Method(None, rank_fusion.LEAST),
    "combmed": _Method(None, rank_fusion.MEDIAN),
}
NORMALISATIONS = {
    None: points.SCORE,
    "min-max": points.MIN_MAX,
    "max": points.MAX,
    "sum": points.SUM,
    "zmuv": points.ZMUV,
    "rank": points.RANK,
    "borda": points.BORDA,
}


class FusionRules(NamedTuple):
    """How runs are fused; see :func:`fastrank.fuse`."""

    method: str
    normalize: str | None
    parameter: float
    weights: npt.NDArray[np.float64]
    depth: int
    limit: int
    duplicates: str

    @property
    def points_of(self) -> int:
        """What a document gets from a list."""
        own = METHODS[self.method].points_of
        return NORMALISATIONS[self.normalize] if own is None else own

    @property
    def settings(self) -> tuple[object, ...]:
        """The rules as the kernel takes them."""
        depths = np.full(len(self.weights), self.depth)
        cut = (depths, self.limit, DUPLICATES[self.duplicates])
        return *cut, self.weights, self.points_of, self.parameter, METHODS[self.method].combine


def fused_table(pooled: PooledRuns, rules: FusionRules) -> pa.Table:
    """Return the fused run as query_id, doc_id, score."""
    if rules.points_of < points.RANK:
        _refuse_infinite(pooled)
    return _table(pooled, _fused(pooled, rules))


def _fused(pooled: PooledRuns, rules: FusionRules) -> FusedLists:
    n_rows, n, starts = len(pooled.rows.scores), len(pooled.query_ids), pooled.cost
    out = FusedLists(
        np.zeros(n, dtype=np.int64),
        np.empty(n_rows, dtype=np.int64),
        np.empty(n_rows),
        pooled.rows.scores.copy(),
        np.zeros((n * pooled.lists.n_lists, 3), dtype=np.int64),
        np.zeros(n, dtype=np.int64),
    )
    parallel.run(fuse_queries, (pooled.rows, pooled.lists, starts, *rules.settings), (out,), n, cost=starts)
    if rules.duplicates == "error":
        pooled.refuse_doubles(out.doubles)
    bad = np.flatnonzero(out.undefined)
    if len(bad):
        source = pooled.sources[int(out.undefined[bad[0]]) - 1].name
        raise ValueError(
            f"{source}: query {pooled.query(int(bad[0]))} has no positive score, which normalize={rules.normalize!r} "
            "divides by; take 'min-max'"
        )
    return out


def _table(pooled: PooledRuns, fused: FusedLists) -> pa.Table:
    starts = pooled.cost
    kept = np.arange(starts[-1]) < np.repeat(starts[:-1] + fused.found, np.diff(starts))
    queries = pooled.query_ids.take(pa.array(np.repeat(np.arange(len(fused.found)), fused.found)))
    documents = ids_at(pooled.rows.ids, fused.rows[kept])
    columns = {"query_id": queries, "doc_id": documents}
    columns = {name: _as_given(column, name, pooled.sources) for name, column in columns.items()}
    return pa.table({**columns, "score": fused.scores[kept]})


def _as_given(ids: pa.Array, name: str, sources: Sequence[Source]) -> pa.Array:
    """Return canonical ids as integers where every run has integers of one type, else as text."""
    text, kinds = texts_or_bytes(ids), {source.table.column(name).type for source in sources}
    kind = kinds.pop()
    return pc.cast(text, kind) if pa.types.is_integer(kind) and not kinds else text


def _refuse_infinite(pooled: PooledRuns) -> None:
    bad = np.flatnonzero(~np.isfinite(pooled.rows.scores))
    if len(bad):
        r = int(np.searchsorted(pooled.first_rows, bad[0], side="right")) - 1
        raise ValueError(
            f"{pooled.sources[r].name}: score is infinite in row {int(bad[0] - pooled.first_rows[r])}; "
            "fuse by a method that reads ranks, or normalize='rank'"
        )
