"""Kernels that look at ids, against dicts and sets."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pytest

from fastrank.kernels.duplicate_rows import suspect_rows
from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.id_lookup import find_ids, find_unplain, mark_changes
from fastrank.kernels.jit import kernel
from fastrank.tables.ids import id_bytes
from fastrank.tables.judgements import read_judgements


def as_bytes(texts):
    return id_bytes(pa.array(texts, pa.string()), "doc_id", "test")


@kernel
def suspects_of(hashes, lo, hi, bits, out):
    return suspect_rows(hashes[lo:hi], hi - lo, bits, out)


@pytest.mark.parametrize("n", [0, 1, 2, 17, 1000, 5000])
@pytest.mark.parametrize("repeated", [0, 1, 7])
def test_rows_with_equal_hashes_are_suspects_and_few_others(n, repeated):
    rng = np.random.default_rng(n + repeated)
    hashes = rng.integers(0, 2**64, n, dtype=np.uint64)
    if n > 1:
        hashes[rng.integers(0, n, repeated)] = hashes[rng.integers(0, n, repeated)]
    out = np.empty(n, dtype=np.int64)
    found = out[: suspects_of(hashes, 0, n, np.zeros(8192, dtype=np.uint64), out)].tolist()
    values, counts = np.unique(hashes, return_counts=True)
    repeats = np.flatnonzero(np.isin(hashes, values[counts > 1])).tolist()
    assert found == sorted(set(found))
    assert set(repeats) <= set(found)
    assert len(found) <= len(repeats) + n / 16 + 2


def test_changes_of_ids():
    ids = ["", "", "a", "a", "b", "ab", "ab", "a" * 20, "a" * 20, "a" * 19 + "b"]
    changes = np.zeros(len(ids), dtype=np.bool_)
    mark_changes(as_bytes(ids), 0, len(ids), changes)
    assert changes.tolist() == [i == 0 or ids[i] != ids[i - 1] for i in range(len(ids))]


@pytest.mark.parametrize("width", [np.int32, np.int64])
@pytest.mark.parametrize("seed", range(5))
def test_runs_of_equal_ids_of_any_length(seed, width):
    rng = np.random.default_rng(seed)
    ids = rng.choice(["", "a", "aa", "ab", "aba", "q" * 9, "\u00e9"], 60)
    ids = np.repeat(ids, rng.choice([1, 2, 3, 30, 700], 60)).tolist()
    kept = as_bytes(ids)
    flat = IdBytes(kept.offsets.astype(width), kept.data)
    expected = [i == 0 or ids[i] != ids[i - 1] for i in range(len(ids))]
    changes = np.zeros(len(ids), dtype=np.bool_)
    for lo, hi in ((0, 1), (1, 500), (500, 500), (500, len(ids))):  # as threads share them
        mark_changes(flat, lo, hi, changes)
    assert changes.tolist() == expected


@pytest.mark.parametrize(("offsets", "data", "plain"), [
    ([0], "", True), ([0, 2, 2, 3], "abc", True), ([1, 2], "\u00e9b", False), ([2, 3], "\u00e9b\u00e9", True),
    ([0, 3, 2, 3], "abc", False), ([0, 9, 3], "abc", False), ([0, -9, 3], "abc", False),
])  # fmt: skip
def test_offsets_and_bytes_that_need_a_closer_look(offsets, data, plain):
    ids = IdBytes(np.array(offsets), np.frombuffer(data.encode(), dtype=np.uint8))
    found, n = np.zeros(1, dtype=np.bool_), len(offsets) - 1
    for i in range(n):  # one by one: none may look beyond the data
        find_unplain(ids, i, i + 1, found)
    assert bool(found[0]) is not plain
    again = np.zeros(1, dtype=np.bool_)
    find_unplain(ids, 0, n, again)
    assert bool(again[0]) is not plain


@pytest.mark.parametrize("kind", [pa.int64(), pa.uint64(), pa.int8()], ids=str)
def test_integers_are_their_decimal_text(kind):
    limits = np.iinfo(kind.to_pandas_dtype())
    powers = [sign * (10**i + more) for i in range(20) for more in (-1, 0, 1) for sign in (-1, 1)]
    rng = np.random.default_rng(3)
    values = [*powers, *(int(v) >> s for v in rng.integers(-(2**63), 2**63 - 1, 50) for s in range(0, 64, 3))]
    values = [limits.min, limits.max, *(v for v in values if limits.min <= v <= limits.max)]
    offsets, data = id_bytes(pa.array(values, kind), "doc_id", "test")
    text = data.tobytes()
    assert [text[a:b].decode() for a, b in itertools.pairwise(offsets)] == [str(v) for v in values]


def test_ids_are_found_among_known_ones():
    known = [str(i) for i in range(0, 300, 3)] + ["long" * 9]
    judgements = read_judgements({query: {"d": 1} for query in known})
    asked = [str(i) for i in range(300)] + ["", "long" * 9, "long" * 10]
    places = np.zeros(len(asked), dtype=np.int64)
    find_ids(as_bytes(asked), judgements.query_index, 0, len(asked), places)
    assert places.tolist() == [known.index(text) if text in known else -1 for text in asked]
