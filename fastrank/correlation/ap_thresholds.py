"""Up to how many items AP correlation compares all of them: where engines cross (tools/ap_engines_measured.txt)."""

from __future__ import annotations

from fastrank.correlation.matrix.thresholds import vector_popcounts

# On a processor that counts the bits of 512 at once, and on a plain x86-64 one.
IN_LISTS = {True: 512, False: 200}
IN_MATRIX = {True: 160, False: 40}  # vectors were ranked before, so that sorting has less to do


def short_list() -> int:
    """Longest list whose items are all compared."""
    return IN_LISTS[vector_popcounts()]


def short_vector() -> int:
    """The same for the vectors of a matrix."""
    return IN_MATRIX[vector_popcounts()]
