"""Small judgements and runs: ties, unjudged documents, queries that only one side has, ids of every kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Rows = list[tuple[Any, Any, Any]]  # query, document, number

LONG = "a-document-id-that-no-view-holds-inline/" * 3
_ODD = ["", "\0", "a\0", "a", "a b", "a\nb", "\x85", "\u2028", "'", '"', ",", "\\"]
# Documents by number. Each keeps ids distinct; the order of their bytes is not that of the numbers.
DOCUMENTS = {
    "text": lambda i: f"d{i}",
    "digits": lambda i: f"{i * 7:03d}",
    "integer": lambda i: 7 * i - 3,
    "unicode": lambda i: "äπ\N{GRINNING FACE}"[i % 3] + "z" * (i % 4) + str(i),
    "long": lambda i: LONG[: (i * 37) % len(LONG)] + str(i),
    "odd": lambda i: _ODD[i] if i < len(_ODD) else f"{i}",
    "bytes": lambda i: b"\xff\x00" * (i % 2) + bytes([i % 251]) + str(i).encode(),
}  # fmt: skip
TEXT_IDS = [name for name in DOCUMENTS if name not in ("odd", "bytes")]  # kinds that text files can hold
SCORES = {
    "tied": lambda rng: float(rng.integers(-2, 3)),
    "steps": lambda rng: float(rng.integers(0, 30)) / 10,
    "any": lambda rng: float(rng.normal() * 10.0 ** rng.integers(-5, 6)),
    "near": lambda rng: 1 + float(rng.integers(0, 3)) * 2.0**-30,  # equal as C floats
    "wide": lambda rng: float(rng.choice([np.inf, -np.inf, 0.0, -0.0, 1e-300, 1e300, 5e-324])),
}
SYSTEMS = ("first system", "second system", "\N{GRINNING FACE}")
GRADES = {
    "whole": lambda rng: int(rng.choice([0, 0, 0, 1, 1, 2, 3])),
    "signed": lambda rng: int(rng.integers(-2, 4)),
    "float": lambda rng: float(rng.choice([-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.5])),
}


@dataclass(frozen=True)
class Collection:
    """Rows of judgements and of a run, each query's together."""

    qrels: Rows
    run: Rows


def some_systems(rng: np.random.Generator, run: Rows) -> list[str]:
    """Return a system for every row: each row's own, or one for all rows of a query."""
    if rng.random() < 0.5:
        return [SYSTEMS[i] for i in rng.integers(0, 3, len(run))]
    return [SYSTEMS[len(str(query)) % 3] for query, *_ in run]


def collection(rng: np.random.Generator, *, ids: str | None = None, whole_grades: bool = False) -> Collection:
    """Draw one; `ids` is the kind of document ids."""
    name = DOCUMENTS[ids or str(rng.choice(list(DOCUMENTS)))]
    score = SCORES[str(rng.choice(list(SCORES)))]
    grade = GRADES[str(rng.choice([g for g in GRADES if g != "float" or not whole_grades]))]
    query = DOCUMENTS[str(rng.choice(["text", "digits", "integer"]))]
    n_documents = int(rng.integers(1, 15))
    qrels: Rows = []
    run: Rows = []
    for q in range(int(rng.integers(1, 6))):
        judged, retrieved = (_some(rng, n_documents) for _ in range(2))
        if rng.random() < 0.9:
            qrels += [(query(q), name(d), grade(rng)) for d in judged]
        if rng.random() < 0.9:
            run += [(query(q), name(d), score(rng)) for d in retrieved]
    qrels, run = qrels or [(query(0), name(0), 1)], run or [(query(0), name(0), 1.0)]
    for rows in (qrels, run):
        if rng.random() < 0.1:  # once more, mostly away from its query
            rows.insert(int(rng.integers(len(rows) + 1)), rows[int(rng.integers(len(rows)))])
    return Collection(qrels, run)


def _some(rng: np.random.Generator, n: int) -> list[int]:
    return [int(d) for d in rng.permutation(n)[: rng.integers(0, n + 1)]]
