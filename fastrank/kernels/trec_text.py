"""Splitting lines of TREC text into fields, without a Python object per field."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import kernel

NEWLINE, COMMENT, SPACE = 10, 35, 32  # bytes up to a space, but the newline, separate fields


@kernel
def split_fields(text, line_starts, n_fields, lo, hi, starts, stops, found):  # type: ignore[no-untyped-def]
    """Write where the first `n_fields` fields of every line begin and end, and how many it has."""
    for line in range(lo, hi):
        i, stop, n = line_starts[line], line_starts[line + 1], 0
        while i < stop:
            while i < stop and text[i] <= SPACE:
                i += 1
            if i == stop:
                break
            if n < n_fields:
                starts[n, line] = i
            while i < stop and text[i] > SPACE:
                i += 1
            if n < n_fields:
                stops[n, line] = i
            n += 1
        if n > 0 and text[starts[0, line]] == COMMENT:
            n = 0  # a comment line counts as blank (trec_eval 10.0)
        found[line] = n


@kernel
def gather_bytes(text, starts, offsets, lo, hi, out):  # type: ignore[no-untyped-def]
    """Copy each field's bytes to ``out[offsets[i]:offsets[i + 1]]``."""
    for i in range(lo, hi):
        begin = starts[i] - offsets[i]
        for j in range(offsets[i], offsets[i + 1]):
            out[j] = text[begin + j]


def split_fields_definition(line: bytes) -> list[bytes]:
    """The law: fields are separated by bytes up to the space; a line that begins with # has none."""
    fields = bytes(byte if byte > SPACE else SPACE for byte in line).split(b" ")
    fields = [field for field in fields if field]
    return [] if fields and fields[0][0] == COMMENT else fields


def line_starts(text: np.ndarray) -> np.ndarray:
    """Return where lines begin, and the end of the text."""
    ends = np.flatnonzero(text == NEWLINE) + 1
    if not len(ends) or ends[-1] != len(text):
        ends = np.append(ends, len(text))
    return np.concatenate([[0], ends]).astype(np.int64)
