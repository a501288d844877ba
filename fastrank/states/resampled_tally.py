"""Resampled sums of whole numbers, as far as they have been drawn, and the queries that wait for it.

A replicate that draws no query is drawn again, which only all queries together can tell. So up to `FEW` queries are
kept as they are and drawn when the result is asked for; of more, a replicate is empty with a chance below 2e-28.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.resampled_sums import ResampledSums
from fastrank.significance.quantise import Quantised
from fastrank.significance.resample import Plan
from fastrank.significance.system_sums import SystemSums, system_sums

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

FEW = 64  # queries; e^-64 is 1.6e-28
_MOST_WAITING = 1 << 20  # scores, 8 MB: drawing few queries costs as much as drawing a few hundred


class Rows(NamedTuple):
    """Keys of queries and their scores as whole numbers, (systems, queries)."""

    keys: Keys
    whole: Values


@dataclass(frozen=True)
class ResampledTally:
    """`sums` are (systems and, last, weights) × replicates, None where nothing was drawn; `rows` wait."""

    seed: int
    n_resamples: int
    observed: Values
    sums: Values | None = None
    rows: tuple[Rows, ...] = ()

    @classmethod
    def empty(cls, seed: int, n_resamples: int, n_systems: int) -> ResampledTally:
        """Return the tally of no query."""
        return cls(seed, n_resamples, np.zeros(n_systems))

    def with_rows(self, keys: Keys, whole: Values) -> ResampledTally:
        """Return the tally with more queries."""
        own = replace(self, observed=whole.sum(axis=1), sums=None, rows=(Rows(keys, whole),))
        return self + own

    def __add__(self, other: ResampledTally) -> ResampledTally:
        sums = [tally.sums for tally in (self, other) if tally.sums is not None]
        added = replace(
            self,
            observed=self.observed + other.observed,
            sums=sums[0] + sums[1] if len(sums) == 2 else sums[0] if sums else None,
            rows=self.rows + other.rows,
        )
        return added.drawn() if added.n_waiting * len(self.observed) > _MOST_WAITING else added

    @property
    def n_waiting(self) -> int:
        """How many queries have not been drawn."""
        return sum(len(rows.keys) for rows in self.rows)

    def drawn(self) -> ResampledTally:
        """Return the tally with all queries drawn; with none, in the order of keys, where there are few in all."""
        if not self.rows:
            return self
        keys = np.concatenate([rows.keys for rows in self.rows])
        whole = np.concatenate([rows.whole for rows in self.rows], axis=1)
        if self.sums is None and len(keys) <= FEW:
            order = np.argsort(keys)
            return replace(self, rows=(Rows(keys[order], np.ascontiguousarray(whole[:, order])),))
        columns = np.vstack([whole, np.ones((1, len(keys)))])
        part = ResampledSums(keys, columns).weighted(self.seed, 0, self.n_resamples)[:, : self.n_resamples]
        sums = part.copy() if self.sums is None else self.sums + part
        return replace(self, sums=sums, rows=())

    def system_sums(self, quantum: float) -> SystemSums:
        """Return what `system_sums` draws of all queries in memory; nothing is left to be drawn but a few in all."""
        if self.sums is None:
            (rows,) = self.rows
            plan = Plan(rows.keys, self.seed, self.n_resamples)
            return system_sums(plan, Quantised(rows.whole, np.full(1, quantum)))
        totals, sums = self.sums[-1].copy(), self.sums * quantum
        sums[-1] = 0.0
        return SystemSums(sums, totals, np.append(self.observed, 0.0) * quantum)
