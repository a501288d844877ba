"""Which documents of a run are judged for any query at all."""

from __future__ import annotations

from fastrank.kernels.id_bytes import hash_id
from fastrank.kernels.jit import kernel
from fastrank.kernels.judged_ranking import UNJUDGED
from fastrank.kernels.judgement_index import find_judgement


@kernel
def mark_known(run, groups, index, everywhere, lo, hi, known, grades):  # type: ignore[no-untyped-def]
    """Mark the rows whose document stands in `everywhere`, one region; grades are those of the row's own query."""
    for i in range(lo, hi):
        q, in_order = groups.queries[i], len(groups.rows) == 0
        for local in range(groups.begin[i], groups.end[i]):
            row = local if in_order else groups.rows[local]
            hashed = hash_id(run.ids, row)
            known[row] = find_judgement(everywhere, 0, hashed, run.ids, row) >= 0
            grades[row] = UNJUDGED
            if known[row]:
                own = find_judgement(index, q, hashed, run.ids, row)
                if own >= 0:
                    grades[row] = index.grades[own]
