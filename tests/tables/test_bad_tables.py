"""Bad tables: one line that names the source, the column, the row and the rule."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pytest

import fastrank as fr

QRELS = pa.table({"query_id": ["1", "1"], "doc_id": ["a", "b"], "relevance": [1, 0]})
RUN = pa.table({"query_id": ["1", "1"], "doc_id": ["a", "b"], "score": [2.0, 1.0]})


def refused(message, *, qrels=QRELS, run=RUN, kind=ValueError, measures="RR", **options):
    with pytest.raises(kind, match=message) as caught:
        fr.evaluate(qrels, run, measures, **options)
    assert "\n" not in str(caught.value)


def with_column(table, name, values):
    return table.set_column(table.column_names.index(name), name, values)


def test_missing_columns():
    refused(
        r"run: no column for score \(accepted: score, .*\); it has: query_id, doc_id",
        run=RUN.drop_columns(["score"]),
    )
    ranked = RUN.rename_columns(["query_id", "doc_id", "rank"])
    refused("a rank column is not a score; name it with columns={'score': ...}", run=ranked)
    refused(r"qrels: no column for relevance", qrels=QRELS.drop_columns(["relevance"]))
    refused(r"no column 'x' for doc_id; it has: query_id, doc_id", columns={"doc_id": "x"})
    refused(
        r"qrels: no column 'x' for doc_id; .*, relevance; run: no column 'x' for doc_id; .*, score$",
        columns={"doc_id": "x"},
    )
    refused(r"^run: no column 'x' for doc_id; it has", columns={"run.doc_id": "x"})
    refused(
        r"^qrels: no column 'x' for query_id; it has", columns={"qrels.query_id": "x", "run.query_id": "y"}
    )
    refused(
        r"columns: 'qrels.score': qrels has only query_id, doc_id, relevance", columns={"qrels.score": "x"}
    )
    refused(r"columns: 'runs.score' is not one of query_id, doc_id", columns={"runs.score": "x"})
    refused(r"columns: 'docs' is not one of query_id, doc_id", columns={"docs": "x"})
    refused(r"it has: none", run=pa.table({}))


def test_the_name_of_a_file_or_system_is_in_the_error(tmp_path):
    path = tmp_path / "bm25.parquet"
    pa.parquet.write_table(RUN.drop_columns(["score"]), path)
    refused(re.escape(str(path)) + ": no column for score", run=path)
    refused("dense: score is NaN in row 1", run={"dense": with_column(RUN, "score", pa.array([1.0, np.nan]))})
    path.write_bytes(b"PAR1 nonsense")
    refused(re.escape(str(path)) + ": cannot be read: ", run=path)


def test_scores():
    refused(r"run: score is NaN in row 1; a document without a score has no rank",
            run=with_column(RUN, "score", pa.array([1.0, np.nan])))  # fmt: skip
    refused(r"run: score is null in row 0", run=with_column(RUN, "score", pa.array([None, 1.0])))
    refused(
        r"run: score must be numbers, got string",
        run=with_column(RUN, "score", pa.array(["1", "2"])),
        kind=TypeError,
    )
    refused(r"score: value 9007199254740993 at position 0 has no exact float64",
            run=with_column(RUN, "score", pa.array([2**53 + 1, 1])))  # fmt: skip


def test_infinite_scores_are_ordinary():
    for scores in ([-np.inf, np.inf], [-np.inf, -np.inf], [0.0, np.inf]):
        run = with_column(RUN, "score", pa.array(scores))
        assert fr.evaluate(QRELS, run, "RR").values.item() == 0.5


def test_ids():
    refused(
        r"run: null query_id in row 1; every row needs one",
        run=with_column(RUN, "query_id", pa.array(["1", None])),
    )
    refused(
        r"run: null doc_id in row 0; every row needs one",
        run=with_column(RUN, "doc_id", pa.array([None, "b"])),
    )
    refused(r"run: doc_id must be text, bytes or integers, got double; ids are never floats",
            run=with_column(RUN, "doc_id", pa.array([1.0, 2.0])), kind=TypeError)  # fmt: skip
    refused(r"query_id must be text, bytes or integers, got float",
            run=with_column(RUN, "query_id", pa.array([1, 2], pa.float32())), kind=TypeError)  # fmt: skip
    refused(r"qrels: null doc_id in row 1", qrels=with_column(QRELS, "doc_id", pa.array(["a", None])))
    null_in_dictionary = pa.DictionaryArray.from_arrays(pa.array([0, 1]), pa.array(["a", None]))
    refused(r"run: null doc_id in row 1", run=with_column(RUN, "doc_id", null_in_dictionary))
    refused(r"run: null query_id in row 1", run=with_column(RUN, "query_id", null_in_dictionary))


def test_doubled_documents():
    doubled = pa.concat_tables([RUN, RUN.slice(1, 1)])
    refused(
        r"run: query 1 holds document b twice, in rows 1 and 2; say duplicates='first' or 'best'", run=doubled
    )
    values = {"query_id": ["1"] * 3, "doc_id": ["a", "b", "a"], "score": [1.0, 2.0, 3.0]}
    for rule, rank in (("first", 0.5), ("best", 1.0)):
        scores = fr.evaluate(QRELS, pa.table(values), "RR", duplicates=rule)
        assert scores.values.item() == rank
        assert scores.counts["duplicate documents left out"].tolist() == [1]
    elsewhere = {**values, "query_id": ["1", "1", "2"]}
    assert fr.evaluate(QRELS, pa.table(elsewhere), "RR").values.item() == 0.5


def test_doubled_unjudged_documents_are_refused_too():
    run = {"query_id": ["1"] * 3, "doc_id": ["x", "a", "x"], "score": [3.0, 2.0, 1.0]}
    refused(r"query 1 holds document x twice, in rows 0 and 2", run=pa.table(run))


def test_doubled_judgements():
    doubled = pa.concat_tables([QRELS, QRELS])
    assert fr.evaluate(doubled, RUN, ["RR", "AP", "Judged"]).values.ravel().tolist() == [1.0] * 3
    other = with_column(QRELS, "relevance", pa.array([2, 0]))
    refused(r"qrels: document a of query 1 is judged 1 in row 0 and 2 in row 2; judge every document once",
            qrels=pa.concat_tables([QRELS, other]))  # fmt: skip


def test_equal_repeated_judgements_do_not_count_twice():
    """A judgement given twice is one relevant document, for every measure that counts them."""
    doubled = pa.concat_tables([QRELS, QRELS.slice(0, 1)])
    run = with_column(RUN, "score", pa.array([1.0, 2.0]))
    names = ["nDCG", "AP", "R", "Rprec", "Bpref", "F"]
    once, twice = (fr.evaluate(qrels, run, names).values for qrels in (QRELS, doubled))
    assert once.tolist() == twice.tolist()


def test_grades():
    refused(r"qrels: relevance is nan in row 1; grades are finite numbers",
            qrels=with_column(QRELS, "relevance", pa.array([1.0, np.nan])))  # fmt: skip
    refused(r"qrels: no judgement; there is nothing to evaluate against", qrels=QRELS.slice(0, 0))
    refused(r"qrels: no judgement", qrels=with_column(QRELS, "relevance", pa.array([None, None], pa.int64())))
    refused(r"qrels: relevance must be numbers, got string",
            qrels=with_column(QRELS, "relevance", pa.array(["good", "bad"])), kind=TypeError)  # fmt: skip


def test_no_query_in_common():
    refused(r"run: no query in common with the judgements \(they have e.g. '1'\)",
            run=with_column(RUN, "query_id", pa.array(["2", "2"])))  # fmt: skip
    refused(r"b: no query in common", run={"a": RUN, "b": with_column(RUN, "query_id", pa.array(["2", "2"]))})
    refused(r"run: no query in common", run=RUN.slice(0, 0))


def test_sources_of_unknown_kind():
    refused(r"run: cannot read a int; pass a path, an Arrow table", run=3, kind=TypeError)
    refused(r"run: expected \{query: \{document: number\}\}, but '2' holds a float",
            run={"1": {"a": 1.0}, "2": 3.0}, kind=TypeError)  # fmt: skip
    refused(r"run: the doc_id values are not of one type", run={"1": {"a": 1.0, 2: 1.0}}, kind=TypeError)
    refused(r"evaluate: no run given", run={})


def test_two_runs_of_one_name(tmp_path):
    paths = [tmp_path / "a" / "x.parquet", tmp_path / "b" / "x.pq"]
    for path in paths:
        path.parent.mkdir()
        pa.parquet.write_table(RUN, path)
    refused(r"two runs are called 'x'; pass \{name: run\} with other names", run=paths)


def test_options():
    refused(r"unknown measure 'nDGC@10': did you mean 'nDCG'\?", measures="nDGC@10")
    refused(r"P has no parameter 'gain'; it takes: k, rel", measures="P(gain='linear')@5")
    refused(r"nDCG: k=0 must be a whole number of ranks", measures="nDCG@0")
    refused(r"evaluate: no measure named", measures=[])
    refused(r"ties: must be one of 'id_descending', .*, got 'random'", ties="random")
    refused(
        r"compat: must be one of None, 'trec_eval-9.0.8', 'trec_eval-10.0', got 'trec_eval'",
        compat="trec_eval",
    )
    refused(r"duplicates: must be one of", duplicates="last")
    refused(r"missing: must be one of", missing="zero")
    refused(r"ties='numeric_descending' needs document ids that are whole numbers", ties="numeric_descending")


# --- nested tables and lying buffers -------------------------------------------------------------------------------


def lying(make, offsets):
    """Arrow data whose offsets change after pyarrow has looked at them, as a foreign library's may be."""
    buffer = np.zeros(len(offsets), dtype=np.int32)
    made = make(pa.py_buffer(buffer))
    buffer[:] = offsets
    return made


