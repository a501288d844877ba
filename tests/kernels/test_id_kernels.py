"""Kernels that look at ids, against dicts and sets."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from fastrank.kernels.duplicate_rows import suspect_rows
from fastrank.kernels.id_lookup import find_ids, mark_changes
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


def test_ids_are_found_among_known_ones():
    known = [str(i) for i in range(0, 300, 3)] + ["long" * 9]
    judgements = read_judgements({query: {"d": 1} for query in known})
    asked = [str(i) for i in range(300)] + ["", "long" * 9, "long" * 10]
    places = np.zeros(len(asked), dtype=np.int64)
    find_ids(as_bytes(asked), judgements.query_index, 0, len(asked), places)
    assert places.tolist() == [known.index(text) if text in known else -1 for text in asked]
