"""Battles made from a seed, and their Bradley-Terry fits by SciPy. Frozen."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.optimize import minimize


def battle_table(n: int, n_models: int) -> pa.Table:
    """Return n battles of random pairs, a quarter of them ties, in columns as arenas publish them."""
    rng = np.random.default_rng(20261125)
    strength = rng.normal(0.0, 0.8, n_models)
    a = rng.integers(0, n_models, n)
    b = (a + rng.integers(1, n_models, n)) % n_models
    won = rng.random(n) < 1.0 / (1.0 + np.exp(strength[b] - strength[a]))
    winner = np.where(rng.random(n) < 0.25, "tie", np.where(won, "model_a", "model_b"))
    names = np.array([f"model-number-{i:04}" for i in range(n_models)])
    question = rng.integers(0, max(20, n // 500), n)
    return pa.table({"model_a": names[a], "model_b": names[b], "winner": winner, "question_id": question})


def scipy_strengths(table: pa.Table, n_resamples: int) -> tuple[Any, Any]:
    """Return strengths of all battles, and of multinomial resamples of the counts of distinct outcomes, by L-BFGS-B."""
    names = pc.unique(table["model_a"]).sort()
    n_models = len(names)
    a, b = (pc.index_in(table[side], names).to_numpy().astype(np.int64) for side in ("model_a", "model_b"))
    share = pc.index_in(table["winner"], pa.array(["model_b", "tie", "model_a"])).to_numpy()
    code = np.where(a < b, (a * n_models + b) * 3 + share, (b * n_models + a) * 3 + 2 - share)
    counts = np.bincount(code)
    cells = np.flatnonzero(counts)
    counts = counts[cells]
    a, b, won = cells // 3 // n_models, cells // 3 % n_models, cells % 3 / 2.0

    def loss(strength: Any, weight: Any) -> tuple[float, Any]:
        p = 1.0 / (1.0 + np.exp(strength[b] - strength[a]))
        gain = weight * (p - won)
        value = -(weight * (won * np.log(p) + (1.0 - won) * np.log1p(-p))).sum()
        return value, np.bincount(a, gain, n_models) - np.bincount(b, gain, n_models)

    def fitted(weight: Any, start: Any) -> Any:
        options = {"gtol": 1e-9 * weight.sum()}
        return minimize(loss, start, args=(weight,), jac=True, method="L-BFGS-B", options=options).x

    found = fitted(counts, np.zeros(n_models))
    draws = np.random.default_rng(0).multinomial(counts.sum(), counts / counts.sum(), size=n_resamples)
    return found, np.array([fitted(draw, found) for draw in draws])
