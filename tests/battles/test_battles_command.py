"""fastrank battles: what it prints, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from battle_cases import random_battles

import fastrank as fr
from fastrank.cli import main


@pytest.fixture
def battles(tmp_path: Path) -> str:
    path = tmp_path / "battles.csv"
    pd.DataFrame(random_battles(300, 4)).to_csv(path, index=False)
    return str(path)


def test_ratings_and_ranks_are_printed(battles, capsys):
    assert main(["battles", battles, "--groups", "question", "--seed", "1", "--no-progress"]) == 0
    out = capsys.readouterr().out
    result = fr.bradley_terry(battles, groups="question", rng=1)
    first = out.splitlines()[2].split()
    assert first[:2] == [result.models[0], f"{result.rating[0]:.1f}"]
    assert first[-2:] == [f"{result.win_rate[0]:.4f}", f"{result.mean_win_rate[0]:.4f}"]
    assert "300 battles of 37 groups; 999 resamples, seed 1 (Philox4x32-10)" in out


def test_options_reach_the_library(battles, tmp_path, capsys):
    path = tmp_path / "ratings.parquet"
    arguments = [
        "--ties",
        "davidson",
        "--prior",
        "0.5",
        "--anchor",
        "m02",
        "--resamples",
        "199",
        "--seed",
        "3",
    ]
    assert main(["battles", battles, *arguments, "-o", str(path), "--no-progress"]) == 0
    expected = fr.bradley_terry(battles, ties="davidson", prior=0.5, anchor="m02", n_resamples=199, rng=3)
    assert pq.read_table(path).equals(expected.to_arrow())
    assert "fastrank: seed 3" in capsys.readouterr().err


def test_errors_are_one_line(battles, capsys):
    assert main(["battles", battles, "--anchor", "nobody"]) == 2
    err = capsys.readouterr().err
    assert err == "fastrank: error: anchor 'nobody' is in no battle; there are: m00, m01, m02, m03\n"
    assert main(["battles", "absent.csv"]) == 2
    assert "absent.csv" in capsys.readouterr().err


def test_forms_of_the_result(battles):
    result = fr.bradley_terry(battles, n_resamples=0)
    for made in (result, fr.win_rates(battles), fr.elo(battles)):
        frame = made.to_pandas()
        assert frame["model"].tolist() == list(made.models)
        assert made.models[0] in made._repr_html_()
        assert json.loads(frame.to_json())
