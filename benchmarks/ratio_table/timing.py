"""Timing two ways of doing one thing, alternately, so that both see the same state of a shared machine."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

Work = Callable[[], Any]


class Row(NamedTuple):
    """One line of the table, as text."""

    what: str
    peer: str
    ours: str
    theirs: str
    result: str
    target: str


class Timing(NamedTuple):
    """Median seconds of both sides, and theirs / ours of every round, smallest first."""

    ours: float
    theirs: float
    ratios: list[float]


def alternate(ours: Work, theirs: Work, rounds: int) -> Timing:
    """Time both sides in every round.

    Who goes first changes every round: the second finds a processor that the first has warmed.
    """
    pairs = []
    for i in range(rounds):
        times = {}
        for work in (ours, theirs) if i % 2 == 0 else (theirs, ours):
            start = time.perf_counter()
            work()
            times[work] = time.perf_counter() - start
        pairs.append((times[ours], times[theirs]))
    medians = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Timing(*medians, sorted(b / a for a, b in pairs))


def versus(what: str, peer: str, ours: Work, theirs: Work, rounds: int, target: str = "") -> Row:
    """Return the row that says how many times as fast we are: the median over rounds, and the extremes."""
    timing = alternate(ours, theirs, rounds)
    low, high = (figures(ratio) for ratio in (timing.ratios[0], timing.ratios[-1]))
    result = f"{figures(statistics.median(timing.ratios))} ({low} to {high})"
    return Row(what, peer, seconds(timing.ours), seconds(timing.theirs), result, target)


def figures(ratio: float) -> str:
    """Return two figures, or whole numbers from 10 on."""
    return f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"


def seconds(value: float) -> str:
    """Return three figures with a unit that people read."""
    return f"{value:.3g} s" if value >= 1 else f"{value * 1e3:.3g} ms"
