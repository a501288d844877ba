"""A measure's value of every judged query of a ranked run, or of some of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.spec import Measure
from fastrank.tables.errors import shown
from fastrank.tables.judgements import Judgements
from fastrank.tables.measured_run import MeasuredRun
from fastrank.tables.ranked_run import RankedRun


def query_values(
    measure: Measure, ranked: RankedRun, missing: str, undefined: float | None
) -> npt.NDArray[np.float64]:
    """Return the values, with the rules for queries that are missing or have no relevant document."""
    metric = measure.metric
    lists = ranked.by_subtopic if metric.by_subtopic else ranked.lists
    if metric.across_queries:
        lists = ranked.known
    assert lists is not None  # judgements were read as the measures need them
    values = metric.evaluate(lists, measure.parameters)
    if metric.worst is not None:
        values[~ranked.answered] = metric.worst
    if undefined is not None:  # the measure's own value is what its loop gives
        rel = float(measure.parameters.get("rel") or 1)
        values[_without_relevant(ranked, rel) | np.isnan(values)] = undefined
    if missing == "skip":
        values[~ranked.answered] = np.nan
    return values


def _without_relevant(ranked: RankedRun, rel: float) -> npt.NDArray[np.bool_]:
    offsets, pool = ranked.lists.pool_offsets, ranked.lists.pool
    return (
        pool[offsets[:-1]] < rel
    )  # every judged query has a judgement; the pool's largest grade comes first


def refuse_missing(run: MeasuredRun, judgements: Judgements, missing: str, system: str) -> None:
    """Refuse a run that answers none of the judged queries or, as `missing` says, not all."""
    if not run.answered.any():
        raise ValueError(
            f"{shown(system)}: no query in common with the judgements (they have e.g. {judgements.queries[0]!r})"
        )
    if missing == "error" and not run.answered.all():
        absent = np.flatnonzero(~run.answered)
        raise ValueError(
            f"{shown(system)}: query {judgements.queries[absent[0]]!r} is judged but not in the run "
            f"({len(absent)} in all); missing='worst' or 'skip' allows that"
        )
