"""The measures that an evaluation was asked for, and what judgements and rules fill in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastrank.evaluation.rules import Rules
from fastrank.spec import Measure, parse
from fastrank.spec.metric import cutoff
from fastrank.tables.judgements import Judgements


def measures_named(measures: Any) -> list[Measure]:
    """Return each measure that is named, once."""
    names = [measures] if isinstance(measures, str) or not isinstance(measures, Iterable) else list(measures)
    if not names:
        raise ValueError("evaluate: no measure named")
    return list(dict.fromkeys(parse(name) for name in names))


def filled_in(measure: Measure, judgements: Judgements, rules: Rules) -> Measure:
    """Fill in the largest grade of all judgements where a measure needs it, and what `compat` decides."""
    if "max_grade" in measure.metric.required and measure.parameters["max_grade"] is None:
        measure = measure.replace(max_grade=max(judgements.max_grade, 1))
    if "rounding" in measure.parameters and rules.rounding is not None:
        measure = measure.replace(rounding=rules.rounding)
    return measure


def known_depth(measures: list[Measure]) -> int:
    """Return the deepest rank at which a measure asks for documents judged for any query; 0 where none does."""
    asked = [measure.parameters["k"] for measure in measures if measure.metric.across_queries]
    return max((cutoff(k) for k in asked), default=0)


def refuse_averaged_ties(measures: list[Measure], ties: str) -> None:
    """Refuse measures that have no expectation over tied orders where that is asked for."""
    without = [measure for measure in measures if ties == "average" and not measure.metric.averages_ties]
    if without:
        raise ValueError(f"ties: {without[0]} has no average over tied orders; name another rule for it")
