"""The designs that people name: attributes of queries, or labels by query, as clusters and strata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fastrank.scores.attributes import Attribute, attribute_array, attribute_called
from fastrank.scores.scores import Scores
from fastrank.scores.slices import by_appearance, first_of_each
from fastrank.significance.alternatives import one_of
from fastrank.significance.designs import Design, Factor

_OVER = ("micro", "macro")


def design_of(scores: Scores, groups: Any = None, strata: Any = None, over: str | None = None) -> Design:
    """Return which queries belong together.

    Parameters
    ----------
    scores : Scores
        They have the attributes.
    groups : str, sequence, mapping or tuple of them
        An attribute's name, a label for each query in their order, or ``{query: label}``; a tuple has several such
        factors, which cross. Integers are taken as their decimal text.
    strata : str, sequence or mapping
        As one of `groups`.
    over : {None, "micro", "macro"}
        How means of strata are averaged; None is "micro": every query counts alike.
    """
    one_of("over", over, _OVER, optional=True)
    if over == "macro" and strata is None:
        raise ValueError('over="macro" averages strata: name them with strata=, such as strata="dataset"')
    factors = _factors(groups, len(scores.queries))
    names = [f"groups[{i}]" if len(factors) > 1 else "groups" for i in range(len(factors))]
    return Design(
        tuple(_factor(scores, name, given) for name, given in zip(names, factors, strict=True)),
        None if strata is None else _factor(scores, "strata", strata),
        over == "macro",
    )


def _factors(groups: Any, n_queries: int) -> tuple[Any, ...]:
    """A tuple has several factors, unless it is as long as there are queries: then it has their labels."""
    if groups is None:
        return ()
    if not isinstance(groups, tuple) or len(groups) == n_queries:
        return (groups,)
    if not groups:
        raise ValueError("groups: an empty tuple names no factor; leave groups= out")
    if len(groups) > 2:
        raise ValueError(
            f"groups: at most two factors can cross, got {len(groups)}; name the two that matter most"
        )
    return groups


def _factor(scores: Scores, argument: str, given: Any) -> Factor:
    values = _labels(scores, argument, given)
    codes = by_appearance(values)
    labels = tuple(_text(values[i]) for i in first_of_each(codes).tolist())
    return Factor(given if isinstance(given, str) else argument, labels, codes)


def _labels(scores: Scores, argument: str, given: Any) -> Attribute:
    if isinstance(given, str):
        return attribute_called(given, scores.attributes, argument)
    if isinstance(given, Mapping):
        by_query = {str(query): label for query, label in given.items()}
        given = [by_query.get(query) for query in scores.queries]
    return attribute_array(argument, given, scores.queries)


def _text(label: Any) -> str:
    """Integers in decimal, also where they are held as floats; no two labels become one."""
    if isinstance(label, float | np.floating):
        return str(int(label)) if float(label).is_integer() else repr(float(label))
    return str(label)
