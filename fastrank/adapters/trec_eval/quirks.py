"""Where trec_eval's value of a query is not the measure's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.adapters.trec_eval.measures import Column
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec import Measure, parse

Values = npt.NDArray[np.float64]


def with_quirks(values: Values, column: Column, lists: RankedLists, level: int) -> Values:
    """Return values, one a judged query, as trec_eval has them before it takes means."""
    if column.base.startswith("gm_"):
        return np.log(values)
    if column.base == "Rndcg" and level > 1:
        return np.where(lists.pool[lists.pool_offsets[:-1]] < level, 0.0, values)
    if column.base in ("iprec_at_recall", "11pt_avg") and column.measure is not None:
        return np.where(_zero_by_zero(column.measure, lists, level), -np.nan, values)
    return values


def _zero_by_zero(measure: Measure, lists: RankedLists, level: int) -> npt.NDArray[np.bool_]:
    """Where nothing was retrieved and a level of recall asks for no document, trec_eval divides 0 by 0."""
    relevant = parse("NumRel").replace(rel=level)
    counts = relevant.metric.evaluate(lists, relevant.parameters)
    lowest = float(np.min(measure.parameters["recalls" if "recalls" in measure.parameters else "recall"]))
    rounded_down = 0.9 if measure.parameters["rounding"] == "up" else 0.5
    return (lists.n_retrieved == 0) & (lowest * counts + rounded_down < 1)
