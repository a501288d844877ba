"""Resampling units: a cluster of queries is drawn, or its sign flipped, as one; strata are each drawn by themselves.

The estimate is the mean over queries, whatever the sizes of clusters: sum of cluster sums over sum of cluster sizes.
Its variance is that of `linear_values`, one a cluster, whose ordinary moments are therefore the cluster-robust ones:
t, intervals and power know nothing of clusters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fastrank.arrays.sums_by_code import sums_by_code
from fastrank.significance.designs import Codes, Design, Factor
from fastrank.significance.quantise import Quantised
from fastrank.significance.query_keys import query_keys

if TYPE_CHECKING:
    from fastrank.significance.sample import Sample

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]

_EXACT_BITS, _WEIGHT_BITS = (
    53,
    3,
)  # a unit is drawn 8 times at most, and that may be the one that has nearly all


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
        return (
            self.sizes
            if self.weights is None
            else sums_by_code(self.weights[None], self.of_query, len(self))[0][0]
        )

    def stratum(self, which: int) -> tuple[Codes, Units]:
        """Return the units of one stratum: which they are, and they alone, for drawing."""
        at = np.flatnonzero(self.strata == which)
        return at, Units(np.empty(0, np.int64), self.sizes[at], np.zeros(len(at), np.int64))


def clustered(
    sample: Sample, design: Design, scores: tuple[Values, Quantised], weights: Values | None
) -> Sample:
    """Return the sample of units: linear values, and sums of what `scores` holds, rounded and not."""
    factor = design.groups[0] if design.groups else None
    keys, of_query = (sample.keys, np.arange(len(sample.keys))) if factor is None else _in_key_order(factor)
    n_units = len(keys)
    sizes = np.bincount(of_query, minlength=n_units).astype(np.float64)
    units = Units(of_query, sizes, _strata(design.strata, of_query, n_units), weights)
    # Where every cluster is one query, nothing belongs together: queries are queries, by other keys.
    plain = bool((sizes == 1).all()) and units.n_strata == 1
    values, rounded = scores
    totals = sums_by_code(values, of_query, n_units)[0]
    whole = sums_by_code(rounded.whole, of_query, n_units)[0]
    return replace(
        sample,
        values=totals if plain else linear_values(values, totals, units),
        scores=Quantised(whole, rounded.quantum) if plain else with_room(Quantised(whole, rounded.quantum)),
        keys=keys,
        units=None if plain else units,
        totals=totals,
        queries=sample,
    )


def linear_values(values: Values, totals: Values, units: Units) -> Values:
    """Return a value of every system for each unit: the mean, and f times the unit's deviation from it.

    The deviation is the unit's sum less what its size and the mean of its stratum would make. Differences of systems
    are linear in it, so that the linear values of a difference are differences of linear values.
    """
    from fastrank.significance.system_means import row_means

    mean = row_means(values)[:, None]
    within = np.broadcast_to(mean, totals.shape)
    if units.n_strata > 1:
        sums = sums_by_code(totals, units.strata, units.n_strata)[0]
        within = (sums / np.bincount(units.strata, units.sizes))[:, units.strata]
    return (mean - units.stretch * units.sizes * within) + units.stretch * totals


def _in_key_order(factor: Factor) -> tuple[Keys, Codes]:
    """Return sorted keys of the clusters, and the cluster of every query."""
    keys = query_keys(factor.labels)
    order = np.argsort(keys)
    return keys[order], np.argsort(order)[factor.codes]


def _strata(strata: Factor | None, of_query: Codes, n_units: int) -> Codes:
    """Return the stratum of each unit, numbered in the order of their labels' keys."""
    found = np.zeros(n_units, dtype=np.int64)
    if strata is not None:
        found[of_query] = np.argsort(np.argsort(query_keys(strata.labels)))[strata.codes]
    return found


def with_room(sums: Quantised, n_factors: int = 1) -> Quantised:
    """Round more coarsely where sums under any weights might not be exact."""
    largest = float(np.abs(sums.whole).max(initial=0.0)) * sums.whole.shape[1]
    excess = math.ceil(math.log2(max(1.0, largest))) - (_EXACT_BITS - n_factors * _WEIGHT_BITS)
    if excess <= 0:
        return sums
    return Quantised(np.rint(sums.whole / 2.0**excess), sums.quantum * 2.0**excess)
