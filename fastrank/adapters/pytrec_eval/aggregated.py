"""One value of many queries, as the name of the measure says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def compute_aggregated_measure(measure: str, values: Sequence[float]) -> float:
    """Like ``pytrec_eval.compute_aggregated_measure``: counts add up, logarithms give a geometric mean."""
    if measure.startswith("num_"):
        return float(np.sum(values))
    if measure.startswith("gm_"):
        return float(np.exp(np.sum(values) / len(values)))
    return float(np.mean(values))
