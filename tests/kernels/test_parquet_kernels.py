"""Kernels that unpack Parquet pages, against their definitions in plain Python; a damaged page is never read outside."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fastrank.kernels.byte_array_pages import gather_values, split_values, split_values_definition
from fastrank.kernels.code_runs import unpack_runs, unpack_runs_definition
from fastrank.kernels.id_bytes import IdBytes
from fastrank.parallel import read_only

SPARE, GUARD = 8, 0xAB
VALUES = st.lists(st.one_of(st.binary(max_size=12), st.integers(0, 70).map(bytes)), max_size=30)


def as_array(raw):
    return read_only(np.frombuffer(raw, np.uint8))


def texts(offsets, data):
    return [data[a:b].tobytes() for a, b in itertools.pairwise(offsets.tolist())]


def plain(values):
    return b"".join(len(value).to_bytes(4, "little") + value for value in values)


@given(VALUES, st.integers(0, 3), st.integers(0, 5), st.data())
def test_values_are_split(values, n_more, n_before, draw):
    """Wherever the rows stand in the output, and however the page is cut to pieces."""
    page, n = plain(values), len(values)
    first = draw.draw(st.integers(0, n))
    offsets = np.full(n_before + n + 1, 5, np.int64)
    data = np.full(5 + len(page) + SPARE + 3, GUARD, np.uint8)
    at = split_values(as_array(page), 0, n_before, n_before + first, offsets, data)
    assert at == len(plain(values[:first]))
    assert split_values(as_array(page), at, n_before + first, n_before + n, offsets, data) == len(page)
    assert texts(offsets[n_before:], data) == values
    assert (data[offsets[-1] + SPARE :] == GUARD).all()
    assert split_values_definition(page, n) == values
    if n_more:
        assert split_values_definition(page, n + n_more) is None
        room = np.zeros(n + n_more + 1, np.int64)
        assert (
            split_values(as_array(page), 0, 0, n + n_more, room, np.empty(len(page) + SPARE, np.uint8)) == -1
        )


@given(VALUES, st.data())
def test_lengths_that_lie(values, draw):
    page = bytearray(plain(values) or b"\0")
    for _ in range(draw.draw(st.integers(1, 3))):
        page[draw.draw(st.integers(0, len(page) - 1))] = draw.draw(st.integers(0, 255))
    n = draw.draw(st.integers(0, len(values) + 1))
    offsets, data = np.zeros(n + 1, np.int64), np.full(len(page) + SPARE + 3, GUARD, np.uint8)
    end = split_values(as_array(bytes(page)), 0, 0, n, offsets, data)
    expected = split_values_definition(bytes(page), n)
    assert (end == -1) == (expected is None)
    assert (data[len(page) + SPARE :] == GUARD).all()
    if expected is not None:
        assert texts(offsets, data) == expected


@given(st.lists(st.binary(max_size=20), min_size=1, max_size=9), st.lists(st.integers(0, 8), max_size=40))
def test_values_are_gathered(dictionary, codes):
    offsets, data = np.zeros(len(dictionary) + 1, np.int64), np.zeros(300, np.uint8)
    split_values(as_array(plain(dictionary)), 0, 0, len(dictionary), offsets, data)
    codes = [code % len(dictionary) for code in codes]
    runs = [(code, len(list(group))) for code, group in itertools.groupby(codes)]
    ends, found = np.cumsum([0] + [n for _, n in runs])[1:], np.zeros(len(codes) + 3, np.int64)
    out = np.full(20 * len(codes) + SPARE + 3, GUARD, np.uint8)
    run_codes = np.array([code for code, _ in runs], np.int32)
    gather_values(IdBytes(offsets, data), ends, run_codes, 2, 2 + len(codes), found, out)
    assert texts(found[2:], out) == [dictionary[code] for code in codes]
    assert (out[found[-1] + SPARE :] == GUARD).all()


def varint(number):
    return (bytes([number & 127 | 128]) + varint(number >> 7)) if number > 127 else bytes([number])


@st.composite
def packed_codes(draw):
    """Runs and groups of eight, sometimes damaged, with their width and how many codes are asked for."""
    width = draw(st.integers(0, 32))
    content, n = b"", 0
    for _ in range(draw(st.integers(0, 5))):
        if draw(st.booleans()):
            count = draw(st.integers(0, 300))
            code = draw(st.integers(0, (1 << width) - 1))
            content += varint(count << 1) + code.to_bytes((width + 7) // 8, "little")
        else:
            groups = draw(st.integers(0, 3))
            content += varint(groups << 1 | 1) + draw(
                st.binary(min_size=groups * width, max_size=groups * width)
            )
            count = groups * 8
        n += count
    cut = draw(st.integers(0, 20))
    n_known = draw(st.sampled_from([1, 2, 1 << width - 1 if width else 1, 1 << 32]))
    return content[: len(content) - cut] if draw(st.booleans()) else content, width, n_known, max(0, n - cut)


@given(packed_codes(), st.binary(max_size=3))
def test_codes_are_unpacked_to_runs(packed, before):
    content, width, n_known, n = packed
    ends, codes = np.full(n + 1, -7, np.int64), np.full(n + 1, -7, np.int32)
    n_runs = unpack_runs(as_array(before + content), len(before), width, n_known, 0, n, ends, codes)
    expected = unpack_runs_definition(content, width, n_known, n)
    assert (n_runs == -1) == (expected is None)
    assert (ends[n], codes[n]) == (-7, -7)
    if expected is not None:
        runs = [(code, len(list(group))) for code, group in itertools.groupby(expected)]
        assert codes[:n_runs].view(np.uint32).tolist() == [code for code, _ in runs]
        assert np.diff(ends[:n_runs], prepend=0).tolist() == [n for _, n in runs]
