"""Repeated samples: how sure mean scores are, and whether more items or more samples would make them surer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fastrank.samples.item_variances import ItemVariances, common_items, difference, of_system, row
from fastrank.samples.sampled_items import SampledItems, sampled_items
from fastrank.samples.variance_result import SampleVariance
from fastrank.significance.pair_moments import row_of_baseline

__all__ = ["SampleVariance", "sample_variance"]


def sample_variance(
    samples: Any,
    *,
    baseline: Any = None,
    passing: float | None = None,
    columns: Mapping[str, str] | None = None,
) -> SampleVariance:
    """Say how sure the mean scores of systems are, and where their variance comes from: items or samples.

    Parameters
    ----------
    samples, passing, columns
        As of :func:`evaluate_samples`.
    baseline : str, optional
        A system; rows are then the others' differences to it, paired by item.

    Returns
    -------
    SampleVariance
        Its ``required_items``, ``required_samples`` and ``expected_standard_error`` plan an experiment.

    Raises
    ------
    ValueError, TypeError
        As :func:`evaluate_samples`; or if a row has less than two items, or the baseline is unknown.

    Notes
    -----
    With m_i the mean of item i's n_i samples and s_i² their variance, over I items:

    - standard error: √(V / I), V the variance of the m_i. Nothing is assumed of samples of one item.
    - naive: √(variance of all N samples / N); of a difference, of both systems as if independent.
    - within: the mean of s_i²; between: V − mean of s_i² / n_i, at least 0. Unbiased, but for that bound.
    - rerun: √(Σ s_i² / n_i) / I.

    With K samples of each of I items the standard error is √((between + within / K) / I): more samples an item help
    up to √(between / I). An item with one sample shows no variance: the mean of the others is taken for it and
    noted; where no item has two, between, within and rerun are NaN.
    Of a difference, m_i are differences, and variances within items add up. Items that one of both lacks are left out.
    For pass@k or several sampling sizes use `evaluate_samples` and `bootstrap`.

    References
    ----------
    Miller 2024, Adding error bars to evals, arXiv:2411.00640.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> rng = np.random.default_rng(0)
    >>> chance = np.repeat(rng.beta(1, 1, 200), 4)  # of 200 items, four samples each
    >>> samples = {"item": np.repeat(np.arange(200), 4), "correct": rng.random(800) < chance}
    >>> found = fr.sample_variance(samples)
    >>> found
                mean        SE  naive SE  rerun SE   between    within
    system    0.5138    0.0249    0.0177    0.0145    0.0817    0.1688
    >>> found.required_items(0.02, samples_per_item=4), found.required_samples(0.02, n_items=400)
    (array([310.]), array([3.]))
    """
    rows: dict[str, tuple[SampledItems, int]] = {}
    for items in sampled_items(samples, passing=passing, columns=columns):
        for i, system in enumerate(items.systems):
            if system in rows:
                raise ValueError(f"samples: system {system!r} stands in two tables; rename one")
            rows[system] = items, i
    if baseline is None:
        return _result({name: of_system(items, i) for name, (items, i) in rows.items()}, None, [])
    names = list(rows)
    return _differences(rows, names[row_of_baseline(names, baseline)])


def _differences(rows: dict[str, tuple[SampledItems, int]], baseline: str) -> SampleVariance:
    found, notes = {}, []
    for name in rows:
        if name == baseline:
            continue
        (a, i), (b, j) = rows[name], rows[baseline]
        at_a, at_b = common_items(a, i, b, j)
        left_out = int((a.n_samples[i] > 0).sum() + (b.n_samples[j] > 0).sum()) - 2 * len(at_a)
        if left_out:
            notes.append(f"{name} - {baseline}: {left_out} items that only one has are left out")
        found[f"{name} - {baseline}"] = difference(of_system(a, i, at_a), of_system(b, j, at_b))
    if not found:
        raise ValueError(f"samples: no system beside the baseline {baseline!r}")
    return _result(found, baseline, notes)


def _result(found: dict[str, ItemVariances], baseline: str | None, notes: list[str]) -> SampleVariance:
    rows = []
    for name, items in found.items():
        if len(items.means) < 2:
            raise ValueError(f"samples: {name!r} has {len(items.means)} items; a standard error needs two")
        values, told = row(items)
        rows.append(values)
        notes += [f"{name}: {note}" for note in told]
    columns = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    return SampleVariance(tuple(found), **columns, baseline=baseline, notes=tuple(notes))
