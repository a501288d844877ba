"""What definitions of diversity measures say of documents judged by subtopic, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Document = Mapping[Any, float]  # subtopic -> grade
Ranking = Sequence[Document | None]  # None where unjudged


def subtopics_of(document: Document | None, rel: float) -> list[Any]:
    """The subtopics that a document is relevant to."""
    return [subtopic for subtopic, grade in (document or {}).items() if grade >= rel]


def all_subtopics(pool: Sequence[Document], rel: float) -> list[Any]:
    """The subtopics that have a relevant document."""
    return list(dict.fromkeys(subtopic for document in pool for subtopic in subtopics_of(document, rel)))


def gains(ranking: Ranking, rel: float, alpha: float) -> list[float]:
    """Each document's gain: for each of its subtopics 1 - alpha to the power of how many above it had that one."""
    seen: dict[Any, int] = {}
    found = []
    for document in ranking:
        subtopics = subtopics_of(document, rel)
        found.append(float(sum((1 - alpha) ** seen.get(subtopic, 0) for subtopic in subtopics)))
        for subtopic in subtopics:
            seen[subtopic] = seen.get(subtopic, 0) + 1
    return found


def greedy(pool: Sequence[Document], rel: float, alpha: float, k: int | None) -> list[Document]:
    """The ranking that takes the document of the largest gain next, of equal ones the first."""
    ranking: list[Document] = []
    left = list(pool)
    while left and (k is None or len(ranking) < k):
        gain = [gains([*ranking, document], rel, alpha)[-1] for document in left]
        ranking.append(left.pop(gain.index(max(gain))))
    return ranking
