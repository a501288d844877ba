"""Pieces of runs that have been ranked, in files of their own, so that an interrupted evaluation can go on.

A file holds what a piece leaves behind: the ranks of the queries that it has whole, and the rows of those that its
borders cut. It is written under another name and renamed, so a file that is there is whole.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.kernels.id_bytes import IdBytes
from fastrank.kernels.judged_ranking import RunRows
from fastrank.tables.cut_queries import Fragment
from fastrank.tables.origin import Origin
from fastrank.tables.ranked_run import RankedQueries

Integers = npt.NDArray[np.int64]


class SavedPiece(NamedTuple):
    """What a piece leaves behind beside ranks; the queries that it has whole begin in the rows `begin` of
    the run, the next piece in `end`.
    """

    first_row: int
    n_rows: int
    end: int
    digest: int
    rows_not_judged: int
    begin: Integers
    fragments: list[Fragment]


class SavedPieces:
    """The files of one run's pieces in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def of_system(self, place: int, system: str) -> SavedPieces:
        """Return the pieces of one of several systems in a run."""
        return SavedPieces(self._folder / f"{place}-{zlib.crc32(system.encode()):08x}")

    def save(self, piece: SavedPiece, ranked: RankedQueries) -> None:
        """Write a piece and the ranks of its queries."""
        arrays: dict[str, Any] = ranked._asdict()
        arrays |= {"begin": piece.begin, "piece": np.array(piece[:5], dtype=np.int64)}
        for i, fragment in enumerate(piece.fragments):
            arrays |= {f"{i}.{name}": value for name, value in _packed(fragment).items()}
        target = self._folder / f"{piece.first_row}.npz"
        part = target.with_suffix(".part")
        with open(part, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, target)

    def load(self) -> Iterator[tuple[SavedPiece, RankedQueries]]:
        """Yield the pieces that are there, in order, and the ranks of their queries."""
        for path in sorted(self._folder.glob("*.npz"), key=lambda path: int(path.stem)):
            with np.load(path) as saved:
                ranked = RankedQueries(*(saved[name] for name in RankedQueries._fields))
                yield _piece(saved), ranked


def digest(rows: RunRows, begin: Integers, codes: Integers) -> int:
    """Return a number that tells a piece's rows from others in their place."""
    ids = rows.ids
    return checksum(
        (ids.data[ids.offsets[0] : ids.offsets[-1]], np.diff(ids.offsets), rows.scores, begin, codes)
    )


def checksum(arrays: Iterable[npt.NDArray[Any]]) -> int:
    """Return the CRC-32 of arrays, one after the other: against mistakes, not against malice."""
    found = 0
    for array in arrays:
        found = zlib.crc32(np.ascontiguousarray(array).view(np.uint8).data, found)
    return found


def _piece(saved: Any) -> SavedPiece:
    n_fragments = sum(name.endswith(".span") for name in saved.files)
    fragments = [_unpacked(saved, f"{i}.") for i in range(n_fragments)]
    first_row, n_rows, end, mark, not_judged = saved["piece"].tolist()
    return SavedPiece(first_row, n_rows, end, mark, not_judged, saved["begin"], fragments)


def _packed(fragment: Fragment) -> dict[str, Any]:
    span = (fragment.begin, fragment.end, fragment.code, fragment.open_left, fragment.open_right)
    packed: dict[str, Any] = {"span": np.array(span, dtype=np.int64)}
    for (ids, scores, keys), (source, word, numbers) in zip(fragment.rows, fragment.origins, strict=True):
        packed |= {"offsets": ids.offsets, "data": ids.data, "scores": scores, "keys": keys}
        packed |= {"origin": np.array([source, word]), "numbers": numbers}
    return packed


def _unpacked(saved: Any, prefix: str) -> Fragment:
    begin, end, code, left, right = saved[f"{prefix}span"].tolist()
    fragment = Fragment(begin, end, code, bool(left), bool(right))
    if f"{prefix}scores" not in saved.files:
        return fragment
    offsets, data, scores, keys, origin, numbers = (
        saved[prefix + name] for name in ("offsets", "data", "scores", "keys", "origin", "numbers")
    )
    rows = RunRows(IdBytes(offsets, data), scores, keys)
    source, word = origin.tolist()
    return replace(fragment, rows=(rows,), origins=(Origin(source, word, numbers),))
