"""The same question asked in other ways: any number of threads, rows in another order, in other batches. Same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa

import fastrank as fr
from tools.fuzz.verdicts import Outcome, Tried, tried

try:  # not public: where it goes, pieces keep their size
    from fastrank.tables import run_pieces
except ImportError:
    run_pieces = None  # type: ignore[assignment]

Rng = np.random.Generator
THREADS = (1, 2, 7)
PIECES = (1, 2, 5, 1 << 18, 1 << 18)


def draw_threads(rng: Rng) -> None:
    """Use another number of threads from here on, and pieces of another size, so that their borders cut queries."""
    fr.set_num_threads(int(rng.choice(THREADS)))
    size = int(rng.choice(PIECES))
    if run_pieces is not None and hasattr(run_pieces, "PIECE_ROWS"):
        run_pieces.PIECE_ROWS = size


def shuffled(rng: Rng, table: pa.Table) -> pa.Table:
    """Return the rows in another order, as text or bytes that every version of Arrow can take."""
    order = rng.permutation(table.num_rows)
    return pa.table({name: _taken(table.column(name), order) for name in table.column_names})


def _taken(column: pa.ChunkedArray, order: Any) -> pa.Array:
    values = column.to_pylist()
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    return pa.array([values[i] for i in order], kind)


def in_batches(rng: Rng, table: pa.Table) -> pa.RecordBatchReader:
    """Return the rows as a stream of small batches."""
    return table.unify_dictionaries().to_reader(max_chunksize=int(rng.integers(1, 8)))


def asked_again(
    rng: Rng, first: Tried, again: Callable[[], Any], what: str, *, may_refuse: str | None = None
) -> Outcome | None:
    """Ask in another way, on another number of threads; return what is wrong with that."""
    draw_threads(rng)
    second = tried(again, ("",))
    if second.fault:
        name, _, rest = second.fault.partition("\n")
        return Outcome(name, f"{what}: {rest}")
    if second.error is not None:
        if may_refuse is not None and may_refuse in str(second.error):
            return None
        return Outcome("refused in another form", f"{what}: {second.error}")
    if bits(first.value) != bits(second.value):
        return Outcome(
            "other bits in another form", f"{what}: {first.value.values} and {second.value.values}"
        )
    return None


def bits(scores: fr.Scores) -> tuple[Any, ...]:
    """Return what must not change: values and counts of all systems, in the order of their names."""
    order = sorted(range(len(scores.systems)), key=lambda i: scores.systems[i])
    counts = {rule: [count[i] for i in order] for rule, count in scores.counts.items()}
    queries = np.argsort(np.array(scores.queries, dtype=object), kind="stable")
    return scores.values[:, order][:, :, queries].tobytes(), counts
