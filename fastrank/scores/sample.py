"""Scores on their way into inference: what `compare` and `leaderboard` take, and the sample they draw from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastrank.scores.attributes import DATASET
from fastrank.scores.scores import Scores
from fastrank.significance.sample import Sample, prepare


def check_scores(scores: Any, taker: str) -> None:
    """Refuse what is not Scores, in the name of the function that takes them."""
    if not isinstance(scores, Scores):
        raise TypeError(
            f"{taker} takes Scores, got {type(scores).__name__}; "
            "make them with fr.Scores(values, systems=, queries=, measure=)"
        )


def sample_of(scores: Scores, measure: int, *, missing: str, min_queries: int) -> Sample:
    """Return the scores of one measure, by its place, ready for tests."""
    refuse_geometric(scores, measure)
    return prepare(
        scores.values[measure],
        scores.systems,
        scores.queries,
        scores.measures[measure],
        bounds=scores.bounds[measure],
        higher_is_better=scores.higher_is_better[measure],
        missing=missing,
        min_queries=min_queries,
        identities=sample_names(scores),
    )


def refuse_geometric(scores: Scores, measure: int) -> None:
    """Refuse a measure, by its place, whose values are not averaged by their mean."""
    if scores.aggregation[measure] == "geometric":
        raise ValueError(
            f"{scores.measures[measure]} has a geometric mean, and tests compare means: make Scores of the "
            "logarithms of its values, whose means they can compare"
        )


def sample_names(scores: Scores) -> tuple[Sequence[str], Sequence[str]]:
    """Return the ids of queries, and their data sets, which are empty text where they have none: what makes keys."""
    sets = scores.attributes[DATASET].tolist() if DATASET in scores.attributes else ""
    return scores.query_ids, sets
