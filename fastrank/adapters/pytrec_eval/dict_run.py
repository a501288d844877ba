"""A run given as nested dicts, ranked without a table: its rows stand query by query already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank import parallel
from fastrank.kernels.duplicate_rows import REFUSE
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.judged_ranking import QueryRows, RunRows, rank_judged
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.kernels.tie_rules import ID_DESCENDING
from fastrank.tables.ids import id_bytes
from fastrank.tables.judgements import Judgements
from fastrank.tables.ranked_run import in_order, not_answered, ranked_queries, ranked_run, room_for

_UNREADABLE = "Unable to extract query/object scores."


def rank_dicts(
    run: Mapping[str, Mapping[str, Any]],
    codes: Mapping[str, int],
    judgements: Judgements,
    *,
    judged_only: bool,
) -> RankedLists:
    """Rank by scores as C floats, equal ones by falling id; queries that are not judged are left out."""
    judged = [(codes[query], one) for query, one in run.items() if query in codes]
    ends = np.cumsum([0, *(len(one) for _, one in judged)], dtype=np.int64)
    rows = RunRows(
        _ids(list(chain.from_iterable(one for _, one in judged))),
        _c_floats(chain.from_iterable(one.values() for _, one in judged), int(ends[-1])),
        np.zeros(0),
    )
    queries = np.array([code for code, _ in judged], dtype=np.int64)
    groups = QueryRows(queries, np.zeros(0, dtype=np.int64), ends[:-1], ends[1:])
    ranks = room_for(groups, judgements)
    inputs = (rows, groups, judgements.index, ID_DESCENDING, REFUSE, judged_only)
    parallel.run(rank_judged, inputs, (ranks,), len(queries), cost=ends)
    absent = np.setdiff1d(np.arange(len(judgements.queries)), queries)
    return ranked_run(in_order([ranked_queries(queries, ranks), not_answered(absent)]), judgements).lists


def refuse_other_types(run: Mapping[str, Mapping[str, Any]], codes: Mapping[str, int]) -> None:
    """Raise where pytrec_eval does: it takes str, dict, and Python's numbers with what is derived from them."""
    kinds: set[type] = set()
    if not all(isinstance(query, str) for query in run) or not all(
        isinstance(one, dict) for one in run.values()
    ):
        raise TypeError(_UNREADABLE)
    for one in run.values():
        kinds.update(map(type, one.values()))
    if not all(issubclass(kind, float | int) for kind in kinds):
        raise TypeError(_UNREADABLE)
    for query, one in run.items():
        if query not in codes:  # ids of the others are looked at where they are read
            _ids(list(one))


def _ids(documents: list[str]) -> IdBytes:
    """The ids as bytes; joined text is half the time of an Arrow array of a million."""
    try:
        text = "".join(documents)
    except TypeError:
        raise TypeError(_UNREADABLE) from None
    if "\0" in text:
        raise ValueError("run: a document id holds the character NUL, where C's strings end")
    if not text.isascii():
        return id_bytes(pa.array(documents, pa.large_string()), "doc_id", "run")
    offsets = np.zeros(len(documents) + 1, dtype=np.int64)
    np.cumsum(np.fromiter(map(len, documents), np.int64, len(documents)), out=offsets[1:])
    return IdBytes(offsets, np.frombuffer(text.encode(), dtype=np.uint8))


def _c_floats(numbers: Iterable[float], n: int) -> npt.NDArray[np.float64]:
    scores = np.fromiter(numbers, np.float64, n)
    if np.isnan(scores).any():
        raise ValueError("run: a score is NaN, which has no place in an order; drop the document")
    with np.errstate(over="ignore"):
        return scores.astype(np.float32).astype(np.float64)
