"""Runs against judgements in plain Python: the rules of `fastrank.evaluate`, and each measure's own definition."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import fastrank as fr
from tools.fuzz.plain_readers import Column, Columns, Refused

ALIASES = {
    "query_id": "query_id q_id qid query-id query topic topic_id user_id user userID",
    "doc_id": "doc_id docno docid doc-id corpus-id corpus_id corpus-ids document_id doc item_id item itemID pid",
    "score": "score scores sim similarity prediction weight",
    "relevance": "relevance rel label grade rating relevances score",
    "subtopic": "subtopic subtopic_id iteration aspect",
    "system": "system run run_id model tag name",
}
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
    values = [
        [[_value(measure, answers.get(q), judged[q], rules) for q in judged] for answers in systems.values()]
        for measure in parsed
    ]
    return Answer(list(systems), [shown(query) for query in judged], values)


def shown(identifier: bytes) -> str:
    """Return an id as text."""
    return identifier.decode("utf-8", "backslashreplace")


def find(columns: Columns, name: str) -> Column | None:
    """Return the column that stands for a canonical name."""
    return next((columns[alias] for alias in ALIASES[name].split(" ") if alias in columns), None)


def long_rows(columns: Columns, number: str) -> Iterator[tuple[bytes, bytes, float | None, Any, Any]]:
    """Yield query, document, number, subtopic and system of every row."""
    query, document, value = (_needed(columns, name) for name in ("query_id", "doc_id", number))
    rest = [find(columns, name) for name in ("subtopic", "system")]
    n = len(query.values)
    subtopic, system = (column.values if column is not None else [None] * n for column in rest)
    named = rest[1] is not None and number == "score"
    if document.nested != value.nested:
        raise Refused("one list column and one flat one")
    for at in range(n):
        documents, values = (_list(column, at) for column in (document, value))
        if len(documents) != len(values):
            raise Refused("lists of different lengths")
        subtopics = subtopic[at] if rest[0] is not None and rest[0].nested else [subtopic[at]] * len(values)
        for d, v, s in zip(documents, values, subtopics or [], strict=True):
            of = identifier(system[at], rest[1].kind) if named and rest[1] is not None else None
            yield (
                identifier(query.values[at], query.kind),
                identifier(d, document.kind),
                _number(v, value.kind),
                s,
                of,
            )
        if not values:
            identifier(query.values[at], query.kind)


def _needed(columns: Columns, name: str) -> Column:
    column = find(columns, name)
    if column is None:
        raise Refused(f"no {name}")
    return column


def _list(column: Column, at: int) -> list[Any]:
    value = column.values[at]
    return (value or []) if column.nested else [value]


def identifier(value: Any, kind: str) -> bytes:
    """Return an id as its bytes: text as UTF-8, integers in decimal."""
    if value is None:
        raise Refused("null id")
    if kind == "text":
        return str(value).encode()
    if "binary" in kind:
        return bytes(value)
    if kind.startswith(("int", "uint")):
        return str(value).encode()
    raise Refused(f"an id of type {kind}")


def whole_number(document: bytes) -> int:
    """Return a document id as a number."""
    if not re.fullmatch(rb"-?\d+", document) or abs(int(document)) > 2**53:
        raise Refused("an id is no number")
    return int(document)


def _number(value: Any, kind: str) -> float | None:
    if not kind.startswith(("int", "uint", "halffloat", "float", "double", "bool", "decimal")):
        raise Refused(f"a number of type {kind}")
    if value is None:
        return None
    if isinstance(value, int) and float(value) != value:
        raise Refused(f"{value} is no float")
    return float(value)


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
        if query in judged:
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
    measure: Any, rows: list[_Row] | None, grades: dict[Document, float], rules: Rules
) -> float | None:
    if rows is None:
        skipped = (rules.missing or ("skip" if rules.compat else "worst")) == "skip"
        return math.nan if skipped else float(measure.metric.worst)
    if any(abs(grade) > 1e290 or 0 < abs(grade) < 1e-290 for grade in grades.values()):
        return None  # sums leave the range of floats in one order and not in another
    if rules.judged_only:
        rows = [row for row in rows if grades.get(row.document, -1) >= 0]
    pool = sorted(grades.values(), reverse=True)
    found = []
    for ranking in _rankings(rows, grades, rules):
        if len(found) == MOST_ORDERS:
            return None
        listed = [grades.get(row.document) for row in ranking]
        found.append(float(measure.metric.definition(listed, pool, **measure.parameters)))
    return math.fsum(found) / len(found)


def _rankings(rows: list[_Row], grades: dict[Document, float], rules: Rules) -> Iterator[list[_Row]]:
    """Yield the order of documents; with ``ties="average"`` every one that equal scores allow."""
    if rules.ties != "average":
        yield sorted(rows, key=lambda row: (-row.score, *_tie_key(row, grades, rules)))
        return
    levels = sorted({row.score for row in rows}, reverse=True)
    groups = [[row for row in rows if row.score == level] for level in levels]
    for choice in itertools.product(*(itertools.permutations(group) for group in groups)):
        yield [row for group in choice for row in group]


def _tie_key(row: _Row, grades: dict[Document, float], rules: Rules) -> tuple[Any, ...]:
    grade = max(grades.get(row.document, -1.0), -1.0)
    by_id = [-byte for byte in row.document] + [1]  # falling; what goes on comes before what ends
    return {
        "id_descending": (by_id,),
        "id_ascending": (row.document,),
        "numeric_descending": (-row.number, by_id),
        "numeric_ascending": (row.number, by_id),
        "input": (row.at,),
        "best": (-grade, by_id),
        "worst": (grade, by_id),
    }[rules.ties]
