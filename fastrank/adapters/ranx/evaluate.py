"""`ranx.evaluate`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fastrank.adapters.ranx.names import read
from fastrank.adapters.ranx.values import Nested, metric_values


def evaluate(
    qrels: Any,
    run: Any,
    metrics: Sequence[str] | str,
    return_mean: bool = True,
    return_std: bool = False,
    threads: int = 0,
    save_results_in_run: bool = True,
    make_comparable: bool = False,
) -> Any:
    """Like ``ranx.evaluate``; `threads` is left to :func:`fastrank.set_num_threads`.

    Parameters
    ----------
    qrels, run : dict of dict, or ranx.Qrels and ranx.Run
        Of a Run equal scores keep the order that it has sorted them into; of a dict the last comes first.
    metrics : str or sequence of str
        ranx's names: ``ndcg@10``, ``map-l2``, ``rbp.95``.
    return_mean, return_std : bool
        Return means (with ``{"mean": ..., "std": ...}``), or one value a query in the order of the run.
    save_results_in_run : bool
        Whether a Run keeps the results.
    make_comparable : bool
        Whether a Run, with Qrels, is first given the judged queries that it lacks and loses the others.

    Returns
    -------
    float, dict or ndarray
        For one metric its value, else ``{metric: value}``.
    """
    names = [metrics] if isinstance(metrics, str) else list(metrics)
    wanted = [read(name) for name in names]
    if make_comparable and _is_ranx(qrels) and _is_ranx(run):
        run = run.make_comparable(qrels)
    judged, ranked = _nested(qrels, "qrels"), _nested(run, "run")
    assert judged.keys() == ranked.keys(), (
        "qrels and run have other queries; make_comparable=True adds what a Run lacks and drops what is not judged"
    )
    if not _is_ranx(run):
        ranked = {query: _last_first(one) for query, one in ranked.items()}
    values = {name: metric_values(metric, judged, ranked) for name, metric in zip(names, wanted, strict=True)}
    if _is_ranx(run) and save_results_in_run:
        _save(run, list(ranked), values, std=return_mean and return_std)
    results = {name: _summary(one, return_mean, return_std) for name, one in values.items()}
    return results[names[0]] if len(names) == 1 else results


def _is_ranx(value: Any) -> bool:
    return hasattr(value, "to_dict") and hasattr(value, "to_typed_list")


def _nested(value: Any, name: str) -> Nested:
    if _is_ranx(value):
        if not value.sorted:
            value.sort()
        nested: Nested = value.to_dict()
        return nested
    if isinstance(value, Mapping):
        return value
    raise TypeError(f"{name}: expected a dict of dicts or an object of ranx, got {type(value).__name__}")


def _last_first(one: Mapping[str, Any]) -> dict[str, Any]:
    """ranx turns a rising order round, and equal scores with it."""
    return dict(reversed(one.items())) if isinstance(one, dict) else dict(reversed(list(one.items())))


def _save(run: Any, queries: list[str], values: Mapping[str, Any], *, std: bool) -> None:
    for name, one in values.items():
        run.mean_scores[name] = np.mean(one)
        if std:
            run.std_scores[name] = np.std(one)
        for query, value in zip(queries, one, strict=True):
            run.scores[name][query] = value


def _summary(values: Any, return_mean: bool, return_std: bool) -> Any:
    if not return_mean:
        return values
    return {"mean": np.mean(values), "std": np.std(values)} if return_std else np.mean(values)
