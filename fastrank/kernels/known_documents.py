"""Which documents of a run are judged for any query at all."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.id_bytes import hash_id
from fastrank.kernels.jit import inlined, kernel
from fastrank.kernels.judgement_index import find_place
from fastrank.kernels.tie_rules import UNJUDGED


@inlined
def _least_of_best(run, groups, i, best):  # type: ignore[no-untyped-def]
    """Return the score at the last rank that `best` has room for; with fewer rows, what is below all."""
    depth, held = len(best), 0
    for local in range(groups.begin[i], groups.end[i]):
        score = run.scores[groups.rows[local] if len(groups.rows) else local]
        if held == depth and score <= best[depth - 1]:
            continue
        at = held if held < depth else depth - 1
        while at > 0 and best[at - 1] < score:
            best[at] = best[at - 1]
            at -= 1
        best[at] = score
        held = min(held + 1, depth)
    return best[depth - 1] if held == depth else -np.inf


@kernel
def mark_known(run, groups, index, everywhere, depth, lo, hi, known, grades):  # type: ignore[no-untyped-def]
    """Mark the rows whose document stands in `everywhere`, one region; grades are those of the row's own query.

    Rows that cannot be among the first `depth` are left out: their documents are not looked up.
    """
    best = np.empty(depth)
    for i in range(lo, hi):
        q, in_order = groups.queries[i], len(groups.rows) == 0
        least = _least_of_best(run, groups, i, best) if depth else -np.inf
        for local in range(groups.begin[i], groups.end[i]):
            row = local if in_order else groups.rows[local]
            known[row] = False
            if run.scores[row] < least:
                continue
            hashed = hash_id(run.ids, row)
            known[row] = find_place(everywhere, 0, hashed, run.ids, row) >= 0
            grades[row] = UNJUDGED
            if known[row]:
                own = find_place(index, q, hashed, run.ids, row)
                if own >= 0:
                    grades[row] = index.grades[index.offsets[q] + own]
