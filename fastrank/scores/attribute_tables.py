"""Attributes of queries from tables, found by id and never by place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.scores.attributes import DATASET

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores
    from fastrank.tables.attribute_tables import AttributeRows

LEFT_OUT = "attribute rows of other queries"


def with_attributes(
    scores: Scores,
    source: Any,
    *,
    names: Sequence[str] | None = None,
    columns: Mapping[str, str] | None = None,
    default: Any = None,
) -> Scores:
    """Return the same scores with more attributes; see :meth:`Scores.with_attributes`."""
    from fastrank.tables.attribute_tables import read_attributes

    rows = read_attributes(source, columns, names, by_dataset=DATASET in scores.attributes)
    place = _places(rows)
    at = [place.get(query, -1) for query in scores.queries]
    left_out = len(place) - sum(row >= 0 for row in at)
    if left_out == len(place):
        raise ValueError(
            f"{rows.source}: no query in common with the scores (they have e.g. {scores.queries[0]!r}, "
            f"it has e.g. {next(iter(place), None)!r})"
        )
    added = {name: [_value(values, row, default) for row in at] for name, values in rows.attributes.items()}
    counts = {LEFT_OUT: np.full(len(scores.systems), left_out)}
    return replaced(scores, scores.attributes | added, counts)


def _value(values: list[Any], row: int, default: Any) -> Any:
    value = values[row] if row >= 0 else None
    return default if value is None or value != value else value


def _places(rows: AttributeRows) -> dict[str, int]:
    """Return the row of every query, which may have one."""
    names = rows.queries
    if rows.datasets is not None:
        names = [f"{dataset}/{query}" for dataset, query in zip(rows.datasets, rows.queries, strict=True)]
    place: dict[str, int] = {}
    for row, name in enumerate(names):
        if place.setdefault(name, row) != row:
            raise ValueError(
                f"{rows.source}: query {name!r} stands twice, in rows {place[name]} and {row}; keep one"
            )
    return place


def without_attributes(scores: Scores, names: Sequence[str]) -> Scores:
    """Return the same scores without some attributes, or without any."""
    for name in names:
        if name not in scores.attributes:
            raise KeyError(f"no attribute {name!r} here; there are: {', '.join(scores.attributes) or 'none'}")
    dropped = names or tuple(scores.attributes)
    return replaced(scores, {n: own for n, own in scores.attributes.items() if n not in dropped})


def replaced(
    scores: Scores, attributes: Mapping[str, Any], counts: Mapping[str, Any] | None = None
) -> Scores:
    """Return the same scores with these attributes in place of their own, and more counts."""
    from fastrank.scores.scores import Scores

    return Scores(
        scores.values,
        systems=scores.systems,
        queries=scores.query_ids,
        measure=scores.measures,
        higher_is_better=scores.higher_is_better,
        bounds=scores.bounds,
        aggregation=scores.aggregation,
        counts={**scores.counts, **(counts or {})},
        attributes=attributes,
    )
