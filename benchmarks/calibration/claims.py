"""What is claimed: which tests are exact under which nulls, and what others published."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from cells import Cell
from type_one import ALPHA

COVERAGE, LEAST_COVERAGE = 0.95, 0.935  # nominal, and what an interval must have at 50 queries

# Urbano, Lima, Hanjalic (SIGIR 2019), output/type_1 of their repository: AP, two-sided, nominal .05.
PUBLISHED = {
    "t": {25: 0.0509, 50: 0.0512, 100: 0.0511},
    "randomization": {25: 0.0534, 50: 0.0522, 100: 0.0517},
    "bootstrap_shift": {25: 0.0689, 50: 0.0597, 100: 0.0553},
    "wilcoxon": {25: 0.0607, 50: 0.0722, 100: 0.0965},
    "sign": {25: 0.0464, 50: 0.0779, 100: 0.1251},
}


class Claim(NamedTuple):
    """A test whose level is alpha under these nulls, or `at_most` that, where p has few values."""

    test: str
    nulls: tuple[str, ...]
    at_most: bool = False
    largest_n: int = 1000


_NORMAL = ("normal", "unequal_systems")
_SYMMETRIC = ("exchanged", *_NORMAL, "unequal_queries")
_DISCRETE = ("exchanged_coarse", "binary")

CLAIMS = (
    Claim("t", _NORMAL),
    Claim("tukey", _NORMAL),  # of two systems it is t
    Claim("randomization", _SYMMETRIC),
    Claim("randomization", _DISCRETE, at_most=True),
    Claim("tukey_randomization", _SYMMETRIC),
    Claim("tukey_randomization", _DISCRETE, at_most=True),
    Claim("wilcoxon", _SYMMETRIC[1:], at_most=True, largest_n=50),  # by the exact distribution, without ties
    Claim("sign", (*_SYMMETRIC, *_DISCRETE), at_most=True),
    Claim("mcnemar", ("binary",), at_most=True),
)


class Checked(NamedTuple):
    """A cell that is claimed to have the level alpha, or at most that, and by how many Monte Carlo errors it is off."""

    cell: Cell
    at_most: bool
    errors_off: float


def checked(cells: Iterable[Cell]) -> list[Checked]:
    """Return every cell that a claim is about."""
    return [
        Checked(one, claim.at_most, _errors_off([one], claim.at_most))
        for one in cells
        for claim in CLAIMS
        if one.what == claim.test and one.where in claim.nulls and one.n <= claim.largest_n
    ]


class Pooled(NamedTuple):
    """All cells of a test with the same claim, taken together."""

    share: float
    errors_off: float


def pooled(cells: Iterable[Cell]) -> dict[tuple[str, bool], Pooled]:
    """Return for each test, and whether it claims .05 or at most that, what all of its cells say."""
    groups: dict[tuple[str, bool], list[Cell]] = {}
    for one in checked(cells):
        groups.setdefault((one.cell.what, one.at_most), []).append(one.cell)
    return {key: Pooled(_share(group), _errors_off(group, key[1])) for key, group in groups.items()}


def missed(cells: list[Cell]) -> list[str]:
    """Say which claims do not hold: a test off by more than 2 errors, or one of the many cells by more than 3.5."""
    tests = [f"{test}: {one}" for (test, _), one in pooled(cells).items() if abs(one.errors_off) > 2.0]
    far = [one for one in checked(cells) if abs(one.errors_off) > 3.5]
    return tests + [f"{one.cell}: {one.errors_off:+.1f} errors" for one in far]


def _errors_off(cells: list[Cell], at_most: bool) -> float:
    """Mean share minus alpha, in Monte Carlo errors: those measured, but no less than those of the level alpha."""
    sets = np.array([one.data_sets for one in cells])
    errors = np.array([max(one.error, np.sqrt(ALPHA * (1 - ALPHA) / one.data_sets)) for one in cells])
    off = float((_share(cells) - ALPHA) / np.sqrt(((errors * sets) ** 2).sum()) * sets.sum())
    return max(off, 0.0) if at_most else off


def _share(cells: list[Cell]) -> float:
    return float(np.average([one.share for one in cells], weights=[one.data_sets for one in cells]))
