"""Tau-b of the mean scores of systems by two measures, as a statistic of sums."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.correlation.kendalltau import kendalltau
from fastrank.significance.quantise import Quantised, quantise_scores
from fastrank.significance.sum_statistics import SumStatistic

Values = npt.NDArray[np.float64]


def system_tau(layers: list[Values], higher_is_better: tuple[bool, ...]) -> SumStatistic:
    """Tau-b of the systems' means: of their sums, exact on one quantum a measure, so that equal means are tied."""
    signs = [1.0 if up else -1.0 for up in higher_is_better]
    rows = [sign * layer for sign, layer in zip(signs, layers, strict=True)]
    parts = [quantise_scores(layer, None, "scores") for layer in rows]
    whole = np.vstack([part.whole for part in parts])
    quantum = np.repeat([float(part.quantum[0]) for part in parts], len(rows[0]))
    n = len(rows[0])

    def value(sums: Values, sizes: Values) -> Values:
        return np.asarray(kendalltau(sums[:n].T, sums[n:].T, axis=-1).statistic)[None]

    return SumStatistic(whole * quantum[:, None], Quantised(whole, quantum), value)
