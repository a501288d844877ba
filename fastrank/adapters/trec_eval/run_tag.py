"""The tag of a run: the last field of its last line."""

from __future__ import annotations

import io
import os
from pathlib import Path

from fastrank.tables.arrow_input import ARROW, PARQUET
from fastrank.tables.trec import opened

_TAIL = 1 << 16  # bytes that hold a last line


def run_tag(path: str | os.PathLike[str]) -> str:
    """Return what trec_eval prints as runid; of files that have no tags, their name."""
    path = Path(path)
    if path.suffix in (*PARQUET, *ARROW, ".csv") or path.is_dir():
        return path.name
    with opened(path) as file:
        if isinstance(file, io.BufferedReader) and path.stat().st_size > _TAIL:
            file.seek(-_TAIL, os.SEEK_END)
        lines = file.read()[-_TAIL:].splitlines()
    for line in reversed(lines):
        fields = line.split(maxsplit=6)
        if len(fields) > 5 and not line.startswith(b"#"):
            return str(fields[5].decode(errors="backslashreplace"))
    return path.name
