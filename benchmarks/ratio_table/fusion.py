"""Fusion of five runs against ranx, which starts from Run objects that are there already; we from Arrow tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from benchmarks.fusion_runs import fusion_runs

import fastrank as fr
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield a row for reciprocal ranks and one for scores."""
    import ranx

    sizes = (3, 20, 100) if quick else (5, 100, 1000)
    runs = fusion_runs(*sizes)
    theirs = [_ranx_run(ranx, table) for table in runs.values()]
    what = "{}, {} runs × {} queries × {} documents, string ids in memory"
    cases: tuple[tuple[Any, ...], ...] = (
        ("rrf", None, {"norm": None, "method": "rrf", "params": {"k": 60}}),
        ("combmnz", "min-max", {"norm": "min-max", "method": "mnz"}),
    )
    for method, normalize, options in cases:

        def ours(method: str = method, normalize: str | None = normalize) -> Any:
            return fr.fuse(runs, method, normalize=normalize)

        def peer(options: dict[str, Any] = options) -> Any:
            return ranx.fuse(theirs, **options)

        _agree(ours(), peer())
        yield versus(what.format(method, *sizes), "ranx.fuse, from its Run objects", ours, peer, 5)


def _ranx_run(ranx: Any, table: Any) -> Any:
    found: dict[str, dict[str, float]] = {}
    columns = (table[name].to_pylist() for name in ("query_id", "doc_id", "score"))
    for query, document, score in zip(*columns, strict=True):
        found.setdefault(query, {})[document] = score
    return ranx.Run(found)


def _agree(fused: Any, run: Any) -> None:
    """Every document's score, nearly: sums are added in another order."""
    queries, documents = (fused[name].to_pylist() for name in ("query_id", "doc_id"))
    expected = [run.run[query][document] for query, document in zip(queries, documents, strict=True)]
    assert len(expected) == sum(len(documents) for documents in run.run.values())
    np.testing.assert_allclose(fused["score"].to_numpy(), expected, rtol=1e-12)
