"""Rank-biased overlap of two rankings from the places of their items: one walk down both.

Down to depth d, an item of a group of equal items counts in part, with share ``(d - start) / size`` (ties "a", "b"),
or fully as soon as its group begins ("w"). All items of a group have the same share, so four whole numbers tell
the overlap: common items whose group is passed in both rankings, passed in one and open in the other, open in both.

The sum of weighted agreements ``(1 - p) p^(d - 1) A_d`` is taken as that of ``p^(d - 1) (A_d - A_(d - 1))``: equal
rankings have exactly 1, disjoint ones 0.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from fastrank.kernels.jit import inlined

TIES = ("w", "a", "b")
W, A, B = range(3)
ABSENT = np.int32(2**31 - 1)  # place of an item in a ranking that does not hold it

_TINY = 1e-290  # smaller powers of p add nothing to a float64 sum, and denormal numbers are slow


class Walk(NamedTuple):
    """Open groups of the shorter and the longer ranking, and how many common items are where."""

    start_s: int
    end_s: int
    start_l: int
    end_l: int
    passed: int  # in both
    open_s: int  # passed in the longer ranking
    open_l: int  # passed in the shorter
    open_both: int
    alone: int  # passed in the longer ranking, absent in the shorter
    open_alone: int


@inlined
def rank_biased_overlap(own_s, other_s, s, own_l, other_l, l, p, tail, ties):  # type: ignore[no-untyped-def]  # noqa: E741
    """Return (ext, min, max) of a ranking of `s` items and one of `l` >= `s`.

    In rank order, `own` is the place of the first item of an item's group, `other` that in the other ranking. `tail`
    is `tail_of_seen` at depth `l`.
    """
    walk = Walk(-1, 0, -1, 0, 0, 0, 0, 0, 0, 0)
    power, ext, at_s = 1.0, 0.0, 0.0
    for i in range(s):
        if i == walk.end_s:
            walk = _enter_in_shorter(walk, own_s, other_s, i, s)
        if i == walk.end_l:
            walk = _enter_in_longer(walk, own_l, other_l, i, l)
        before, at_s = at_s, _agreement(walk, i + 1, ties)
        ext += power * (at_s - before)
        power = power * p if power > _TINY else 0.0
    low = high = ext
    end_low = end_high = at_l = at_s
    if s < l:
        walk = _enter_in_shorter(walk, own_s, other_s, s, s)
    for i in range(s, l):
        if i == walk.end_l:
            walk = _enter_in_longer(walk, own_l, other_l, i, l)
        before, before_low, before_high = at_l, end_low, end_high
        at_l, end_low, end_high = _agreements_below(walk, i + 1, s, at_s, ties)
        ext += power * (at_l - before)
        low += power * (end_low - before_low)
        high += power * (end_high - before_high)
        power = power * p if power > _TINY else 0.0
    common = walk.passed + walk.open_s + walk.open_l + walk.open_both
    low = max(0.0, low + power * (common * tail - end_low))
    high = min(1.0, _with_all_in_common(high, end_high, power, p, s, l, common))
    if s == 0:
        return np.nan, low, high
    return min(max(ext, low), high), low, high  # between them but for rounding


@inlined
def _with_all_in_common(high, agreement, power, p, s, l, common):  # type: ignore[no-untyped-def]  # noqa: E741
    """Go on as if each ranking held next what only the other has shown: two more common items a depth."""
    full = s + l - common
    for d in range(l + 1, full + 1):
        before, agreement = agreement, (2 * d - full) / d
        high += power * (agreement - before)
        power = power * p if power > _TINY else 0.0
    return high + power * (1 - agreement)


@inlined
def _enter_in_shorter(walk, own, other, i, n):  # type: ignore[no-untyped-def]
    """Open the group that begins at place `i` of the shorter ranking."""
    end, inside, level = i, 0, 0
    while end < n and own[end] == i:
        inside += other[end] < walk.start_l
        level += other[end] == walk.start_l
        end += 1
    return Walk(
        i, end, walk.start_l, walk.end_l, walk.passed + walk.open_s, inside, walk.open_l + walk.open_both, level,
        walk.alone, walk.open_alone,
    )  # fmt: skip


@inlined
def _enter_in_longer(walk, own, other, i, n):  # type: ignore[no-untyped-def]
    """Open the group that begins at place `i` of the longer ranking."""
    end, inside, level, alone = i, 0, 0, 0
    while end < n and own[end] == i:
        inside += other[end] < walk.start_s
        level += other[end] == walk.start_s
        alone += other[end] == ABSENT
        end += 1
    return Walk(
        walk.start_s, walk.end_s, i, end, walk.passed + walk.open_l, walk.open_s + walk.open_both, inside, level,
        walk.alone + walk.open_alone, alone,
    )  # fmt: skip


@inlined
def _agreement(walk, depth, ties):  # type: ignore[no-untyped-def]
    """Agreement at a depth that both rankings reach."""
    share_s = _share(walk.start_s, walk.end_s, depth, ties)
    share_l = _share(walk.start_l, walk.end_l, depth, ties)
    overlap = (
        walk.passed + (share_s * walk.open_s + share_l * walk.open_l) + share_s * share_l * walk.open_both
    )
    if ties == A:
        return overlap / depth
    if ties == W:
        return overlap / ((walk.end_s + walk.end_l) * 0.5)
    squares_s = walk.start_s + share_s * share_s * (walk.end_s - walk.start_s)
    return overlap / np.sqrt(squares_s * _squares(walk, share_l))


@inlined
def _agreements_below(walk, depth, s, at_s, ties):  # type: ignore[no-untyped-def]
    """Agreements below the shorter ranking's end: extrapolated, least and greatest.

    Its unseen items are distinct; extrapolated, they agree with what only the longer ranking holds as often as
    items agreed at depth `s`; at best they are the first of those.
    """
    share = _share(walk.start_l, walk.end_l, depth, ties)
    seen, unseen = walk.passed + share * walk.open_l, depth - s
    alone = walk.alone + share * walk.open_alone
    most = min(unseen, walk.alone) + share * min(max(unseen - walk.alone, 0), walk.open_alone)
    expected = unseen * at_s * alone / (walk.alone + walk.open_alone)
    whole = float(depth)
    if ties == W:
        whole = (depth + walk.end_l) * 0.5
    elif ties == B:
        whole = np.sqrt(depth * _squares(walk, share))
    return (seen + expected) / whole, seen / whole, (seen + most) / whole


@inlined
def _share(start, end, depth, ties):  # type: ignore[no-untyped-def]
    return 1.0 if ties == W else (depth - start) / (end - start)


@inlined
def _squares(walk, share_l):  # type: ignore[no-untyped-def]
    """Sum of squared shares of the longer ranking's items."""
    return walk.start_l + share_l * share_l * (walk.end_l - walk.start_l)
