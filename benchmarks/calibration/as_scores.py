"""Arrays as `fr.Scores`, whose systems and queries are named by position."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

import fastrank as fr

Values = npt.NDArray[np.float64]


def as_scores(values: Values) -> fr.Scores:
    """Scores of one measure, (systems, queries)."""
    return fr.Scores(values, systems=range(len(values)), queries=range(values.shape[1]), measure="m")


def on_zeros(rows: Values) -> Values:
    """Differences below a first row of zeros: against that baseline, one call tests each by itself."""
    return np.vstack([np.zeros((1, rows.shape[1])), rows])
