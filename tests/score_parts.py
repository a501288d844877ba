"""Scores, and the same scores in parts."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

import fastrank as fr


def wide(scores: fr.Scores) -> pa.Table:
    """One row a query, one column a system."""
    columns = dict(zip(scores.systems, scores.values[0], strict=True))
    return pa.table({"query_id": pa.array(scores.query_ids), **columns})


def random_parts(n: int, n_parts: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Permuted rows in parts of random sizes, some empty."""
    cuts = np.sort(rng.integers(0, n + 1, n_parts - 1))
    return np.split(rng.permutation(n), cuts)


def bootstrap_state(scores: fr.Scores, **options: Any) -> fr.BootstrapState:
    return fr.BootstrapState(scores.systems, **_facts(scores), **({"n_resamples": 300, "rng": 7} | options))


def moment_state(scores: fr.Scores, **options: Any) -> fr.MomentState:
    return fr.MomentState(scores.systems, **_facts(scores), **options)


def _facts(scores: fr.Scores) -> dict[str, Any]:
    return {
        "measure": scores.measures[0],
        "bounds": scores.bounds[0],
        "higher_is_better": scores.higher_is_better[0],
    }
