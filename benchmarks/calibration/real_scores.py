"""Real scores of systems on topics, in `FASTRANK_TEST_DATA` or ``../shared/data`` beside the checkout."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from as_scores import Values

FOLDER = Path(os.environ.get("FASTRANK_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
FINE = (
    *(
        f"score_matrices/{name}.csv"
        for name in ("adhoc5_ap", "adhoc6_ap", "web2010_ndcg20", "web2011_ndcg20")
    ),
    *(f"score_matrices/{name}.csv" for name in ("web2010_err20", "web2011_err20")),
    "trec_covid_r1/matrix_map_topics_x_systems.csv.gz",
    "trec_covid_r1/matrix_ndcg_cut_10_topics_x_systems.csv.gz",
)
COARSE = tuple(
    f"score_matrices/{name}.csv" for name in ("adhoc5_p10", "adhoc6_p10", "adhoc5_rr", "adhoc6_rr")
)
_SHARE_OF_DIFFERENCES = 0.8


@cache
def matrix(name: str) -> Values:
    """Scores of one collection by one measure, (systems, topics)."""
    scores = np.loadtxt(FOLDER / name, delimiter=",", skiprows=1).T
    return scores[1:] if name.startswith("trec_covid") else scores  # there the first column is the topic


@cache
def pairs(name: str) -> npt.NDArray[np.int64]:
    """All pairs of systems that differ on at least 80 % of the topics: near-duplicates have nothing to test."""
    scores = matrix(name)
    differing = (scores[:, None] != scores[None]).mean(axis=2)
    return np.argwhere(np.triu(differing >= _SHARE_OF_DIFFERENCES, 1))


def topics_drawn(
    rng: np.random.Generator, names: tuple[str, ...], n: int, size: int, *, centred: bool = False
) -> tuple[Values, Values]:
    """Draw `size` times a collection, a pair of its systems, and n of its topics with replacement.

    With `centred`, b is moved so that both systems have the same mean over all topics.
    """
    drawn = [_pair(rng, names[rng.integers(len(names))], n, centred) for _ in range(size)]
    a, b = np.stack(drawn, axis=1)
    return a, b


def _pair(rng: np.random.Generator, name: str, n: int, centred: bool) -> Any:
    candidates = pairs(name)
    both = matrix(name)[candidates[rng.integers(len(candidates))]]
    if centred:
        both = both + np.array([[0.0], [both[0].mean() - both[1].mean()]])
    return both[:, rng.integers(both.shape[1], size=n)]
