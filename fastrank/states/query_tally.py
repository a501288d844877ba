"""What every state knows of the queries it has seen: how many, their exact sums, how far scores reach, their keys."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from fastrank.significance.exact_sums import ExactSums, as_floats, exact_totals
from fastrank.significance.quantise import refuse_loss
from fastrank.significance.sample import missing_notes, refuse_few
from fastrank.states.batch import Batch
from fastrank.states.seen_keys import SeenKeys
from fastrank.states.setting import Setting

Values = npt.NDArray[np.float64]


@dataclass(frozen=True)
class QueryTally:
    """One entry a system where it is an array; `totals` are exact sums (`exact_sums`), `loss` the largest rounding."""

    n: int
    totals: tuple[int, ...]
    low: Values
    high: Values
    loss: float = 0.0
    binary: bool = True
    n_missing: int = 0
    n_left_out: int = 0
    keys: SeenKeys = field(default_factory=SeenKeys)

    @classmethod
    def empty(cls, n_systems: int) -> QueryTally:
        """Return the tally of no query."""
        return cls(0, (0,) * n_systems, np.full(n_systems, np.inf), np.full(n_systems, -np.inf))

    @classmethod
    def of(cls, batch: Batch, loss: float, *, track: bool) -> QueryTally:
        """Return the tally of one batch of which rounding took `loss` at most."""
        values = batch.values
        return cls(
            n=values.shape[1],
            totals=tuple(exact_totals(values)),
            low=values.min(axis=1, initial=np.inf),
            high=values.max(axis=1, initial=-np.inf),
            loss=loss,
            binary=bool(((values == 0) | (values == 1)).all()),
            n_missing=batch.n_missing,
            n_left_out=batch.n_left_out,
            keys=SeenKeys().with_keys(batch.keys) if track else SeenKeys(),
        )

    def __add__(self, other: QueryTally) -> QueryTally:
        return QueryTally(
            n=self.n + other.n,
            totals=tuple(a + b for a, b in zip(self.totals, other.totals, strict=True)),
            low=np.minimum(self.low, other.low),
            high=np.maximum(self.high, other.high),
            loss=max(self.loss, other.loss),
            binary=self.binary and other.binary,
            n_missing=self.n_missing + other.n_missing,
            n_left_out=self.n_left_out + other.n_left_out,
            keys=self.keys + other.keys,
        )

    @property
    def sums(self) -> ExactSums:
        """Sums of the scores themselves."""
        return as_floats(self.totals)

    @property
    def largest(self) -> Values:
        """Size of the largest score of every system."""
        return np.maximum(np.maximum(self.high, -self.low), 0.0)

    def check(self, setting: Setting, min_queries: int) -> tuple[str, ...]:
        """Refuse what says too little or was rounded too much, and return notes on the rules that acted."""
        n_given = self.n + self.n_left_out
        refuse_few(self.n, n_given, setting.measure, min_queries)
        spread = float(self.high.max() - self.low.min())
        remedy = "make the state with a smaller scale=, or tighter bounds="
        refuse_loss(self.loss, spread, setting.quantum, setting.measure, remedy)
        untracked = "queries were not tracked: one that came twice counts twice"
        notes = missing_notes(setting.missing, self.n_missing, self.n_left_out, n_given)
        return notes if setting.track_queries else (*notes, untracked)
