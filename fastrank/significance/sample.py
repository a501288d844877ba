"""Scores made ready for tests: in the order of the query keys, complete by a stated rule, rounded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.significance.designs import INDEPENDENT, Design
from fastrank.significance.quantise import Quantised, quantise_scores
from fastrank.significance.query_keys import query_keys
from fastrank.significance.units import Units

Values = npt.NDArray[np.float64]

MISSING = ("error", "complete", "worst", "pairwise")


@dataclass(frozen=True)
class Sample:
    """Scores of one measure, (systems, queries) by query key; `whole` stands for no missing cell.

    `place` says where each query stood. Of clusters or strata (`units`) there is a column for each unit: linear values,
    and rounded sums; `totals` are the sums themselves, and `queries` is the sample by query.
    """

    values: Values
    scores: Quantised
    keys: npt.NDArray[np.uint64]
    complete: bool
    notes: tuple[str, ...]
    place: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    units: Units | None = None
    totals: Values | None = None
    queries: Sample | None = None
    design: Design = INDEPENDENT

    @property
    def by_query(self) -> Values:
        """Scores by query, whatever the units."""
        return self.values if self.queries is None else self.queries.values

    @property
    def binary(self) -> bool:
        """Whether all scores that are there are 0 or 1."""
        return bool(((self.values == 0) | (self.values == 1) | np.isnan(self.values)).all())


class Given(NamedTuple):
    """Scores after the rule for missing cells, the queries that stay, and how many cells were missing."""

    values: Values
    keep: npt.NDArray[np.bool_]
    n_missing: int


def prepare(
    values: Values,
    systems: Sequence[str],
    queries: Sequence[str],
    measure: str,
    *,
    bounds: tuple[float, float] | None,
    higher_is_better: bool,
    missing: str,
    min_queries: int,
    identities: tuple[Sequence[str], Sequence[str]] | None = None,
) -> Sample:
    """Apply the rule for missing cells, refuse what no test can use, and put queries in the order of their keys.

    Queries of several data sets have `identities`, an id and a data set for each, where `queries` are their names.
    The order makes every later sum, exact or not, independent of the order in which queries came.
    """
    given = without_gaps(
        values,
        systems,
        queries,
        measure,
        bounds=bounds,
        higher_is_better=higher_is_better,
        missing=missing,
    )
    values, keep = given.values, given.keep
    notes = missing_notes(missing, given.n_missing, int((~keep).sum()), len(queries))
    refuse_few(int(keep.sum()), len(queries), measure, min_queries)
    kept = np.flatnonzero(keep)
    keys = _keys(identities or (queries, ""), kept.tolist())
    order = np.argsort(keys)  # no two are equal, so that the faster kind will do
    ordered = _in_order(values, kept[order])
    scores = quantise_scores(ordered, bounds, measure)
    complete = not np.isnan(ordered).any()
    return Sample(ordered, scores, keys[order], complete, notes, kept[order].astype(np.int64))


def without_gaps(
    values: Values,
    systems: Sequence[str],
    queries: Sequence[str],
    measure: str,
    *,
    bounds: tuple[float, float] | None,
    higher_is_better: bool,
    missing: str,
) -> Given:
    """Apply the rule for missing cells; infinite ones are an error."""
    check_missing(missing)
    _refuse_infinite(values, systems, queries, measure)
    gaps = np.isnan(values)
    keep: npt.NDArray[np.bool_] = np.ones(len(queries), dtype=bool)
    if gaps.any():
        if missing == "error":
            _refuse_missing(gaps, systems, queries, measure)
        elif missing == "complete":
            keep = np.array(~gaps.any(axis=0))
        elif missing == "worst":
            values = np.where(gaps, worst_value(bounds, higher_is_better, measure), values)
    return Given(values, keep, int(gaps.sum()))


def check_missing(missing: str) -> None:
    """Refuse what names no rule for missing cells."""
    if missing not in MISSING:
        raise ValueError(f"missing must be one of {', '.join(map(repr, MISSING))}, got {missing!r}")


def missing_notes(missing: str, n_missing: int, n_left_out: int, n_queries: int) -> tuple[str, ...]:
    """Say what was done about missing cells, if there were any."""
    if not n_missing:
        return ()
    done = {
        "complete": f"{n_left_out} of {n_queries} queries left out",
        "worst": f"{n_missing} cells filled with the worst value",
        "pairwise": f"{n_missing} missing cells, each pair on the queries both have",
    }
    return (f'missing="{missing}": {done[missing]}',)


def _keys(identities: tuple[Sequence[str], Sequence[str]], kept: list[int]) -> npt.NDArray[np.uint64]:
    ids, strata = identities
    if len(kept) == len(ids):
        return query_keys(ids, stratum=strata)
    return query_keys([ids[i] for i in kept], stratum=strata and [strata[i] for i in kept])


def _in_order(values: Values, order: npt.NDArray[np.int64]) -> Values:
    """Take queries in an order; a row at a time, which stays in cache while it is read here and there."""
    ordered = np.empty((len(values), len(order)))

    def row(i: int) -> None:
        np.take(values[i], order, out=ordered[i], mode="clip")  # no other mode writes to `out` directly

    parallel.map_tasks(row, range(len(values)))
    return ordered


def _refuse_infinite(values: Values, systems: Sequence[str], queries: Sequence[str], measure: str) -> None:
    at = np.argwhere(np.isinf(values))
    if len(at):
        system, query = systems[at[0, 0]], queries[at[0, 1]]
        raise ValueError(
            f"{measure} of system {system!r} on query {query!r} is infinite ({len(at)} such cells), so there is no "
            "mean to test; leave the query out with scores.sel(queries=...)"
        )


def _refuse_missing(
    gaps: npt.NDArray[np.bool_], systems: Sequence[str], queries: Sequence[str], measure: str
) -> None:
    at = np.argwhere(gaps)
    raise ValueError(
        f"{measure} of system {systems[at[0, 0]]!r} on query {queries[at[0, 1]]!r} is missing ({len(at)} such cells); "
        'choose missing="complete" (queries that all systems have), "worst" (the measure\'s worst value) or '
        '"pairwise" (compare only: queries that both systems have)'
    )


def worst_value(bounds: tuple[float, float] | None, higher_is_better: bool, measure: str) -> float:
    """Return the end of the bounds that is the worst."""
    worst = np.inf if bounds is None else bounds[0 if higher_is_better else 1]
    if not np.isfinite(worst):
        raise ValueError(
            f'missing="worst": {measure} has no worst value; give Scores bounds=(smallest, largest)'
        )
    return float(worst)


def refuse_few(n: int, n_given: int, measure: str, min_queries: int) -> None:
    """Raise where fewer queries are left than inference asks for."""
    if n < max(2, min_queries):
        left = "" if n == n_given else f" are left of {n_given}"
        raise ValueError(
            f"{measure}: {n} queries{left}, and inference asks for at least {max(2, min_queries)}: with fewer, "
            "resampling says little; min_queries= lowers the limit (never below 2)"
        )
