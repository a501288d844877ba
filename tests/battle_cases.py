"""Battles for tests: a published table, and random ones."""

from __future__ import annotations

from typing import Any

import numpy as np

# Stigler, Citation patterns in the journals of statistics and probability, Statistical Science 9 (1994): citations of the
# row's journal by the column's, 1987 and 1988.
JOURNALS = ("Biometrika", "Comm Statist", "JASA", "JRSS-B")
CITED = np.array([[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]])


def citations() -> dict[str, list[Any]]:
    """One row for each pair of journals: a citation is a battle that the cited one wins."""
    pairs = [(i, j) for i in range(4) for j in range(4) if i != j]
    return {
        "model_a": [JOURNALS[i] for i, _ in pairs],
        "model_b": [JOURNALS[j] for _, j in pairs],
        "winner": ["model_a" for _ in pairs],
        "n": [int(CITED[i, j]) for i, j in pairs],
    }


def random_battles(
    n: int, n_models: int, seed: int = 0, *, ties: float = 0.2, spread: float = 0.7
) -> dict[str, list[Any]]:
    """Battles of random pairs, each model 0.7 times a standard normal strong, with a question for every row."""
    rng = np.random.default_rng(seed)
    strength = spread * np.random.default_rng(1000).normal(size=n_models)
    a = rng.integers(0, n_models, n)
    b = (a + rng.integers(1, n_models, n)) % n_models
    won = rng.random(n) < 1.0 / (1.0 + np.exp(strength[b] - strength[a]))
    winner = np.where(rng.random(n) < ties, "tie", np.where(won, "model_a", "model_b"))
    return {
        "model_a": [f"m{i:02}" for i in a],
        "model_b": [f"m{i:02}" for i in b],
        "winner": winner.tolist(),
        "question": rng.integers(0, max(12, n // 8), n).tolist(),
    }
