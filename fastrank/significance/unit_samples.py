"""From scores by query to scores by resampling unit: what a design must be like, and what it makes of a sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from fastrank.significance.designs import Design, Factor
from fastrank.significance.sample import Sample
from fastrank.significance.system_means import row_means
from fastrank.significance.units import Units, linear_values, unit_sums, units_of, whole_unit_sums

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
    keys, units = checked_units(sample.keys, design, min_queries)
    totals = unit_sums(units, sample.values)
    mean = row_means(sample.values if units.weights is None else sample.values * units.weights)
    return replace(
        sample,
        values=totals if units.plain or units.factors else linear_values(mean, totals, units),
        scores=whole_unit_sums(units, sample.scores),
        keys=keys,
        notes=(*sample.notes, *unit_notes(design)),
        units=None if units.plain else units,
        totals=totals,
        queries=sample,
        design=design,
    )


def checked_units(
    keys: npt.NDArray[np.uint64], design: Design, min_queries: int
) -> tuple[npt.NDArray[np.uint64], Units]:
    """Return the units of queries by key, sorted by their own keys; refuse a design that has no variance."""
    for factor in design.groups:
        _refuse_one_level(factor)
    _refuse_few(design.groups, min_queries)
    if design.strata is not None:
        if design.crossed:
            raise ValueError(
                "strata= does not go with factors that cross; use one factor as groups=, or leave strata= out"
            )
        _refuse_lone_units(design, design.strata)
    return units_of(keys, design, _query_weights(design))


def _query_weights(design: Design) -> Values | None:
    """How much a query counts where strata count alike, 1 on average; None where queries do."""
    if design.strata is None or not design.macro:
        return None
    sizes = np.bincount(design.strata.codes)
    return np.asarray((sizes.mean() / sizes)[design.strata.codes])


def unit_notes(design: Design) -> list[str]:
    """Say how many clusters and strata there are, and of what sizes."""
    notes = []
    for factor in design.groups:
        sizes = np.bincount(factor.codes)
        kind = "levels, crossed, each" if design.crossed else "clusters, each"
        notes.append(f"{factor.name}: {len(sizes)} {kind} of {_span(sizes)}")
    if design.strata is not None:
        sizes = np.bincount(design.strata.codes)
        how = "all alike" if design.macro else "by their sizes"
        notes.append(f"{design.strata.name}: {len(sizes)} strata, each of {_span(sizes)}, averaged {how}")
    return notes


def _span(sizes: npt.NDArray[np.int64]) -> str:
    least, most = int(sizes.min()), int(sizes.max())
    span = str(least) if least == most else f"{least} to {most}"
    return f"{span} {'query' if most == 1 else 'queries'}"


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