def lists_over(buffer):
    return pa.ListArray.from_buffers(
        pa.list_(pa.float64()), 2, [None, buffer], children=[pa.array([1.0, 2.0])]
    )


LIES = {"beyond the values": [0, 2, 900], "falling": [0, 2, 1], "negative": [-3, 1, 2]}


@pytest.mark.parametrize("offsets", LIES.values(), ids=LIES)
def test_lying_offsets_of_nested_tables_never_reach_a_kernel(offsets):
    columns = {"query_id": ["1", "2"], "doc_id": pa.array([["a", "b"], []])}
    run = lying(lambda buffer: pa.table({**columns, "score": lists_over(buffer)}), offsets)
    with pytest.raises(ValueError, match=r"run.*(malformed Arrow data|offsets)"):
        fr.evaluate(QRELS, run, "RR")


@pytest.mark.parametrize("offsets", LIES.values(), ids=LIES)
def test_lying_offsets_of_array_calls(offsets):
    with pytest.raises(ValueError, match=r"relevance: (malformed Arrow data|offsets)"):
        fr.ndcg(lying(lists_over, offsets))
    with pytest.raises(ValueError, match=r"relevance: offsets"):
        fr.ndcg((np.array([1.0, 2.0]), np.array(offsets)))


def test_lying_offsets_of_text_columns():
    def make(buffer):
        return with_column(RUN, "doc_id", pa.StringArray.from_buffers(2, buffer, pa.py_buffer(b"ab")))

    with pytest.raises(ValueError, match=r"run: malformed Arrow data"):
        fr.evaluate(QRELS, lying(make, [0, 1, 500]), "RR")


def test_lying_dictionary_codes():
    codes = pa.DictionaryArray.from_arrays(pa.array([0, 7], pa.int32()), pa.array(["1"]), safe=False)
    with pytest.raises(ValueError, match=r"run: malformed Arrow data"):
        fr.evaluate(QRELS, with_column(RUN, "query_id", codes), "RR")


def test_lists_of_different_lengths():
    run = pa.table({"query_id": ["1"], "doc_id": [["a", "b"]], "score": [[1.0]]})
    refused(r"run: row 0 has 2 doc_id values but 1 score values", run=run)
    flat = pa.table({"query_id": ["1"], "doc_id": [["a"]], "score": [1.0]})
    refused(r"run: score must be a list column, because another one is", run=flat, kind=TypeError)
    null_score = pa.table({"query_id": ["1"], "doc_id": [["a", "b"]], "score": [[1.0, None]]})
    refused(r"run: score is null in row 0", run=null_score)
