"""Only the first documents of every query: a limit to all measures at once, trec_eval's -M.

It is applied to a run that is ranked: what the kernel has to do is the same, and a limit before it would need the order
of all documents, which is what ranking only the judged ones avoids.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables.ranked_run import RankedRun

Integers = npt.NDArray[np.int64]


def checked_depth(depth: int | None, ties: str) -> int | None:
    """Return the limit; where orders of tied documents are averaged over there are no first ones."""
    if depth is None:
        return None
    if isinstance(depth, bool) or not isinstance(depth, int | np.integer) or depth < 1:
        raise ValueError(f"depth: must be a whole number of documents, 1 or more, got {depth!r}")
    if ties == "average":
        raise ValueError(
            "depth: with ties='average' no order says which documents are first; name another rule"
        )
    return int(depth)


def cut_at_depth(ranked: RankedRun, depth: int, judged_only: bool) -> RankedRun:
    """Keep the first `depth` documents of every query, and with `judged_only` of these the judged ones.

    That order is trec_eval's. A run that is ranked with `judged_only` has lost the ranks that the limit counts, so
    `ranked` must not be.
    """
    lists, n_retrieved = ranked.lists, np.minimum(ranked.lists.n_retrieved, depth)
    keep = lists.first <= depth
    if judged_only and ranked.by_subtopic is None:
        keep &= lists.grades >= 0
    offsets = np.concatenate([[0], np.cumsum(keep)])[lists.offsets]
    first, last = lists.first[keep], lists.last[keep]
    if judged_only:
        n_retrieved = np.diff(offsets)
        first = last = _places(offsets)
    grades = lists.grades[keep]
    lists = lists._replace(
        offsets=offsets, first=first, last=last, grades=grades, n_retrieved=n_retrieved
    )  # fmt: skip
    by_subtopic = ranked.by_subtopic
    if by_subtopic is not None:
        by_subtopic = by_subtopic._replace(
            offsets=offsets, ranks=first, documents=by_subtopic.documents[keep], n_retrieved=n_retrieved
        )
    counts = ranked.counts | {
        "unjudged documents": int(n_retrieved.sum() - (grades >= 0).sum()),
        "documents below the depth": int(np.maximum(ranked.lists.n_retrieved - depth, 0).sum()),
    }
    return ranked._replace(
        lists=lists,
        by_subtopic=by_subtopic,
        counts=counts,
        known=_known(ranked.known, lists, depth, judged_only),
    )


def _known(
    known: RankedLists | None, lists: RankedLists, depth: int, judged_only: bool
) -> RankedLists | None:
    """Cut the documents judged for any query as `lists` has been cut; judged ones are all known."""
    if known is None or judged_only:
        return known and lists._replace(grades=np.zeros(len(lists.grades)))
    keep = known.first <= depth
    offsets = np.concatenate([[0], np.cumsum(keep)])[known.offsets]
    return known._replace(
        offsets=offsets, first=known.first[keep], last=known.last[keep], grades=known.grades[keep],
        n_retrieved=np.minimum(known.n_retrieved, depth),
    )  # fmt: skip


def _places(offsets: Integers) -> Integers:
    """Number the entries of every query from 1 on."""
    return np.arange(1, offsets[-1] + 1) - np.repeat(offsets[:-1], np.diff(offsets))
