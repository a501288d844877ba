"""Samples brought together by system and item."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.evaluation.systems import system_name
from fastrank.kernels.summation import compensated_sums_by_code
from fastrank.tables.sample_tables import SampleRows, read_samples

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
NamedColumns = Mapping[str, str] | None


class SampledItems(NamedTuple):
    """Of every system and item: how many samples there are, their mean, and the sum of squares about it.

    `passed` counts samples that pass; it is None where scores are not all 0 or 1. `span` holds the least and the
    largest score.
    """

    source: str
    systems: list[str]
    items: list[str]
    names: list[str]
    n_samples: Counts
    means: Values
    squares: Values
    passed: Counts | None
    span: tuple[float, float]
    attributes: dict[str, Any]


def sampled_items(
    samples: Any,
    *,
    passing: float | None = None,
    columns: NamedColumns = None,
    attributes: Sequence[str] | None = None,
) -> list[SampledItems]:
    """Return the items of every table of samples: of one table, of several files, or of ``{system: file}``."""
    if passing is not None and not math.isfinite(passing):
        raise ValueError(f"passing: the least score that passes is a finite number, got {passing!r}")
    found = []
    for name, source in _sources(samples):
        rows = read_samples(source, unnamed=name, columns=columns, attributes=attributes)
        found.append(_by_item(rows, passing))
    return found


def _sources(samples: Any) -> Iterator[tuple[str, Any]]:
    """Return tables, and what their system is called if they do not say."""
    paths = (str, os.PathLike)
    if isinstance(samples, Mapping) and samples and all(isinstance(path, paths) for path in samples.values()):
        yield from ((str(name), path) for name, path in samples.items())
    elif isinstance(samples, list | tuple):
        if not samples or not all(isinstance(path, paths) for path in samples):
            raise TypeError("samples: a list holds the paths of tables; several tables in memory become one")
        yield from ((system_name(path), path) for path in samples)
    else:
        yield (system_name(samples) if isinstance(samples, paths) else "system"), samples


def _by_item(rows: SampleRows, passing: float | None) -> SampledItems:
    scores = rows.scores if passing is None else (rows.scores >= passing).astype(np.float64)
    shape = len(rows.systems), len(rows.items)
    n, totals, means, squares = (
        values.reshape(shape)
        for values in _moments(scores, rows.system * shape[1] + rows.item, math.prod(shape))
    )
    binary = bool(((scores == 0) | (scores == 1)).all())
    return SampledItems(
        source=rows.source,
        systems=rows.systems,
        items=rows.items,
        names=rows.names,
        n_samples=n,
        means=means,
        squares=squares,
        passed=totals.astype(np.int64) if binary else None,
        span=(float(scores.min()), float(scores.max())),
        attributes=rows.attributes,
    )


def _moments(scores: Values, cells: Counts, n_cells: int) -> tuple[Any, ...]:
    """Return counts, sums, means and sums of squares of cells, by score, so that any order of rows gives the same."""
    order = np.lexsort((scores, cells))
    cells, scores = cells[order], scores[order]
    totals, n = _sums(scores, cells, n_cells)
    means = _means(totals, n, scores)
    squares, _ = _sums((scores - means[cells]) ** 2, cells, n_cells)
    return n, totals, means, squares


def _means(totals: Values, n: Counts, scores: Values) -> Values:
    """Return the mean of every cell, from its sorted scores; that of equal scores is the score."""
    means = np.full(len(n), np.nan)
    known, ends = n > 0, np.cumsum(n)
    least, largest = scores[(ends - n)[known]], scores[ends[known] - 1]
    means[known] = np.clip(totals[known] / n[known], least, largest)
    return means


def _sums(values: Values, cells: Counts, n_cells: int) -> tuple[Values, Counts]:
    totals, lost = np.zeros((2, 1, n_cells))
    n = np.zeros((1, n_cells), dtype=np.int64)
    parallel.run(compensated_sums_by_code, (values[None], cells), (totals, lost, n), 1, cost=len(values))
    return (totals + lost)[0], n[0]
