"""The long table of Scores: what its columns hold, however it is cut into chunks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import fastrank as fr
from fastrank.scores import long_table


@pytest.mark.parametrize("rows_a_chunk", [1, 3, 1000])
@pytest.mark.parametrize("n", [0, 1, 7])
@pytest.mark.parametrize("few", [0, 1000])
def test_the_table_holds_the_columns(n, rows_a_chunk, few, monkeypatch):
    monkeypatch.setattr(long_table, "ROWS_A_CHUNK", rows_a_chunk)
    monkeypatch.setattr(long_table, "_FEW_QUERIES", few)
    values = np.random.default_rng(0).random((2, 3, n))
    scores = fr.Scores(values, systems=["a", "β", "c"], queries=range(n), measure=["x", "y"])
    table = scores.to_arrow()
    assert table.schema.types == [pa.string()] * 3 + [pa.float64()]
    assert table.to_pydict() == {name: list(column) for name, column in scores.columns().items()}


def test_names_are_held_once():
    scores = fr.Scores(
        np.zeros((3, 4, 200_000)), systems="abcd", queries=range(200_000), measure=["x", "y", "z"]
    )
    names = scores.to_arrow().select(["system", "query_id", "measure"])
    held = {
        buffer.address: buffer.size
        for name in names.columns
        for c in name.chunks
        for buffer in c.buffers()
        if buffer
    }
    assert sum(held.values()) < 6e6  # 1.2 MB of digits and their places; written out they are 43 MB
