"""Where comparing all pairs of a list takes as long as sorting it: ``python -m tools.measure_pair_engines``.

Sets the lengths in ``fastrank/correlation/pair_counts.py``. Both engines count the same lists alternately, on one
thread and in its own time; the least of the rounds counts. Run it again when either engine changes; for other
processors with NUMBA_CPU_NAME=x86-64-v3 (or x86-64), NUMBA_CPU_FEATURES= and FASTRANK_CACHE_DIR=off.

Zen 4, 2026-11-25, microseconds a list, comparing / sorting:

        n            one list    equally long lists                  tied                ragged
       96         9.9 /  23.3           1.4 /  11.2           1.3 /  11.4           1.7 /  11.4
      320        20.9 /  43.9          13.5 /  50.6          13.3 /  49.7          15.3 /  53.7
      640        64.7 /  72.8          49.6 / 129.3          52.8 / 118.1          65.3 / 128.1
      768        88.0 /  88.2          68.8 / 140.6          70.1 / 125.4          76.1 / 140.1
     1024       146.0 / 121.7         148.1 / 207.4         137.7 / 178.6         163.8 / 213.3
x86-64-v3 (AVX2)
      320        37.1 /  42.5          27.1 /  51.1          27.6 /  49.0          29.8 /  51.7
      448        64.8 /  57.3          53.8 /  77.8          55.6 /  71.8          56.5 /  76.3
      640       128.1 /  72.9         106.9 / 116.9         106.1 / 106.3         111.2 / 116.4
x86-64 (SSE2)
      224        33.6 /  36.6          24.5 /  32.0          25.6 /  31.6          26.7 /  37.9
      320        57.1 /  45.1          75.9 /  63.7          51.0 /  47.8          47.6 /  51.4
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

import fastrank as fr
from fastrank.arrays.pairs import Pairs, read_pairs
from fastrank.correlation.pair_counts import pair_counts

LENGTHS = (32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 448, 512, 640, 768, 1024)
ROUNDS = 7


def main() -> None:
    """Print microseconds a list, comparing / sorting, and the ratio."""
    fr.set_num_threads(1)
    print(f"{'n':>5}" + "".join(f"{name:>30}" for name in _cases(2)))
    for n in LENGTHS:
        cells = []
        for pairs in _cases(n).values():
            compared, sorted_ = _times(pairs)
            cells.append(f"{compared:8.2f} / {sorted_:7.2f} = {compared / sorted_:4.2f}")
        print(f"{n:5}" + "".join(f"{cell:>30}" for cell in cells), flush=True)


def _cases(n: int) -> dict[str, Pairs]:
    rng = np.random.default_rng(n)
    rows = max(64, 200_000 // (n * n))
    x, y = rng.random((2, rows, n))
    ragged = np.arange(rows + 1) * n - (np.arange(rows + 1) % 2)  # neighbours differ, as real lists do
    tied = [np.floor(side * 10) for side in (x, y)]
    return {
        "one list": _read(x[0], y[0]),
        "equally long lists": _read(x, y),
        "tied": _read(*tied),
        "ragged": _read((x.ravel(), ragged + ragged[0]), (y.ravel(), ragged + ragged[0])),
    }


def _read(x: object, y: object) -> Pairs:
    return read_pairs(x, y, axis=-1, nan_policy="propagate")


def _times(pairs: Pairs) -> tuple[float, float]:
    lists = len(pairs.offsets) - 1
    calls = 200 if lists == 1 else 1
    best = [np.inf, np.inf]
    for _ in range(ROUNDS):
        for at, compared in enumerate((10**9, -1)):
            seconds = _seconds(lambda compared=compared: pair_counts(pairs, compared), calls)
            best[at] = min(best[at], seconds)
    return best[0] / lists * 1e6, best[1] / lists * 1e6


def _seconds(work: Callable[[], object], calls: int) -> float:
    start = time.thread_time()
    for _ in range(calls):
        work()
    return (time.thread_time() - start) / calls


if __name__ == "__main__":
    main()
