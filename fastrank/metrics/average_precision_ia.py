"""Intent-aware average precision."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.jit import kernel
from fastrank.kernels.novelty_in_python import Document, Ranking, all_subtopics, subtopics_of
from fastrank.kernels.subtopic_lists import count_relevant, subtopic_room
from fastrank.spec.metric import metric


@kernel
def _kernel(lists, k, rel, lo, hi, out):  # type: ignore[no-untyped-def]
    room = subtopic_room(lists, lo, hi)
    for q in range(lo, hi):
        n, total = count_relevant(lists, q, rel, room.n_relevant), 0.0
        hits = room.values
        for subtopic in range(lists.n_subtopics[q]):
            hits[subtopic] = 0.0
        for i in range(lists.offsets[q], lists.offsets[q + 1]):
            document, rank = lists.documents[i], lists.ranks[i]
            if rank > k:
                break
            for j in range(lists.starts[document], lists.starts[document + 1]):
                subtopic = lists.subtopics[j]
                if lists.grades[j] >= rel and room.n_relevant[subtopic] > 0:
                    hits[subtopic] += 1.0
                    total += hits[subtopic] / (rank * room.n_relevant[subtopic])
        out[q] = total / n if n > 0 else 0.0


@metric(
    "AP_IA",
    _kernel,
    by_subtopic=True,
    averages_ties=False,
    pool="whole",
    aliases={"MAP_IA": {}, "MAP-IA": {}, "AP-IA": {}},
)
def average_precision_ia(
    ranking: Ranking, pool: Sequence[Document], *, k: int | None = None, rel: float = 1
) -> float:
    """Average precision for each subtopic, and of these the mean.

    Precision at the rank of each relevant document of a subtopic is summed over the first `k` ranks and divided
    by the number of all its relevant documents. Subtopics without one are left out.

    References
    ----------
    Agrawal et al., Diversifying search results, WSDM 2009.

    Examples
    --------
    >>> import fastrank as fr
    >>> float(fr.average_precision_ia([[0, 1], [1, 0], [0, 1]]))
    0.6666666666666666
    """
    subtopics, total = all_subtopics(pool, rel), 0.0
    for subtopic in subtopics:
        is_relevant = [subtopic in subtopics_of(document, rel) for document in ranking[:k]]
        n_relevant = sum(subtopic in subtopics_of(document, rel) for document in pool)
        precisions = [sum(is_relevant[:rank]) / rank for rank, hit in enumerate(is_relevant, 1) if hit]
        total += sum(precisions) / n_relevant
    return total / len(subtopics) if subtopics else 0.0
