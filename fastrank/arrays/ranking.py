"""From lists with scores to ranked judged lists: the one place that orders arrays and knows their ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.lists import Lists
from fastrank.kernels.ranked_lists import RankedLists

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TIES = ("average", "input", "best", "worst")


@dataclass(frozen=True)
class Ranking:
    """Entries of ranked lists, before the pool is known."""

    offsets: Integers
    first: Integers
    last: Integers
    grades: Floats


def rank(grades: Floats, scores: npt.NDArray[Any] | None, lists: Lists, ties: str) -> Ranking:
    """Order every list by falling score; ranks count from 1."""
    owner = np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))
    position = np.arange(len(grades)) - lists.offsets[owner]
    if scores is None:
        first = last = position + 1
        order = np.arange(len(grades))
    else:
        order = np.lexsort((position, *_tie_keys(grades, ties), -scores, owner))
        first, last = _ranks(scores[order], owner[order], position, average=ties == "average")
    return _judged(Ranking(lists.offsets, first, last, grades[order]), lists, order, owner)


def _tie_keys(grades: Floats, ties: str) -> tuple[Floats, ...]:
    return {"best": (-grades,), "worst": (grades,)}.get(ties, ())


def _ranks(
    scores: npt.NDArray[Any], owner: Integers, position: Integers, average: bool
) -> tuple[Integers, Integers]:
    if not average or not len(scores):
        return position + 1, position + 1
    starts = np.concatenate([[True], (scores[1:] != scores[:-1]) | (owner[1:] != owner[:-1])])
    group = np.cumsum(starts) - 1
    begin = np.flatnonzero(starts)
    size = np.diff(np.append(begin, len(scores)))
    first = (position[begin] + 1)[group]
    return first, first + size[group] - 1


def _judged(ranking: Ranking, lists: Lists, order: Integers, owner: Integers) -> Ranking:
    """Drop the entries without a grade: they keep their rank, and nothing else."""
    if lists.null is None:
        return ranking
    keep = ~lists.null[order]
    offsets = np.concatenate([[0], np.cumsum(keep, dtype=np.int64)])[ranking.offsets]
    return Ranking(offsets, ranking.first[keep], ranking.last[keep], ranking.grades[keep])


def first_tie(scores: npt.NDArray[Any], lists: Lists) -> int | None:
    """Return the index of the first list that holds two equal scores, or None."""
    owner = np.repeat(np.arange(len(lists.offsets) - 1), np.diff(lists.offsets))
    order = np.lexsort((scores, owner))
    same = (scores[order][1:] == scores[order][:-1]) & (owner[order][1:] == owner[order][:-1])
    tied = owner[order][1:][same]
    return int(tied.min()) if len(tied) else None


def with_pool(ranking: Ranking, lists: Lists, pool: Floats, pool_offsets: Integers) -> RankedLists:
    """Join a ranking with the grades that could have been found."""
    return RankedLists(
        ranking.offsets,
        ranking.first,
        ranking.last,
        ranking.grades,
        np.diff(lists.offsets),
        pool_offsets,
        sort_within(pool, pool_offsets),
    )


def sort_within(values: Floats, offsets: Integers) -> Floats:
    """Sort every list of grades, largest first."""
    lengths = np.diff(offsets)
    if len(lengths) and (lengths == lengths[0]).all():
        return -np.sort(-values.reshape(len(lengths), lengths[0]), axis=1).reshape(-1)
    owner = np.repeat(np.arange(len(lengths)), lengths)
    return values[np.lexsort((-values, owner))]
