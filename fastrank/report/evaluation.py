"""What `evaluate` found, as sheets: systems × measures, and the values of every query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fastrank.report.sheet import BEST, Cell, Sheet, best_of
from fastrank.significance.written import count, number

if TYPE_CHECKING:
    from fastrank.scores import Scores, SliceSummary, Summary

_LISTED = 3  # systems named one by one in a note; more are given as a range


def summary_sheet(scores: Scores, found: Summary | None = None) -> Sheet:
    """Means of systems × measures, the best in bold, and how often each rule acted."""
    from fastrank.scores import Summary

    summary = found or Summary(scores)
    columns = [
        [Cell(number(value), best=best) for value, best in zip(means, _best(means, higher), strict=True)]
        for means, higher in zip(summary.values, summary.higher_is_better, strict=True)
    ]
    names = [Cell(system) for system in summary.systems]
    notes = [
        _queries(summary.kind, summary.n_queries, len(scores.queries)),
        *_other_than_means(scores),
        *rule_notes(scores),
    ]
    if any(cell.best for column in columns for cell in column):
        notes.insert(1, f"{BEST}: the best mean of each measure")
    return Sheet(("system", *summary.measures), tuple(zip(names, *columns, strict=True)), tuple(notes))


def slice_sheets(scores: Scores, summary: SliceSummary) -> list[Sheet]:
    """Means of systems × slices, a sheet a measure; how often each rule acted stands below the last."""
    sheets = []
    for m, measure in enumerate(summary.measures):
        means = [*summary.values[m].T, summary.macro[m], summary.micro[m]]
        columns = [
            [Cell(number(value), best=best) for value, best in zip(one, marks, strict=True)]
            for one, marks in ((one, _best(one, summary.higher_is_better[m])) for one in means)
        ]
        notes = [_slices(summary)] if measure == summary.measures[-1] else []
        if len(summary.systems) > 1 and notes:
            notes.append(f"{BEST}: the best mean of each column")
        notes += [*_other_than_means(scores), *rule_notes(scores)] if notes else []
        rows = tuple(zip(map(Cell, summary.systems), *columns, strict=True))
        sheets.append(
            Sheet(("system", *summary.headers(), "macro", "micro"), rows, tuple(notes), title=measure)
        )
    return sheets


def _slices(summary: SliceSummary) -> str:
    """How many queries each slice has; of many slices, the fewest and the most."""
    total = count(int(summary.sizes.sum()), "query", "queries")
    if len(summary.slices) > _LISTED:
        sizes = f"{summary.sizes.min():,} to {summary.sizes.max():,} each"
    else:
        sizes = ", ".join(f"{n:,} ({name})" for n, name in zip(summary.sizes, summary.slices, strict=True))
    by = f"{len(summary.slices):,} slices by {', '.join(summary.by)}"
    return f"{total} in {by}: {sizes}; macro: the mean of their means"


def _other_than_means(scores: Scores) -> list[str]:
    """Which measures have a sum or a geometric mean over queries."""
    notes = []
    for way, what in (("sum", "summed"), ("geometric", "geometric means")):
        found = [m for m, own in zip(scores.measures, scores.aggregation, strict=True) if own == way]
        if found:
            notes.append(f"{', '.join(found)}: {what}")
    return notes


def query_sheet(scores: Scores) -> Sheet:
    """Every query's values, query by query."""
    several = len(scores.systems) > 1
    attributes = list(scores.attributes.items())
    headers = (
        "query_id",
        *(("system",) if several else ()),
        *(name for name, _ in attributes),
        *scores.measures,
    )
    rows = [
        (
            Cell(query),
            *((Cell(system),) if several else ()),
            *(Cell(str(own[q])) for _, own in attributes),
            *(Cell(number(value)) for value in scores.values[:, s, q]),
        )
        for q, query in enumerate(scores.query_ids)
        for s, system in enumerate(scores.systems)
    ]
    return Sheet(
        headers, tuple(rows), tuple(rule_notes(scores)), keys=(2 if several else 1) + len(attributes)
    )


def rule_notes(scores: Scores) -> list[str]:
    """One note for each rule that acted, with the systems where it did."""
    found: dict[str, list[tuple[str, int]]] = {}
    for system, rule, times in zip(*scores.report().columns().values(), strict=True):
        found.setdefault(rule, []).append((system, int(times)))
    return [f"{rule}: {_where(acted, len(scores.systems))}" for rule, acted in found.items()]


def _where(acted: list[tuple[str, int]], n_systems: int) -> str:
    if len(acted) <= _LISTED:
        return ", ".join(f"{times:,} ({system})" for system, times in acted)
    fewest, most = min(acted, key=_times), max(acted, key=_times)
    reach = "every system" if len(acted) == n_systems else f"{len(acted)} of {n_systems} systems"
    if fewest[1] == most[1]:
        return f"{most[1]:,} in {reach}"
    return f"{fewest[1]:,} ({fewest[0]}) to {most[1]:,} ({most[0]}) in {reach}"


def _times(acted: tuple[str, int]) -> int:
    return acted[1]


def _best(means: np.ndarray, higher_is_better: bool) -> list[bool]:
    return best_of(means.tolist(), higher_is_better) if len(means) > 1 else [False]


def _queries(kind: str, n: np.ndarray, total: int) -> str:
    if n.min() == n.max():
        return f"{kind} over {count(int(n.max()), 'query', 'queries')}"
    return f"{kind} over {n.min():,} to {n.max():,} queries of {total:,}: missing values are left out"
