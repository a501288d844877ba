"""Cases of `fastrank nest`: what it writes has the values of what it read."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Collection
from pathlib import Path

import numpy as np

import fastrank as fr
from fastrank.cli import main
from tools.fuzz import variations
from tools.fuzz.arrow_tables import arrow_table
from tools.fuzz.damage import ANY, OF_TEXT, damaged
from tools.fuzz.evaluation_cases import Phase
from tools.fuzz.files import FORMATS, TEXT
from tools.fuzz.small_collections import TEXT_IDS, collection
from tools.fuzz.verdicts import Outcome, tried

Rng = np.random.Generator


def nesting_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """`fastrank nest` of a damaged run: the file that it writes has the values of the one that it read."""
    made = collection(rng, ids=str(rng.choice(TEXT_IDS)))
    suffix = str(rng.choice(list(FORMATS)))
    write, pack = FORMATS[suffix]
    data, steps = write(rng, made.run, "run"), []
    if rng.random() < 0.7:
        data, steps = damaged(rng, data, OF_TEXT if suffix in TEXT and not pack else ANY, kept)
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
