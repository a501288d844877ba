"""Values of lists whose relevant items share the last rank of their ties: scikit-learn's label ranking.

The loops read ranked lists with averaged ties, so that the last rank of an entry counts the items that score no less.
"""

from __future__ import annotations

from fastrank.kernels.jit import kernel, spliced


@spliced
def _tied_entries(lists, i, stop):  # type: ignore[no-untyped-def]
    """Count the entries from `i` on that share their ranks."""
    end = i + 1
    while end < stop and lists.first[end] == lists.first[i]:
        end += 1
    return end - i


@kernel
def label_precisions(lists, lo, hi, out):  # type: ignore[no-untyped-def]
    """Mean over relevant items of the share that is relevant among those that score no less; 0 without any."""
    for q in range(lo, hi):
        start, stop = lists.offsets[q], lists.offsets[q + 1]
        total, i = 0.0, start
        while i < stop:
            tied = _tied_entries(lists, i, stop)
            total += tied * ((i - start + tied) / lists.last[i])
            i += tied
        out[q] = total / (stop - start) if stop > start else 0.0


@kernel
def coverages(lists, lo, hi, out):  # type: ignore[no-untyped-def]
    """Items that score no less than the lowest relevant one; 0 without any."""
    for q in range(lo, hi):
        start, stop = lists.offsets[q], lists.offsets[q + 1]
        out[q] = lists.last[stop - 1] if stop > start else 0.0


@kernel
def ranking_losses(lists, lo, hi, out):  # type: ignore[no-untyped-def]
    """Share of the (relevant, other) pairs where the other scores no less; 0 where there is no pair."""
    for q in range(lo, hi):
        start, stop = lists.offsets[q], lists.offsets[q + 1]
        wrong, i = 0, start
        while i < stop:
            tied = _tied_entries(lists, i, stop)
            wrong += tied * (lists.last[i] - (i - start + tied))
            i += tied
        pairs = (stop - start) * (lists.n_retrieved[q] - (stop - start))
        out[q] = wrong / pairs if pairs else 0.0
