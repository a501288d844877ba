"""The same question asked in other ways: any number of threads, rows in another order, in other batches. Same bits."""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

import fastrank as fr
from tools.fuzz.plain_rows import ALIASES
from tools.fuzz.verdicts import Outcome, Tried, tried

Rng = np.random.Generator
THREADS = (1, 2, 7)
# Not public: what is read at once, by module and name; where one goes, it keeps its size.
AT_ONCE = {
    ("run_pieces", "PIECE_ROWS"): (1, 2, 5, 1 << 18, 1 << 18),
    ("text_parts", "PART_BYTES"): (1, 16, 100, 1 << 22, 1 << 22),
    ("judged_documents", "ROWS_AT_ONCE"): (1, 3, 1 << 18, 1 << 18),
}
BLOCK_BYTES = (512, 1 << 20)  # of csv files; no row of ours is longer
_OPEN_CSV = pyarrow.csv.open_csv


def draw_threads(rng: Rng) -> None:
    """Use another number of threads from here on, and parts of another size, so that their borders cut queries."""
    fr.set_num_threads(int(rng.choice(THREADS)))
    for (module, name), sizes in AT_ONCE.items():
        size, found = int(rng.choice(sizes)), sys.modules.get(f"fastrank.tables.{module}")
        if hasattr(found, name):
            setattr(found, name, size)
    reading = pyarrow.csv.ReadOptions(block_size=int(rng.choice(BLOCK_BYTES)))
    pyarrow.csv.open_csv = functools.partial(_OPEN_CSV, read_options=reading)


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


def in_a_folder(rng: Rng, table: pa.Table, folder: Path) -> Path:
    """Write the rows to one to three Parquet files of a folder, in order."""
    folder.mkdir()
    ends = np.sort(rng.integers(0, table.num_rows + 1, int(rng.integers(0, 3))))
    bounds = list(itertools.pairwise([0, *ends.tolist(), table.num_rows]))
    for number, (begin, end) in enumerate(bounds):
        pq.write_table(table.slice(begin, end - begin), folder / f"{number}.parquet", row_group_size=3)
    return folder


def renamed(rng: Rng, table: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """Return the rows with a column that has another name, and what to tell `fastrank.evaluate` of it."""
    name = table.column_names[int(rng.integers(table.num_columns))]
    told = next((known for known, aliases in ALIASES.items() if name in aliases.split(" ")), None)
    if told is None:
        return table, {}
    names = ["a name" if own == name else own for own in table.column_names]
    return table.rename_columns(names), {f"run.{told}": "a name"}


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
