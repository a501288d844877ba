"""Queries that belong together, from the command line: the library's own results."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import fastrank as fr
from fastrank.cli import main

VALUES = np.random.default_rng(0).random((2, 60))
TOPICS = [f"t{i // 4}" for i in range(60)]
IDS = [f"q{i}" for i in range(60)]


@pytest.fixture
def path(tmp_path):
    table = pa.table({"query_id": IDS, "topic": TOPICS, "a": VALUES[0], "b": VALUES[1]})
    pq.write_table(table, tmp_path / "scores.parquet")
    return str(tmp_path / "scores.parquet")


def shown(capsys, *arguments):
    assert main([*arguments, "--no-progress"]) == 0
    return " ".join(capsys.readouterr().out.split())


def test_groups_are_columns_of_the_table(path, capsys):
    scores = fr.Scores(VALUES, systems="ab", queries=IDS, measure="gain", attributes={"topic": TOPICS})
    text = shown(capsys, "compare", path, "-m", "gain", "--groups", "topic", "--test", "t", "--report")
    assert text == " ".join(fr.compare(scores, test="t", groups="topic").to_text().split())
    assert "Resampling units: 15 clusters" in text


def test_attributes_come_from_a_file(path, tmp_path, capsys):
    other = tmp_path / "own.parquet"
    pq.write_table(pa.table({"query_id": IDS, "a": VALUES[0], "b": VALUES[1]}), other)
    attributes = tmp_path / "queries.csv"
    attributes.write_text(
        "query_id,topic\n" + "".join(f"{q},{t}\n" for q, t in zip(IDS, TOPICS, strict=True))
    )
    asked = ("-m", "gain", "--strata", "topic", "--over", "macro", "--seed", "3", "--report")
    from_file = shown(capsys, "bootstrap", str(other), *asked, "--attributes", str(attributes))
    assert from_file == shown(capsys, "bootstrap", path, *asked)
    assert re.search(r"Resampling units: queries, within 15 strata", from_file)


def test_what_is_no_attribute(path, capsys):
    assert main(["leaderboard", path, "-m", "gain", "--groups", "user", "--no-progress"]) == 2
    assert "no column 'user' for attributes" in capsys.readouterr().err
