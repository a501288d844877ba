"""Cases of fusion: runs in files, some of them damaged."""

from __future__ import annotations

import math
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import fastrank as fr
from tools.fuzz import variations
from tools.fuzz.damage import ANY, damaged
from tools.fuzz.evaluation_cases import Phase
from tools.fuzz.files import FORMATS
from tools.fuzz.plain_readers import Refused, from_arrow, read
from tools.fuzz.plain_rows import long_rows, shown
from tools.fuzz.small_collections import TEXT_IDS, collection
from tools.fuzz.verdicts import Outcome, same, tried

Rng = np.random.Generator


def fusion_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """Two or three runs in files, fused."""
    ids = str(rng.choice(TEXT_IDS))
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
        for query, document, score, _, _ in long_rows(run, "score"):
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
    for query, document, score, _, _ in long_rows(columns, "score"):
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
