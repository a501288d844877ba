"""Which of two rows of a run stands first, by score and tie rule, and sorting few rows by it."""

from __future__ import annotations

from fastrank.kernels.id_bytes import id_below
from fastrank.kernels.jit import inlined

# Tie rules of tables; KEY orders equal scores by a number a row, larger first.
ID_DESCENDING, ID_ASCENDING, KEY, GRADE_BEST, GRADE_WORST, AVERAGE = range(6)

UNJUDGED = -1.0  # as a grade: below "judged not relevant", as one of the negative grades


@inlined
def precedes(run, a, grade_a, b, grade_b, tie):  # type: ignore[no-untyped-def]
    """Whether row `a` stands before row `b`; equal scores follow the tie rule."""
    if run.scores[a] != run.scores[b]:
        return run.scores[a] > run.scores[b]
    if tie == ID_DESCENDING:
        return id_below(run.ids, b, a)
    if tie == ID_ASCENDING:
        return id_below(run.ids, a, b)
    if tie == KEY:
        return run.keys[a] > run.keys[b]
    if tie == GRADE_BEST:
        return grade_a > grade_b
    if tie == GRADE_WORST:
        return grade_a < grade_b
    return False


@inlined
def sort_rows(run, rows, grades, n, tie, spare_rows, spare_grades):  # type: ignore[no-untyped-def]
    """Merge sort, stable, from runs of one; `spare` holds as many."""
    width = 1
    while width < n:
        for start in range(0, n, 2 * width):
            middle, stop = min(start + width, n), min(start + 2 * width, n)
            i, j = start, middle
            for out in range(start, stop):
                right = j < stop and (
                    i >= middle or precedes(run, rows[j], grades[j], rows[i], grades[i], tie)
                )
                if right:
                    spare_rows[out], spare_grades[out] = rows[j], grades[j]
                    j += 1
                else:
                    spare_rows[out], spare_grades[out] = rows[i], grades[i]
                    i += 1
        for i in range(n):  # a slice assignment costs 2 s of compiling: its error text alone pulls in str
            rows[i], grades[i] = spare_rows[i], spare_grades[i]
        width *= 2
