"""`fastrank bootstrap` and `fastrank agreement`: what the library finds, and wrong input on purpose."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import fastrank as fr
from fastrank.cli import main

SYSTEMS, N_QUERIES = list("wxyz"), 40


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two wide tables, one long table of both as two measures, and judgements with two runs."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    true = rng.random((4, N_QUERIES)) + np.array([[0.0], [0.1], [0.3], [0.6]])
    queries = [f"q{i}" for i in range(N_QUERIES)]
    sides = {"people": true, "judge": true + rng.normal(0, 0.3, true.shape)}
    for name, values in sides.items():
        frame = pd.DataFrame(values.T, columns=SYSTEMS)
        frame.insert(0, "query_id", queries)
        frame.to_csv(f"{name}.csv", index=False)
    both = [
        fr.Scores(values, systems=SYSTEMS, queries=queries, measure=name) for name, values in sides.items()
    ]
    pd.concat([scores.to_pandas() for scores in both]).to_parquet("both.parquet")
    Path("qrels.txt").write_text("".join(f"{q} 0 d{d} {d % 2}\n" for q in queries for d in range(4)))
    for name in ("a", "b"):
        lines = (f"{q} Q0 d{d} 1 {rng.random():.6f} {name}\n" for q in queries for d in range(4))
        Path(f"{name}.run").write_text("".join(lines))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return (code, *capsys.readouterr())


def rows(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text))


def test_bootstrap_is_that_of_the_library(folder, capsys):
    asked = (
        "--statistic",
        "mean_difference",
        "--baseline",
        "w",
        "--method",
        "bca",
        "--alternative",
        "greater",
    )
    code, out, err = run(
        capsys,
        "bootstrap",
        "people.csv",
        *asked,
        "--resamples",
        "199",
        "--seed",
        "3",
        "--confidence",
        "0.9",
        "-f",
        "csv",
    )
    assert (code, err) == (0, "fastrank: seed 3\n")
    found = rows(out)
    expected = fr.bootstrap(
        fr.read_scores("people.csv"), "mean_difference", baseline="w", method="bca", alternative="greater",
        n_resamples=199, confidence_level=0.9, rng=3,
    )  # fmt: skip
    assert found["name"].tolist() == list(expected.names)
    for column in ("estimate", "low", "high", "standard_error"):
        np.testing.assert_allclose(found[column], getattr(expected, column), rtol=1e-15)
    assert found["seed"].tolist() == [3] * 3


def test_bootstrap_by_every_measure_of_runs(folder, capsys):
    measures = ("-m", "AP", "-m", "RR", "--statistic", "quantile", "--q", "0.5", "--resamples", "199")
    code, out, _ = run(capsys, "bootstrap", "qrels.txt", "a.run", "b.run", *measures)
    assert code == 0
    assert re.findall(r"^(?:AP|RR)$", out, re.MULTILINE) == ["AP", "RR"]
    assert re.search(r"^a +0\.\d{4} \[0\.\d{4}, [01]\.\d{4}\]", out, re.MULTILINE)
    assert re.search(
        r"95% bca intervals over 40 queries; 199 resamples, seed \d+ \(Philox4x32-10\)", " ".join(out.split())
    )


def test_bootstrap_of_the_order_of_systems(folder, capsys):
    asked = ("--statistic", "system_kendalltau", "--resamples", "199", "--seed", "1", "-f", "csv")
    code, out, _ = run(capsys, "bootstrap", "both.parquet", *asked)
    assert code == 0
    expected = fr.bootstrap(fr.read_scores("both.parquet"), "system_kendalltau", n_resamples=199, rng=1)
    np.testing.assert_allclose(rows(out)["low"], expected.low, rtol=1e-15)


def test_agreement_of_two_tables_or_two_measures(folder, capsys):
    options = ("-p", "0.9", "--resamples", "199", "--seed", "1", "-f", "csv")
    code, out, err = run(capsys, "agreement", "people.csv", "judge.csv", *options)
    assert (code, err.splitlines()[0]) == (0, "fastrank: seed 1")
    sides = (fr.read_scores(f"{name}.csv") for name in ("people", "judge"))
    expected = fr.agreement(*sides, p=0.9, n_resamples=199, rng=1)
    assert rows(out)["statistic"].tolist() == list(expected.statistic)
    for column in ("value", "low", "high", "standard_error", "resampled_mean"):
        np.testing.assert_allclose(rows(out)[column], getattr(expected, column), rtol=1e-15)
    assert run(capsys, "agreement", "both.parquet", "-m", "people", "-m", "judge", *options)[1] == out


def test_agreement_is_drawn(folder, capsys):
    asked = ("agreement", "both.parquet", "-m", "people", "-m", "judge", "--resamples", "199", "--seed", "1")
    code, out, _ = run(capsys, *asked)
    assert code == 0
    assert out.startswith("a: people, b: judge; 4 systems, 40 queries\n")
    assert "maximum drop from a to b: 0" in out
    code, out, _ = run(capsys, *asked, "--pairs")
    assert code == 0
    assert len(re.findall(r"(?:active|mixed|passive) (?:dis)?agreement$", out, re.MULTILINE)) == 6
    table = rows(run(capsys, *asked, "--pairs", "-f", "csv")[1])
    assert table.columns.tolist()[:3] == ["first", "second", "difference_a"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["bootstrap", "people.csv", "--statistic", "median"], "statistic must be one of 'mean'"),
        (["bootstrap", "people.csv", "--statistic", "quantile"], "needs q= from 0 to 1"),
        (["bootstrap", "people.csv", "--statistic", "kendalltau"], "is of two systems, and there are 4"),
        (["bootstrap", "people.csv", "--baseline", "nope"], "baseline 'nope' is no system here"),
        (["bootstrap", "people.csv", "--resamples", "0"], "n_resamples=0"),
        (["bootstrap", "a.run"], "one file alone must be a table of scores"),
        (["agreement", "people.csv"], "one table alone needs two measures"),
        (["agreement", "people.csv", "judge.csv", "people.csv"], "agreement is of two sides"),
        (
            ["agreement", "both.parquet", "people.csv"],
            "takes one measure a side, and scores_a has people, judge",
        ),
        (["agreement", "people.csv", "a.run"], "a.run: a table of scores is csv"),
        (["agreement", "people.csv", "judge.csv", "--over", "topics"], "over: must be one of"),
        (["agreement", "people.csv", "judge.csv", "-p", "1"], "p must be above 0 and below 1"),
    ],
)
def test_wrong_input_is_one_line(folder, capsys, arguments, message):
    code, out, err = run(capsys, *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
