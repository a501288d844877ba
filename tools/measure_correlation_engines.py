"""Measure where engines of rank correlation cross: ``python -m tools.measure_correlation_engines [SECTION] [--plain]``.

Each section measures two engines that count the same over sizes of input, prints both times, and the constants
that its thresholds take. Times are processor time of one thread, the least of some rounds, so that they mean
something on a busy machine. ``--plain`` measures code for a plain x86-64 processor (no AVX) instead of this one's.

What it printed is kept in `tools/correlation_engines_measured.txt`; the constants of the section "matrix" stand in
`fastrank/correlation/matrix/thresholds.py`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from unittest import mock

PLAIN = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""}
LENGTHS = (4, 10, 20, 50, 100, 200, 500, 1000, 2000, 4000, 8000)
VARIABLES = (2, 4, 8, 16, 32, 64, 128)
KINDS = {"untied": 1, "tied": 2, "missing": 3}  # and how many planes a vector of the kind has
MOST = 2_000_000  # of S² n: longer measurements would teach nothing


class Measured(NamedTuple):
    """Seconds of one call by either engine."""

    kind: str
    n: int
    s: int
    planes: float
    sorting: float


def seconds(work: Callable[[], Any], rounds: int = 7) -> float:
    """Least processor time of a call in this thread."""
    work()
    least = float("inf")
    for _ in range(rounds):
        start = time.thread_time()
        work()
        least = min(least, time.thread_time() - start)
    return least


def matrices() -> Iterator[Measured]:
    """Both engines of `correlation_matrix` on every kind and size."""
    import numpy as np

    import fastrank as fr
    from fastrank.correlation.matrix import engines

    fr.set_num_threads(1)
    rng = np.random.default_rng(0)
    for kind in KINDS:
        for n in LENGTHS:
            for s in (s for s in VARIABLES if s * s * n <= MOST):
                x = rng.random((s, n)) if kind == "untied" else rng.integers(0, 20, (s, n)).astype(float)
                if kind == "missing":
                    x[rng.random((s, n)) < 0.05] = np.nan
                times = []
                for planes in (True, False):
                    with mock.patch.object(engines, "planes_pay", lambda *_, planes=planes: planes):
                        times.append(seconds(lambda x=x: fr.correlation_matrix(x)))
                yield Measured(kind, n, s, *times)


def matrix_section() -> None:
    """Print times, the choice and what it loses; then constants fitted to the times, in nanoseconds."""
    from fastrank.correlation.matrix.thresholds import planes_pay, vector_popcounts

    print(f"vectors of popcounts: {vector_popcounts()}\nkind, n, S, planes µs, sorting µs, chosen, lost")
    rows = []
    for row in matrices():
        rows.append(row)
        chosen = planes_pay(row.n, row.s, None, KINDS[row.kind])
        lost = (row.planes if chosen else row.sorting) / min(row.planes, row.sorting) - 1
        print(
            f"{row.kind}, {row.n}, {row.s}, {row.planes * 1e6:.0f}, {row.sorting * 1e6:.0f}, "
            f"{'planes' if chosen else 'sorting'}, {lost:.0%}",
            flush=True,
        )
    for kind in KINDS:
        _print_constants(kind, [row for row in rows if row.kind == kind])


def _print_constants(kind: str, rows: list[Measured]) -> None:
    """Least squares of relative errors, no constant below zero."""
    import numpy as np
    from scipy.optimize import nnls

    n, s = (np.array([getattr(row, name) for row in rows], float) for name in ("n", "s"))
    pairs, item_pairs, one = s * (s + 1) / 2, n * (n - 1) / 2, np.ones(len(rows))
    terms = {
        "planes": {"call": one, "build": s * item_pairs, "compare": pairs * item_pairs, "pair": pairs},
        "sorting": {"call": one, "item": pairs * n, "level": pairs * n * np.log2(n), "pair": pairs},
    }
    for engine, columns in terms.items():
        times = np.array([getattr(row, engine) for row in rows])
        found = nnls(np.stack(list(columns.values()), axis=1) / times[:, None], np.ones(len(rows)))[0] * 1e9
        print(f"{kind}, {engine}: " + ", ".join(f"{k} {v:.3g}" for k, v in zip(columns, found, strict=True)))


SECTIONS = {"matrix": matrix_section}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure where engines of rank correlation cross.")
    parser.add_argument("section", choices=SECTIONS, nargs="*")
    parser.add_argument("--plain", action="store_true", help="code for a plain x86-64 processor")
    options = parser.parse_args()
    if options.plain and os.environ.get("NUMBA_CPU_NAME") != PLAIN["NUMBA_CPU_NAME"]:
        command = [sys.executable, "-m", "tools.measure_correlation_engines", *sys.argv[1:]]
        sys.exit(subprocess.run(command, env={**os.environ, **PLAIN}, check=False).returncode)
    for name in options.section or SECTIONS:
        print(f"== {name}")
        SECTIONS[name]()


if __name__ == "__main__":
    main()
