"""Samples of items in, Scores out: pass@k, pass^k and averages, an item for a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.correlation.alternatives import one_of
from fastrank.samples.pass_at_k import pass_at_k, pass_hat_k
from fastrank.samples.sample_measures import SampleMeasure, sample_measures
from fastrank.samples.sampled_items import SampledItems, sampled_items
from fastrank.scores import Scores, concat

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

TOO_FEW = ("error", "missing")


def evaluate_samples(
    samples: Any,
    measures: str | Sequence[str],
    *,
    too_few: str = "error",
    passing: float | None = None,
    higher_is_better: bool = True,
    columns: Mapping[str, str] | None = None,
    attributes: Sequence[str] | None = None,
) -> Scores:
    """Evaluate repeated samples of items: one value a system and item, by pass@k, pass^k or averages.

    Parameters
    ----------
    samples : table, path, list of paths or mapping of str to path
        One row a sample: its item, its score (or whether it is correct), perhaps its system and its number. Anything
        that :func:`read_scores` reads. A table without a column of systems is of one, called as its file or its key.
    measures : str or sequence of str
        ``pass@k``: one of k samples passes; ``pass^k``: all do; ``avg@k`` and ``avg@n``: their mean score.
    too_few : {"error", "missing"}
        An item of which a system has samples, but less than k: an error, or a missing value, counted in
        ``report()``. An item of which it has none is a missing value.
    passing : float, optional
        Samples that score at least this pass, and count 1, others 0. Without it pass@k needs scores of 0 and 1.
    higher_is_better : bool
        Of the scores, for averages.
    columns : mapping, optional
        ``{canonical name: column}`` where the names are not recognised: system, item, sample, score.
    attributes : sequence of str, optional
        Columns with attributes of items, one value for each. A text column ``dataset`` is one: ids may repeat across
        data sets.

    Returns
    -------
    Scores
        Items are its queries: `compare`, `leaderboard` and `bootstrap` resample items, never samples, so that standard
        errors are clustered by item.

    Raises
    ------
    ValueError, TypeError
        One line that names file, row or item: a sample that stands twice, a missing score, too few samples.

    Notes
    -----
    Each value is the mean over all choices of k of the item's n samples, whatever their order. So avg@k is the mean
    of all n, as pass@1 is, and asks for k of them at least: more samples make it surer, not other. Items may have
    different numbers of samples, and count alike. To have the first k only, pass a table of those.
    Without a column that numbers samples every row is one, and a row that stands twice is not noticed. Values do not
    depend on the order of rows. Cost: sorting the rows.

    References
    ----------
    Chen et al. 2021, arXiv:2107.03374. Yao et al. 2024, arXiv:2406.12045. Miller 2024, arXiv:2411.00640.

    Examples
    --------
    >>> import fastrank as fr
    >>> samples = {
    ...     "model": ["a"] * 6 + ["b"] * 6,
    ...     "item": ["q1", "q1", "q1", "q2", "q2", "q2"] * 2,
    ...     "epoch": [1, 2, 3] * 4,
    ...     "correct": [1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0],
    ... }
    >>> fr.evaluate_samples(samples, ["pass@1", "pass@2", "pass^2"]).summary()
    system      pass@1      pass@2      pass^2
    a           0.3333      0.5000      0.1667
    b           0.6667      0.8333      0.5000
    """
    asked = sample_measures(measures)
    one_of("too_few", too_few, TOO_FEW)
    found = sampled_items(samples, passing=passing, columns=columns, attributes=attributes)
    unit = all(items.span[0] >= 0 and items.span[1] <= 1 for items in found)
    facts = [_facts(measure, unit, higher_is_better) for measure in asked]
    parts = [_scores(items, asked, facts, too_few) for items in found]
    return parts[0] if len(parts) == 1 else concat(parts)


def _facts(measure: SampleMeasure, unit: bool, higher_is_better: bool) -> tuple[bool, Any]:
    """Direction and bounds of a measure; averages are of scores that may have any."""
    return measure.of_passes or higher_is_better, (0.0, 1.0) if measure.of_passes or unit else None


def _scores(
    items: SampledItems, measures: list[SampleMeasure], facts: list[tuple[bool, Any]], too_few: str
) -> Scores:
    short = {measure.k: _short(items, measure, too_few) for measure in measures if measure.k is not None}
    return Scores(
        np.array([_values(items, measure) for measure in measures]),
        systems=items.systems,
        queries=items.items,
        measure=[str(measure) for measure in measures],
        higher_is_better=[up for up, _ in facts],
        bounds=[bounds for _, bounds in facts],
        counts={f"items with fewer than {k} samples": count for k, count in short.items() if count.any()},
        attributes=items.attributes,
    )


def _short(items: SampledItems, measure: SampleMeasure, too_few: str) -> Counts:
    """Count the items of which a system has too few samples, or refuse them."""
    assert measure.k is not None
    short = (items.n_samples > 0) & (items.n_samples < measure.k)
    if short.any() and too_few == "error":
        system, item = np.argwhere(short)[0].tolist()
        raise ValueError(
            f"{items.source}: {items.systems[system]!r} has {items.n_samples[system, item]} samples of item "
            f"{items.names[item]!r}, and {measure} needs {measure.k} ({short.sum()} such items); ask for a smaller k, "
            "or pass too_few='missing'"
        )
    return short.sum(axis=1)


def _values(items: SampledItems, measure: SampleMeasure) -> Values:
    if not measure.of_passes:
        return np.where(items.n_samples >= (measure.k or 1), items.means, np.nan)
    if items.passed is None:
        raise ValueError(
            f"{items.source}: {measure} is of samples that pass or fail, and scores are not all 0 or 1; say which "
            "score passes with passing="
        )
    assert measure.k is not None
    share = pass_at_k if measure.kind == "pass@" else pass_hat_k
    return np.asarray(share(items.n_samples, items.passed, measure.k))
