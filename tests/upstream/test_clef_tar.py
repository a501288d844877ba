"""CLEF eHealth TAR 2017: nine full runs with ties, unsorted ranks, missing topics and 311 doubled documents."""

from __future__ import annotations

import json
import lzma
import tarfile

import pyarrow as pa
import pytest

import fastrank as fr

DOUBLED = "uos.sis.TMAL30Q_BM25"


@pytest.fixture(scope="module")
def clef(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clef")
    with tarfile.open(data / "clef_tar2017" / "runs.tar.xz") as tar:
        tar.extractall(folder, filter="data")
    expected = json.loads((data / "clef_tar2017" / "expected.json").read_text())["runs"]
    runs = {name: folder / "runs" / name for name in expected if (folder / "runs" / name).exists()}
    assert len(runs) == 9
    return data / "clef_tar2017" / "qrel_abs_test.txt.xz", runs, expected


def test_values_by_score(clef):
    qrels, runs, expected = clef
    names = [*expected["ecnu.run2"]["by_score"], "map"]
    scores = fr.evaluate(qrels, runs, names, compat="trec_eval-9.0.8", duplicates="first")
    for run in runs:
        wanted = expected[run]["by_score"] | {"map": expected[run]["mean_ap_by_score"]}
        found = {name: scores.sel(systems=[run])[name].means()[0, 0] for name in names}
        assert found == pytest.approx(wanted, rel=1e-12)
    doubled = dict(zip(scores.systems, scores.counts["duplicate documents left out"], strict=True))
    assert doubled == {run: expected[run]["duplicate_query_doc_pairs"] for run in runs}


def test_average_precision_by_the_rank_column(clef):
    qrels, runs, expected = clef
    for run in runs:
        rows = [line.split() for line in runs[run].read_text().splitlines()]
        table = pa.table({
            "query_id": [row[0] for row in rows],
            "doc_id": [row[2] for row in rows],
            "score": [-float(row[3]) for row in rows],
        })  # fmt: skip
        scores = fr.evaluate(qrels, table, "AP", ties="input", missing="skip", duplicates="first")
        found = dict(zip(scores.queries, scores.values[0, 0].tolist(), strict=True))
        wanted = expected[run]["ap_by_rank"]
        assert {query: found[query] for query in wanted} == pytest.approx(wanted, rel=1e-12), run


def test_a_doubled_document_is_refused_unless_asked_for(clef):
    qrels, runs, _ = clef
    with pytest.raises(
        ValueError, match=rf"{DOUBLED}.*: query \S+ holds document \d+ twice, in lines \d+ and \d+"
    ):
        fr.evaluate(qrels, runs[DOUBLED], "AP")
    with lzma.open(qrels) as file:
        assert file.readline().split() == [b"CD007431", b"0", b"7072537", b"0"]
