"""Measure where the engines of AP correlation cross: ``python -m tools.measure_ap_engines [--plain]``.

Comparing all items against sorting, for rows of a batch and for pairs of a matrix, whose vectors are ranked already.
Times are processor time of one thread, the least of some rounds. ``--plain`` measures code for a plain x86-64
processor. What it printed is kept in `tools/ap_engines_measured.txt`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

PLAIN = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": "", "FASTRANK_CACHE_DIR": "off"}
LENGTHS = (20, 50, 80, 120, 160, 200, 300, 400, 512, 700, 1000)


def microseconds(work: Callable[[], Any], count: int) -> float:
    """Least processor time of one of `count` items."""
    work()
    least = float("inf")
    for _ in range(7):
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return least / count * 1e6


def row(n: int) -> list[float]:
    """Comparing and sorting a row of n tied values, then the same for a pair of vectors of a matrix."""
    import numpy as np

    from fastrank.arrays.pairs import read_pairs
    from fastrank.correlation.ap_lists import ap_of_lists
    from fastrank.correlation.correlation_matrix import correlation_matrix
    from fastrank.correlation.matrix import engines

    count, s = max(20, 50_000 // n), max(10, 3000 // n)
    x, y = np.random.default_rng(n).integers(0, max(n // 2, 2), (2, count, n)).astype(float)
    pairs = read_pairs(x, y, axis=-1, nan_policy="raise")
    times = [microseconds(lambda limit=limit: ap_of_lists(pairs, 0, limit), count) for limit in (n, -1)]
    for limit in (n, -1):
        with mock.patch.object(engines, "short_vector", lambda limit=limit: limit):
            work = lambda: correlation_matrix(x[:s], y[:s], statistic="tau_ap")  # noqa: E731
            times.append(microseconds(work, min(s, count) ** 2))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure where the engines of AP correlation cross.")
    parser.add_argument("--plain", action="store_true", help="code for a plain x86-64 processor")
    if parser.parse_args().plain and os.environ.get("NUMBA_CPU_NAME") != PLAIN["NUMBA_CPU_NAME"]:
        command = [sys.executable, "-m", "tools.measure_ap_engines", "--plain"]
        sys.exit(subprocess.run(command, env={**os.environ, **PLAIN}, check=False).returncode)
    import fastrank as fr

    fr.set_num_threads(1)
    print("n, row compared µs, row sorted µs, matrix pair compared µs, matrix pair sorted µs")
    for n in LENGTHS:
        print(f"{n}, " + ", ".join(f"{value:.2f}" for value in row(n)), flush=True)


if __name__ == "__main__":
    main()
