"""Cases of score tables, long and wide, in damaged files."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import math
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import fastrank as fr
from tools.fuzz.damage import ANY, OF_TEXT, damaged
from tools.fuzz.evaluation_cases import Phase
from tools.fuzz.plain_readers import Refused, number, read
from tools.fuzz.plain_rows import shown
from tools.fuzz.small_collections import DOCUMENTS, TEXT_IDS
from tools.fuzz.verdicts import Outcome, same, tried

Rng = np.random.Generator
Cells = dict[tuple[str, str], float]  # (system, query) -> value

_MISSING = ("", "na", "n/a", "#n/a", "nan", "-nan", "null", "none")
_PACKED: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}


def scores_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """A score table, long or wide, in a damaged file."""
    systems = [f"s{i}" for i in range(int(rng.integers(1, 5)))]
    queries = [str(DOCUMENTS[str(rng.choice(TEXT_IDS))](i)) for i in range(int(rng.integers(1, 6)))]
    cells: Cells = {(s, q): _cell(rng) for s in systems for q in queries}
    rows = _wide(cells) if rng.random() < 0.5 else _long(cells)
    suffix = str(rng.choice([".csv", ".tsv", ".parquet", ".arrow"]))
    text = suffix in (".csv", ".tsv")
    pack = str(rng.choice(list(_PACKED))) if text else ""
    data = _delimited(rng, rows, suffix) if text else _binary(rng, rows, suffix)
    steps: list[str] = []
    if rng.random() < 0.85:
        data, steps = damaged(rng, data, OF_TEXT if text else ANY, kept)
    path = folder / f"scores{suffix}{pack}"
    path.write_bytes(_PACKED[pack](data))
    phase("fastrank")
    found = tried(lambda: fr.read_scores(path), (path.name, "systems", "queries", "measure", "columns"))
    if found.fault:
        name, _, rest = found.fault.partition("\n")
        return Outcome(name, rest, steps)
    phase("plain")
    try:
        wanted = _cells(data, suffix, rows[0])
    except Refused as refusal:
        named = found.error is not None or str(refusal) == "another header"
        return Outcome(
            "refused" if named else "accepted what plain Python refuses", str(found.error or refusal), steps
        )
    if found.error is not None:
        return Outcome("stricter" if steps else "refused what is right", str(found.error), steps)
    difference = _unlike(found.value, wanted)
    return Outcome("wrong answer" if difference else "equal", difference, steps)


def _cell(rng: Rng) -> float:
    return float(rng.choice([0.0, 0.5, 1.0, math.nan, -1.5, 1e300, float(rng.random())]))


def _long(cells: Cells) -> list[list[Any]]:
    return [["system", "query_id", "value"], *([s, q, v] for (s, q), v in cells.items())]


def _wide(cells: Cells) -> list[list[Any]]:
    systems, queries = (list(dict.fromkeys(key[i] for key in cells)) for i in range(2))
    return [["query_id", *systems], *([q, *(cells[s, q] for s in systems)] for q in queries)]


def _delimited(rng: Rng, rows: list[list[Any]], suffix: str) -> bytes:
    out = io.StringIO()
    csv.writer(
        out, delimiter="," if suffix == ".csv" else "\t", lineterminator=str(rng.choice(["\n", "\r\n"]))
    ).writerows(rows)
    return out.getvalue().encode()


def _binary(rng: Rng, rows: list[list[Any]], suffix: str) -> bytes:
    header, *rest = rows
    table = pa.table({name: [row[i] for row in rest] for i, name in enumerate(header)})
    out = io.BytesIO()
    if suffix == ".parquet":
        pq.write_table(table, out, row_group_size=int(rng.choice([1, 3, 1000])))
    else:
        with pa.ipc.new_file(out, table.schema) as writer:
            writer.write_table(table)
    return out.getvalue()


def _cells(data: bytes, suffix: str, header: list[str]) -> Cells:
    """Return the cells of a table whose header is as it was; values that are missing are left out."""
    if suffix in (".csv", ".tsv"):
        rows = _text_rows(data, suffix)
    else:
        columns = read(data, suffix, "scores")
        rows = [list(columns), *map(list, zip(*(c.values for c in columns.values()), strict=True))]
    if not rows:
        raise Refused("no header")
    if rows[0] != header:
        raise Refused("another header")
    cells: Cells = {}
    for row in rows[1:]:
        if len(row) != len(header):
            raise Refused("a row of another length")
        row = [shown(value) if isinstance(value, bytes) else value for value in row]
        own = (
            {(row[0], row[1]): row[2]}
            if header[0] == "system"
            else {(s, row[0]): v for s, v in zip(header[1:], row[1:], strict=True)}
        )
        for key, value in own.items():
            if key in cells or None in key or "" in key:
                raise Refused("a cell twice, or without a name")
            cells[key] = _value(value)
    if not cells:
        raise Refused("no row")
    return cells


def _text_rows(data: bytes, suffix: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        reader = csv.reader(io.StringIO(text, newline=""), delimiter="," if suffix == ".csv" else "\t")
        return [row for row in reader if row]
    except (UnicodeDecodeError, csv.Error) as error:
        raise Refused(str(error)) from None


def _value(value: Any) -> float:
    if not isinstance(value, str):
        return math.nan if value is None else float(value)
    return math.nan if value.strip().lower() in _MISSING else number(value.strip())


def _unlike(scores: fr.Scores, wanted: Cells) -> str:
    for s, system in enumerate(scores.systems):
        for q, query in enumerate(scores.queries):
            one, other = float(scores.values[0, s, q]), wanted.get((system, query), math.nan)
            if not same(one, other):
                return f"{system} on {query!r} is {one!r}, not {other!r}"
    missing = [key for key in wanted if key[0] not in scores.systems or key[1] not in scores.queries]
    return f"{missing[0]} is lost" if missing else ""
