"""Cases of score tables, of fusion and of `fastrank nest`."""

from __future__ import annotations

import contextlib
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
from fastrank.cli import main
from tools.fuzz import plain_evaluation, variations
from tools.fuzz.arrow_tables import arrow_table
from tools.fuzz.damage import ANY, OF_TEXT, damaged
from tools.fuzz.evaluation_cases import Phase
from tools.fuzz.files import FORMATS
from tools.fuzz.plain_evaluation import shown
from tools.fuzz.plain_readers import Refused, from_arrow, number, read
from tools.fuzz.small_collections import DOCUMENTS, NO_TEXT_FILE, collection
from tools.fuzz.verdicts import Outcome, same, tried

Rng = np.random.Generator
Cells = dict[tuple[str, str], float]  # (system, query) -> value

_MISSING = ("", "na", "n/a", "#n/a", "nan", "-nan", "null", "none")
_PACKED: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".xz": lzma.compress}
_TEXT_IDS = [name for name in DOCUMENTS if name not in NO_TEXT_FILE]


def scores_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """A score table, long or wide, in a damaged file."""
    systems = [f"s{i}" for i in range(int(rng.integers(1, 5)))]
    queries = [str(DOCUMENTS[str(rng.choice(_TEXT_IDS))](i)) for i in range(int(rng.integers(1, 6)))]
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


def fusion_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """Two or three runs in files, fused."""
    ids = str(rng.choice(_TEXT_IDS))
    method = str(rng.choice(["rrf", "combsum", "combmnz", "borda", "isr", "combmed"]))
    paths, steps, suffixes = {}, [], []
    for i in range(int(rng.integers(2, 4))):
        suffix = str(rng.choice(list(FORMATS)))
        write, pack = FORMATS[suffix]
        data = write(rng, collection(rng, ids=ids).run, "run")
        if rng.random() < 0.3:
            data, taken = damaged(rng, data, ANY, kept)
            steps += taken
        paths[f"r{i}"] = folder / f"run{i}{suffix}"
        paths[f"r{i}"].write_bytes(pack(data) if pack else data)
        suffixes.append(suffix)
    phase("fastrank")
    variations.draw_threads(rng)
    found = tried(lambda: fr.fuse(paths, method), (*paths, *(p.name for p in paths.values())))
    if found.fault:
        name, _, rest = found.fault.partition("\n")
        return Outcome(name, rest, steps)
    phase("plain")
    try:
        wanted = _fused(
            [read(p.read_bytes(), s, "run") for p, s in zip(paths.values(), suffixes, strict=True)], method
        )
    except Refused as refusal:
        if found.error is not None:
            return Outcome("refused", str(found.error), steps)
        return Outcome("accepted what plain Python refuses", str(refusal), steps)
    if found.error is not None:
        infinite = "infinite" in str(found.error)
        return Outcome("stricter" if steps or infinite else "refused what is right", str(found.error), steps)
    phase("again")
    variations.draw_threads(rng)
    again = fr.fuse(dict(reversed(paths.items())), method)
    if not again.equals(found.value):
        return Outcome("other bits in another form", "the runs in another order", steps)
    difference = _fused_unlike(found.value, wanted) if wanted is not None else ""
    return Outcome("wrong answer" if difference else "equal", difference, steps)


def _fused(runs: list[Any], method: str) -> dict[bytes, dict[bytes, float]] | None:
    """Return the fused scores of rrf and combsum; None for other methods, whose runs must still be right."""
    total: dict[bytes, dict[bytes, float]] = {}
    for run in runs:
        lists: dict[bytes, dict[bytes, float]] = {}
        for query, document, score, _, _ in plain_evaluation.long_rows(run, "score"):
            if score is None or math.isnan(score) or document in lists.setdefault(query, {}):
                raise Refused("a score is missing, or a document twice")
            lists[query][document] = score
        for query, own in lists.items():
            order = sorted(own, key=lambda d: (own[d], d), reverse=True)
            for rank, document in enumerate(order, 1):
                points = 1 / (60 + rank) if method == "rrf" else own[document]
                fused = total.setdefault(query, {})
                fused[document] = fused.get(document, 0.0) + points
    return total if method in ("rrf", "combsum") else None


def _fused_unlike(table: pa.Table, wanted: dict[bytes, dict[bytes, float]]) -> str:
    columns = from_arrow(table)
    found: dict[bytes, dict[bytes, float]] = {}
    for query, document, score, _, _ in plain_evaluation.long_rows(columns, "score"):
        found.setdefault(query, {})[document] = score if score is not None else math.nan
    if {q: set(d) for q, d in found.items()} != {q: set(d) for q, d in wanted.items()}:
        return "other queries or documents"
    for query, documents in wanted.items():
        for document, value in documents.items():
            one = found[query][document]
            scale = max(1.0, *(abs(v) for v in documents.values()))
            if not (same(one, value) or abs(one - value) <= 1e-9 * scale):
                return f"{shown(document)!r} of {shown(query)!r} has {one!r}, not {value!r}"
    return ""


def nesting_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """`fastrank nest` of a damaged run: the file that it writes has the values of the one that it read."""
    made = collection(rng, ids=str(rng.choice(_TEXT_IDS)))
    suffix = str(rng.choice(list(FORMATS)))
    write, pack = FORMATS[suffix]
    data, steps = write(rng, made.run, "run"), []
    if rng.random() < 0.7:
        data, steps = damaged(rng, data, ANY if pack or ".p" in suffix or ".a" in suffix else OF_TEXT, kept)
    source, target = folder / f"run{suffix}", folder / "nested.parquet"
    source.write_bytes(pack(data) if pack else data)
    qrels = arrow_table(rng, made.qrels, "qrels")
    phase("fastrank")
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        ended = tried(lambda: main(["nest", str(source), str(target)]), ())
    if ended.fault:
        return Outcome("error of the wrong type", ended.fault.partition("\n")[2], steps)
    if ended.value:
        text = said.getvalue().strip()
        one_line = len(text.splitlines()) == 1 and text.isprintable() and source.name in text
        name = "refused" if one_line and ended.value == 2 else "error of the wrong type"
        return Outcome(name, f"exit code {ended.value}: {text}", steps)
    flat = tried(lambda: fr.evaluate(qrels, {"s": source}, ["AP", "nDCG@10"], duplicates="best"), ("",))
    if flat.error is not None:
        return Outcome("not compared", str(flat.error), steps)
    nested = variations.asked_again(
        rng, flat, lambda: fr.evaluate(qrels, {"s": target}, ["AP", "nDCG@10"], duplicates="best"), "nested"
    )
    return Outcome("equal", "", steps) if nested is None else Outcome(nested.name, nested.detail, steps)
