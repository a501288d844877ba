"""Correlation of metrics with people at the level of systems or segments, of many resamples at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.agreements.list_statistics import as_lists, of_lists
from fastrank.agreements.metric_sides import MetricSides
from fastrank.agreements.resampled_lists import resampled_lists, system_counts
from fastrank.agreements.swaps import Units, n_draws, swap_tiles, swapped_sums
from fastrank.correlation.item_correlations import item_means
from fastrank.kernels.random_streams import GROUP
from fastrank.significance.resample import Plan, Progress
from fastrank.significance.resampled_weights import weights_of
from fastrank.significance.tied_sums import joined_sums

Values = npt.NDArray[np.float64]
Small = npt.NDArray[np.int8]

LEVELS = ("system", "segment")
_MOST = 1024  # replicates of segments' weights at a time
_WEIGHTED = 16 * 1024 * 1024  # cells × replicates at a time: about 0.5 s
_CELLS = 2 * 1024 * 1024  # of expanded lists at a time


class Level(NamedTuple):
    """Which statistic of which lists."""

    statistic: str
    level: str
    average: str


def observed(level: Level, sides: MetricSides) -> Values:
    """The correlation of every metric with people."""
    if level.level == "system":
        return np.array(
            [_of_systems(level, sides, whole.sum(axis=1)[:, None])[0] for whole in sides.whole.whole]
        )
    units = Units(np.zeros(1, np.uint64), np.zeros(sides.human.shape, np.int64))
    still = np.zeros((1, 1), np.int8)
    return np.array([_swapped(level, sides, (k, k), units, still)[0, 0] for k in range(len(sides.metrics))])


def swapped(
    level: Level,
    sides: MetricSides,
    pair: tuple[int, int],
    units: Units,
    seed: int,
    n_resamples: int,
    progress: Progress | None = None,
) -> Values:
    """Correlations of two metrics under random swaps, (2, replicates)."""
    parts = _swapped_systems if level.level == "system" else _swapped_scores
    tiles, done, n = [], 0, n_draws(units, n_resamples)[0]
    for tile in parts(level, sides, pair, units, seed, n_resamples):
        tiles.append(tile)
        done += tile.shape[1]
        if progress is not None:
            progress(done, n)
    return np.concatenate(tiles, axis=1)


def _swapped_scores(
    level: Level, sides: MetricSides, pair: tuple[int, int], units: Units, seed: int, n_resamples: int
) -> Iterator[Values]:
    """Correlations of two metrics whose scores have changed places, part by part."""
    expanded = level.average != "item"
    for swaps in swap_tiles(units, seed, n_resamples):
        step = max(1, _CELLS // sides.human.size) if expanded else swaps.shape[1]
        for start in range(0, swaps.shape[1], step):
            yield _swapped(level, sides, pair, units, swaps[:, start : start + step])


def bootstrapped(
    level: Level, sides: MetricSides, seed: int, n_resamples: int, progress: Progress | None = None
) -> Values:
    """Correlation of every metric when systems and segments are drawn again, (metrics, replicates): BOOT-BOTH."""
    if level.level == "system":
        plan = Plan(sides.keys, seed, n_resamples)
        parts = [
            np.stack([of_lists(level.statistic, one) for one in lists])
            for lists in resampled_lists(plan, sides.samples(), sides.systems, "both", progress)
        ]
        return np.concatenate(parts, axis=1)
    drawn = np.ascontiguousarray(system_counts(sides.systems, seed, n_resamples).T)
    parts = []
    step = max(GROUP, min(_MOST, _WEIGHTED // sides.human.size) // GROUP * GROUP)
    for start in range(0, n_resamples, step):
        part = min(step, n_resamples - start)
        segments = weights_of(sides.keys, seed, start, part)
        systems = np.ascontiguousarray(drawn[:, start : start + part])
        parts.append(_weighted(level, sides, systems, np.ascontiguousarray(segments)))
        if progress is not None:
            progress(start + part, n_resamples)
    return np.concatenate(parts, axis=1)


def _swapped(level: Level, sides: MetricSides, pair: tuple[int, int], units: Units, swaps: Small) -> Values:
    """Segments' correlations of two metrics with people under swaps (units, replicates)."""
    a, b = (sides.metrics[k] for k in pair)
    n, (n_systems, n_segments) = swaps.shape[1], sides.human.shape
    if level.average == "item":
        ones = np.ones((max(n_systems, n_segments), n), np.int8)
        human, one, other = (np.ascontiguousarray(part.T) for part in (sides.human, a, b))
        unit = np.ascontiguousarray(units.of_cell.T)
        return item_means(
            level.statistic, human, one, other, swaps, unit, ones[:n_systems], ones[:n_segments]
        )
    change = swaps.T[:, units.of_cell] == 1
    sides_of_pair = ((a, b), (b, a))
    return np.stack(
        [_of_cells(level, sides.human, np.where(change, other, own)) for own, other in sides_of_pair]
    )


