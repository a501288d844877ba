"""Laws that every measure of documents judged by subtopic keeps; expected values are the plain-Python definitions."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from measures_under_test import BY_SUBTOPIC, by_name, settings_of
from strategies import ListsBySubtopic, lists_by_subtopic

import fastrank as fr
from fastrank.spec import Measure

ORDINARY = ("nDCG@3", "AP", "R@2", "Bpref", "infAP", "Judged", "RR")


SOME = {"k": (None, 1, 4, 1000), "rel": (1, 2), "alpha": (0, 0.25, 1), "p": (0.8,)}


def measures_of(name, values=SOME):
    metric = by_name(name)
    return [Measure.of(metric, **setting) for setting in settings_of(metric, 1, values)]


DIVERSE = (
    "alpha_nDCG@3",
    "alpha_DCG",
    "nERR_IA",
    "ERR_IA@3",
    "nNRBP",
    "NRBP",
    "AP_IA",
    "P_IA@2",
    "StRecall@2",
)


def answered(lists: ListsBySubtopic):
    return any(lists.retrieved[q] for q in lists.judged())


def same_bits(a, b):
    return np.asarray(a, dtype=float).tobytes() == np.asarray(b, dtype=float).tobytes()


def test_there_are_diversity_measures():
    assert len(BY_SUBTOPIC) == 9


@pytest.mark.parametrize("name", BY_SUBTOPIC)
@settings(max_examples=15)
@given(lists=lists_by_subtopic())
def test_table_equals_definition(name, lists):
    assume(answered(lists))
    measures = measures_of(name)
    scores = fr.evaluate(pa.table(lists.qrels()), lists.run(), measures)
    low, high = by_name(name).bounds
    for row, measure in zip(scores.values[:, 0], measures, strict=True):
        wanted = [
            measure.metric.definition(lists.ranking(q), lists.pool(q), **measure.parameters)
            if lists.retrieved[q] else 0.0
            for q in (int(query[1:]) for query in scores.queries)
        ]  # fmt: skip
        assert row == pytest.approx(wanted, rel=1e-12, abs=1e-15), measure
        assert (row >= low).all(), measure
        assert (row <= high * (1 + 1e-12)).all(), measure


@st.composite
def dense_by_subtopic(draw):
    n, documents, missed, subtopics = (draw(st.integers(0, top)) for top in (3, 6, 3, 4))
    drawn = st.sampled_from([0, 0, 1, 1, 2])
    arrays = [
        np.array(draw(st.lists(drawn, min_size=n * d * subtopics, max_size=n * d * subtopics)), dtype=int)
        for d in (documents, missed)
    ]
    scores = [draw(st.permutations(range(documents))) for _ in range(n)]
    grades, others = (a.reshape(n, d, subtopics) for a, d in zip(arrays, (documents, missed), strict=True))
    return (
        grades,
        np.array(scores, dtype=float).reshape(n, documents),
        np.concatenate([grades, others], axis=1),
    )


def defined(measure, ranked, known):
    rankings = [[dict(enumerate(row)) for row in rows] for rows in (ranked, known)]
    return measure.metric.definition(*rankings, **measure.parameters)


@pytest.mark.parametrize("name", BY_SUBTOPIC)
@settings(max_examples=10)
@given(arrays=dense_by_subtopic())
def test_array_call_equals_definition(name, arrays):
    grades, scores, pool = arrays
    for measure in measures_of(name):
        ranked = [rows[np.argsort(-keys)] for rows, keys in zip(grades, scores, strict=True)]
        found = measure.metric(grades, scores, **measure.parameters)
        wanted = [defined(measure, r, rows) for r, rows in zip(ranked, grades, strict=True)]
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15), measure
        found = measure.metric(grades, scores, ideal=pool, **measure.parameters)
        wanted = [defined(measure, r, rows) for r, rows in zip(ranked, pool, strict=True)]
        assert found == pytest.approx(wanted, rel=1e-12, abs=1e-15), measure
        one_by_one = [measure.metric(g, s, **measure.parameters) for g, s in zip(grades, scores, strict=True)]
        assert same_bits(measure.metric(grades, scores, **measure.parameters), one_by_one), measure


@given(lists=lists_by_subtopic(), rng=st.randoms(use_true_random=False))
@settings(max_examples=15)
def test_the_order_of_rows_does_not_matter(lists, rng):
    assume(answered(lists))
    qrels, run = pa.table(lists.qrels()), lists.run()
    measures = [*DIVERSE, *ORDINARY]
    reference = fr.evaluate(qrels, run, measures)
    order = list(range(qrels.num_rows))
    rng.shuffle(order)
    shuffled = fr.evaluate(qrels.take(order), run.take(list(range(run.num_rows))[::-1]), measures)
    found = shuffled.sel(queries=reference.queries).values
    assert found == pytest.approx(reference.values, rel=1e-12, nan_ok=True)


def test_threads_do_not_matter():
    rng = np.random.default_rng(4)
    n, d, s = 3000, 12, 4
    rows = np.stack([a.ravel() for a in np.indices((n, d, s))])[:, rng.random(n * d * s) < 0.4]
    qrels = pa.table({"query_id": rows[0], "doc_id": rows[1], "subtopic": rows[2],
                      "relevance": rng.integers(0, 3, rows.shape[1])})  # fmt: skip
    q, doc = (a.ravel() for a in np.indices((n, d)))
    run = pa.table({"query_id": q, "doc_id": doc, "score": rng.integers(0, 9, n * d)})
    before, values = fr.get_num_threads(), []
    try:
        for threads in (1, 2, 7):
            fr.set_num_threads(threads)
            values.append(fr.evaluate(qrels, run, [*DIVERSE, *ORDINARY]).values)
    finally:
        fr.set_num_threads(before)
    assert same_bits(values[0], values[1])
    assert same_bits(values[0], values[2])


@settings(max_examples=20)
@given(
    lists=lists_by_subtopic(),
    ties=st.sampled_from(["id_descending", "average", "best", "worst"]),
    judged_only=st.booleans(),
)
def test_ordinary_measures_take_the_largest_grade_of_a_document(lists, ties, judged_only):
    """Whether or not a diversity measure is asked for beside them, and whether or not two grades differ."""
    assume(answered(lists))
    columns = lists.qrels()
    largest: dict[tuple[str, str], float] = {}
    for query, document, grade in zip(
        columns["query_id"], columns["doc_id"], columns["relevance"], strict=True
    ):
        largest[query, document] = max(grade, largest.get((query, document), -9.0))
    plain = pa.table({"query_id": [q for q, _ in largest], "doc_id": [d for _, d in largest],
                      "relevance": list(largest.values())})  # fmt: skip
    options = {"ties": ties, "judged_only": judged_only}
    ordinary = [m for m in ORDINARY if ties != "average" or fr.parse(m).metric.averages_ties]
    wanted = fr.evaluate(plain, lists.run(), ordinary, **options)
    found = fr.evaluate(pa.table(columns), lists.run(), ordinary, **options)
    assert found.queries == wanted.queries
    assert same_bits(found.values, wanted.values)
    if ties != "average":
        beside = fr.evaluate(pa.table(columns), lists.run(), [*ordinary, "alpha_nDCG@5"], **options)
        assert same_bits(beside.values[: len(ordinary)], wanted.values)
