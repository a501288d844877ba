"""Rows of each query, whatever order the rows come in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]


class Groups(NamedTuple):
    """Query ``q`` has the table rows ``rows[begin[q]:end[q]]``, in the order of the table."""

    rows: Integers
    begin: Integers
    end: Integers


def group_rows(codes: Integers, n_queries: int) -> Groups:
    """Group rows by query code; rows of code -1 belong to no query.

    Rows that already come query by query are not moved (finding that out is one pass).
    """
    changes = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    starts = np.concatenate([np.zeros(min(1, len(codes)), dtype=np.int64), changes])
    heads = codes[starts]
    known = heads >= 0
    if len(np.unique(heads[known])) < known.sum():
        order = np.argsort(codes, kind="stable")
        groups = group_rows(codes[order], n_queries)
        return groups._replace(rows=order)
    begin, end = np.zeros((2, n_queries), dtype=np.int64)
    begin[heads[known]] = starts[known]
    end[heads[known]] = np.append(starts[1:], len(codes))[known]
    return Groups(np.arange(len(codes)), begin, end)


def joined_ranges(begin: Integers, lengths: Integers) -> Integers:
    """Return the places of several ranges, one after the other."""
    ends = np.cumsum(lengths)
    return np.repeat(begin - (ends - lengths), lengths) + np.arange(ends[-1] if len(ends) else 0)
