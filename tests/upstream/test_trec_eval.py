"""trec_eval's own test outputs, every printed digit of every number in them, by `evaluate` with `compat=`.

`test_trec_eval_command.py` compares whole outputs, byte by byte.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

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
def test_every_printed_value(data, version):
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
        values = _values(folder, command, options, version, sorted(wanted))
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


def _values(folder, command, options, version, names):
    inputs = folder / "v10.0"
    level = 2 if "-l2" in options else 1
    measures = {name: fr.parse(name) for name in names}
    if level != 1:
        measures = {n: m.replace(rel=level) if m.parameters.get("rel") else m for n, m in measures.items()}
    scores = fr.evaluate(
        inputs / command["qrels"],
        inputs / command["results"],
        list(measures.values()),
        compat=f"trec_eval-{version[1:]}",
        missing="worst" if "-c" in options else None,
        depth=100 if "-M100" in options else None,
    )
    found = {}
    for name, measure in measures.items():
        one = scores[measure]
        per_query = dict(zip(scores.queries, one.values[0, 0], strict=True))
        found[name] = {**per_query, "all": one.means()[0, 0]}
    return found
