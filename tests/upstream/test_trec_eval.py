"""trec_eval's own test outputs, every printed digit of every number in them, for 9.0.8 and 10.0."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

import fastrank as fr

# Printed by these command lines and not compared.
NOT_SHIPPED = {
    "runid", "relstring",  # text
    "rbp",  # ours is RBP; trec_eval 10.0's reads uninitialised memory, so what it prints is no reference
}  # fmt: skip
NOT_SHIPPED_COMMANDS = ("prefs", "qrels_jg", "-Z")  # preference judgements, judgement groups, z-scores

# At least as many printed values as are compared today: a test that reads nothing would pass too.
COMPARED = {"v9.0.8": 1511, "v10.0": 1788}


@pytest.mark.parametrize("version", COMPARED)
def test_every_printed_value(data, tmp_path, version):
    folder = data / "trec_eval"
    compared, unshipped, wrong = 0, set(), []
    for command in json.loads((folder / "commands_and_expected.json").read_text())["commands"]:
        printed = folder / version / command["expected"]
        options = command["options"].split()
        if not printed.exists() or any(word in command["options"] for word in NOT_SHIPPED_COMMANDS):
            continue
        cells = _cells(printed)
        wanted = {name for name in cells if _stem(name) not in NOT_SHIPPED}
        unshipped |= {_stem(name) for name in cells} - {_stem(name) for name in wanted}
        values = _values(folder, tmp_path, command, options, version, sorted(wanted))
        for name in wanted:
            for query, text in cells[name].items():
                compared += 1
                digits = 4 if "." in text else 0
                if f"{values[name][query]:.{digits}f}" != text:
                    wrong.append((command["expected"], name, query, text, values[name][query]))
    assert wrong == []
    assert compared >= COMPARED[version]
    assert unshipped <= NOT_SHIPPED


def _stem(name: str) -> str:
    return re.sub(r"_[\d.,=-]+$", "", name)


def _cells(path: Path) -> dict[str, dict[str, str]]:
    cells: dict[str, dict[str, str]] = defaultdict(dict)
    for line in path.read_text().splitlines():
        name, query, text = line.split("\t")[:3] if line.count("\t") >= 2 else line.split()[:3]
        cells[name.strip()][query.strip()] = text.strip()
    return cells


def _values(folder, tmp_path, command, options, version, names):
    inputs = folder / "v10.0"
    run = inputs / command["results"]
    if "-M100" in options:
        run = _top(run, 100, tmp_path, np.float32 if version == "v9.0.8" else np.float64)
    level = 2 if "-l2" in options else 1
    measures = {name: fr.parse(name) for name in names}
    if level != 1:
        measures = {n: m.replace(rel=level) if m.parameters.get("rel") else m for n, m in measures.items()}
    scores = fr.evaluate(
        inputs / command["qrels"],
        run,
        list(measures.values()),
        compat=f"trec_eval-{version[1:]}",
        missing="worst" if "-c" in options else None,
    )
    found = {}
    for name, measure in measures.items():
        one = scores[measure]
        per_query = dict(zip(scores.queries, one.values[0, 0], strict=True))
        found[name] = {**per_query, "all": one.means()[0, 0]}
    return found


def _top(path: Path, n: int, tmp_path: Path, kind: type) -> Path:
    """trec_eval's -M: the first `n` of each query, by score and then by falling document id."""
    rows = [line.split() for line in path.read_text().splitlines()]
    by_query = defaultdict(list)
    for row in rows:
        by_query[row[0]].append(row)
    kept = [
        row
        for rows in by_query.values()
        for row in sorted(rows, key=lambda r: (kind(r[4]), r[2].encode()), reverse=True)[:n]
    ]
    cut = tmp_path / "cut.run"
    cut.write_text("".join(" ".join(row) + "\n" for row in kept))
    return cut
