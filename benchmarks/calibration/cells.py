"""What every part of the study yields: shares of data sets with their Monte Carlo errors, kept as CSV."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

SEED = 2026


class Cell(NamedTuple):
    """In which share of data sets something happened; `error` is the Monte Carlo standard error of the share."""

    what: str
    where: str
    n: int
    share: float
    error: float
    data_sets: int


class Effort(NamedTuple):
    """Numbers of queries, calls a cell, and data sets of a call where it takes many."""

    calls: int
    sizes: tuple[int, ...] = (25, 50, 100, 1000)
    per_call: int = 50

    def at(self, n: int) -> Effort:
        """A quarter of the calls where queries are many and each call costs much."""
        return self if n < 1000 else self._replace(calls=max(2, self.calls // 4))


DEFAULT, QUICK = Effort(200), Effort(4, sizes=(25, 50))


def cell(what: str, where: str, n: int, calls: Iterable[Any]) -> Cell:
    """Return the share over all calls. Data sets of a call share resamples, so the error is that between calls."""
    found = [np.atleast_1d(call).astype(float) for call in calls]
    shares = np.array([call.mean() for call in found])
    error = shares.std(ddof=1) / np.sqrt(len(shares))
    return Cell(what, where, n, float(shares.mean()), float(error), sum(map(len, found)))


def stream(*names: Any) -> np.random.Generator:
    """Return the random numbers of a cell: they do not depend on which other cells are computed."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(name).encode()) for name in names)])


def seed_of(rng: np.random.Generator) -> int:
    """Draw the seed of one call."""
    return int(rng.integers(2**63))


def write(cells: Iterable[Cell], path: Path) -> None:
    """Write one row a cell."""
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(Cell._fields)
        rows.writerows((*c[:3], f"{c.share:.4f}", f"{c.error:.4f}", c.data_sets) for c in cells)


def read(path: Path) -> list[Cell]:
    """Read what `write` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        _, *rows = csv.reader(file)
    return [Cell(a, b, int(n), float(share), float(error), int(sets)) for a, b, n, share, error, sets in rows]
