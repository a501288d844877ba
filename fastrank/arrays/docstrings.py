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
    arguments = [_RELEVANCE, *own, _TIES_AVERAGE if metric.averages_ties else _TIES_NAMED, _IDEAL]
    if takes_n_relevant(metric):
        arguments.append(_N_RELEVANT)
    section = "Parameters\n----------\n" + "\n".join([*arguments, _COMMON])
    return "\n\n".join(part for part in (text[:at].rstrip(), section, _AFTER, text[at:]) if part)


def takes_n_relevant(metric: Any) -> bool:
    """Whether how many are relevant is all the metric asks of the pool."""
    return bool(metric.pool == "whole" and not metric.reads_nonrelevant and "rel" in metric.defaults)


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
    named |= {"axis": -1, "where": None, "out": None, "keepdims": False}
    return inspect.Signature(
        [
            inspect.Parameter("relevance", by_place),
            inspect.Parameter("scores", by_place, default=None),
            *(inspect.Parameter(name, by_name, default=value) for name, value in named.items()),
        ]
    )
