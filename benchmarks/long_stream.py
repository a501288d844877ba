"""A stream of any length from one Parquet file: rows a second and peak memory of `evaluate`.

    python benchmarks/long_stream.py --rows 5000000 --rows 100000000

The file is read again and again, each time with other query ids. Every length runs in a process of its own, so that its
peak is its own. Judgements are in memory: `--judged` says how many each query has.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

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


def judgements(qrels: Path, rounds: int, judged: int, judged_in_file: int) -> pa.Table:
    """Return the judgements of every round, the first `judged` of each query's."""
    table = pq.read_table(qrels, read_dictionary=["query_id"])
    table = table.filter(pa.array([i % judged_in_file < judged for i in range(table.num_rows)]))
    batches = [
        _shifted(batch, number) for batch in table.combine_chunks().to_batches() for number in range(rounds)
    ]
    return pa.Table.from_batches(batches).unify_dictionaries()


def measure(rows: int, arguments: argparse.Namespace) -> str:
    """Return a line of the table of results, for this process."""
    files = input_files.parquet_files(arguments.queries, arguments.depth)
    a_round = arguments.queries * arguments.depth
    qrels = judgements(files.qrels, -(-rows // a_round), arguments.judged, 30)
    fr.evaluate(qrels.slice(0, 100), cycled(files.run, BATCH_ROWS), arguments.measure)  # compiled
    before = _peak()
    begin = time.perf_counter()
    known = fr.evaluate(qrels, cycled(files.run, 1000), arguments.measure)
    reading = time.perf_counter() - begin  # of the judgements
    begin = time.perf_counter()
    scores: Any = fr.evaluate(qrels, cycled(files.run, rows), arguments.measure)
    seconds = time.perf_counter() - begin
    assert known.queries == scores.queries
    rate = f"{rows / seconds / 1e6:.1f} ({rows / (seconds - reading) / 1e6:.1f} without judgements)"
    means = ", ".join(f"{value:.6f}" for value in scores.means()[:, 0])
    return f"| {rows:,} | {qrels.num_rows:,} | {seconds:.1f} s | {rate} M rows/s | {before} | {_peak()} MiB | {means} |"


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure every length in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, action="append", help="length of the stream; may be repeated")
    parser.add_argument("--queries", type=int, default=5000, help="queries of the file")
    parser.add_argument("--depth", type=int, default=1000, help="documents of a query")
    parser.add_argument("--judged", type=int, default=30, help="judgements of a query, at most 30")
    parser.add_argument("--measure", action="append", help="nDCG@10 where none is named")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.measure = arguments.measure or ["nDCG@10"]
    if arguments.here:
        print(measure(arguments.rows[0], arguments), flush=True)
        return
    print("| rows | judgements | time | speed | peak before | peak | mean |\n|---|---|---|---|---|---|---|")
    rest = [
        "--queries",
        str(arguments.queries),
        "--depth",
        str(arguments.depth),
        "--judged",
        str(arguments.judged),
    ]
    for name in arguments.measure:
        rest += ["--measure", name]
    for rows in arguments.rows or [5_000_000, 20_000_000]:
        subprocess.run([sys.executable, __file__, "--here", "--rows", str(rows), *rest], check=True)


if __name__ == "__main__":
    main()
