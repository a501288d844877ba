"""Reading lines of TREC text, without a Python object per field."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.array_words import word_at
from fastrank.kernels.byte_words import SPACE, first_flag, separators
from fastrank.kernels.decimals import decimal_number, whole_number
from fastrank.kernels.jit import kernel, spliced

NEWLINE, COMMENT = 10, 35
SLACK = 16  # bytes behind a text, the first of them a newline, and behind what ids are copied to

Integers = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_EIGHT = np.uint64(8)


class Lines(NamedTuple):
    """What :func:`read_lines` writes: a row for every line that has fields.

    Row ``i`` begins at byte ``begins[i]`` of the text, in line ``lines[i]``, and is of query ``queries[i]``, which
    counts changes of the query. ``query_ends``, ``doc_ends`` and ``second_ends`` are the ends of ids in the bytes
    that stand beside them. Rows whose number is none that `fastrank.kernels.decimals` reads are in ``left``, with
    the number's borders.
    `counts` has rows, queries, rows that are left, lines, and where the first malformed line begins, or -1.
    """

    begins: Integers
    lines: Integers
    queries: npt.NDArray[np.int32]
    query_ends: Integers
    query_bytes: Bytes
    doc_ends: Integers
    doc_bytes: Bytes
    second_ends: Integers
    second_bytes: Bytes
    numbers: npt.NDArray[np.float64]
    left: Integers
    counts: Integers


@spliced
def _field_end(text, at):  # type: ignore[no-untyped-def]
    at = np.uint64(at)
    flags = separators(word_at(text, at))
    while flags == 0:
        at += _EIGHT
        flags = separators(word_at(text, at))
    return np.int64(at + first_flag(flags))


@spliced
def _copied_field_end(text, at, target, end):  # type: ignore[no-untyped-def]
    """Copy a field to ``target[end:]``, and up to seven bytes more; return where it ends here and there."""
    at, end, flags = np.uint64(at), np.uint64(end), np.uint64(0)
    while flags == 0:
        word = word_at(text, at)
        for i in range(8):
            target[end + np.uint64(i)] = np.uint8(word >> np.uint64(8 * i))
        flags = separators(word)
        at, end = at + _EIGHT, end + _EIGHT
    more = _EIGHT - first_flag(flags)
    return np.int64(at - more), np.int64(end - more)


@spliced
def _next_field(text, at):  # type: ignore[no-untyped-def]
    """Where the next field of a line begins, or its newline is."""
    while text[at] <= SPACE and text[at] != NEWLINE:
        at += 1
    return at


@spliced
def _same(text, a, b, length):  # type: ignore[no-untyped-def]
    i = 0
    while i < length and text[a + i] == text[b + i]:
        i += 1
    return i == length


@spliced
def _passed_over(text, first):  # type: ignore[no-untyped-def]
    """Whether a line has no fields: it is blank, or a comment (trec_eval 10.0)."""
    return text[first] == NEWLINE or text[first] == COMMENT


@spliced
def _line_end(text, at):  # type: ignore[no-untyped-def]
    """Where the newline of a line is; nearly always here."""
    while text[at] != NEWLINE:
        at += 1
    return at


@spliced
def _number(text, at, is_run):  # type: ignore[no-untyped-def]
    """Where the number begins and ends, behind the rank if this is a run; nothing where the line ends before."""
    begin = _next_field(text, at)
    if is_run and text[begin] != NEWLINE:
        begin = _next_field(text, _field_end(text, begin))
    return begin, begin if text[begin] == NEWLINE else _field_end(text, begin)


@kernel
def read_lines(text, is_run, with_second, lo, hi, out):  # type: ignore[no-untyped-def]
    """Read the lines of ``text[lo:hi]``, which end with a newline, to the first that is malformed."""
    at, line, n, n_queries, n_left, malformed = lo, 0, 0, 0, 0, -1
    query, query_length, query_end, doc_end, second_end = 0, -1, 0, 0, 0
    while at < hi and malformed < 0:
        begin, first = at, _next_field(text, at)
        if _passed_over(text, first):
            at, line = _line_end(text, first) + 1, line + 1
            continue
        at = _field_end(text, first)
        if at - first != query_length or not _same(text, first, query, query_length):
            _, query_end = _copied_field_end(text, first, out.query_bytes, query_end)
            out.query_ends[n_queries] = query_end
            n_queries += 1
        query, query_length = first, at - first
        second = doc = _next_field(text, at)
        if text[second] != NEWLINE:
            if with_second:
                at, second_end = _copied_field_end(text, second, out.second_bytes, second_end)
                out.second_ends[n] = second_end
            else:
                at = _field_end(text, second)
            doc = _next_field(text, at)
        number = stop = doc
        if text[doc] != NEWLINE:
            at, doc_end = _copied_field_end(text, doc, out.doc_bytes, doc_end)
            number, stop = _number(text, at, is_run)
        last = _next_field(text, stop)  # a run's tag, and what follows it, which trec_eval passes over
        if number == stop or (text[last] != NEWLINE) != is_run:
            malformed = begin
            continue
        if is_run:
            value, known = decimal_number(text, number, stop)
        else:
            value, known = whole_number(text, number, stop)
        if not known:
            out.left[3 * n_left], out.left[3 * n_left + 1], out.left[3 * n_left + 2] = n, number, stop
            n_left += 1
        out.begins[n], out.lines[n], out.queries[n] = begin, line, n_queries - 1
        out.doc_ends[n], out.numbers[n] = doc_end, value
        at, line, n = _line_end(text, last) + 1, line + 1, n + 1
    out.counts[0], out.counts[1], out.counts[2] = n, n_queries, n_left
    out.counts[3], out.counts[4] = line, malformed


def fields_definition(line: bytes) -> list[bytes]:
    """The law: fields are separated by bytes up to the space; a line that begins with # has none."""
    fields = bytes(byte if byte > SPACE else SPACE for byte in line).split(b" ")
    fields = [field for field in fields if field]
    return [] if fields and fields[0][0] == COMMENT else fields
