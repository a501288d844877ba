"""Items of each user, with grades: ragged lists of item numbers, one item a user, or a sparse matrix."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.arrays.dtype import as_grades, as_numbers
from fastrank.arrays.lists import is_ragged, ragged_lists
from fastrank.arrays.nan import holds_nan

Integers = npt.NDArray[np.int64]


class UserItems(NamedTuple):
    """Item numbers of user ``u`` at ``offsets[u]:offsets[u + 1]``, and their grades."""

    offsets: Integers
    items: Integers
    grades: npt.NDArray[np.float64]


def read_user_items(value: Any, grades: Any, shape: tuple[int, int], name: str) -> UserItems:
    """Return the items of every user after checking that there are such users and items."""
    users, items = shape
    if hasattr(value, "tocsr"):
        if grades is not None:
            raise ValueError("grades: the values of a sparse matrix are the grades; give test items as lists")
        offsets, numbers, found = _sparse(value, shape, name)
    else:
        offsets, numbers = _lists(value, users, name)
        found = np.ones(len(numbers))
    if grades is not None:
        found = _grades(grades, len(numbers))
    if len(offsets) != users + 1:
        raise ValueError(
            f"{name}: {len(offsets) - 1} lists for {users} users; give each user one, empty or not"
        )
    bad = np.flatnonzero((numbers < 0) | (numbers >= items))
    if len(bad):
        user, item = _owner(offsets, bad[0]), numbers[bad[0]]
        raise ValueError(f"{name}: user {user} has item {item}, but items are numbered 0 to {items - 1}")
    return UserItems(offsets, numbers.astype(np.int64), found)


def _sparse(value: Any, shape: tuple[int, int], name: str) -> tuple[Any, ...]:
    if value.shape != shape:
        raise ValueError(f"{name}: a sparse matrix of shape {value.shape} for {shape} users × items")
    rows = value.tocsr()
    grades = as_grades(as_numbers(rows.data, name), name)
    if holds_nan(grades):
        user = _owner(rows.indptr, int(np.argmax(np.isnan(grades))))
        raise ValueError(f"{name}: a grade of user {user} is NaN; leave the item out")
    return rows.indptr.astype(np.int64), rows.indices, grades


def _lists(value: Any, users: int, name: str) -> tuple[Integers, npt.NDArray[Any]]:
    if not is_ragged(value):
        value = _pair(value, name)
    lists = ragged_lists(value, name)
    if lists.null is not None:
        raise ValueError(
            f"{name}: item {int(np.argmax(lists.null))} of the flat values is null; leave it out"
        )
    numbers = as_numbers(lists.values, name)
    if len(numbers) and numbers.dtype.kind not in "iu":
        raise TypeError(f"{name}: expected item numbers, got dtype {numbers.dtype}")
    return lists.offsets, numbers


def _pair(value: Any, name: str) -> tuple[npt.NDArray[Any], Integers]:
    """Return (values, offsets) of one item a user, rows of an array, or a sequence of sequences."""
    if isinstance(value, np.ndarray):
        if value.ndim not in (1, 2):
            raise ValueError(f"{name}: expected one item or one row a user, got {value.ndim} dimensions")
        width = value.shape[1] if value.ndim == 2 else 1
        return value.reshape(-1), np.arange(len(value) + 1) * width
    try:
        parts = [np.asarray(part).reshape(-1) for part in value]
    except TypeError:
        raise TypeError(
            f"{name}: expected lists of item numbers (Arrow, (values, offsets), sequences) or a sparse matrix"
        ) from None
    values = [part for part in parts if len(part)] or [np.empty(0, np.int64)]
    return np.concatenate(values), np.concatenate([[0], np.cumsum([len(part) for part in parts])]).astype(int)


def _grades(grades: Any, n: int) -> npt.NDArray[np.float64]:
    values = ragged_lists(grades, "grades").values if is_ragged(grades) else grades
    flat = as_grades(as_numbers(values, "grades").reshape(-1), "grades")
    if len(flat) != n:
        raise ValueError(f"grades: {len(flat)} values for {n} test items")
    if holds_nan(flat):
        raise ValueError(f"grades: NaN at position {int(np.argmax(np.isnan(flat)))}; leave the item out")
    return flat


def owners(offsets: Integers) -> Integers:
    """Return the user of every item."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def _owner(offsets: Any, at: Any) -> int:
    return int(np.searchsorted(offsets, at, side="right")) - 1


def distinct(lists: UserItems, n_items: int) -> UserItems:
    """Return each user's items once, rising; grades are those of any of them."""
    keys, at = np.unique(owners(lists.offsets) * n_items + lists.items, return_index=True)
    counts = np.bincount(keys // n_items, minlength=len(lists.offsets) - 1)
    return UserItems(np.concatenate([[0], np.cumsum(counts)]), keys % n_items, lists.grades[at])


def refuse_double(lists: UserItems, n_items: int, name: str) -> None:
    """Raise where a user has an item twice."""
    keys = np.sort(owners(lists.offsets) * n_items + lists.items)
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        user, item = divmod(int(keys[twice[0]]), n_items)
        raise ValueError(f"{name}: user {user} has item {item} twice; give every item once")


def refuse_shared(test: UserItems, train: UserItems, n_items: int) -> None:
    """Raise where an item is to be ranked and must not rank."""
    wanted, excluded = (owners(lists.offsets) * n_items + lists.items for lists in (test, train))
    both = np.intersect1d(wanted, excluded)
    if len(both):
        user, item = divmod(int(both[0]), n_items)
        raise ValueError(
            f"test_items: item {item} of user {user} is in train_items too, which never rank "
            f"({len(both)} in all); take it out of one of them"
        )
