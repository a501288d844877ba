"""Tables with a row a sample on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from fastrank.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Samples of two models: one table of both, and one of each."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    both = pd.DataFrame({"item": np.tile(np.repeat(np.arange(20), 3), 2), "correct": rng.integers(0, 2, 120)})
    both.insert(0, "model", np.repeat(["old", "new"], 60))
    both.to_parquet("both.parquet")
    for name, part in both.groupby("model"):
        part.drop(columns="model").to_csv(f"{name}.csv", index=False)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    return (code, *capsys.readouterr())


def test_one_table_or_one_for_each(folder, capsys):
    measures = ("--samples", "-m", "pass@1", "-m", "pass^2", "--baseline", "old", "-f", "csv", "--seed", "1")
    code, one, err = run(capsys, "compare", "both.parquet", *measures)
    assert (code, err) == (0, "")
    assert [line.split(",")[0].strip(chr(34)) for line in one.splitlines()] == ["measure", "pass@1", "pass^2"]
    assert run(capsys, "compare", "old.csv", "new.csv", *measures) == (0, one, "")
    assert run(capsys, "compare", "old=old.csv", "new=new.csv", *measures) == (0, one, "")


def test_leaderboard_of_samples(folder, capsys):
    code, out, _ = run(
        capsys, "leaderboard", "both.parquet", "--samples", "-m", "avg@n", "--resamples", "99", "--seed", "1"
    )
    assert code == 0
    assert "means over 20 queries" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-m", "pass@9"], "'old' has 3 samples of item '0', and pass@9 needs 9"),
        (["-m", "pass@9", "--missing", "complete"], "0 queries are left of 20"),
        ([], "measures: name at least one"),
        (["-m", "AP"], "'AP' is none of samples"),
        (["-m", "pass@1", "--ties", "best"], "--ties is a rule for judgements and runs"),
    ],
)
def test_wrong_input_is_one_line(folder, capsys, arguments, message):
    code, out, err = run(capsys, "compare", "both.parquet", "--samples", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert message in err
