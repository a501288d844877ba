"""Kernels that unpack Parquet pages, against their definitions in plain Python; a damaged page is never read outside."""

from __future__ import annotations

import contextlib
import itertools

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastrank.kernels.byte_array_pages import gather_values, split_values, split_values_definition
from fastrank.kernels.code_runs import unpack_runs, unpack_runs_definition
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.snappy import unpack_snappy, unpack_snappy_definition
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


def unpacked(packed, size):
    """What the kernel writes, or None where it refuses; bytes beyond the output stay as they were."""
    room = np.full(size + 40, GUARD, np.uint8)
    whole = unpack_snappy(as_array(b"xyz" + packed), 3, room[:size])
    assert (room[size:] == GUARD).all()
    return room[:size].tobytes() if whole else None


@st.composite
def snappy_elements(draw):
    """Literals and copies of every kind, some of which reach too far."""
    packed = b""
    for _ in range(draw(st.integers(0, 12))):
        kind, offset = draw(st.integers(0, 3)), draw(st.one_of(st.integers(0, 20), st.integers(0, 300)))
        if kind == 0:
            literal = draw(st.one_of(st.binary(min_size=1, max_size=20), st.integers(1, 300).map(bytes)))
            n_more = draw(st.integers(1 if len(literal) <= 256 else 2, 4)) if len(literal) > 60 else 0
            tag = (59 + n_more if n_more else len(literal) - 1) << 2
            packed += (
                bytes([tag]) + ((len(literal) - 1).to_bytes(n_more, "little") if n_more else b"") + literal
            )
        elif kind == 1:
            packed += bytes([1 | draw(st.integers(0, 7)) << 2 | offset >> 8 << 5, offset & 255])
        else:
            packed += bytes([kind | draw(st.integers(0, 63)) << 2]) + offset.to_bytes(
                2 if kind == 2 else 4, "little"
            )
    return packed


@given(snappy_elements(), st.integers(0, 30), st.integers(0, 99))
def test_snappy_elements(packed, cut, size):
    packed = packed[: len(packed) - cut]
    expected = unpack_snappy_definition(packed)
    assert unpacked(packed, len(expected or b"")) == expected
    if expected is None or size != len(expected):
        assert unpacked(packed, size) is None


@pytest.mark.parametrize("seed", range(20))
def test_what_snappy_compresses(seed):
    """Ids, random bytes, and repeats at every distance, against the library in pyarrow, and damaged."""
    rng = np.random.default_rng(seed)
    ids = b"".join(b"\x08\0\0\0D%07d" % i for i in rng.integers(0, 10**6, 600))
    repeats = b"".join(bytes([seed + i]) * int(n) for i, n in enumerate(rng.integers(1, 200, 100)))
    raw = [ids, repeats, rng.bytes(7_000), ids[:seed], repeats * 3][seed % 5]
    packed = pa.Codec("snappy").compress(raw, asbytes=True)
    begin = len(varint(len(raw)))
    assert unpacked(packed[begin:], len(raw)) == raw
    for _ in range(20):
        wrong = bytearray(packed[begin:])
        wrong[int(rng.integers(len(wrong)))] = int(rng.integers(256))
        theirs = None
        with contextlib.suppress(OSError):
            theirs = pa.Codec("snappy").decompress(packed[:begin] + bytes(wrong), len(raw), asbytes=True)
        assert unpacked(bytes(wrong), len(raw)) == theirs
