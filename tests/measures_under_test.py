"""Every registered measure with several settings of its parameters: what the laws are tested over."""

from __future__ import annotations

import itertools
import math
from typing import Any

from strategies import JudgedLists

from fastrank.spec import Measure, Metric, all_metrics

METRICS = [metric.__name__ for metric in all_metrics().values() if not metric.by_subtopic]
BY_SUBTOPIC = [metric.__name__ for metric in all_metrics().values() if metric.by_subtopic]
AVERAGING = [metric.__name__ for metric in all_metrics().values() if metric.averages_ties]

VALUES: dict[str, tuple[Any, ...]] = {
    "k": (None, 1, 5, 1000),
    "rel": (1, 2, 0.5),
    "gain": ("linear", "exponential", {1: 3, 2: 9}, {-1: 0.5, 0: 1, 1: 4, 3: 0}),
    "p": (0.5, 0.8, 0.95),
    "alpha": (0, 0.25, 0.5, 1),  # powers of 1 - alpha that floats hold: the greedy ideal sees exact ties
    "beta": (0.5, 1, 2),
    "denominator": ("R", "min(k,R)"),
    "recall": (0, 0.1, 0.5, 0.75, 1),
    "recalls": ((0, 0.1, 0.5, 1), (0.4,)),
    "rounding": ("up", "nearest"),
    "multiple": (0.2, 1, 1.4),
    "coefficients": ((1, -1, 0, 0), (2, -0.5, -1, 0.25)),
    "n_documents": (100_000,),
    "target": (0.4, 1, 2.5),
    "min_grade": (0, 0.5),
    "unjudged": (False, True),
    "half_life": (2,),
    "length": (2.5,),
    "rate": (0.2,),
    "b1": (0.9,),
    "r1": (10,),
    "b2": (0.9,),
    "r2": (10,),
    "normalize": (True, False),
}
FEW: dict[str, tuple[Any, ...]] = {
    "k": (None, 3),
    "rel": (1,),
    "gain": ("linear", {1: 3, 2: 9, 3: 10}),
    "p": (0.8,),
    "alpha": (0.5,),
    "beta": (2,),
    "denominator": ("R", "min(k,R)"),
    "recall": (0.5,),
    "recalls": ((0, 0.5, 1),),
    "rounding": ("up", "nearest"),
    "multiple": (0.6,),
    "coefficients": ((1, -1, 0, 0),),
    "n_documents": (0,),
    "target": (1,),
    "min_grade": (0,),
    "unjudged": (False, True),
    "half_life": (3,),
    "length": (4,),
    "rate": (0.2,),
    "b1": (0.9,),
    "r1": (10,),
    "b2": (0.5,),
    "r2": (10,),
    "normalize": (True,),
}


def by_name(name: str) -> Metric:
    """A metric by its public name."""
    return next(metric for metric in all_metrics().values() if metric.__name__ == name)


def settings_of(
    metric: Metric, largest: float, values: dict[str, tuple[Any, ...]] = VALUES
) -> list[dict[str, Any]]:
    """All combinations of values; `largest` is the largest grade there is."""
    scale = max(1, math.ceil(largest))
    grades = (scale,) if values is FEW or scale > 1000 else (scale, scale + 2)
    known = values | {"max_grade": grades if "max_grade" in metric.required else (None, *grades)}
    missing = set(metric.defaults) - set(known)
    assert not missing, f"name values of the new parameter {missing} in {__file__}"
    names = list(metric.defaults)
    return [dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*(known[n] for n in names))]


def measures_of(
    metric: Metric, lists: JudgedLists, values: dict[str, tuple[Any, ...]] = VALUES
) -> list[Measure]:
    """Measures to compute on generated lists; exponential gains of large grades have a test of their own."""
    found = [Measure.of(metric, **setting) for setting in settings_of(metric, lists.largest(), values)]
    if lists.largest() > 100:
        found = [measure for measure in found if measure.parameters.get("gain") != "exponential"]
    return found
