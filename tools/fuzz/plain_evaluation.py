"""Runs against judgements in plain Python: the rules of `fastrank.evaluate`, and each measure's own definition."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import fastrank as fr
from tools.fuzz.plain_readers import Columns, Refused
from tools.fuzz.plain_rows import long_rows, shown, whole_number

MOST_ORDERS = 120  # of tied documents; more are not tried

Document = bytes
Judged = dict[bytes, dict[Document, float]]


@dataclass(frozen=True)
class Rules:
    """The arguments of `fastrank.evaluate` that change its answer."""

    ties: str = "id_descending"
    duplicates: str = "error"
    judged_only: bool = False
    missing: str | None = None
    compat: str | None = None
    ignore_identical_ids: bool = False
    depth: int | None = None

    @property
    def arguments(self) -> dict[str, Any]:
        """Those that are not the default."""
        return {name: value for name, value in vars(self).items() if value not in (None, False)}


@dataclass(frozen=True)
class Answer:
    """Values of measures × systems × queries; NaN where a query was left out, None where nothing is claimed."""

    systems: list[str]
    queries: list[str]
    values: list[list[list[float | None]]]


@dataclass(frozen=True)
class _Row:
    at: int
    document: Document
    score: float
    number: int = 0  # the document's, where ids are numbers


def evaluate(qrels: Columns, run: Columns, name: str, measures: list[str], rules: Rules) -> Answer:
    """Return the answer for a run called `name`; `Refused` where there is none."""
    judged = _judgements(qrels)
    systems = {
        system: _by_query(rows, judged, rules) for system, rows in _runs(run, name, rules.ties).items()
    }
    parsed = [fr.parse(measure) for measure in measures]
    for answers in systems.values():
        _refuse_missing(answers, judged, rules)
    seen = {document for documents in judged.values() for document in documents}
    values = [
        [
            [_value(measure, answers.get(q), judged[q], seen, rules) for q in judged]
            for answers in systems.values()
        ]
        for measure in parsed
    ]
    return Answer(list(systems), [shown(query) for query in judged], values)


def _judgements(qrels: Columns) -> Judged:
    found: dict[bytes, dict[Document, dict[Any, set[float]]]] = {}
    some = False
    for query, document, grade, subtopic, _ in long_rows(qrels, "relevance"):
        if grade is None:
            continue
        if not math.isfinite(grade):
            raise Refused("a grade is not finite")
        some = True
        found.setdefault(query, {}).setdefault(document, {}).setdefault(subtopic, set()).add(grade)
    if not some:
        raise Refused("no judgement")
    for documents in found.values():
        for by_subtopic in documents.values():
            if any(len(grades) > 1 for grades in by_subtopic.values()):
                raise Refused("a document has two grades")
    return {
        q: {d: max(max(grades) for grades in by.values()) for d, by in documents.items()}
        for q, documents in found.items()
    }


def _runs(run: Columns, name: str, ties: str) -> dict[str, list[tuple[bytes, _Row]]]:
    systems: dict[str, list[tuple[bytes, _Row]]] = {}
    for at, (query, document, score, _, system) in enumerate(long_rows(run, "score")):
        if score is None or math.isnan(score):
            raise Refused("a score is null or NaN")
        called = name if system is None else shown(system)
        number = whole_number(document) if ties.startswith("numeric") else 0
        systems.setdefault(called, []).append((query, _Row(at, document, score, number)))
    return systems or {name: []}


def _by_query(rows: list[tuple[bytes, _Row]], judged: Judged, rules: Rules) -> dict[bytes, list[_Row]]:
    """Return the rows of each judged query that the run answers, without doubles."""
    answers: dict[bytes, list[_Row]] = {}
    for query, row in rows:
        if rules.compat == "trec_eval-9.0.8":
            with np.errstate(over="ignore"):
                row = replace(row, score=float(np.float32(row.score)))
        if query in judged and not (rules.ignore_identical_ids and row.document == query):
            answers.setdefault(query, []).append(row)
    return {query: _without_doubles(own, rules) for query, own in answers.items()}


def _without_doubles(rows: list[_Row], rules: Rules) -> list[_Row]:
    kept: dict[bytes, _Row] = {}
    for row in rows:
        if row.document not in kept:
            kept[row.document] = row
        elif rules.duplicates == "error":
            raise Refused("a document twice")
        elif rules.duplicates == "best" and row.score > kept[row.document].score:
            kept[row.document] = row
    return list(kept.values())


def _refuse_missing(answers: dict[bytes, list[_Row]], judged: Judged, rules: Rules) -> None:
    if not answers:
        raise Refused("no query in common")
    if rules.missing == "error" and len(answers) < len(judged):
        raise Refused("a query is missing")


def _value(
    measure: Any, rows: list[_Row] | None, grades: dict[Document, float], seen: set[Document], rules: Rules
) -> float | None:
    if rows is None:
        skipped = (rules.missing or ("skip" if rules.compat else "worst")) == "skip"
        return math.nan if skipped else float(measure.metric.worst)
    if any(abs(grade) > 1e290 or 0 < abs(grade) < 1e-290 for grade in grades.values()):
        return None  # sums leave the range of floats in one order and not in another
    if rules.judged_only and rules.depth is None:
        rows = [row for row in rows if grades.get(row.document, -1) >= 0]
    pool = sorted(grades.values(), reverse=True)
    orders = math.prod(math.factorial(n) for n in Counter(row.score for row in rows).values())
    if rules.ties == "average" and orders > MOST_ORDERS:
        return None
    found = []
    for ranking in _rankings(rows, grades, seen, rules):
        kept = [row.document for row in ranking[: rules.depth]]
        if rules.judged_only:
            kept = [document for document in kept if grades.get(document, -1) >= 0]
        listed = [grades.get(document) for document in kept]
        if measure.metric.across_queries:
            listed = [0.0 if document in seen else None for document in kept]
        found.append(float(measure.metric.definition(listed, pool, **measure.parameters)))
    return math.fsum(found) / len(found)


def _rankings(
    rows: list[_Row], grades: dict[Document, float], seen: set[Document], rules: Rules
) -> Iterator[list[_Row]]:
    """Yield the order of documents; with ``ties="average"`` every one that equal scores allow."""
    if rules.ties != "average":
        yield sorted(rows, key=lambda row: (-row.score, *_tie_key(row, grades, seen, rules)))
        return
    levels = sorted({row.score for row in rows}, reverse=True)
    groups = [[row for row in rows if row.score == level] for level in levels]
    for choice in itertools.product(*(itertools.permutations(group) for group in groups)):
        yield [row for group in choice for row in group]


def _tie_key(row: _Row, grades: dict[Document, float], seen: set[Document], rules: Rules) -> tuple[Any, ...]:
    grade = grades.get(row.document, -1.0)
    by_id = [-byte for byte in row.document] + [1]  # falling; what goes on comes before what ends
    return {
        "id_descending": (by_id,),
        "id_ascending": (row.document,),
        "numeric_descending": (-row.number, by_id),
        "numeric_ascending": (row.number, by_id),
        "input": (row.at,),
        "best": (-grade, row.document not in seen, by_id),
        "worst": (grade, row.document not in seen, by_id),
    }[rules.ties]
