"""The file that an evaluation writes: it appears when it is whole, and what an interrupted one has done is kept.

Beside ``results.parquet`` stands the folder ``.results.parquet.parts`` while the work lasts: pieces that have been
ranked, the results so far under a temporary name, and what the evaluation was asked, so that only the same one goes on.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from fastrank.tables.judgements import Judgements
from fastrank.tables.saved_pieces import SavedPieces, checksum

_ASKED = "evaluation.json"


class ResultFile(AbstractContextManager["ResultFile"]):
    """A Parquet file of results, written system by system; `asked` is what the evaluation depends on."""

    def __init__(self, out: str | os.PathLike[str], asked: dict[str, Any], *, resume: bool) -> None:
        self.path = Path(out)
        self._folder = parts_of(self.path)
        self._refuse_unwritable()
        asked = json.loads(json.dumps(asked, default=str))
        if resume and (self._folder / _ASKED).exists():
            self._refuse_other(asked)
        else:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir()
            part = self._folder / f"{_ASKED}.part"
            part.write_text(json.dumps(asked))
            os.replace(part, self._folder / _ASKED)
        self._writer: Any = None

    def saved(self, system: int) -> SavedPieces:
        """Return the pieces of a system, by its place among all."""
        return SavedPieces(self._folder / f"run-{system}")

    def write(self, table: pa.Table) -> None:
        """Write the results of one system."""
        import pyarrow.parquet

        if self._writer is None:
            self._writer = pyarrow.parquet.ParquetWriter(self._folder / "results.part", table.schema)
        self._writer.write_table(table)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()
        if kind is None:
            os.replace(self._folder / "results.part", self.path)
            shutil.rmtree(self._folder, ignore_errors=True)

    def _refuse_unwritable(self) -> None:
        folder = self.path.absolute().parent
        if self.path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise ValueError(
                f"out: {self.path} cannot be written; name a file in a folder that is there and writable"
            )

    def _refuse_other(self, asked: dict[str, Any]) -> None:
        before = json.loads((self._folder / _ASKED).read_text())
        other = [name for name in {**before, **asked} if before.get(name) != asked.get(name)]
        if other:
            raise ValueError(
                f"resume: {self.path} was begun with other {', '.join(other)}; pass what it was begun with, or "
                "resume=False to begin anew"
            )


def parts_of(path: Path) -> Path:
    """Return the folder that holds what is not whole yet."""
    return path.absolute().parent / f".{path.name}.parts"


def judgements_mark(judgements: Judgements) -> int:
    """Return a number that tells judgements from others."""
    index, names = judgements.index, np.frombuffer("\n".join(judgements.queries).encode(), dtype=np.uint8)
    first, last = index.ids.offsets[[0, -1]]
    ids = (index.ids.data[first:last], index.ids.offsets - first)
    return checksum((names, *ids, index.grades, index.offsets))
