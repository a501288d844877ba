"""relstring: the grades of the first documents of a query as text."""

from __future__ import annotations

from fastrank.adapters.trec_eval.requested import c_double
from fastrank.kernels.ranked_lists import RankedLists


def relevance_string(key: str, lists: RankedLists, query: int) -> str:
    """Return a character a rank: the grade, ``>`` above 9, ``-`` where not pooled, ``.`` pooled but not judged."""
    _, _, given = key.partition("_")
    length = int(c_double(given)) if given else 10
    shown = ["-"] * max(min(length, int(lists.n_retrieved[query])), 0)
    for i in range(lists.offsets[query], lists.offsets[query + 1]):
        rank, grade = lists.first[i], lists.grades[i]
        if rank <= len(shown):
            shown[rank - 1] = "." if grade < 0 else ">" if grade > 9 else str(int(grade))
    return "".join(shown)
