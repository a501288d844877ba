"""What a caller asks of the matrix, checked."""

from __future__ import annotations

import numpy as np

from fastrank.correlation.matrix.engines import Job, with_engine
from fastrank.correlation.matrix.exact_tail import LONGEST
from fastrank.correlation.matrix.kendall import EXACT, NO_P
from fastrank.correlation.matrix.reading import Vectors
from fastrank.correlation.matrix.statistics import METHODS, STATISTICS
from fastrank.correlation.matrix.variables import Side, ties_of


def job_of(statistic: str, method: str, pvalues: bool) -> Job:
    """Look the names up."""
    chosen = STATISTICS.get(statistic)
    if chosen is None:
        raise ValueError(f"statistic must be one of {', '.join(STATISTICS)}, not {statistic!r}")
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    if pvalues and not chosen.has_pvalue:
        raise ValueError(f"pvalues: {statistic} has none here; pass pvalues=False")
    return Job(chosen, METHODS[method] if pvalues else NO_P, False)


def sides_of(job: Job, x: Vectors, y: Vectors | None, nan_policy: str) -> tuple[Job, Side, Side]:
    """Sort every vector and apply the rule for missing values."""
    if nan_policy not in ("propagate", "omit", "raise"):
        raise ValueError(f"nan_policy must be 'propagate', 'omit' or 'raise', not {nan_policy!r}")
    if y is not None and x.values.shape[1] != y.values.shape[1]:
        raise ValueError(
            f"X has {x.values.shape[1]} items a variable and Y has {y.values.shape[1]}: they must be the same items "
            "(rowvar=False takes columns as variables)"
        )
    sides = [Side(part.values, ties_of(part.values)) for part in ([x] if y is None else [x, y])]
    n = sides[0].n
    missing = [side.ties.n < n for side in sides]
    if nan_policy == "raise" and any(rows.any() for rows in missing):
        raise ValueError("The input contains nan values; nan_policy='omit' drops them pair by pair")
    _check_exact(job, sides)
    job = job._replace(missing=nan_policy == "omit" and any(bool(rows.any()) for rows in missing))
    if nan_policy == "propagate":
        for side, rows in zip(sides, missing, strict=True):
            side.ties.unlike[rows], side.ties.root[rows] = 0.0, np.nan  # as a constant: NaN in every pair
    return with_engine(job, sides[0], sides[-1]), sides[0], sides[-1]


def _check_exact(job: Job, sides: list[Side]) -> None:
    if job.method != EXACT or job.statistic.code < 0:
        return
    n = sides[0].n
    if n > LONGEST:
        raise ValueError(f"method='exact' serves up to {LONGEST} items, not {n}; use 'auto' or 'asymptotic'")
    for side in sides:
        known = side.ties.n
        if (side.ties.unlike < known * (known - 1) / 2).any():
            raise ValueError("Ties found, exact method cannot be used; use method='auto'")
