"""Docstrings and signatures of the array calls, made from the definition and one text per argument."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

_RELEVANCE = """relevance : array_like, Arrow lists or (values, offsets)
    Grades of the documents of each list: any number, 0 for not relevant. Dense arrays of any leading
    shape; Arrow list arrays (a null grade is an unjudged document, a null list an empty one); or a tuple
    of flat values and int offsets (lists + 1). Without `ideal` the passed list is taken as all there is to find.
scores : same form as `relevance`, optional
    Larger is better. Without scores the list is in rank order already."""

_TIES_AVERAGE = """ties : {'average', 'input', 'best', 'worst'}, default 'average'
    Equal scores: the expectation over their orders, the order given, or the larger or the
    smaller grade first."""

_TIES_NAMED = """ties : {'input', 'best', 'worst'}, optional
    Equal scores: the order given, or the larger or the smaller grade first. Without it tied scores raise."""

_IDEAL = """ideal : same forms, optional
    All judged grades of each list's query, ragged allowed."""

_N_RELEVANT = """n_relevant : int or array of int, optional
    How many relevant documents each list's query has, instead of `ideal`."""

_COMMON = """axis : int, default -1
    The axis of the list; the others are batch axes.
where : array_like of bool, optional
    False means absent: the document takes no rank.
out : ndarray, optional
    Where to put the result.
keepdims : bool, default False
    Keep `axis` with length one."""

_BY_SUBTOPIC = """relevance : array_like, shape (..., documents, subtopics)
    Grades of the documents of each list for each subtopic, 0 for not relevant; leading axes are batch axes. A
    subtopic without a relevant document counts for nothing. Without `ideal` the passed list is taken as all
    there is to find.
scores : array_like, shape (..., documents), optional
    Larger is better. Without scores the list is in rank order already."""

_IDEAL_BY_SUBTOPIC = """ties : {'input'}, optional
    Equal scores: the order given. Without it tied scores raise.
ideal : array_like, shape (..., judged documents, subtopics), optional
    The grades of all judged documents of each list's query.
out : ndarray, optional
    Where to put the result."""

_AFTER = """Returns
-------
float64 or ndarray of float64
    One value a list, never the mean.

Raises
------
ValueError
    For NaN, values that do not broadcast, or a parameter out of range; the message names list and position.
TypeError
    For values that are not numbers.

Notes
-----
Cost: one pass over the scores, a sort of each list (a selection where `k` is small), and
one pass over its relevant documents."""


def array_docstring(metric: Any, parameters: Mapping[str, Any]) -> str:
    """Insert the shared sections before the definition's references and examples."""
    text = inspect.cleandoc(metric.definition.__doc__ or "")
    at = min(
        (i for i in (text.find("References\n---"), text.find("Examples\n---")) if i >= 0), default=len(text)
    )
    own = [
        f"{name} : {parameters[name].kind}"
        + ("" if name in metric.required else f", default {default!r}" if default is not None else "")
        + f"\n    {parameters[name].meaning}"
        for name, default in metric.defaults.items()
    ]
    section = "Parameters\n----------\n" + "\n".join(_arguments(metric, own))
    return "\n\n".join(part for part in (text[:at].rstrip(), section, _AFTER, text[at:]) if part)


def _arguments(metric: Any, own: list[str]) -> list[str]:
    if metric.by_subtopic:
        return [_BY_SUBTOPIC, *own, _IDEAL_BY_SUBTOPIC]
    ties = _TIES_AVERAGE if metric.averages_ties else _TIES_NAMED
    of_pool = [_IDEAL, _N_RELEVANT] if takes_n_relevant(metric) else [_IDEAL]
    return [_RELEVANCE, *own, ties, *of_pool, _COMMON]


def takes_n_relevant(metric: Any) -> bool:
    """Whether how many are relevant is all the metric asks of the pool."""
    if metric.by_subtopic or metric.reads_nonrelevant:
        return False
    return bool(metric.pool == "whole" and "rel" in metric.defaults)


def array_signature(metric: Any) -> inspect.Signature:
    """Return the signature of the array call, for help() and editors."""
    by_place, by_name = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    own = {
        name: inspect.Parameter.empty if name in metric.required else value
        for name, value in metric.defaults.items()
    }
    named: dict[str, Any] = {**own, "ties": "average" if metric.averages_ties else None, "ideal": None}
    if takes_n_relevant(metric):
        named["n_relevant"] = None
    if not metric.by_subtopic:
        named |= {"axis": -1, "where": None}
    named["out"] = None
    if not metric.by_subtopic:
        named["keepdims"] = False
    return inspect.Signature(
        [
            inspect.Parameter("relevance", by_place),
            inspect.Parameter("scores", by_place, default=None),
            *(inspect.Parameter(name, by_name, default=value) for name, value in named.items()),
        ]
    )
