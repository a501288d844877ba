"""Real score matrices as Scores, and what other tools say of them."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import fastrank as fr

# Every matrix with figures of other tools in expected.json.
MATRICES = [
    *((collection, measure) for collection in ("adhoc5", "adhoc6") for measure in ("ap", "p10", "rr")),
    *((collection, measure) for collection in ("web2010", "web2011") for measure in ("ndcg20", "err20")),
]

# The same with the pairs that figures of resampling are of: three at once, the rest where long tests run.
_FEW = [("adhoc5", "ap"), ("adhoc5", "rr"), ("web2011", "ndcg20")]
RESAMPLED = [
    pytest.param(*matrix, pair, marks=() if matrix in _FEW and pair == "top1_vs_top10" else pytest.mark.long)
    for matrix in MATRICES
    for pair in ("top1_vs_top2", "top1_vs_top10")
]

# Sakai, Laboratory Experiments in Information Retrieval (2018), Table 5.1: nDCG of 20 topics in tenths.
SAKAI = {
    "X": [7, 3, 2, 6, 4, 4, 0, 7, 1, 3, 5, 4, 0, 6, 5, 3, 1, 5, 2, 1],
    "Y": [5, 1, 0, 2, 4, 3, 0, 5, 3, 3, 4, 4, 1, 4, 2, 1, 1, 6, 3, 2],
    "Z": [0, 0, 2, 1, 3, 3, 1, 2, 4, 4, 4, 3, 3, 2, 2, 2, 1, 5, 4, 3],
}


def sakai_scores() -> fr.Scores:
    values = np.array(list(SAKAI.values())) / 10.0
    return fr.Scores(values, systems=list(SAKAI), queries=range(1, 21), measure="nDCG", bounds=(0.0, 1.0))


def swebench_scores(data: Path) -> fr.Scores:
    with lzma.open(data / "tables" / "swebench_pro_resolved.csv.xz", "rt") as file:
        head, *rows = [line.rstrip("\n").split(",") for line in file]
    values = np.array([[float(cell) if cell else np.nan for cell in row[1:]] for row in rows]).T
    return fr.Scores(values, systems=head[1:], queries=[row[0] for row in rows], measure="resolved")


def score_matrix(data: Path, collection: str, measure: str) -> fr.Scores:
    path = data / "score_matrices" / f"{collection}_{measure}.csv"
    names = path.read_text().splitlines()[0].split(",")
    values = np.loadtxt(path, delimiter=",", skiprows=1).T
    return fr.Scores(
        values, systems=names, queries=range(values.shape[1]), measure=measure, bounds=(0.0, 1.0)
    )


def expected_matrix(data: Path, collection: str, measure: str) -> dict[str, Any]:
    expected = json.loads((data / "score_matrices" / "expected.json").read_text())
    return expected["collections"][collection]["per_measure"][measure]


def expected_table(data: Path, name: str) -> dict[str, Any]:
    return json.loads((data / "expected_tables.json").read_text())["tables"][name]["check"]


def wmt_scores(data: Path, name: str) -> fr.Scores:
    with gzip.open(data / name, "rt") as file:
        rows = [line.split() for line in list(file)[1:]]
    systems, queries = (list(dict.fromkeys(row[at] for row in rows)) for at in (0, 2))
    values = np.full((len(systems), len(queries)), np.nan)
    for system, value, query in rows:
        values[systems.index(system), int(query) - 1] = float(value)
    return fr.Scores(values, systems=systems, queries=queries, measure="MQM")


def alpaca_scores(data: Path, name: str) -> fr.Scores:
    table = np.genfromtxt(data / name, delimiter=",", skip_header=1)
    with gzip.open(data / name, "rt") as file:
        systems = file.readline().strip().split(",")[1:]
    preference = np.where(table[:, 1:] == 0, 1.5, table[:, 1:]).T - 1.0
    queries = table[:, 0].astype(int).tolist()
    return fr.Scores(preference, systems=systems, queries=queries, measure="win rate", bounds=(0.0, 1.0))


def random_scores(n_systems: int, n_queries: int, seed: int = 0, decimals: int = 12) -> fr.Scores:
    rng = np.random.default_rng(seed)
    values = np.clip(rng.beta(0.5, 1, n_queries) + rng.normal(0, 0.2, (n_systems, n_queries)), 0, 1)
    return fr.Scores(
        values.round(decimals),
        systems=[f"s{i}" for i in range(n_systems)],
        queries=[f"q{i}" for i in range(n_queries)],
        measure="gain",
        bounds=(0.0, 1.0),
    )
