"""Cases of `fastrank.evaluate`: damaged files, and objects in memory."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import fastrank as fr
from tools.fuzz import plain_evaluation, variations
from tools.fuzz.arrow_tables import arrow_table
from tools.fuzz.damage import ANY, OF_TEXT, damaged
from tools.fuzz.files import FORMATS, TEXT
from tools.fuzz.objects import OBJECTS
from tools.fuzz.plain_evaluation import Rules
from tools.fuzz.plain_readers import Columns, from_arrow, from_rows, read
from tools.fuzz.small_collections import DOCUMENTS, TEXT_IDS, collection, some_systems
from tools.fuzz.verdicts import Outcome, Tried, compared, tried

Rng = np.random.Generator
Phase = Callable[[str], None]

MEASURES = (
    "nDCG@10", "AP", "RR", "P@5", "Bpref", "R@3", "RBP", "Judged@5", "nDCG", "Rprec", "infAP", "Success@2",
    "hole@3",
)  # fmt: skip
AVERAGED = ("nDCG@10", "AP", "RR", "P@5", "R@3", "nDCG", "hole@3")
_OTHER_TIES = ["id_ascending", "input", "best", "worst", "average"] * 2 + [
    "numeric_descending",
    "numeric_ascending",
]
OPTIONS = ("ties", "duplicates", "missing", "compat", "order", "columns", "nDCG", "resume", "depth")
# Errors that name no source but a system, whatever damage has made of its name.
OF_SYSTEMS = ("no query in common", "is judged but not in the run")


def file_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """Judgements and a run in files, one of them damaged."""
    suffixes = [str(rng.choice(list(FORMATS))) for _ in range(2)]
    of_text = any(suffix in TEXT for suffix in suffixes)
    made = collection(rng, ids=str(rng.choice(TEXT_IDS if of_text else list(DOCUMENTS))))
    systems = some_systems(rng, made.run) if "txt" not in suffixes[1] and rng.random() < 0.2 else None
    hurt, steps, paths = str(rng.choice(["run", "run", "run", "qrels", "qrels", "both", "none"])), [], []
    for kind, rows, suffix in (("qrels", made.qrels, suffixes[0]), ("run", made.run, suffixes[1])):
        own = systems if kind == "run" else None
        data, taken = _file(rng, rows, kind, suffix, hurt in (kind, "both"), kept, own)
        steps += taken
        paths.append(folder / f"{kind}{suffix}")
        paths[-1].write_bytes(data)
    measures, rules = _drawn(rng)
    phase("fastrank")
    variations.draw_threads(rng)
    qrels, run = paths
    found = tried(
        lambda: fr.evaluate(qrels, run, measures, **rules.arguments),
        (qrels.name, "run", *OF_SYSTEMS, *OPTIONS),
    )
    phase("plain")

    def wanted() -> plain_evaluation.Answer:
        sides = [
            read(path.read_bytes(), suffix, kind)
            for path, suffix, kind in zip(paths, suffixes, ("qrels", "run"), strict=True)
        ]
        if not steps and systems is None:  # what was written is known without a reader
            sides = [from_rows(made.qrels, "relevance"), from_rows(made.run, "score")]
        return plain_evaluation.evaluate(*sides, "run", measures, rules)

    outcome = compared(found, wanted, damaged=bool(steps))
    if outcome.name == "equal":
        phase("again")
        outcome = _again(rng, found, paths, suffixes[1], measures, rules) or outcome
    return Outcome(outcome.name, _told(outcome.detail, measures, rules), steps)


def _told(detail: str, measures: list[str], rules: Rules) -> str:
    return f"{detail}\n{measures}, {rules.arguments}" if detail else ""


def _file(
    rng: Rng,
    rows: Any,
    kind: str,
    suffix: str,
    hurt: bool,
    kept: Collection[int] | None,
    systems: list[str] | None,
) -> tuple[bytes, list[str]]:
    write, pack = FORMATS[suffix]
    data, taken = write(rng, rows, kind, systems), []
    inside = pack is None or rng.random() < 0.7
    if hurt and inside:
        data, taken = damaged(rng, data, OF_TEXT if suffix in TEXT else ANY, kept)
    data = data if pack is None else pack(data)
    if hurt and not inside:
        data, taken = damaged(rng, data, ANY, kept)
    return data, taken


def _drawn(rng: Rng) -> tuple[list[str], Rules]:
    ties = "id_descending" if rng.random() < 0.5 else str(rng.choice(_OTHER_TIES))
    rules = Rules(
        ties=ties,
        duplicates=str(rng.choice(["error", "error", "first", "best"])),
        judged_only=bool(rng.random() < 0.2),
        missing=[None, None, "worst", "skip", "error"][int(rng.integers(5))],
        compat=[None, None, None, "trec_eval-9.0.8", "trec_eval-10.0"][int(rng.integers(5))],
        ignore_identical_ids=bool(rng.random() < 0.2),
        depth=int(rng.integers(1, 8)) if ties != "average" and rng.random() < 0.2 else None,
    )
    measures = AVERAGED if ties == "average" else MEASURES
    chosen = rng.permutation(len(measures))[: int(rng.integers(1, 6))]
    return [measures[i] for i in chosen], rules


def _again(
    rng: Rng, found: Tried, paths: list[Path], suffix: str, measures: list[str], rules: Rules
) -> Outcome | None:
    """Ask with the run in memory: its rows shuffled, or in batches."""
    qrels, run = paths
    if rng.random() < 0.5:
        return variations.asked_again(
            rng, found, lambda: fr.evaluate(qrels, run, measures, **rules.arguments), "the same files"
        )
    columns = read(run.read_bytes(), suffix, "run")
    table = _as_table(columns)
    return in_another_order(rng, found, qrels, table, measures, rules, run.parent)


def _as_table(columns: Columns) -> pa.Table:
    kinds = {"text": pa.large_string(), "binary": pa.large_binary(), "double": pa.float64()}
    made = {}
    for name, column in columns.items():
        kind = None if column.nested else kinds.get(column.kind)
        made[name] = pa.array(column.values, kind)
    return pa.table({("unnamed" if name == "" else name): values for name, values in made.items()})


def in_another_order(
    rng: Rng, found: Tried, qrels: Any, table: pa.Table, measures: list[str], rules: Rules, folder: Path
) -> Outcome | None:
    """Shuffle the rows where no rule looks at their order; else batches, a folder, or columns of other names."""
    free = rules.ties != "input" and rules.duplicates != "first"
    if rng.random() < 0.5 and free and rules.duplicates != "best":
        other = variations.shuffled(rng, table)
        return variations.asked_again(
            rng,
            found,
            lambda: fr.evaluate(qrels, other, measures, **rules.arguments),
            "rows in another order",
        )
    order = [None, "any", "grouped"][int(rng.integers(3))]
    told: dict[str, str] = {}
    what = str(rng.choice(["in batches", "in a folder", "with another name"]))
    try:
        if what == "in batches":
            other: Any = variations.in_batches(rng, table)
        elif what == "in a folder":
            other = variations.in_a_folder(rng, table, folder / "files")
        else:
            other, told = variations.renamed(rng, table)
    except pa.ArrowException:  # a type that Parquet has not
        return None
    return variations.asked_again(
        rng,
        found,
        lambda: fr.evaluate(qrels, other, measures, order=order, columns=told, **rules.arguments),
        f"{what}, order={order}",
        may_refuse="not together",
    )


def object_case(rng: Rng, folder: Path, kept: Collection[int] | None, phase: Phase) -> Outcome:
    """Judgements and a run in memory, as one of the objects that `fastrank.evaluate` takes."""
    made = collection(rng)
    systems = some_systems(rng, made.run) if rng.random() < 0.2 else None
    tables = {
        kind: _odd_rows(rng, arrow_table(rng, rows, kind, nested=rng.random() < 0.2, systems=own))
        for kind, rows, own in (("qrels", made.qrels, None), ("run", made.run, systems))
    }
    ways = [str(rng.choice(list(OBJECTS))) for _ in range(2)]
    measures, rules = _drawn(rng)
    objects = [OBJECTS[way](rng, tables[kind]) for way, kind in zip(ways, ("qrels", "run"), strict=True)]
    if any(made is None for made in objects):  # the library has no such type
        return Outcome("not compared")
    phase("fastrank")
    variations.draw_threads(rng)
    found = tried(
        lambda: fr.evaluate(objects[0].given, {"system": objects[1].given}, measures, **rules.arguments),
        ("qrels", "system", *OF_SYSTEMS, *OPTIONS),
    )
    phase("plain")
    outcome = compared(
        found,
        lambda: plain_evaluation.evaluate(
            *(from_arrow(one.holds) for one in objects), "system", measures, rules
        ),
        damaged=objects[1].streams,
    )
    if outcome.name == "equal":
        phase("again")
        outcome = (
            in_another_order(rng, found, tables["qrels"], objects[1].holds, measures, rules, folder)
            or outcome
        )
    return Outcome(outcome.name, _told(f"{'/'.join(ways)}: {outcome.detail}", measures, rules))


def _odd_rows(rng: Rng, table: pa.Table) -> pa.Table:
    """Now and then a null, a NaN, a row twice, a row moved away from its query, or none at all."""
    at = int(rng.integers(table.num_rows))
    chance = rng.random()
    if chance < 0.05:
        name = str(rng.choice(table.column_names))
        column = table.column(name)
        values = column.to_pylist()
        values[at] = None
        kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        return table.set_column(table.column_names.index(name), name, pa.array(values, kind))
    if chance < 0.10:
        return variations.shuffled(rng, pa.concat_tables([table, table.slice(at, 1)]))
    if chance < 0.15:
        return variations.shuffled(rng, table)
    return table.slice(0, 0) if chance < 0.16 else table
