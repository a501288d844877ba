"""CLEF eHealth TAR 2017: nine full runs with ties, unsorted ranks, missing topics and 311 doubled documents."""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import tarfile

import numpy as np
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


# Columns of the official results that are measures here, of a run ranked by its rank column.
OFFICIAL = {"ap": "AP", "r": "R", "num_rels": "NumRel", "rels_found": "NumRet(rel=1)", "num_shown": "NumRet"}


@pytest.fixture(scope="module")
def by_rank(clef):
    """Of every run, and every official measure, the values of the topics that it answers."""
    qrels, runs, _ = clef
    found = {}
    for run, path in runs.items():
        rows = [line.split() for line in path.read_text().splitlines()]
        table = pa.table({
            "query_id": [row[0] for row in rows],
            "doc_id": [row[2] for row in rows],
            "score": [-float(row[3]) for row in rows],
        })  # fmt: skip
        measures = list(OFFICIAL.values())
        scores = fr.evaluate(qrels, table, measures, ties="input", missing="skip", duplicates="first")
        for measure in measures:
            values = zip(scores.queries, scores[measure].values[0, 0].tolist(), strict=True)
            found[run, measure] = {topic: value for topic, value in values if not np.isnan(value)}
    return found


def test_average_precision_by_the_rank_column(clef, by_rank):
    _, runs, expected = clef
    for run in runs:
        wanted = expected[run]["ap_by_rank"]
        found = {topic: by_rank[run, "AP"][topic] for topic in wanted}
        assert found == pytest.approx(wanted, rel=1e-12), run


def test_official_results_of_every_topic(by_rank, data):
    with gzip.open(data / "clef_tar2017" / "official_results_abstract.csv.gz", "rt", newline="") as file:
        official = {(row["system"], row["topic"]): row for row in csv.DictReader(file)}
    columns = {measure: column for column, measure in OFFICIAL.items()}
    for (run, measure), found in by_rank.items():
        wanted = {topic: float(official[run, topic][columns[measure]]) for topic in found}
        assert found == pytest.approx(wanted, abs=0.000501), (run, measure)  # three decimals
    assert sum(map(len, by_rank.values())) == 5 * (8 * 30 + 27)


def test_a_doubled_document_is_refused_unless_asked_for(clef):
    qrels, runs, _ = clef
    with pytest.raises(
        ValueError, match=rf"{DOUBLED}.*: query \S+ holds document \d+ twice, in lines \d+ and \d+"
    ):
        fr.evaluate(qrels, runs[DOUBLED], "AP")
    with lzma.open(qrels) as file:
        assert file.readline().split() == [b"CD007431", b"0", b"7072537", b"0"]
