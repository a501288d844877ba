"""Slices, weights and macro means on the command line."""

from __future__ import annotations

from pathlib import Path

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import fastrank as fr
from fastrank.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "qrels.txt").write_text("q1 0 a 1\nq2 0 b 2\nq3 0 c 1\n")
    (tmp_path / "r.run").write_text(
        "q1 Q0 a 1 2 r\nq2 Q0 x 1 2 r\nq2 Q0 b 2 1 r\nq3 Q0 q3 1 9 r\nq3 Q0 c 2 1 r\n"
    )
    (tmp_path / "s.run").write_text("q1 Q0 a 1 2 s\nq2 Q0 b 2 1 s\n")
    (tmp_path / "queries.csv").write_text("query_id,language,w\nq1,de,1\nq2,en,2\nq3,en,0.5\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(("evaluate", "qrels.txt", "r.run", "s.run", "-m", "RR", "--no-progress", *arguments))
    out, err = capsys.readouterr()
    return code, out, err


def test_a_table_of_slices(capsys, folder, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)  # pytest-xdist sets it
    code, out, _ = run(capsys, "--attributes", "queries.csv", "--by", "language")
    assert code == 0
    assert out.splitlines() == [
        "RR",
        "",
        "system        de        en     macro     micro",
        "------  --------  --------  --------  --------",
        "r       1.0000 *  0.5000 *  0.7500 *  0.6667 *",
        "s       1.0000 *  0.5000 *  0.7500 *  0.6667 *",
        "",
        "3 queries in 2 slices by language: 1 (de), 2 (en); macro: the mean of their means",
        "*: the best mean of each column",
        "unjudged documents: 2 (r)",
        "judged queries not answered: 1 (s)",
    ]


def test_macro_weights_and_identical_ids(capsys, folder):
    scores = fr.evaluate("qrels.txt", ["r.run", "s.run"], "RR", ignore_identical_ids=True)
    scores = scores.with_attributes("queries.csv")
    options = ("--attributes", "queries.csv", "--by", "language", "--weights", "w", "--ignore-identical-ids")
    _, out, _ = run(capsys, *options, "--over", "macro")
    assert "macro weighted means by language over 3 queries" in out
    assert "retrieved documents with the query's own id left out: 1 (r)" in out
    run(capsys, *options, "--over", "macro", "-o", "macro.parquet")
    wanted = scores.means("language", weights="w", over="macro")[0]
    assert pq.read_table("macro.parquet")["RR"].to_pylist() == wanted.tolist()
    run(capsys, *options, "-o", "slices.csv")
    table = pyarrow.csv.read_csv("slices.csv")
    assert table.column_names == ["measure", "system", "de", "en", "macro", "micro"]
    assert table["en"].to_pylist() == scores.means("language", weights="w")[0, :, 1].tolist()
    run(capsys, "--attributes", "queries.csv", "--per-query", "-o", "values.parquet")
    assert fr.read_scores("values.parquet").attributes["language"].tolist() == ["de", "en", "en"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--by", "language"), "--by needs attributes of queries: --attributes FILE"),
        (("--weights", "w"), "--weights needs attributes"),
        (("--over", "macro"), "--over needs --by"),
        (("--attributes", "queries.csv", "--by", "tongue"), "no attribute 'tongue'; they have: language, w"),
        (("--attributes", "queries.csv", "--by", "language", "--per-query"), "--per-query gives none"),
        (("--attributes", "queries.csv", "--weights", "language"), "'de', which is no number"),
        (("--attributes", "no.csv", "--by", "language"), "no.csv: no such file"),
    ],
)
def test_what_is_refused(capsys, folder, arguments, told):
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
