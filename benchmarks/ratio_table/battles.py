"""Bradley-Terry with bootstrap intervals, against SciPy's L-BFGS-B on counts of distinct outcomes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from benchmarks.battles import battle_table, scipy_strengths

import fastrank as fr
from ratio_table.timing import Row, versus


def rows(quick: bool) -> Iterator[Row]:
    """Yield the row; both sides read the same table, and ours makes ranks, shares and win rates as well."""
    n, n_models, n_resamples = (10_000, 10, 20) if quick else (1_000_000, 100, 100)
    table = battle_table(n, n_models)
    ours = fr.bradley_terry(table, rng=0, n_resamples=n_resamples)
    theirs, replicates = scipy_strengths(table, n_resamples)
    order = [ours.models.index(name) for name in sorted(ours.models)]
    assert np.allclose(ours.strength[order], theirs - theirs.mean(), atol=1e-3)
    widths = (ours.bootstrap_high - ours.bootstrap_low)[order] / np.ptp(replicates, axis=0)
    assert 50 < np.median(widths) < 400  # rating points a unit of log-odds: 174
    yield versus(
        f"Bradley-Terry, {n} battles of {n_models} models, {n_resamples} resamples",
        "SciPy `minimize(method='L-BFGS-B')` on distinct outcomes",
        lambda: fr.bradley_terry(table, rng=0, n_resamples=n_resamples),
        lambda: scipy_strengths(table, n_resamples),
        3,
    )
