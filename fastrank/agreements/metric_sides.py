"""People's and metrics' scores of the same systems and segments, ready to be swapped and resampled.

Rows stand in the order of the systems' keys and columns in that of the segments', so that no later sum depends on the
order given. Metrics are standardised over all their cells, so that two of them can change places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.agreements.aligned import aligned, complete
from fastrank.agreements.resampled_lists import SYSTEMS
from fastrank.scores.sample import check_scores
from fastrank.scores.scores import Scores
from fastrank.significance.quantise import Quantised, quantise_scores
from fastrank.significance.query_keys import query_keys
from fastrank.significance.sample import Sample
from fastrank.significance.tied_sums import joined_sums

Values = npt.NDArray[np.float64]


class MetricSides(NamedTuple):
    """`human` (systems, segments) and `metrics` (metrics, systems, segments), all larger is better."""

    names: tuple[str, ...]
    systems: tuple[str, ...]
    segments: tuple[str, ...]
    human: Values
    metrics: Values
    whole: Quantised  # of metrics: whole numbers on one quantum
    keys: npt.NDArray[np.uint64]
    notes: tuple[str, ...]

    def human_sums(self) -> Values:
        """People's sum for every system, equal where the means are."""
        human = quantise_scores(self.human, None, "human")
        sums = human.whole.sum(axis=1)[None] * human.quantum
        return joined_sums(sums, len(self.segments) * float(human.quantum[0]))[0]

    def samples(self) -> list[Sample]:
        """People and every metric as what `resampled_lists` takes."""
        human = quantise_scores(self.human, None, "human")
        sides = [(self.human, human)]
        sides += [
            (values, Quantised(whole, self.whole.quantum))
            for values, whole in zip(self.metrics, self.whole.whole, strict=True)
        ]
        return [Sample(values, scores, self.keys, True, ()) for values, scores in sides]


def metric_sides(human: Any, metrics: Any, missing: str) -> MetricSides:
    """Read, align by id, apply the rule for missing scores, standardise."""
    parts, names = _parts(human, metrics)
    found = aligned(parts, ("human", *names))
    sides, notes = list(found.sides), found.notes
    if missing == "complete":
        sides, more = complete(sides)
        notes = (*notes, *more)
    for side, name in zip(sides, ("human", *names), strict=True):
        _check_values(side, name)
    by_key = [
        np.argsort(query_keys(sides[0].systems, stratum=SYSTEMS), kind="stable"),
        np.argsort(query_keys(sides[0].queries), kind="stable"),
    ]
    values = [_upward(side)[np.ix_(*by_key)] for side in sides]
    standard = np.stack([_standardised(one) for one in values[1:]])
    systems = tuple(sides[0].systems[i] for i in by_key[0])
    segments = tuple(sides[0].queries[i] for i in by_key[1])
    flat = quantise_scores(standard.reshape(-1, len(segments)), None, "metrics")
    whole = Quantised(flat.whole.reshape(standard.shape), flat.quantum)
    return MetricSides(
        tuple(names), systems, segments, values[0], standard, whole, query_keys(segments), notes
    )


def _parts(human: Any, metrics: Any) -> tuple[list[Scores], list[str]]:
    """One Scores for people and one for each metric, and the names of the metrics."""
    people = _scores(human, "human")
    if len(people.measures) != 1:
        raise ValueError(
            f"human takes one measure, and has {', '.join(people.measures)}; choose one: human['...']"
        )
    if isinstance(metrics, Scores):
        sides = {name: metrics[name] for name in metrics.measures}
    elif isinstance(metrics, Mapping):
        sides = {str(name): _scores(side, str(name)) for name, side in metrics.items()}
    else:
        raise TypeError(
            f"metrics must be Scores of several measures, or a mapping of name to scores, got {type(metrics).__name__}"
        )
    for name, side in sides.items():
        if len(side.measures) != 1:
            raise ValueError(
                f"metrics: {name!r} has several measures: {', '.join(side.measures)}; give one each"
            )
    if len(sides) < 2:
        raise ValueError(f"metrics: two or more are compared, and there is {', '.join(sides) or 'none'}")
    return [people, *sides.values()], list(sides)


def _scores(side: Any, name: str) -> Scores:
    """Scores as they are; an array (systems, segments), or one score a system, with positions as names."""
    if isinstance(side, Scores):
        return side
    array = np.asarray(side, dtype=np.float64)
    if array.ndim not in (1, 2):
        raise ValueError(
            f"{name} has shape {array.shape}; give Scores, (systems, segments), or one score a system"
        )
    array = array.reshape(len(array), -1)
    made = Scores(array, systems=range(array.shape[0]), queries=range(array.shape[1]), measure=name)
    check_scores(made, "compare_correlations")
    return made


def _check_values(side: Scores, name: str) -> None:
    for bad, what in ((np.isnan(side.values[0]), "missing"), (np.isinf(side.values[0]), "infinite")):
        at = np.argwhere(bad)
        if len(at):
            raise ValueError(
                f"{name} of system {side.systems[at[0, 0]]!r} on segment {side.queries[at[0, 1]]!r} is {what} "
                f"({len(at)} such cells); "
                + (
                    'missing="complete" leaves such segments out'
                    if what == "missing"
                    else "leave the segment out"
                )
            )


def _upward(side: Scores) -> Values:
    values: Values = side.values[0] if side.higher_is_better[0] else -side.values[0]
    return values


def _standardised(values: Values) -> Values:
    """Mean 0 and standard deviation 1 over all cells; a constant metric is all 0."""
    centred = values - values.mean()
    spread = float(np.sqrt((centred**2).mean()))
    if spread <= 1e-12 * float(np.abs(values).max(initial=0.0)):
        return np.zeros_like(values)
    return centred / spread
