"""The keys of all queries that a state has seen: 8 bytes a query, so that none is counted twice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class SeenKeys:
    """Sorted runs, each at least twice as long as the next: adding n keys one by one costs O(n log n) in all."""

    runs: tuple[Keys, ...] = ()

    def __len__(self) -> int:
        return sum(map(len, self.runs))

    def holds(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Say which of some keys have been seen."""
        seen = np.zeros(len(keys), dtype=np.bool_)
        for run in self.runs:
            at = np.searchsorted(run, keys)
            seen |= run[np.minimum(at, len(run) - 1)] == keys
        return seen

    def common(self, other: SeenKeys) -> int:
        """Return how many keys are in both."""
        few, many = (self, other) if len(self) < len(other) else (other, self)
        return sum(int(many.holds(run).sum()) for run in few.runs)

    def with_keys(self, keys: Keys) -> SeenKeys:
        """Return these and more keys, in any order, of which none has been seen."""
        runs = list(self.runs)
        run = np.sort(keys, kind="stable")
        while len(runs) and len(runs[-1]) < 2 * len(run):
            run = np.sort(np.concatenate([runs.pop(), run]), kind="stable")
        return SeenKeys((*runs, run) if len(run) else tuple(runs))

    def __add__(self, other: SeenKeys) -> SeenKeys:
        return self.with_keys(other.ordered())

    def ordered(self) -> Keys:
        """Return all keys in one sorted run."""
        return np.sort(np.concatenate([np.empty(0, np.uint64), *self.runs]), kind="stable")
