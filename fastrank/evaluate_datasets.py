"""evaluate_datasets: runs against the judgements of several data sets."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from fastrank.evaluate import evaluate
from fastrank.evaluation.rules import COMPAT
from fastrank.scores import Scores, concat
from fastrank.scores.attribute_tables import replaced
from fastrank.scores.concat import LACKING
from fastrank.spec import Measure
from fastrank.tables.arrow_input import read_table
from fastrank.tables.runs import NO_RUN

_RULES = (
    "compat", "ties", "missing", "undefined", "duplicates", "judged_only", "ignore_identical_ids", "columns", "order",
    "progress",
)  # fmt: skip


def evaluate_datasets(
    datasets: Mapping[str, tuple[Any, Any]], measures: Sequence[Any] | str | Measure, **rules: Any
) -> Scores:
    """Evaluate runs against the judgements of several data sets, such as those of BEIR or MTEB.

    Parameters
    ----------
    datasets : mapping
        ``{data set: (qrels, runs)}``, with both in any form that :func:`evaluate` takes. Systems are the same where
        their names are.
    measures : str, Measure or sequence of them
        As for `evaluate`. A measure that takes the largest grade of all judgements (ERR) must have it in its name where
        data sets differ: ``ERR(max_grade=3)@10``.
    **rules
        Those of `evaluate`: compat, ties, missing, undefined, duplicates, judged_only, ignore_identical_ids, columns,
        order, progress. `missing` also is the rule for a system that a data set has no run of: its queries get the
        measure's worst value, are left out (``'skip'``, so its macro mean is over fewer data sets), or are an error.

    Returns
    -------
    Scores
        The queries of one data set after those of another, with the attribute ``dataset``; `queries` shows
        ``dataset/id``. ``scores.summary("dataset")`` has the mean of every data set, their macro mean and the micro
        mean; ``scores.report()`` counts data sets that a system has no run for.

    Raises
    ------
    ValueError, TypeError
        One line that names the data set and what :func:`evaluate` says.

    Examples
    --------
    >>> import fastrank as fr
    >>> nq = {"1": {"a": 1}, "2": {"b": 1}, "3": {"c": 1}}, {"bm25": {"1": {"a": 2.0}, "2": {"b": 1.0, "d": 3.0}}}
    >>> fiqa = {"1": {"x": 1}}, {"bm25": {"1": {"x": 0.5}}}
    >>> scores = fr.evaluate_datasets({"nq": nq, "fiqa": fiqa}, "RR@10")
    >>> scores.queries
    ('nq/1', 'nq/2', 'nq/3', 'fiqa/1')
    >>> scores.summary("dataset")
    RR@10          nq      fiqa     macro     micro
    bm25       0.5000    1.0000    0.7500    0.6250
    queries         3         1                   4
    """
    unknown = [rule for rule in rules if rule not in _RULES]
    if unknown:
        raise TypeError(
            f"evaluate_datasets: no rule {unknown[0]!r}; there are: {', '.join(_RULES)}; to write results as they "
            "come, evaluate each data set with out=, and concat({name: read_scores(file)})"
        )
    data = _checked(datasets)
    parts = {name: _named(name, *one, measures, rules) for name, one in data.items()}
    systems = list(dict.fromkeys(system for part in parts.values() for system in part.systems))
    absent = {name: [s for s in systems if s not in part.systems] for name, part in parts.items()}
    if _missing(rules) == "error":
        _refuse_absent(absent)
    for name, names in absent.items():
        if names:
            without_run = _named(name, data[name][0], dict.fromkeys(names, NO_RUN), measures, rules)
            parts[name] = concat([parts[name], without_run]).sel(queries=parts[name].queries)
    scores = concat(parts)
    lacking = {LACKING: np.array([sum(s in names for names in absent.values()) for s in scores.systems])}
    return replaced(scores, scores.attributes, lacking)


def _checked(datasets: Any) -> dict[str, tuple[Any, Any]]:
    if not isinstance(datasets, Mapping) or not datasets:
        raise TypeError("evaluate_datasets: takes {data set: (qrels, runs)}, with at least one")
    for name, one in datasets.items():
        if not isinstance(one, tuple | list) or len(one) != 2:
            raise TypeError(f"{name}: a data set is a pair (qrels, runs), got {type(one).__name__}")
    return {str(name): (_to_read_twice(qrels), runs) for name, (qrels, runs) in datasets.items()}


def _to_read_twice(qrels: Any) -> Any:
    """Keep judgements that can be read only once: they are read again where a system has no run."""
    if isinstance(qrels, str | os.PathLike | Mapping | pa.Table):
        return qrels
    return read_table(qrels, "qrels")[0]


def _named(name: str, qrels: Any, runs: Any, measures: Any, rules: Mapping[str, Any]) -> Scores:
    """Evaluate one data set; what is wrong there says where it is."""
    try:
        return evaluate(qrels, runs, measures, **rules)
    except (ValueError, TypeError) as error:
        raise type(error)(f"{name}: {error}") from None


def _missing(rules: Mapping[str, Any]) -> str:
    return rules.get("missing") or COMPAT[rules.get("compat")].missing


def _refuse_absent(absent: Mapping[str, list[str]]) -> None:
    for name, systems in absent.items():
        if systems:
            raise ValueError(
                f"{name}: no run of system {systems[0]!r}, which other data sets have; missing='worst' or 'skip' "
                "allows that"
            )
