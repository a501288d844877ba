"""`ranx.compare`: values from our loops, tests and report from ranx itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import numpy as np

from fastrank.adapters.ranx.evaluate import evaluate


def compare(
    qrels: Any,
    runs: Sequence[Any],
    metrics: Sequence[str] | str,
    stat_test: str = "student",
    n_permutations: int = 1000,
    max_p: float = 0.01,
    random_seed: int = 42,
    threads: int = 0,
    rounding_digits: int = 3,
    show_percentages: bool = False,
    make_comparable: bool = False,
) -> Any:
    """Like ``ranx.compare``, a Report of ranx; :func:`fastrank.compare` has corrections and intervals."""
    from ranx.data_structures import Report
    from ranx.statistical_tests import compute_statistical_significance

    names = [metrics] if isinstance(metrics, str) else list(metrics)
    systems = [getattr(run, "name", None) or f"run_{i}" for i, run in enumerate(runs, 1)]
    scores: dict[str, dict[str, Any]] = {}
    for system, run in zip(systems, runs, strict=True):
        found = evaluate(qrels, run, names, return_mean=False, make_comparable=make_comparable)
        scores[system] = {names[0]: found} if len(names) == 1 else found
    comparisons = compute_statistical_significance(
        model_names=systems,
        metric_scores=scores,
        stat_test=stat_test,
        n_permutations=n_permutations,
        max_p=max_p,
        random_seed=random_seed,
    )
    return Report(
        model_names=systems,
        results={
            system: {name: float(np.mean(one)) for name, one in scores[system].items()} for system in scores
        },
        comparisons=comparisons,
        metrics=names,
        max_p=max_p,
        win_tie_loss=_wins(scores, names),
        rounding_digits=rounding_digits,
        show_percentages=show_percentages,
        stat_test=stat_test,
    )


def _wins(scores: dict[str, dict[str, Any]], names: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """How many queries each system wins, ties and loses against each other one."""
    return {
        (one, other): {
            name: {
                "W": int((scores[one][name] > scores[other][name]).sum()),
                "T": int((scores[one][name] == scores[other][name]).sum()),
                "L": int((scores[one][name] < scores[other][name]).sum()),
            }
            for name in names
        }
        for one, other in permutations(scores, 2)
    }
