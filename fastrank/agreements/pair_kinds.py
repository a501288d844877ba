"""Do two sides agree on which pairs of systems differ: the six cells of order × significance."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.significance.comparison import Comparison

Kinds = npt.NDArray[np.int64]

KINDS = (
    "active agreement",
    "active disagreement",
    "mixed agreement",
    "mixed disagreement",
    "passive agreement",
    "passive disagreement",
)


def pair_kinds(a: Comparison, b: Comparison) -> Kinds:
    """Return the index into `KINDS` of every pair of two comparisons of the same pairs.

    Active: both sides find the pair significantly different; mixed: one does; passive: neither. Agreement: both
    prefer the same system, or both have equal means; disagreement: else. A measure where lower is better prefers the
    system with the lower mean.
    """
    significant = a.significant.astype(np.int64) + b.significant
    signs = [np.sign(side.difference) * (1 if side.higher_is_better else -1) for side in (a, b)]
    kinds: Kinds = 2 * (2 - significant) + (signs[0] != signs[1])
    return kinds


def count_kinds(kinds: Kinds) -> dict[str, int]:
    """How many pairs are of each kind; every kind is named."""
    return dict(zip(KINDS, np.bincount(kinds, minlength=len(KINDS)).tolist(), strict=True))
