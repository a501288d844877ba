"""Compat where ir_measures' ideal ranking is not ours: it takes what was not retrieved for retrieved with score 0."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from itertools import count
from typing import Any


def has_another_ideal(judged: Mapping[str, Any], run: Mapping[str, float]) -> bool:
    """Whether the provider may order documents of one grade otherwise: missing ones before scores below 0, or ties."""
    relevant = [document for document, grade in judged.items() if grade > 0]
    retrieved = [(judged[document], run[document]) for document in relevant if document in run]
    tied = len(set(retrieved)) < len(retrieved)
    return tied or (len(retrieved) < len(relevant) and any(score <= 0 for _, score in retrieved))


def compat(judged: Mapping[str, Any], run: Mapping[str, float], p: float, normalize: bool) -> float:
    """Return the provider's value of a query."""
    ranks = dict(zip(sorted(run, key=lambda document: (-run[document], document)), count(1), strict=False))
    relevant = [document for document, grade in judged.items() if grade > 0]
    ideal = sorted(relevant, key=lambda document: (-judged[document], -run.get(document, 0.0)))
    both = sorted(max(place, ranks[document]) for place, document in enumerate(ideal, 1) if document in ranks)
    depths = range(1, max(len(run), len(ideal)) + 1)
    overlap = sum(p ** (depth - 1) * bisect_right(both, depth) / depth for depth in depths)
    whole = sum(p ** (depth - 1) * (min(depth, len(ideal)) / depth if normalize else 1) for depth in depths)
    return overlap / whole if ideal else 0.0
