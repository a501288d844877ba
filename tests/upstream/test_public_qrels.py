"""Seven public judgement files with heavily tied runs made by a rule; values of pytrec_eval-terrier 0.5.11."""

from __future__ import annotations

import hashlib
import json
import lzma

import numpy as np
import pyarrow as pa
import pytest

import fastrank as fr

COLLECTIONS = ("dl19-passage", "dl20-passage", "core17", "robust05", "covid-complete", "car17v2.0.benchmarkY1test",
               "msmarco-passage.dev-subset")  # fmt: skip


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_means_of_the_tied_and_of_the_ideal_run(data, collection):
    path = data / "qrels" / f"qrels.{collection}.txt.xz"
    expected = json.loads((data / "qrels" / "expected.json").read_text())["qrels"][collection]
    with lzma.open(path, "rt") as file:
        rows = [line.split() for line in file]
    ids = {"query_id": [row[0] for row in rows], "doc_id": [row[2] for row in rows]}
    runs = {
        "sha1_run": pa.table({**ids, "score": [_score(query, document) for query, _, document, _ in rows]}),
        "ideal_run": pa.table({**ids, "score": [float(row[3]) for row in rows]}),
    }
    assert len(rows) == expected["judgments"]
    for run, table in runs.items():
        names = sorted(expected[run])
        scores = fr.evaluate(path, {run: table}, names, compat="trec_eval-9.0.8")
        assert len(scores.queries) == expected["topics"]
        wanted = [expected[run][name] for name in names]
        np.testing.assert_allclose(scores.means()[:, 0], wanted, rtol=1e-12, err_msg=f"{run} {names}")


def _score(query: str, document: str) -> float:
    return (int(hashlib.sha1(f"{query}\t{document}".encode()).hexdigest()[:8], 16) % 1000) / 8.0
