"""Joined tables: the values of evaluate and of the array calls, however rows come and wherever frames are cut."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given
from measures_under_test import FEW, METRICS, by_name, measures_of
from strategies import ID_MAKERS, JudgedLists, judged_lists, splits

import fastrank as fr
from fastrank import demo

MEASURES = ["nDCG@10", "AP", "RR@5", "P@5", "R@100", "Judged@10", "AUC"]


def rows_of(lists: JudgedLists, name=str):
    """A full outer join of what was judged with what was retrieved, one row a document."""
    rows = []
    for q in range(len(lists)):
        for i, (grade, score) in enumerate(zip(lists.grades[q], lists.scores[q], strict=True)):
            rows.append((f"q{q}", name(i), score, grade))
        n = len(lists.grades[q])
        rows += [(f"q{q}", name(n + i), None, grade) for i, grade in enumerate(lists.missed[q])]
    return rows


def joined(rows):
    queries, documents, scores, grades = zip(*rows, strict=True) if rows else ((), (), (), ())
    return pa.table({
        "query_id": pa.array(queries, pa.string()),
        "doc_id": pa.array(documents) if documents else pa.array([], pa.string()),
        "score": pa.array(scores, pa.float64()),
        "relevance": pa.array(grades, pa.float64()),
    })  # fmt: skip


def nested(table):
    columns = [name for name in table.column_names if name != "query_id"]
    grouped = table.group_by("query_id", use_threads=False).aggregate([(name, "list") for name in columns])
    return grouped.rename_columns([name.removesuffix("_list") for name in grouped.column_names])


def by_query(table, measure):
    return dict(zip(table["query_id"].to_pylist(), table[str(measure)].to_pylist(), strict=True))


def same(one, other):
    """Equal bits; null where the other is NaN or absent."""
    return {q: v for q, v in one.items() if v is not None} == {q: v for q, v in other.items() if v == v}


def evaluated(lists, measures, name=str, **options):
    scores = fr.evaluate(*lists.tables(name), measures, **options)
    return [dict(zip(scores.queries, row, strict=True)) for row in scores.values[:, 0].tolist()]


def answered(lists):
    return any(lists.grades[q] for q in range(len(lists)) if lists.pool(q))


# --- values ----------------------------------------------------------------------------------------------------


def every_measure(lists):
    return [
        measure
        for name in METRICS
        if not by_name(name).across_queries
        for measure in measures_of(by_name(name), lists, FEW)
    ]


@given(
    lists=judged_lists(), ids=st.sampled_from(sorted(ID_MAKERS)), ties=st.sampled_from([None, "id_ascending"])
)
def test_with_ids_it_is_evaluate_bit_for_bit(lists, ids, ties):
    assume(answered(lists))
    measures = every_measure(lists)
    wanted = evaluated(lists, measures, ID_MAKERS[ids], ties=ties or "id_descending")
    table = joined(rows_of(lists, ID_MAKERS[ids]))
    for form in (table, nested(table)):
        found = fr.evaluate_table(form, measures, ties=ties)
        for measure, values in zip(measures, wanted, strict=True):
            assert same(by_query(found, measure), values), measure


@given(lists=judged_lists(), ties=st.sampled_from(["average", "input", "best", "worst"]))
def test_without_ids_it_is_the_array_call_bit_for_bit(lists, ties):
    table = joined(rows_of(lists)).drop_columns(["doc_id"])
    one_a_query = nested(table)
    for measure in every_measure(lists):
        metric = measure.metric
        if ties == "average" and not metric.averages_ties:
            continue
        values = metric(
            lists.arrow_grades(), lists.flat_scores(), ties=ties, ideal=lists.ideal(), **measure.parameters
        )
        if metric.worst is not None:
            values = np.where([bool(row) for row in lists.grades], values, metric.worst)
        wanted = {f"q{q}": v for q, v in enumerate(values.tolist()) if lists.pool(q)}
        assert same(by_query(fr.evaluate_table(table, measure, ties=ties), measure), wanted), measure
        listed = fr.evaluate_lists(one_a_query["relevance"], one_a_query["score"], measure, ties=ties)
        assert same(dict(zip(one_a_query["query_id"].to_pylist(), listed.to_pylist(), strict=True)), wanted)


def test_the_demo_collection_bit_for_bit():
    qrels, runs = demo.load()
    reference = fr.evaluate(qrels, runs, MEASURES)
    judged = pl.DataFrame(qrels).join(pl.DataFrame({"system": reference.systems}), how="cross")
    keys = ["system", "query_id", "doc_id"]
    outer = pl.DataFrame(runs).join(judged, on=keys, how="full", coalesce=True)
    found = fr.evaluate_table(outer, MEASURES)
    assert found.columns == ["system", "query_id", *MEASURES]
    order = pl.DataFrame({"system": reference.systems}).join(
        pl.DataFrame({"query_id": reference.queries}), how="cross"
    )
    found = order.join(found, on=["system", "query_id"], how="left", maintain_order="left")
    for measure in MEASURES:
        values = found[measure].fill_null(np.nan).to_numpy().reshape(len(reference.systems), -1)
        assert values.tobytes() == reference[measure].values[0].tobytes(), measure
        means = found.group_by("system", maintain_order=True).agg(pl.col(measure).mean())[measure]
        wanted = reference[measure].means()[0].tolist()
        assert means.fill_null(np.nan).to_list() == pytest.approx(wanted, rel=1e-12, nan_ok=True)


# --- rows and cuts ---------------------------------------------------------------------------------------------


@given(lists=judged_lists(distinct_scores=True), data=st.data())
def test_order_of_rows_does_not_matter(lists, data):
    rows = rows_of(lists)
    shuffled = data.draw(st.permutations(rows))
    for columns in (["query_id", "doc_id", "score", "relevance"], ["query_id", "score", "relevance"]):
        one, other = (fr.evaluate_table(joined(r).select(columns), MEASURES) for r in (rows, shuffled))
        for measure in MEASURES:
            assert by_query(one, measure) == by_query(other, measure)


@given(lists=judged_lists(), data=st.data())
def test_cut_between_queries_it_gives_the_same_rows(lists, data):
    one_a_query = nested(joined(rows_of(lists)))
    whole = fr.evaluate_table(one_a_query, MEASURES)
    cuts = data.draw(splits(one_a_query.num_rows))
    parts = [fr.evaluate_table(one_a_query.slice(c.start, c.stop - c.start), MEASURES) for c in cuts]
    assert pa.concat_tables(parts).to_pylist() == whole.to_pylist()


def test_judgements_below_a_run_meet_it_by_document_id():
    run = pl.DataFrame({"query_id": ["q", "q"], "doc_id": ["a", "b"], "score": [1.0, 2.0]})
    qrels = pl.DataFrame({"query_id": ["q", "q"], "doc_id": ["c", "a"], "relevance": [1, 2]})
    found = fr.evaluate_table(pl.concat([run, qrels], how="diagonal"), "nDCG")
    assert found["nDCG"].to_list() == fr.evaluate(qrels, run, "nDCG").values[0, 0].tolist()


def test_any_columns_make_a_query():
    rows = {
        "fold": [1, 2, 1, 2],
        "user": ["u", "u", "u", "v"],
        "prediction": [1.0, 2.0, 3.0, 4.0],
        "rating": [1, 0, 0, 1],
    }
    found = fr.evaluate_table(pa.table(rows), "RR", by=["fold", "user"])
    assert found.to_pylist() == [
        {"fold": 1, "user": "u", "RR": 0.5}, {"fold": 2, "user": "u", "RR": 0.0}, {"fold": 2, "user": "v", "RR": 1.0},
    ]  # fmt: skip
    assert fr.evaluate_table(pa.table(rows), "RR", by="fold").to_pylist() == [
        {"fold": 1, "RR": 0.5},
        {"fold": 2, "RR": 1.0},
    ]
    assert fr.evaluate_table(pa.table(rows), "RR", by=[]).to_pylist() == [{"RR": 1.0}]


def test_labels_that_read_alike_are_two_queries():
    table = pa.table(
        {"a": ["x, y", "x"], "b": ["z", "y, z"], "item": ["i", "i"], "score": [1.0, 1.0], "relevance": [1, 0]}
    )
    assert fr.evaluate_table(table, "P@1", by=["a", "b"])["P@1"].to_pylist() == [1.0, 0.0]


# --- nulls -----------------------------------------------------------------------------------------------------


def test_what_has_no_value_is_null():
    table = joined(
        [
            ("judged", "a", 1.0, 1),
            ("missed", "a", None, 1),
            ("unjudged", "a", 1.0, None),
            ("neither", "a", None, None),
        ]
    )
    for form in (table, table.drop_columns(["doc_id"]), nested(table)):
        found = fr.evaluate_table(form, ["AP", "AUC"])
        assert found["query_id"].to_pylist() == ["judged", "missed", "unjudged", "neither"]
        assert found["AP"].to_pylist() == [1.0, 0.0, None, None]
        assert found["AUC"].to_pylist() == [None] * 4
    assert fr.evaluate_table(table, "AUC", undefined=0.5)["AUC"].to_pylist() == [0.5, 0.5, None, None]


@pytest.mark.parametrize(
    "columns", [["query_id", "doc_id", "score", "relevance"], ["query_id", "score", "relevance"]]
)
def test_tables_without_rows_scores_or_judgements(columns):
    table = joined([("q", "a", 1.0, 1)]).select(columns)
    assert fr.evaluate_table(table.slice(0, 0), "AP").to_pylist() == []
    for name, value in (("relevance", None), ("score", 0.0)):
        nothing = table.set_column(table.column_names.index(name), name, pa.nulls(1))
        assert fr.evaluate_table(nothing, "AP").to_pylist() == [{"query_id": "q", "AP": value}]


def test_lists_of_every_kind_and_empty_ones():
    grades, scores = [[1, None], None, [], [None], [0, 2]], [[1.0, 2.0], [], None, [1.0], [None, 1.0]]
    wanted = [0.5, None, None, None, 1.0]
    for kind in (pa.list_, pa.large_list, pa.list_view):
        columns = pa.array(grades, kind(pa.int64())), pa.array(scores, kind(pa.float64()))
        assert fr.evaluate_lists(*columns, "RR").to_pylist() == wanted
    chunked = pa.chunked_array([columns[0].slice(0, 2), columns[0].slice(2)])
    assert fr.evaluate_lists(chunked, columns[1], "RR").to_pylist() == wanted
    fixed = (
        pa.array([[0, 1], [1, 0]], pa.list_(pa.int8(), 2)),
        pa.array([[1, 2], [1, 2]], pa.list_(pa.float32(), 2)),
    )
    assert fr.evaluate_lists(*fixed, "RR").to_pylist() == [1.0, 0.5]


def test_ids_decide_between_equal_scores_of_lists():
    grades, scores, ids = pa.array([[1, 0]]), pa.array([[1.0, 1.0]]), pa.array([["a", "b"]])
    assert fr.evaluate_lists(grades, scores, "RR").to_pylist() == [0.75]
    assert fr.evaluate_lists(grades, scores, "RR", ids=ids).to_pylist() == [0.5]
    assert fr.evaluate_lists(grades, scores, "RR", ids=ids, ties="id_ascending").to_pylist() == [1.0]


# --- kinds of frames -------------------------------------------------------------------------------------------


def test_frames_come_back_as_they_went_in():
    table = joined([("q", "a", 1.0, 1)])
    for frame, kind in ((table, pa.Table), (table.to_batches()[0], pa.Table), (pl.DataFrame(table), pl.DataFrame),
                        (table.to_pandas(), pd.DataFrame)):  # fmt: skip
        assert isinstance(fr.evaluate_table(frame, "AP"), kind)
        assert fr.evaluate_table(frame, "AP")["AP"].to_numpy().tolist() == [1.0]
    assert isinstance(fr.evaluate_table(pl.DataFrame(table).lazy(), "AP"), pl.DataFrame)
    grades, scores = pd.Series([[1], [0]], index=[7, 3]), pd.Series([[1.0], [2.0]], index=[7, 3])
    assert fr.evaluate_lists(grades, scores, "AP").to_dict() == {7: 1.0, 3: 0.0}
    assert fr.evaluate_lists(pl.Series([[1]]), pl.Series([[1.0]]), "AP").to_list() == [1.0]


@pytest.mark.parametrize("kind", [
    pa.int32(), pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string()),
], ids=str)  # fmt: skip
def test_key_columns_keep_their_values(kind):
    keys = pa.array(["2", "1", "2"]).cast(pa.string() if pa.types.is_dictionary(kind) else kind)
    keys = keys.dictionary_encode() if pa.types.is_dictionary(kind) else keys
    table = pa.table(
        {"query_id": keys, "doc_id": ["a", "a", "b"], "score": [1, 2, 3], "relevance": [1, 1, 0]}
    )
    found = fr.evaluate_table(table, "RR")
    assert [str(key) for key in found["query_id"].to_pylist()] == ["2", "1"]
    assert found["RR"].to_pylist() == [0.5, 1.0]


def test_categories_of_polars_and_pandas():
    rows = {
        "query_id": ["b", "b", "a"],
        "doc_id": ["x", "y", "x"],
        "score": [1.0, 2.0, 3.0],
        "relevance": [1, 0, 1],
    }
    categories = pl.DataFrame(rows).with_columns(pl.col("query_id", "doc_id").cast(pl.Categorical))
    for frame in (categories, categories.to_pandas()):
        found = fr.evaluate_table(frame, "RR")
        assert [str(query) for query in found["query_id"]] == ["b", "a"]
        assert found["RR"].to_list() == [0.5, 1.0]


# --- refusals --------------------------------------------------------------------------------------------------

TABLE = joined([("q", "a", 1.0, 1), ("q", "b", 1.0, None)])
BARE = TABLE.drop_columns(["doc_id"])


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: fr.evaluate_table(TABLE.drop_columns(["query_id"]), "AP"), ValueError, r"no column for query_id .*by=\[\.\.\.\]"),
    (lambda: fr.evaluate_table(TABLE, "AP", by=["topic"]), ValueError, "by: no column 'topic'; the table has: query_id"),
    (lambda: fr.evaluate_table(TABLE, "AP", by=["score"]), TypeError, "column score: query_id must be text, bytes or integers"),
    (lambda: fr.evaluate_table(BARE.drop_columns(["relevance"]), "AP"), ValueError, "'score' cannot be both"),
    (lambda: fr.evaluate_table({"q": {}}, "AP"), TypeError, "cannot read a dict; pass an Arrow table"),
    (lambda: fr.evaluate_table("run.txt", "AP"), TypeError, "cannot read a str"),
    (lambda: fr.evaluate_table(TABLE, "ERR"), ValueError, r"ERR needs max_grade, .* ERR\(max_grade=4\)"),
    (lambda: fr.evaluate_table(TABLE, "alpha_nDCG"), ValueError, "needs judgements by subtopic; use evaluate"),
    (lambda: fr.evaluate_table(TABLE, "hole@10"), ValueError, "measures: hole@10 looks at the judgements of other queries"),
    (lambda: fr.evaluate_table(BARE, "AP", ties="id_descending"), ValueError, "ties: must be one of 'average'.*no document ids"),
    (lambda: fr.evaluate_table(BARE, "Bpref"), ValueError, "ties: a judged document of query q shares its score and Bpref"),
    (lambda: fr.evaluate_table(pa.concat_tables([TABLE, TABLE]), "AP"), ValueError, "rows 0 and 2"),
    (lambda: fr.evaluate_table(joined([("q", "a", float("nan"), 1)]), "AP"), ValueError, "table: score is NaN in row 0"),
    (lambda: fr.evaluate_table(joined([("q", "a", 1.0, float("inf"))]), "AP"), ValueError, "table: relevance is inf in row 0"),
    (lambda: fr.evaluate_table(joined([("q", "a", 1.0, 1), (None, "b", 1.0, 1)]), "AP"), ValueError, "query_id is null in row 1"),
    (lambda: fr.evaluate_table(joined([("q", "a", None, 1), ("q", "a", None, 2)]), "AP"), ValueError, "judged 1 in row 0 and 2 in row 1"),
    (lambda: fr.evaluate_table(TABLE.append_column("AP", pa.array([1, 1])), "AP", by="AP"), ValueError, "name of a measure"),
    (lambda: fr.evaluate_lists([1], [2.0], "AP"), TypeError, "relevance: expected lists, one a query, got int64"),
    (lambda: fr.evaluate_lists(pa.array([[1]]), pa.array([[1.0], [2.0]]), "AP"), ValueError, "1 of relevance, 2 of score"),
    (lambda: fr.evaluate_lists(pa.array([[1]]), pa.array([[1.0, 2.0]]), "AP"), ValueError, "row 0 has 2 score values but 1 relevance"),
    (lambda: fr.evaluate_lists(pa.array([["x"]]), pa.array([[1.0]]), "AP"), TypeError, "relevance must be numbers"),
])  # fmt: skip
def test_refusals(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_same_bits_for_any_number_of_threads():
    table = joined([(f"q{i % 50}", f"d{i}", float(i % 7), i % 3 if i % 4 else None) for i in range(5000)])
    seen = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        for form in (table, table.drop_columns(["doc_id"])):
            seen.append(fr.evaluate_table(form, MEASURES).to_pylist())
    fr.set_num_threads(None)
    assert seen[0::2] == [seen[0]] * 3
    assert seen[1::2] == [seen[1]] * 3
