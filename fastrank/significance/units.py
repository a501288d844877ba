"""Resampling units: a cluster of queries is drawn, or its sign flipped, as one; strata are each drawn by themselves.

The estimate is the mean over queries, whatever the sizes of clusters: sum of cluster sums over sum of cluster sizes.
Its variance is that of `linear_values`, one a cluster, whose ordinary moments are therefore the cluster-robust ones:
t, intervals and power know nothing of clusters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fastrank.arrays.sums_by_code import sums_by_code
from fastrank.significance.designs import Codes, Design, Factor
from fastrank.significance.quantise import Quantised
from fastrank.significance.query_keys import query_keys

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

_EXACT_BITS = 53
_WEIGHT_BITS = 3  # a unit is drawn 8 times at most, and that may be the one that has nearly all


@dataclass(frozen=True)
class Units:
    """What is drawn as one, in the order of the keys.

    Attributes
    ----------
    of_query : ndarray of int64
        The unit of every query of the sample.
    sizes : ndarray
        Queries of each unit.
    strata : ndarray of int64
        The stratum of each unit; all 0 where there are none.
    weights : ndarray or None
        How much each query counts, 1 on average; None where all count alike.
    factors : tuple of (keys, codes)
        Of crossed clusters, whose units are queries: the keys of each factor's levels, and the level of each query.
    """

    of_query: Codes
    sizes: Values
    strata: Codes
    weights: Values | None = None
    factors: tuple[tuple[Keys, Codes], ...] = ()

    def __len__(self) -> int:
        return len(self.sizes)

    @property
    def n_strata(self) -> int:
        """One where there are none."""
        return int(self.strata.max()) + 1

    @property
    def plain(self) -> bool:
        """Whether every unit is one query, and there is one stratum: nothing belongs together."""
        return not self.factors and self.n_strata == 1 and bool((self.sizes == 1).all())

    @property
    def depth(self) -> int:
        """Of how many draws the weight of a unit is the product."""
        return max(1, len(self.factors))

    @property
    def stretch(self) -> Values:
        """What a unit's deviation is multiplied by in its linear value.

        With f² = (G / N)² G_h (G - 1) / ((G_h - 1) G), centred squares over G (G - 1) are the sum over strata of
        G_h / (G_h - 1) times squared deviations, over N²: the small-sample factor of each stratum by itself.
        """
        n_units, in_stratum = len(self), np.bincount(self.strata)
        factor = in_stratum * (n_units - 1) / ((in_stratum - 1) * n_units)
        return np.asarray((n_units / self.sizes.sum()) * np.sqrt(factor)[self.strata])

    @property
    def reach(self) -> float:
        """How much larger than scores the terms of a linear value are: so much larger is their rounding."""
        return max(1.0, float((self.stretch * self.sizes).max()))

    @property
    def loads(self) -> Values:
        """What each unit's sum grows by if every score grows by 1."""
        if self.weights is None:
            return self.sizes
        return np.asarray(sums_by_code(self.weights[None], self.of_query, len(self))[0][0])

    def stratum(self, which: int) -> tuple[Codes, Units]:
        """Return the units of one stratum: which they are, and they alone, for drawing."""
        at = np.flatnonzero(self.strata == which)
        return at, Units(np.empty(0, np.int64), self.sizes[at], np.zeros(len(at), np.int64))


def units_of(keys: Keys, design: Design, weights: Values | None = None) -> tuple[Keys, Units]:
    """Return sorted keys of the units, and the units: clusters; queries where there are none, or several cross."""
    n = len(keys)
    if design.crossed:
        # Topic "1" and judge "1" are drawn each by itself: the name of the factor is part of the key.
        factors = tuple(_in_key_order(factor, factor.name) for factor in design.groups)
        return keys, Units(np.arange(n), np.ones(n), np.zeros(n, np.int64), factors=factors)
    keys, of_query = _in_key_order(design.groups[0]) if design.groups else (keys, np.arange(n))
    sizes = np.bincount(of_query, minlength=len(keys)).astype(np.float64)
    return keys, Units(of_query, sizes, _strata(design.strata, of_query, len(keys)), weights)


def unit_sums(units: Units, rows: Values) -> Values:
    """Sums of every row over the queries of each unit, as much as each counts."""
    rows = rows if units.weights is None else rows * units.weights
    return sums_by_code(rows, units.of_query, len(units))[0]


def whole_unit_sums(units: Units, rows: Quantised) -> Quantised:
    """The same of whole numbers, exact but for weights; coarser where sums under any draws might not be."""
    counted = rows.whole if units.weights is None else np.rint(rows.whole * units.weights)
    sums = Quantised(sums_by_code(counted, units.of_query, len(units))[0], rows.quantum)
    return sums if units.plain else with_room(sums, units.depth)


def linear_values(mean: Values, totals: Values, units: Units) -> Values:
    """Return a value of every system for each unit: the mean, and f times the unit's deviation from it.

    The deviation is the unit's sum less what its size and the mean of its stratum would make. Differences of systems
    are linear in it, so that the linear values of a difference are differences of linear values.
    """
    mean = mean[:, None]
    within = np.broadcast_to(mean, totals.shape)
    if units.n_strata > 1:
        sums = sums_by_code(totals, units.strata, units.n_strata)[0]
        within = (sums / np.bincount(units.strata, units.sizes))[:, units.strata]
    return (mean - units.stretch * units.sizes * within) + units.stretch * totals


def _in_key_order(factor: Factor, stratum: str = "") -> tuple[Keys, Codes]:
    """Return sorted keys of the clusters, and the cluster of every query."""
    keys = query_keys(factor.labels, stratum=stratum)
    order = np.argsort(keys)
    return keys[order], np.argsort(order)[factor.codes]


def _strata(strata: Factor | None, of_query: Codes, n_units: int) -> Codes:
    """Return the stratum of each unit, numbered in the order of their labels' keys."""
    found = np.zeros(n_units, dtype=np.int64)
    if strata is not None:
        found[of_query] = _in_key_order(strata)[1]
    return found


def with_room(sums: Quantised, depth: int) -> Quantised:
    """Round more coarsely where sums under any weights might not be exact."""
    largest = float(np.abs(sums.whole).max(initial=0.0)) * sums.whole.shape[1]
    excess = math.ceil(math.log2(max(1.0, largest))) - (_EXACT_BITS - depth * _WEIGHT_BITS)
    if excess <= 0:
        return sums
    return Quantised(np.rint(sums.whole / 2.0**excess), sums.quantum * 2.0**excess)
