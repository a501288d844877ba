"""TREC-COVID round 1: 143 submitted runs, their expected values to the last digit, and the official leaderboard."""

from __future__ import annotations

import csv
import gzip
import json
import tarfile

import numpy as np
import pytest

import fastrank as fr

TEN_DIGITS = 0.5000001e-10  # half a unit of the last printed digit


@pytest.fixture(scope="module")
def covid(data):
    return data / "trec_covid_r1"


@pytest.fixture(scope="module")
def full_runs(covid, tmp_path_factory):
    return _unpacked(covid / "runs_full.tar.xz", tmp_path_factory.mktemp("full"))


def _unpacked(archive, folder):
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return {path.name: path for path in sorted(folder.glob("**/*")) if path.is_file()}


def _rows(path):
    with open(path, newline="") as file:
        return {row["run"]: row for row in csv.DictReader(file)}


def _shipped(row):
    return [name for name in row if name != "run"]


@pytest.mark.parametrize(("archive", "expected", "n_runs"), [
    ("runs_top100.tar.xz", "expected_top100.csv", 143),
    ("runs_full.tar.xz", "expected_full_depth.csv", 10),
])  # fmt: skip
def test_every_value_to_its_last_printed_digit(covid, tmp_path, archive, expected, n_runs):
    runs = _unpacked(covid / archive, tmp_path)
    rows = _rows(covid / expected)
    names = _shipped(next(iter(rows.values())))
    scores = fr.evaluate(covid / "qrels.txt.gz", runs, names, compat="trec_eval-9.0.8")
    assert scores.values.shape == (17, n_runs, 30)
    for name in names:
        wanted = [float(rows[run][name]) for run in scores.systems]
        assert np.abs(scores[name].means()[0] - wanted).max() <= TEN_DIGITS, name


@pytest.mark.parametrize(("measure", "archive", "n_runs"), [
    ("ndcg_cut_10", "runs_top100.tar.xz", 143),
    ("map", "runs_full.tar.xz", 10),
])  # fmt: skip
def test_every_topic_of_every_run_to_nine_digits(covid, tmp_path, measure, archive, n_runs):
    with gzip.open(covid / f"matrix_{measure}_topics_x_systems.csv.gz", "rt", newline="") as file:
        topics = {row["topic"]: row for row in csv.DictReader(file)}
    runs = _unpacked(covid / archive, tmp_path)
    scores = fr.evaluate(covid / "qrels.txt.gz", runs, measure, compat="trec_eval-9.0.8", missing="worst")
    assert scores.values.shape == (1, n_runs, 30)
    wanted = [[float(topics[topic][run]) for topic in scores.queries] for run in scores.systems]
    np.testing.assert_allclose(scores.values[0], wanted, rtol=0.51e-8)


def test_official_leaderboard_at_its_printed_precision(covid, full_runs):
    official = {
        "ndcg@10": "nDCG@10", "p@5": "P@5", "bpref": "Bpref", "MAP": "AP", "RBP(p=.5)": "RBP(p=0.5, max_grade=2)",
    }  # fmt: skip
    rows = _rows(covid / "leaderboard.csv")
    scores = fr.evaluate(covid / "qrels.txt.gz", full_runs, list(official.values()), compat="trec_eval-9.0.8")
    for column, name in official.items():
        printed = dict(zip(scores.systems, (f"{mean:.4f}" for mean in scores[name].means()[0]), strict=True))
        assert printed == {run: rows[run][column] for run in scores.systems}, column


def test_exactly_the_listed_cells_change_between_the_versions(covid, full_runs):
    measures = ["map", "bpref", "recip_rank", "ndcg_cut_10"]
    qrels = covid / "qrels.txt.gz"
    old, new = (fr.evaluate(qrels, full_runs, measures, compat=f"trec_eval-{v}") for v in ("9.0.8", "10.0"))
    changed = {
        (system, query, measure, before, after)
        for m, measure in enumerate(measures)
        for s, system in enumerate(old.systems)
        for q, query in enumerate(old.queries)
        if (before := f"{old.values[m, s, q]:.4f}") != (after := f"{new.values[m, s, q]:.4f}")
    }
    cells = json.loads((covid / "trec_eval_908_vs_10.json").read_text())["cells"]
    listed = {
        (run, topic, m, f"{v9:.4f}", f"{v10:.4f}") for run, topic, m, v9, v10, _ in cells if run in full_runs
    }
    assert changed == listed
    assert len(cells) == 14
    assert len(listed) == 13  # the run of the fourteenth is not among the ten
