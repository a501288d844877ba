"""What tests of runs in pieces share: small pieces, several threads, and no way round."""

from __future__ import annotations

import pytest

import fastrank as fr
from fastrank import parallel
from fastrank.tables import run_pieces


@pytest.fixture
def threads_for_few_rows(monkeypatch):
    """So few rows would otherwise be one piece in the calling thread."""
    monkeypatch.setattr(parallel, "INLINE_ELEMENTS", 1)
    fr.set_num_threads(3)
    yield
    fr.set_num_threads(None)


@pytest.fixture
def pieces_of_four_rows(monkeypatch):
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 4)


@pytest.fixture
def in_pieces_only(monkeypatch):
    """Neither a run nor the runs of several systems may be brought together in memory."""

    def no_whole_table(*_):
        raise AssertionError("the whole table was read")

    monkeypatch.setattr("fastrank.tables.runs.rank_whole", no_whole_table)
    monkeypatch.setattr("fastrank.tables.runs.in_memory", no_whole_table)
