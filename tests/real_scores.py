"""Real score matrices as Scores, and what other tools say of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

import fastrank as fr


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
