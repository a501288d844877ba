"""Systems of several Scores side by side."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fastrank.scores.scores import Scores


def concat(parts: Sequence[Scores]) -> Scores:
    """Put the systems of several Scores side by side, aligned by query id.

    Queries that not every part has become missing values (NaN), so that tests refuse or name them;
    measures must be the same in every part, and no system may stand in two.

    Parameters
    ----------
    parts : sequence of Scores
        At least one.

    Returns
    -------
    Scores
        Queries in the order of their first appearance.
    """
    if not parts:
        raise ValueError("concat: no Scores given")
    first = parts[0]
    for part in parts[1:]:
        if part.measures != first.measures:
            raise ValueError(f"concat: measures differ: {first.measures} and {part.measures}")
    queries = list(dict.fromkeys(query for part in parts for query in part.queries))
    return Scores(
        np.concatenate([_on(queries, part) for part in parts], axis=1),
        systems=[system for part in parts for system in part.systems],
        queries=queries,
        measure=first.measures,
        higher_is_better=first.higher_is_better,
        bounds=first.bounds,
        aggregation=first.aggregation,
        counts=_counts(parts),
    )


def _on(queries: list[str], part: Scores) -> npt.NDArray[np.float64]:
    """Values of a part on all queries, NaN where it has none."""
    at = {query: i for i, query in enumerate(queries)}
    values = np.full((len(part.measures), len(part.systems), len(queries)), np.nan)
    values[:, :, [at[query] for query in part.queries]] = part.values
    return values


def _counts(parts: Sequence[Scores]) -> dict[str, npt.NDArray[np.int64]]:
    """Counts of every rule that any part knows; 0 for systems of the others."""
    rules = dict.fromkeys(rule for part in parts for rule in part.counts)
    zeros = [np.zeros(len(part.systems), np.int64) for part in parts]
    return {
        rule: np.concatenate([p.counts.get(rule, none) for p, none in zip(parts, zeros, strict=True)])
        for rule in rules
    }
