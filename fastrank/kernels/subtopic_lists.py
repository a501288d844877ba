"""Ranked lists of documents that are judged by subtopic: all a diversity measure's loop may read."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import inlined, spliced

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class SubtopicLists(NamedTuple):
    """The judged documents that each query retrieved, in rank order, and the grades of every judged document.

    Entries of query ``q`` stand at ``offsets[q]:offsets[q + 1]``; an entry is the document ``documents[i]`` at rank
    ``ranks[i]``. The query's judged documents are ``pool_offsets[q]:pool_offsets[q + 1]``, in the order that settles
    ties of the ideal ranking. Document ``d`` has the grade ``grades[j]`` for the subtopic ``subtopics[j]`` where
    ``starts[d] <= j < starts[d + 1]``; a query counts its own subtopics, ``n_subtopics[q]`` of them.
    """

    offsets: Integers
    ranks: Integers
    documents: Integers
    n_retrieved: Integers
    pool_offsets: Integers
    starts: Integers
    subtopics: Integers
    grades: Floats
    n_subtopics: Integers


class SubtopicRoom(NamedTuple):
    """Room for the query of a call that has the most subtopics, and for the one that has the most documents."""

    n_relevant: Integers
    values: Floats
    documents: Integers


@inlined
def subtopic_room(lists, lo, hi):  # type: ignore[no-untyped-def]
    """Return room for any query of a range."""
    width, longest = 1, 1
    for q in range(lo, hi):
        width = max(width, lists.n_subtopics[q])
        longest = max(longest, lists.pool_offsets[q + 1] - lists.pool_offsets[q])
    return SubtopicRoom(np.empty(width, np.int64), np.empty(width), np.empty(longest, np.int64))


@spliced
def count_relevant(lists, q, rel, n_relevant):  # type: ignore[no-untyped-def]
    """Count the relevant documents of each subtopic; return how many subtopics have one."""
    for subtopic in range(lists.n_subtopics[q]):
        n_relevant[subtopic] = 0
    covered = 0
    for j in range(lists.starts[lists.pool_offsets[q]], lists.starts[lists.pool_offsets[q + 1]]):
        if lists.grades[j] >= rel:
            covered += n_relevant[lists.subtopics[j]] == 0
            n_relevant[lists.subtopics[j]] += 1
    return covered
