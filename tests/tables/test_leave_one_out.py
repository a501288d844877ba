"""Leaving each run's own part out of the pool, against the definition written plainly."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import fastrank as fr

SYSTEMS = ["a", "b", "c", "d"]


def collection(seed, n_queries=12, n_documents=30, depth=12):
    """Judgements and runs over few documents, scores tied."""
    rng = np.random.default_rng(seed)
    queries = [f"q{q}" for q in range(n_queries)]
    qrels = {
        q: {f"d{d}": int(rng.integers(-1, 3)) for d in rng.choice(n_documents, 15, replace=False)} for q in queries
    }  # fmt: skip
    runs = {
        s: {q: {f"d{d}": float(rng.integers(0, 9)) for d in rng.choice(n_documents, depth, replace=False)} for q in queries}
        for s in SYSTEMS
    }  # fmt: skip
    return qrels, runs


def top(documents, depth):
    return set(sorted(documents, key=lambda d: (documents[d], d.encode()), reverse=True)[:depth])


def without(qrels, runs, system, depth, group):
    """The judgements that are left without what the group of a system alone contributed."""
    left, n_lost, n_relevant = {}, 0, 0
    for query, grades in qrels.items():
        pools = {other: top(run.get(query, {}), depth) for other, run in runs.items()}
        own = set().union(*(pool for other, pool in pools.items() if group[other] == group[system]))
        others = set().union(*(pool for other, pool in pools.items() if group[other] != group[system]))
        lost = (own - others) & grades.keys()
        n_lost += len(lost)
        n_relevant += sum(grades[d] > 0 for d in lost)
        left[query] = {d: grade for d, grade in grades.items() if d not in lost} or {"none": 0}
    return left, n_lost, n_relevant


def rank(values, system, higher=True):
    return 1 + sum(
        (other > values[system]) if higher else (other < values[system]) for other in values.values()
    )


@pytest.mark.parametrize("groups", [None, {"a": 1, "c": 1}], ids=["runs", "groups"])
@pytest.mark.parametrize("depth", [1, 4, 100])
def test_the_definition(depth, groups):
    measures = ["AP", "nDCG@5", "Bpref", "unj@10"]
    qrels, runs = collection(depth)
    group = {system: (groups or {}).get(system, system) for system in SYSTEMS}
    result = fr.leave_one_out(qrels, runs, measures, depth=depth, groups=groups)
    whole = fr.evaluate(qrels, runs, measures).means()
    for s, system in enumerate(SYSTEMS):
        left, n_lost, n_relevant = without(qrels, runs, system, depth, group)
        rest = fr.evaluate(left, runs, measures).means()
        assert (result.n_judged[s], result.n_relevant[s]) == (n_lost, n_relevant)
        for m, measure in enumerate(measures):
            before, after = (dict(zip(SYSTEMS, means[m], strict=True)) for means in (whole, rest))
            higher = measure != "unj@10"
            assert result.value[m, s] == before[system]
            assert result.value_without[m, s] == pytest.approx(after[system], abs=1e-15)
            assert result.rank[m, s] == rank(before, system, higher)
            assert result.rank_without[m, s] == rank(after, system, higher)
            assert result.change[m, s] == after[system] - before[system]


def test_a_query_that_loses_all_its_judgements_stays():
    qrels = {"q1": {"x": 1}, "q2": {"y": 1}}
    runs = {"a": {"q1": {"x": 1.0}, "q2": {"y": 1.0}}, "b": {"q2": {"y": 1.0}}}
    result = fr.leave_one_out(qrels, runs, "RR")
    assert result.value.tolist() == [[1.0, 0.5]]
    assert result.value_without.tolist() == [[0.5, 0.5]]
    assert result.rank_without.tolist() == [[1, 2]]


def test_the_largest_grade_stays_that_of_all_judgements():
    qrels = {"q": {"x": 3, "y": 1}}
    result = fr.leave_one_out(qrels, {"a": {"q": {"x": 1.0, "y": 0.5}}, "b": {"q": {"y": 1.0}}}, "ERR")
    assert result.value[0, 1] == result.value_without[0, 1] == pytest.approx(1 / 8)
    assert result.value_without[0, 0] == pytest.approx(1 / 16)


def test_the_table():
    qrels, runs = collection(3)
    result = fr.leave_one_out(qrels, runs, ["AP", "RR"], depth=5)
    table = result.to_arrow()
    assert table.column_names == [
        "measure", "system", "n_judged", "n_relevant", "value", "value_without", "change", "rank", "rank_without",
    ]  # fmt: skip
    assert table.num_rows == 8
    assert table["system"].to_pylist() == SYSTEMS * 2
    assert table["change"].to_pylist() == result.change.ravel().tolist()


def test_rows_of_judgements_in_any_form():
    qrels, runs = collection(4)
    rows = [(q, d, g) for q, grades in qrels.items() for d, g in grades.items()]
    rows += [rows[0], ("q1", "not there", None)]  # given twice; without a grade
    queries, documents, grades = zip(*rows, strict=True)
    table = pa.table({"qid": queries, "docno": documents, "rel": pa.array(grades, pa.int8())})
    calls = []
    found = fr.leave_one_out(table, runs, "AP", depth=5, progress=lambda *call: calls.append(call))
    assert found.to_arrow() == fr.leave_one_out(qrels, runs, "AP", depth=5).to_arrow()
    assert calls == [(i, 4) for i in range(1, 5)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"depth": 0}, r"depth: must be a whole number from 1 up, got 0"),
        ({"groups": {"e": 1}}, r"groups: no run is called 'e'; they are a, b, c, d"),
        ({"groups": dict.fromkeys(SYSTEMS, 1)}, r"leave_one_out: needs two runs \(of different groups\)"),
    ],
)  # fmt: skip
def test_what_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fr.leave_one_out(*collection(5), "AP", **options)
