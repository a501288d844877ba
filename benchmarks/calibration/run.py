"""The calibration study: ``python benchmarks/calibration/run.py [--quick] [--calls N] [--only PART]``.

Writes ``results/<part>.csv``, the plots ``docs/calibration-*.svg`` and the tables of ``docs/calibration.md``, and fails
where a test that claims to be exact is not. Needs the real data (`FASTRANK_TEST_DATA`) and matplotlib. 10 to 15 minutes
on two idle cores. ``--quick`` computes every cell from few data sets and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from cells import DEFAULT, QUICK, Cell, Effort, read, write
from claims import missed
from correlation_coverage import correlation_coverage
from families import families
from interval_coverage import interval_coverage
from ranking_coverage import ranking_coverage
from type_one import type_one

RESULTS = Path(__file__).resolve().parent / "results"
PARTS: dict[str, Callable[[Effort], Iterator[Cell]]] = {
    "type_one": type_one,
    "intervals": interval_coverage,
    "rankings": ranking_coverage,
    "correlations": correlation_coverage,
    "families": families,
}


def main() -> int:
    """Compute the parts asked for, write what they yield, and check what is claimed."""
    asked = _arguments()
    effort = QUICK if asked.quick else DEFAULT._replace(calls=asked.calls)
    wrong: list[str] = []
    for part in asked.only or PARTS:
        started = time.perf_counter()
        cells = list(PARTS[part](effort))
        print(f"{part}: {len(cells)} cells in {time.perf_counter() - started:.0f} s", flush=True)
        if part == "type_one":
            wrong = missed(cells)
            for claim in wrong:
                print(f"NOT AS CLAIMED {claim}")
        if not asked.quick:
            write(cells, RESULTS / f"{part}.csv")
    if not asked.quick:
        _report()
    return int(bool(wrong))


def _report() -> None:
    """Draw and tabulate all results that there are."""
    from pages import write_tables
    from plot import draw

    results = {part: read(RESULTS / f"{part}.csv") for part in PARTS if (RESULTS / f"{part}.csv").exists()}
    draw(results)
    write_tables(results)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="few data sets, nothing is written")
    parser.add_argument(
        "--calls", type=int, default=DEFAULT.calls, help="calls a cell (50 data sets each, or fewer)"
    )
    parser.add_argument("--only", action="append", choices=list(PARTS), help="this part; may be repeated")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
