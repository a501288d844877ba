"""A run's values, measured while it is ranked: ranks are held only until enough of them have come together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.judged_ranking import QueryRows, RunRows
from fastrank.tables.depth import cut_at_depth
from fastrank.tables.judgements import Judgements
from fastrank.tables.known_documents import KnownDocuments
from fastrank.tables.ranked_run import RankedQueries, RankedRun, in_order, not_answered, ranked_run
from fastrank.tables.run_rows import RankingRules

Floats = npt.NDArray[np.float64]
Measures = Sequence[Callable[[RankedRun], Floats]]  # each gives a value a query

# Queries and judged documents that are measured at once: a call for each piece would cost up to 50 µs a measure and
# piece (a piece takes 5 ms), and this many take 20 MB. A run of less is measured at its end, by all threads.
AT_ONCE = 1 << 18
_EVERYTHING = 1 << 62


class MeasuredRun(NamedTuple):
    """Values (measures × judged queries), which queries the run answered, and how often each rule acted."""

    values: Floats
    answered: npt.NDArray[np.bool_]
    counts: dict[str, int]

    def and_counts(self, more: dict[str, int]) -> MeasuredRun:
        """Add counts of other rules."""
        return self._replace(counts=self.counts | more)


class Measuring:
    """Takes in ranked queries, from any thread, and keeps their values."""

    def __init__(
        self, judgements: Judgements, measures: Measures, rules: RankingRules, *, at_once: int = AT_ONCE
    ) -> None:
        self._judgements, self._measures, self._rules = judgements, measures, rules
        self._at_once = at_once
        n = len(judgements.queries)
        self._values = np.empty((len(measures), n))
        self._answered, self._measured = np.zeros((2, n), dtype=np.bool_)
        self._waiting: list[RankedQueries] = []
        self._counts: dict[str, int] = {}
        self.n_rows = 0  # of the queries measured so far
        self._known = KnownDocuments(judgements, rules) if judgements.known_depth else None
        self._turn = threading.Lock()

    def add(self, ranked: RankedQueries) -> None:
        """Take in ranked queries, each once."""
        with self._turn:
            self._waiting.append(ranked)
            full = sum(part.size for part in self._waiting) >= self._at_once
            parts = self._taken() if full else []
        self._measure(parts)

    def add_known(self, run: RunRows, queries: QueryRows) -> None:
        """Take in rows of queries before their ranks, for measures that ask what is judged for any query."""
        if self._known is not None:
            self._known.add(run, queries)

    def finish(self, rows_not_judged: int) -> MeasuredRun:
        """Measure what waits, and the queries that the run does not have."""
        known = self._measured.copy()
        for part in self._waiting:
            known[part.codes] = True
        absent = np.flatnonzero(~known)
        for begin in range(0, len(absent), AT_ONCE):
            self.add(not_answered(absent[begin : begin + AT_ONCE]))
        self._measure(self._taken())
        counts = self._counts | {"rows of queries that are not judged": rows_not_judged}
        return MeasuredRun(self._values, self._answered, counts)

    def _taken(self) -> list[RankedQueries]:
        parts, self._waiting = self._waiting, []
        return parts

    def _measure(self, parts: list[RankedQueries]) -> None:
        if not parts:
            return
        queries = in_order(parts)
        ranked = ranked_run(queries, self._judgements)
        if self._known is not None:
            ranked = ranked._replace(known=self._known.lists(queries.codes))
        if self._rules.depth is not None:
            ranked = cut_at_depth(ranked, self._rules.depth, self._rules.judged_only)
        for values, measure in zip(self._values, self._measures, strict=True):
            values[queries.codes] = measure(ranked)
        self._answered[queries.codes], self._measured[queries.codes] = ranked.answered, True
        with self._turn:
            self.n_rows += int(queries.rows.sum())
            for rule, times in ranked.counts.items():
                self._counts[rule] = self._counts.get(rule, 0) + times


NewMeasuring = Callable[[], Measuring]  # a run that has to be ranked anew is measured anew


def held_ranks(
    rank: Callable[[NewMeasuring], MeasuredRun], judgements: Judgements, rules: RankingRules
) -> RankedRun:
    """Return the ranks of a whole run, and the counts of all rules; `rank` ranks it as for measures."""
    held: list[RankedRun] = []

    def keep(ranked: RankedRun) -> Floats:
        held.append(ranked)
        return np.zeros(len(ranked.answered))

    measured = rank(lambda: Measuring(judgements, [keep], rules, at_once=_EVERYTHING))
    return held[-1]._replace(counts=measured.counts)
