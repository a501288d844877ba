"""Scores by query in one Parquet file, streamed into a state: seconds and peak memory of a fresh process.

    python benchmarks/state_stream.py
    python benchmarks/state_stream.py --queries 1000000 --systems 20 --resamples 10000

The file (one column a system) is made first, by another process, in pieces. Every state runs in a process of its own,
so that its peak is its own; what the interpreter, pyarrow and the compiled kernels take is told beside it.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.peak_memory import peak_mib

import fastrank as fr

ROWS = 1 << 17  # of a piece, and of a row group


def write(path: Path, n_queries: int, n_systems: int) -> None:
    """Write scores that differ by system, query and chance."""
    rng, writer = np.random.default_rng(0), None
    for start in range(0, n_queries, ROWS):
        n = min(ROWS, n_queries - start)
        ease, skill = rng.beta(0.8, 1.2, n), np.linspace(0.0, 0.05, n_systems)
        values = np.clip(ease + skill[:, None] + rng.normal(0, 0.15, (n_systems, n)), 0, 1)
        ids = pa.array([f"query-{start + i}" for i in range(n)])
        columns = {f"s{i}": row for i, row in enumerate(values)}
        table = pa.table({"query_id": ids, **columns})
        writer = writer or pq.ParquetWriter(path, table.schema)
        writer.write_table(table)
    assert writer is not None
    writer.close()


def measure(kind: str, arguments: argparse.Namespace) -> str:
    """Return a line of the table of results, for this process."""
    systems = [f"s{i}" for i in range(arguments.systems)]
    new = {
        "BootstrapState": lambda: fr.BootstrapState(systems, arguments.resamples, rng=0),
        "MomentState": lambda: fr.MomentState(systems),
    }[kind]
    few = np.random.default_rng(1).random((arguments.systems, 100))
    new().update(few, queries=range(100)).result()  # compiled
    before, begin, used = peak_mib(), time.perf_counter(), time.process_time()
    state = new().update(arguments.file)
    counted, processor = time.perf_counter() - begin, time.process_time() - used
    state.result()
    seconds = time.perf_counter() - begin
    size = len(state.to_bytes()) / 2**20
    maxrss = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times = f"{counted:.1f} s | {processor:.1f} s | {seconds - counted:.1f} s"
    memory = f"{before} MiB | {peak_mib()} MiB | {maxrss} MiB | {size:.1f} MiB"
    return f"| {kind} | {state.n_queries:,} | {times} | {memory} |"


def main() -> None:
    """Make the file, then measure every state in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--queries", type=int, default=1_000_000)
    parser.add_argument("--systems", type=int, default=20)
    parser.add_argument("--resamples", type=int, default=10_000)
    parser.add_argument("--threads", type=int, help="all processors where not given")
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--make", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--state", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    fr.set_num_threads(arguments.threads)
    if arguments.make:
        write(arguments.file, arguments.queries, arguments.systems)
    elif arguments.state:
        print(measure(arguments.state, arguments), flush=True)
    else:
        with tempfile.TemporaryDirectory() as folder:
            given = [sys.executable, __file__, *sys.argv[1:], "--file", str(Path(folder) / "scores.parquet")]
            subprocess.run([*given, "--make"], check=True)
            head = "state | queries | update | processor | result | peak before | peak | ru_maxrss | to_bytes"
            print(f"| {head} |\n" + "|---" * 9 + "|", flush=True)
            for kind in ("BootstrapState", "MomentState"):
                subprocess.run([*given, "--state", kind], check=True)


if __name__ == "__main__":
    main()
