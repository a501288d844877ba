"""Queries by what they have in common: those of a data set, of a language, of both."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.scores.attributes import Attributes, attribute_called

Integers = npt.NDArray[np.int64]


class Slices(NamedTuple):
    """The slice of each query, as a number, and of each slice its size and its key, a text for each of `by`."""

    by: tuple[str, ...]
    keys: tuple[tuple[str, ...], ...]
    codes: Integers
    sizes: Integers

    @property
    def names(self) -> tuple[str, ...]:
        """The keys, each as one text."""
        return tuple("/".join(key) for key in self.keys)


def slices_by(attributes: Attributes, by: str | Sequence[str]) -> Slices:
    """Return the slices that share the values of one attribute or of several, in the order of appearance."""
    names = (by,) if isinstance(by, str) else tuple(by) if isinstance(by, Iterable) else ()
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError(f"by: the name of an attribute of queries, or several names, got {by!r}")
    columns = [attribute_called(name, attributes, "by") for name in names]
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        own = by_appearance(column)
        codes = by_appearance(codes * (own.max(initial=0) + 1) + own)
    first = first_of_each(codes)
    keys = tuple(tuple(_text(column[i]) for column in columns) for i in first)
    return Slices(names, keys, codes, np.bincount(codes, minlength=len(keys)))


def by_appearance(values: npt.NDArray[Any]) -> Integers:
    """Number equal values alike, in the order in which they first appear; `np.unique` would sort them."""
    import pyarrow as pa

    return pa.array(values).dictionary_encode().indices.to_numpy().astype(np.int64)


def first_of_each(codes: Integers) -> Integers:
    """Return where each code first appears: where the largest so far grows."""
    largest = np.maximum.accumulate(codes)
    return np.flatnonzero(np.diff(largest, prepend=-1))


def _text(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float | np.floating) else str(value)
