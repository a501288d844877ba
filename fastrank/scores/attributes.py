"""What is known of each query beside its values: its data set, language or weight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

Attribute = npt.NDArray[Any]
Attributes = dict[str, Attribute]

DATASET = "dataset"  # part of a query's identity: query "1" of two data sets is two queries
MARK = b"fastrank"  # in the metadata of a column
_COLUMNS = ("system", "query_id", "measure", "value")  # of the long table of Scores


def checked_attributes(attributes: Mapping[str, Any] | None, queries: Sequence[str]) -> Attributes:
    """Return every attribute as one array, text or numbers, with a value for each of the queries."""
    return {name: attribute_array(name, values, queries) for name, values in _named(attributes or {}).items()}


def _named(attributes: Mapping[str, Any]) -> Mapping[str, Any]:
    for name in attributes:
        if not isinstance(name, str) or not name or name in _COLUMNS:
            raise ValueError(
                f"attributes: {name!r} cannot name an attribute of queries; any text but {', '.join(_COLUMNS)} can"
            )
    return attributes


def attribute_array(name: str, values: Any, queries: Sequence[str]) -> Attribute:
    """Return the values of one attribute; a query without a value, or of another kind than the rest, raises."""
    found = values.tolist() if isinstance(values, np.ndarray) else list(_elements(name, values))
    if len(found) != len(queries):
        raise ValueError(
            f"attribute {name!r}: {len(found)} values for {len(queries)} queries; give one for each"
        )
    _refuse_missing(name, found, queries)
    array = _array(found)
    if array is None:
        at, kinds = _odd_one(found)
        raise TypeError(
            f"attribute {name!r}: values must be all text or all numbers, but query {queries[at]!r} has "
            f"{found[at]!r} ({kinds}); turn them into text"
        )
    array = np.array([str(value) for value in array], dtype=object) if name == DATASET else array
    array.flags.writeable = False
    return array


def _elements(name: str, values: Any) -> Iterable[Any]:
    if hasattr(values, "to_pylist"):  # Arrow
        return values.to_pylist()
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(
            f"attribute {name!r}: must be a sequence with a value for every query, got {values!r}"
        )
    return values


def _refuse_missing(name: str, found: list[Any], queries: Sequence[str]) -> None:
    absent = [i for i, value in enumerate(found) if value is None or value != value]
    if absent:
        raise ValueError(
            f"attribute {name!r}: query {queries[absent[0]]!r} has no value ({len(absent)} such queries); give it "
            "one, with_attributes(..., default=) fills all, or leave the query out with sel()"
        )


def _array(found: list[Any]) -> Attribute | None:
    """Return text, whole numbers, numbers or truth values as one array; None where they are mixed."""
    kinds = set(map(type, found))
    if all(issubclass(kind, str | bytes) for kind in kinds):
        texts = [value.decode() if isinstance(value, bytes) else str(value) for value in found]
        return np.array(texts, dtype=object)
    for accepted, dtype in (
        ((bool, np.bool_), np.bool_),
        ((int, np.integer), np.int64),
        ((int, float, np.integer, np.floating), np.float64),
    ):
        if all(issubclass(kind, accepted) for kind in kinds) and (dtype is np.bool_ or bool not in kinds):
            return np.array(found, dtype=dtype)
    return None


def _odd_one(found: list[Any]) -> tuple[int, str]:
    """Return the place of the first value that is not of the first one's type, and that type."""
    first = type(found[0])
    at = next((i for i, value in enumerate(found) if type(value) is not first), 0)
    return at, type(found[at]).__name__


def query_names(queries: tuple[str, ...], attributes: Attributes) -> tuple[str, ...]:
    """Return what tells queries apart: their ids, or ``dataset/id`` where they have data sets."""
    if DATASET not in attributes:
        return queries
    return tuple(f"{dataset}/{query}" for dataset, query in zip(attributes[DATASET], queries, strict=True))


def attribute_called(name: str, attributes: Attributes, what: str) -> Attribute:
    """Return the attribute of that name; an unknown one raises ``KeyError``."""
    if name not in attributes:
        raise KeyError(
            f"{what}: queries have no attribute {name!r}; they have: {', '.join(attributes) or 'none'}; "
            "scores.with_attributes(table) adds some"
        )
    return attributes[name]


def marked(table: pa.Table, attributes: Attributes) -> pa.Table:
    """Return a long table whose columns of attributes say that they are: files and streams keep it."""
    if not attributes:
        return table
    fields = [
        field.with_metadata({MARK: b"attribute"}) if field.name in attributes else field
        for field in table.schema
    ]
    import pyarrow as pa

    return table.cast(pa.schema(fields))


def having(attributes: Attributes, wanted: Mapping[str, Any], n_queries: int) -> npt.NDArray[np.bool_]:
    """Say which queries have one of the wanted values of every attribute named."""
    keep = np.ones(n_queries, dtype=np.bool_)
    for name, values in wanted.items():
        own = attribute_called(name, attributes, "sel")
        accepted = (
            [values] if isinstance(values, str | bytes) or not isinstance(values, Iterable) else list(values)
        )
        present = set(own.tolist())
        unknown = [value for value in accepted if value not in present]
        if unknown:
            shown = ", ".join(map(str, list(dict.fromkeys(own.tolist()))[:10]))
            raise KeyError(f"sel: no query has {name} {unknown[0]!r}; there are: {shown}")
        keep &= np.isin(own, accepted) if own.dtype != object else np.array([v in accepted for v in own])
    return keep
