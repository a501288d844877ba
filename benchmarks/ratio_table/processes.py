"""Rows 5 and 6: import time, and the demo in a fresh process with and without compiled kernels on disk."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator

from benchmarks.processes import environment, python

from ratio_table.timing import Row, alternate, seconds

DEMO = python("-m", "fastrank", "demo")


def rows(quick: bool) -> Iterator[Row]:
    """Yield the import row, and the demo's rows where the command is there."""
    yield _import(5 if quick else 21)
    if importlib.util.find_spec("fastrank.__main__") is None:
        yield Row(
            "`fastrank demo`, fresh process",
            "",
            "not built yet",
            "",
            "",
            "2 s; 15 s on an empty kernel cache",
        )
        return
    with tempfile.TemporaryDirectory() as kernels:
        cached = environment(FASTRANK_CACHE_DIR=kernels)
        cold = _elapsed(DEMO, cached)
        warm = [_elapsed(DEMO, cached) for _ in range(2 if quick else 5)]
    yield Row("`fastrank demo`, fresh process", "", seconds(statistics.median(warm)), "", "", "2 s")
    yield Row("`fastrank demo`, first on an empty kernel cache", "", seconds(cold), "", "", "15 s")


def _import(rounds: int) -> Row:
    def ours() -> None:
        run(python("-c", "import fastrank"))

    def bare() -> None:
        run(python("-c", "pass"))

    ours()  # writes bytecode
    timing = alternate(ours, bare, rounds)
    more = f"+{(timing.ours - timing.theirs) * 1e3:.0f} ms"
    return Row(
        "`import fastrank`", "`python -c pass`", seconds(timing.ours), seconds(timing.theirs), more, "+60 ms"
    )


def _elapsed(command: tuple[str, ...], variables: dict[str, str]) -> float:
    start = time.perf_counter()
    run(command, variables)
    return time.perf_counter() - start


def run(command: tuple[str, ...], variables: dict[str, str] | None = None) -> None:
    """Run a process to its end; what it prints is not wanted, its failure is an error here."""
    subprocess.run(command, env=variables or environment(), stdout=subprocess.DEVNULL, check=True)
