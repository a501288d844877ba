"""Queries by what they have in common: those of a data set, of a language, of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.scores.attributes import Attributes, attribute_called

Integers = npt.NDArray[np.int64]


class Slices(NamedTuple):
    """Slice ``i`` has the queries ``order[offsets[i]:offsets[i + 1]]``; its key is a text for each of `by`."""

    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    order: Integers
    offsets: Integers

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, each as one text."""
        return tuple("/".join(key) for key in self.keys)


def slices_by(attributes: Attributes, by: str | Sequence[str]) -> Slices:
    """Return the slices that share the values of one attribute or of several, in the order of appearance."""
    names = (by,) if isinstance(by, str) else tuple(by)
    if not names:
        raise ValueError("by: no attribute named")
    columns = [attribute_called(name, attributes, "by") for name in names]
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own = _by_appearance(column)
        codes = _by_appearance(codes * (own.max(initial=0) + 1) + own)
    order = np.argsort(codes, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(codes))])
    first = order[offsets[:-1]]
    return Slices(names, tuple(tuple(_text(column[i]) for column in columns) for i in first), order, offsets)


def _by_appearance(values: npt.NDArray[Any]) -> Integers:
    """Number equal values alike, in the order in which they first appear."""
    _, first, codes = np.unique(values, return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int64)
    place[np.argsort(first)] = np.arange(len(first))
    return place[codes]


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float | np.floating) else str(value)
