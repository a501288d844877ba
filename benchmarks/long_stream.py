"""A stream of any length from one Parquet file: rows a second and peak memory of `evaluate`.

    python benchmarks/long_stream.py --rows 5000000 --rows 100000000

The file is read again and again, each time with other query ids. Every length runs in a process of its own, so that
its peak is its own. Judgements come from a Parquet file that is made first: `--judged` says how many each query has.
10^9 rows of a file of 50M take minutes, and half a gigabyte of disk:

    python benchmarks/long_stream.py --rows 5000000 --rows 1000000000 --queries 50000
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from benchmarks.peak_memory import peak_mib

import fastrank as fr
from benchmarks import input_files

BATCH_ROWS = 1 << 16


def cycled(run: Path, rows: int) -> pa.RecordBatchReader:
    """Return the rows of a run over and over, the queries of each round called after it."""
    return pa.RecordBatchReader.from_batches(next(_rounds(run, 1)).schema, _rounds(run, rows))


def _rounds(run: Path, rows: int) -> Iterator[pa.RecordBatch]:
    number = 0
    while rows > 0:
        with pq.ParquetFile(run, pre_buffer=False, read_dictionary=["query_id"]) as file:
            for batch in file.iter_batches(BATCH_ROWS):
                yield _shifted(batch.slice(0, rows), number)
                rows -= batch.num_rows
                if rows <= 0:
                    return
        number += 1


def _shifted(batch: pa.RecordBatch, number: int) -> pa.RecordBatch:
    queries = batch.column("query_id")
    names = pc.binary_join_element_wise(str(number), queries.dictionary, ".")
    shifted = pa.DictionaryArray.from_arrays(queries.indices, names)
    return batch.set_column(batch.schema.get_field_index("query_id"), "query_id", shifted)


def write_judgements(qrels: Path, rounds: int, judged: int, judged_in_file: int, out: Path) -> None:
    """Write the judgements of every round, the first `judged` of each query's."""
    table = pq.read_table(qrels, read_dictionary=["query_id"])
    table = table.filter(pa.array(np.arange(table.num_rows) % judged_in_file < judged)).combine_chunks()
    with pq.ParquetWriter(out, table.schema) as file:
        for number in range(rounds):
            for batch in table.to_batches():
                file.write_batch(_shifted(batch, number))


def measure(rows: int, arguments: argparse.Namespace) -> str:
    """Return a line of the table of results, for this process."""
    files = input_files.parquet_files(arguments.queries, arguments.depth)
    qrels = arguments.qrels
    with pq.ParquetFile(qrels) as file:
        n_judged, few = file.metadata.num_rows, next(file.iter_batches(100))
    fr.evaluate(few, cycled(files.run, BATCH_ROWS), arguments.measure)  # compiled
    before = peak_mib()
    first: list[float] = []

    def begun(done: int, _: int) -> None:
        if not first:  # the judgements have been read, and a piece of the run
            first.append(time.perf_counter())

    begin, used = time.perf_counter(), time.process_time()
    scores: Any = fr.evaluate(qrels, cycled(files.run, rows), arguments.measure, progress=begun)
    end = time.perf_counter()
    seconds, processor = end - begin, time.process_time() - used
    rate = f"{rows / seconds / 1e6:.1f} ({rows / (end - first[0]) / 1e6:.1f} without judgements)"
    means = ", ".join(f"{value:.6f}" for value in scores.means()[:, 0])
    times = f"{seconds:.1f} s | {processor:.1f} s"
    return f"| {rows:,} | {n_judged:,} | {times} | {rate} M rows/s | {before} | {peak_mib()} MiB | {means} |"


def main() -> None:
    """Measure every length in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, action="append", help="length of the stream; may be repeated")
    parser.add_argument("--queries", type=int, default=5000, help="queries of the file")
    parser.add_argument("--depth", type=int, default=1000, help="documents of a query")
    parser.add_argument("--judged", type=int, default=30, help="judgements of a query, at most 30")
    parser.add_argument("--measure", action="append", help="nDCG@10 where none is named")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--qrels", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.measure = arguments.measure or ["nDCG@10"]
    if arguments.here:
        print(measure(arguments.rows[0], arguments), flush=True)
        return
    print("| rows | judgements | time | processor | speed | peak before | peak | mean |\n" + "|---" * 8 + "|")
    rest = ["--queries", str(arguments.queries), "--depth", str(arguments.depth)]
    for name in arguments.measure:
        rest += ["--measure", name]
    files = input_files.parquet_files(arguments.queries, arguments.depth)
    for rows in arguments.rows or [5_000_000, 20_000_000]:
        with tempfile.TemporaryDirectory() as folder:
            qrels, rounds = Path(folder) / "qrels.parquet", -(-rows // (arguments.queries * arguments.depth))
            write_judgements(files.qrels, rounds, arguments.judged, 30, qrels)
            given = ["--here", "--rows", str(rows), "--qrels", str(qrels)]
            subprocess.run([sys.executable, __file__, *given, *rest], check=True)


if __name__ == "__main__":
    main()
