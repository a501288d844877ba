"""Gains that fall as a subtopic is seen again: one sum of them, and its best, serve every novelty measure.

A document gains ``(1 - alpha) ** c`` for each of its subtopics that ``c`` documents above it had: all of it with
alpha 0, only what is new with alpha 1. A measure is the sum of gains times its weights of ranks.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.jit import kernel, spliced
from fastrank.kernels.ranked_lists import WHOLE_LIST
from fastrank.kernels.subtopic_lists import count_relevant, subtopic_room

Floats = npt.NDArray[np.float64]


@spliced
def _gain(lists, document, rel, worth):  # type: ignore[no-untyped-def]
    """Sum what the subtopics of a document are still worth."""
    total = 0.0
    for j in range(lists.starts[document], lists.starts[document + 1]):
        if lists.grades[j] >= rel:
            total += worth[lists.subtopics[j]]
    return total


@spliced
def _see(lists, document, rel, alpha, worth):  # type: ignore[no-untyped-def]
    """Lower what the subtopics of a document are worth."""
    for j in range(lists.starts[document], lists.starts[document + 1]):
        if lists.grades[j] >= rel:
            worth[lists.subtopics[j]] *= 1 - alpha


@spliced
def _novelty(lists, q, k, rel, alpha, weights, worth):  # type: ignore[no-untyped-def]
    """Sum the gains of the first `k` ranks, times the weights of the ranks."""
    for subtopic in range(lists.n_subtopics[q]):
        worth[subtopic] = 1.0
    total = 0.0
    for i in range(lists.offsets[q], lists.offsets[q + 1]):
        if lists.ranks[i] > k:
            break
        total += _gain(lists, lists.documents[i], rel, worth) * weights[lists.ranks[i]]
        _see(lists, lists.documents[i], rel, alpha, worth)
    return total


@spliced
def _greedy_novelty(lists, q, k, rel, alpha, weights, worth, left):  # type: ignore[no-untyped-def]
    """Return the novelty of the ranking that takes the largest gain next, of equal ones the first in the pool."""
    n, total = 0, 0.0
    for subtopic in range(lists.n_subtopics[q]):
        worth[subtopic] = 1.0
    for document in range(lists.pool_offsets[q], lists.pool_offsets[q + 1]):
        if _gain(lists, document, rel, worth) > 0:
            left[n] = document
            n += 1
    for rank in range(1, min(k, n) + 1):
        best, where = 0.0, -1
        for i in range(n):
            gain = _gain(lists, left[i], rel, worth)
            if gain > best:
                best, where = gain, i
        if where < 0:
            break
        total += best * weights[rank]
        _see(lists, left[where], rel, alpha, worth)
        n -= 1
        for i in range(where, n):  # the others keep their order
            left[i] = left[i + 1]
    return total


@kernel
def mean_novelty(lists, k, rel, alpha, weights, perfect, lo, hi, out):  # type: ignore[no-untyped-def]
    """Divide each list's novelty by the number of subtopics and by `perfect`, of the depth where that has more."""
    room = subtopic_room(lists, lo, hi)
    for q in range(lo, hi):
        n = count_relevant(lists, q, rel, room.n_relevant)
        total = _novelty(lists, q, k, rel, alpha, weights, room.values)
        depth = min(lists.n_retrieved[q], len(perfect) - 1) if k == WHOLE_LIST else len(perfect) - 1
        out[q] = total / (n * perfect[depth]) if n > 0 and total > 0 else 0.0


@kernel
def share_of_greedy_novelty(lists, k, rel, alpha, weights, lo, hi, out):  # type: ignore[no-untyped-def]
    """Divide each list's novelty by that of the greedy ranking of all judged documents."""
    room = subtopic_room(lists, lo, hi)
    for q in range(lo, hi):
        best = _greedy_novelty(lists, q, k, rel, alpha, weights, room.values, room.documents)
        total = _novelty(lists, q, k, rel, alpha, weights, room.values)
        out[q] = total / best if best > 0 else 0.0


def perfect_novelty(weights: Floats, alpha: float, k: int | None) -> Floats:
    """Return, by depth, the novelty of a list whose every document has one subtopic; only of `k` where given.

    ``weights[rank]`` must reach to rank `k`, or as deep as lists do.
    """
    worth = np.full(len(weights) if k is None else k + 1, 1.0 - alpha)
    worth[0] = 0.0
    worth[1:2] = 1.0
    np.multiply.accumulate(worth[1:], out=worth[1:])
    by_depth = np.cumsum(worth * weights[: len(worth)])
    return by_depth if k is None else by_depth[-1:]


def harmonic_weights(depth: int) -> Floats:
    """Return a table with ``table[rank] == 1 / rank``."""
    return np.concatenate([[0.0], 1.0 / np.arange(1, depth + 1)])


def falling_weights(p: float, depth: int) -> Floats:
    """Return a table with ``table[rank] == p ** (rank - 1)``, by repeated multiplication."""
    table = np.full(depth + 1, p)
    table[:1] = 0.0
    table[1:2] = 1.0
    np.multiply.accumulate(table[1:], out=table[1:])
    return table
