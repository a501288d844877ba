"""From scores by query to scores by resampling unit: what a design must be like, and what it makes of a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fastrank.significance.designs import Design, Factor
from fastrank.significance.quantise import Quantised, quantise_scores
from fastrank.significance.query_keys import query_keys
from fastrank.significance.sample import Sample
from fastrank.significance.units import Units, clustered, with_room

Values = npt.NDArray[np.float64]


def by_units(sample: Sample, design: Design, min_queries: int) -> Sample:
    """Return the sample that tests draw from: of clusters, stratified, or as it is where queries are independent.

    `min_queries` counts clusters; where factors cross, levels of the largest.
    """
    if not design.arguments:
        return sample
    if not sample.complete:
        raise ValueError(
            f'missing="pairwise" does not go with {design.arguments}: clusters would differ by pair; '
            'use missing="complete" or "worst"'
        )
    design = design.of(sample.place)
    for factor in design.groups:
        _refuse_one_level(factor)
    _refuse_few(design.groups, min_queries)
    sample = replace(sample, notes=(*sample.notes, *_notes(design)), design=design)
    if design.crossed:
        return _crossed(sample, design)
    if design.strata is not None:
        _refuse_lone_units(design, design.strata)
    weights = _query_weights(design)
    return clustered(sample, design, _weighted(sample, weights), weights)


def _crossed(sample: Sample, design: Design) -> Sample:
    if design.strata is not None:
        raise ValueError(
            "strata= does not go with factors that cross; use one factor as groups=, or leave strata= out"
        )
    n = len(sample.keys)
    # Topic "1" and judge "1" are drawn each by itself: the name of the factor is part of the key.
    factors = tuple((query_keys(f.labels, stratum=f.name), f.codes) for f in design.groups)
    units = Units(np.arange(n), np.ones(n), np.zeros(n, np.int64), factors=factors)
    scores = with_room(sample.scores, len(factors))
    return replace(sample, scores=scores, units=units, totals=sample.values, queries=sample)


def _query_weights(design: Design) -> Values | None:
    """How much a query counts where strata count alike, 1 on average; None where queries do."""
    if design.strata is None or not design.macro:
        return None
    sizes = np.bincount(design.strata.codes)
    return np.asarray((sizes.mean() / sizes)[design.strata.codes])


def _weighted(sample: Sample, weights: Values | None) -> tuple[Values, Quantised]:
    if weights is None:
        return sample.values, sample.scores
    values = sample.values * weights
    return values, quantise_scores(values, None, "scores")


def _notes(design: Design) -> list[str]:
    notes = []
    for factor in design.groups:
        sizes = np.bincount(factor.codes)
        notes.append(
            f"{factor.name}: {len(sizes)} {'levels, crossed' if design.crossed else 'clusters'}, "
            f"{_span(sizes)} queries each"
        )
    if design.strata is not None:
        sizes = np.bincount(design.strata.codes)
        how = "all alike" if design.macro else "by their sizes"
        notes.append(f"{design.strata.name}: {len(sizes)} strata of {_span(sizes)} queries, averaged {how}")
    return notes


def _span(sizes: npt.NDArray[np.int64]) -> str:
    least, most = int(sizes.min()), int(sizes.max())
    return str(least) if least == most else f"{least} to {most}"


def _refuse_one_level(factor: Factor) -> None:
    if len(factor.labels) < 2:
        raise ValueError(
            f"groups: all queries are in one cluster of {factor.name!r}, {factor.labels[0]!r}, and one cluster has no "
            "variance to test with; leave groups= out, or name a finer attribute"
        )


def _refuse_few(groups: tuple[Factor, ...], min_queries: int) -> None:
    if not groups:
        return
    largest = max(groups, key=lambda factor: len(factor.labels))
    if len(largest.labels) < min_queries:
        raise ValueError(
            f"groups: {len(largest.labels)} clusters of {largest.name!r}, and inference asks for at least "
            f"{min_queries} (clusters count here, not queries); min_queries= lowers the limit (never below 2)"
        )


def _refuse_lone_units(design: Design, strata: Factor) -> None:
    """Refuse a cluster that lies in two strata, and a stratum of one unit."""
    units = design.groups[0].codes if design.groups else np.arange(len(strata.codes))
    pairs = np.unique(np.stack([units, strata.codes]), axis=1)
    twice = np.flatnonzero(pairs[0, 1:] == pairs[0, :-1])
    if len(twice):
        (cluster, one), (_, other) = pairs.T[twice[0] : twice[0] + 2]
        raise ValueError(
            f"groups: cluster {design.groups[0].labels[cluster]!r} lies in two strata, {strata.labels[one]!r} and "
            f"{strata.labels[other]!r}; clusters must lie within strata: put the stratum into the label, or leave "
            "strata= out"
        )
    alone = np.flatnonzero(np.bincount(pairs[1]) < 2)
    if len(alone):
        raise ValueError(
            f"strata: {strata.labels[alone[0]]!r} has one {'cluster' if design.groups else 'query'} only "
            f"({len(alone)} such strata), which has no variance; join it with another stratum, or leave it out with "
            "scores.sel()"
        )