def _swapped_systems(
    level: Level, sides: MetricSides, pair: tuple[int, int], units: Units, seed: int, n_resamples: int
) -> Iterator[Values]:
    """Correlations of two metrics' sums under swaps, exact: what one metric gains, the other loses."""
    a, b = (sides.whole.whole[k] for k in pair)
    sum_a, sum_b = a.sum(axis=1, keepdims=True), b.sum(axis=1, keepdims=True)
    for gained in swapped_sums(b - a, units, seed, n_resamples):
        yield np.stack([_of_systems(level, sides, sums) for sums in (sum_a + gained, sum_b - gained)])


def _of_systems(level: Level, sides: MetricSides, sums: Values) -> Values:
    """Correlation of people with every replicate of a metric's sums, (systems, replicates) of whole numbers."""
    n_systems, n = sums.shape
    rows = joined_sums(np.ascontiguousarray(sums.T), float(sides.human.shape[1]))
    human = np.tile(sides.human_sums(), n)
    return of_lists(
        level.statistic, as_lists(human, rows.reshape(-1), np.arange(n + 1) * n_systems, n_systems)
    )


def _of_cells(level: Level, human: Values, metric: Values) -> Values:
    """Correlations by system or of all cells, (replicates,), from metric scores (replicates, systems, segments)."""
    n, n_lists = len(metric), human.shape[0] if level.average == "system" else 1
    width = human.size // n_lists
    offsets = np.arange(n * n_lists + 1) * width
    lists = as_lists(np.tile(human.reshape(-1), n), metric.reshape(-1), offsets, width)
    return _means(of_lists(level.statistic, lists).reshape(n, n_lists), np.ones((n, n_lists)))


def _weighted(level: Level, sides: MetricSides, systems: Small, segments: Small) -> Values:
    """Correlations of all metrics where systems and segments stand several times."""
    if level.average == "item":
        still = np.zeros((1, systems.shape[1]), np.int8)
        cells = [np.ascontiguousarray(part.T) for part in (sides.human, *sides.metrics)]
        unit = np.zeros(cells[0].shape, np.int64)
        found = []
        for k in range(1, len(cells), 2):
            two = cells[k], cells[min(k + 1, len(cells) - 1)]
            found.append(item_means(level.statistic, cells[0], *two, still, unit, systems, segments))
        return np.concatenate(found)[: len(sides.metrics)]
    values = [
        [_repeated(level, sides.human, metric, systems[:, b], segments[:, b]) for metric in sides.metrics]
        for b in range(systems.shape[1])
    ]
    return np.array(values).T


def _repeated(level: Level, human: Values, metric: Values, systems: Small, segments: Small) -> float:
    """One replicate of one metric, its cells standing as often as they are drawn."""
    x, y = (np.repeat(part, segments, axis=1) for part in (human, metric))
    if level.average == "pooled":
        x, y = (np.repeat(part, systems, axis=0).reshape(1, -1) for part in (x, y))
    offsets = np.arange(len(x) + 1) * x.shape[1]
    values = of_lists(level.statistic, as_lists(x.reshape(-1), y.reshape(-1), offsets, x.shape[1]))
    weights = systems if level.average == "system" else np.ones(1)
    return float(_means(values[None], weights[None].astype(np.float64))[0])


def _means(values: Values, weights: Values) -> Values:
    """Weighted means of rows over what is defined; NaN where nothing is."""
    defined = ~np.isnan(values)
    total = (weights * defined).sum(axis=1)
    sums = (weights * np.where(defined, values, 0.0)).sum(axis=1)
    return np.divide(sums, total, out=np.full(len(values), np.nan), where=total > 0)
