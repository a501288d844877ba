"""Run Kendall's tau on very long lists with a known answer, and say how long it took and how much memory it needed.

    python -m tools.check_long_lists --size 100000000

The input is int32; at 10^8 items the process needs 6 GB.
"""

from __future__ import annotations

import argparse
import math
import resource
import time

import fastrank as fr
from tests.known_long_pairs import known_pair

BLOCK, TIE = 50_000, 10


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=100_000_000, help=f"a multiple of {BLOCK}")
    parser.add_argument("--quick", action="store_true", help="one pair instead of four")
    options = parser.parse_args()
    fr.kendalltau(*known_pair(200_000, BLOCK, TIE, True)[:2])  # compiles
    kinds = ((1, False), (TIE, False), (TIE, True), (options.size // 20, True))
    for tie, tied_y in kinds[2:3] if options.quick else kinds:
        _check(options.size, tie, tied_y)


def _check(size: int, tie: int, tied_y: bool) -> None:
    pair = known_pair(size, max(BLOCK, 2 * tie), tie, tied_y)
    start = time.perf_counter()
    tau, p = fr.kendalltau(pair.x, pair.y)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"n = {size}, runs of {tie} in x{' and y' if tied_y else ''}: tau {tau!r}, p {p}, {seconds:.2f} s, "
        f"peak of the process {peak:.2f} GiB on {fr.get_num_threads()} threads",
        flush=True,
    )
    if not math.isclose(tau, pair.tau, rel_tol=1e-14):
        raise SystemExit(f"tau must be {pair.tau!r}")


if __name__ == "__main__":
    main()
