"""Tables of samples become Scores: each value by its definition, every name of a column, every refusal."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from statistics import fmean

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import samples_of_items

import fastrank as fr

MEASURES = ["pass@1", "pass@2", "pass^2", "avg@2", "avg@n"]
DEFINITIONS = {"pass@": any, "pass^": all, "avg@": fmean}


def table_of(rows: list[tuple[str, str, float]]) -> dict[str, list]:
    """Columns model, item, epoch, score of (system, item, score), epochs counted in order."""
    epochs = [sum(other[:2] == row[:2] for other in rows[:i]) for i, row in enumerate(rows)]
    model, item, score = (list(column) for column in zip(*rows, strict=True))
    return {"model": model, "item": item, "epoch": epochs, "score": score}


def by_choices(samples: list[float], kind: str, k: int) -> float:
    """The definition: the mean over all choices of k of the samples; NaN where there are fewer."""
    values = [float(DEFINITIONS[kind](choice)) for choice in combinations(samples, k)]
    return fmean(values) if values else np.nan


@given(samples_of_items())
def test_values_are_means_over_all_choices(rows):
    scores = fr.evaluate_samples(table_of(rows), MEASURES, too_few="missing")
    for m, measure in enumerate(scores.measures):
        for s, system in enumerate(scores.systems):
            for i, item in enumerate(scores.queries):
                own = [score for other, at, score in rows if (other, at) == (system, item)]
                k = len(own) if measure.endswith("n") else int(measure[-1])
                expected = by_choices(own, measure[:-1], k) if own else np.nan
                assert scores.values[m, s, i] == pytest.approx(expected, rel=1e-12, nan_ok=True)


@given(samples_of_items(), st.randoms(use_true_random=False), st.sampled_from([1, 2, 7]))
def test_the_same_bits_for_any_order_of_rows_and_threads(rows, random, threads):
    rows = [(system, item, random.choice([0.1, 0.3, 0.7, 1e6])) for system, item, _ in rows]
    shuffled = random.sample(rows, len(rows))
    first = fr.evaluate_samples(table_of(rows), "avg@n")
    fr.set_num_threads(threads)
    try:
        second = fr.evaluate_samples(table_of(shuffled), "avg@n")
    finally:
        fr.set_num_threads(None)
    again = second.sel(systems=first.systems, queries=first.queries)
    np.testing.assert_array_equal(first.values, again.values)


HUMAN_EVAL = {"task_id": ["HumanEval/0"] * 3 + ["HumanEval/1"] * 3, "completion_id": [0, 1, 2] * 2}
PASSED = [True, False, True, False, False, True]


@pytest.mark.parametrize(
    "columns",
    [
        {**HUMAN_EVAL, "passed": PASSED},
        {"model": ["m"] * 6, "task_name": ["t"] * 6, "sample_id": ["a"] * 3 + ["b"] * 3, "epoch": [1, 2, 3] * 2, "score": list("CICIIC")},
        {"model": ["m"] * 6, "doc_id": [0] * 3 + [1] * 3, "repeat": [0, 1, 2] * 2, "exact_match": PASSED},
        {"agent": ["m"] * 6, "task_id": [7] * 3 + [8] * 3, "trial": [0, 1, 2] * 2, "reward": [float(p) for p in PASSED]},
        {"model": ["m"] * 6, "question": ["a"] * 3 + ["b"] * 3, "run": [1, 2, 3] * 2, "correct": PASSED},
        {"run": ["m"] * 6, "query_id": ["a"] * 3 + ["b"] * 3, "value": PASSED},
        {"system": ["m"] * 6, "prompt_id": ["a"] * 3 + ["b"] * 3, "sample": [1, 2, 3] * 2, "is_correct": PASSED},
    ],
    ids=["HumanEval", "inspect", "lm-eval", "tau-bench", "runs", "no samples' numbers", "ours"],
)  # fmt: skip
def test_columns_as_people_name_them(columns):
    scores = fr.evaluate_samples(columns, ["pass@1", "pass^2"])
    assert len(scores.systems) == 1
    np.testing.assert_array_equal(scores.values[:, 0], [[2 / 3, 1 / 3], [1 / 3, 0.0]])


@pytest.mark.parametrize("made", [pa.table, pd.DataFrame, pl.DataFrame])
def test_tables_in_memory(made):
    scores = fr.evaluate_samples(made({**HUMAN_EVAL, "passed": PASSED}), "pass@1")
    assert scores.systems == ("system",)
    assert scores.queries == ("HumanEval/0", "HumanEval/1")


def test_files_each_of_one_system(tmp_path: Path):
    pq.write_table(pa.table({**HUMAN_EVAL, "passed": PASSED}), tmp_path / "large.parquet")
    pd.DataFrame({**HUMAN_EVAL, "passed": PASSED[::-1]}).iloc[3:].to_csv(tmp_path / "small.csv", index=False)
    paths = [tmp_path / "large.parquet", tmp_path / "small.csv"]
    scores = fr.evaluate_samples(paths, "pass@1")
    assert scores.systems == ("large", "small")
    np.testing.assert_array_equal(scores.values[0], [[2 / 3, 1 / 3], [np.nan, 2 / 3]])
    named = fr.evaluate_samples({"L": str(paths[0]), "S": paths[1]}, "pass@1")
    assert named.systems == ("L", "S")
    np.testing.assert_array_equal(named.values, scores.values)


def test_data_sets_and_attributes():
    table = {
        "model": ["m"] * 4,
        "dataset": ["AIME24", "AIME24", "AIME25", "AIME25"],
        "problem": [1, 1, 1, 1],
        "epoch": [1, 2, 1, 2],
        "level": ["hard", "hard", "easy", "easy"],
        "correct": [0, 1, 1, 1],
    }
    scores = fr.evaluate_samples(table, "pass@1", attributes=["level"])
    assert scores.queries == ("AIME24/1", "AIME25/1")
    assert scores.attributes["level"].tolist() == ["hard", "easy"]
    assert scores.means("dataset").tolist() == [[[0.5, 1.0]]]


def test_scores_that_pass_and_facts_of_measures():
    table = {"item": ["x", "x", "y", "y"], "score": [0.2, 0.9, 0.5, 0.4]}
    scores = fr.evaluate_samples(table, ["pass@2", "avg@n"], passing=0.5, higher_is_better=False)
    np.testing.assert_array_equal(scores.values[:, 0], [[1.0, 1.0], [0.5, 0.5]])
    assert (scores.higher_is_better, scores.bounds) == ((True, False), ((0.0, 1.0),) * 2)
    assert fr.evaluate_samples({**table, "score": [1, 2, 3, 4]}, "avg@2").bounds == (None,)


def test_columns_that_are_named():
    table = {"who": ["m"] * 2, "which": ["x"] * 2, "nth": [1, 2], "points": [1, 0], "score": ["good", "bad"]}
    columns = {"system": "who", "item": "which", "sample": "nth", "score": "points"}
    assert fr.evaluate_samples(table, "pass@1", columns=columns).values.tolist() == [[[0.5]]]


def test_spellings():
    table = {**HUMAN_EVAL, "passed": PASSED}
    spelled = fr.evaluate_samples(table, ["Pass_at_2", "pass_hat_2", "MEAN@N", "avg_at_3"])
    assert spelled.measures == ("pass@2", "pass^2", "avg@n", "avg@3")


def test_items_not_samples_are_resampled():
    rng = np.random.default_rng(0)
    n = {"model": np.repeat(["a", "b"], 60), "item": np.tile(np.repeat(np.arange(20), 3), 2)}
    scores = fr.evaluate_samples({**n, "correct": rng.integers(0, 2, 120)}, "pass@1")
    assert fr.compare(scores, baseline="a").n.tolist() == [20]
    assert fr.leaderboard(scores, n_resamples=99, rng=0).n.max() == 20


def test_too_few_samples_are_missing_and_counted():
    rows = [("a", "x", 1), ("a", "x", 0), ("a", "y", 1), ("b", "x", 1), ("b", "x", 1)]
    with pytest.raises(
        ValueError, match=r"^samples: 'a' has 1 samples of item 'y', and pass@2 needs 2 \(1 such items\); ask"
    ):
        fr.evaluate_samples(table_of(rows), ["pass@1", "pass@2"])
    scores = fr.evaluate_samples(table_of(rows), ["pass@2", "avg@2"], too_few="missing")
    np.testing.assert_array_equal(scores.values[0], [[1.0, np.nan], [1.0, np.nan]])
    assert "a: items with fewer than 2 samples: 1" in repr(scores.report())
    with pytest.raises(ValueError, match="missing"):
        fr.compare(scores["pass@2"], min_queries=1)


GOOD = table_of([("a", "x", 1), ("a", "x", 0)])


@pytest.mark.parametrize(
    ("changes", "options", "message"),
    [
        ({"epoch": [1, 1]}, {}, r"^samples: sample '1' of item 'x' by system 'a' stands twice, in rows 0 and 1"),
        ({"score": [1, None]}, {}, r"^samples: score in row 1 is missing \(1 such rows\); a sample that failed"),
        ({"score": [np.inf, 1]}, {}, r"^samples: score in row 0 is inf"),
        ({"score": ["yes", "I"]}, {}, r"^samples: 'yes' in row 0, column 'score', is not a number"),
        ({"score": [0.5, 1.0]}, {}, r"^samples: pass@1 is of samples that pass or fail, .* say which score passes"),
        ({"item": ["x", None]}, {}, r"^samples: null item in row 1"),
        ({"task": ["t", "t"]}, {}, r"^samples: is an item a 'item' or a 'task'\?"),
        ({"item": [], "model": [], "epoch": [], "score": []}, {}, r"^samples: no row"),
        ({}, {"columns": {"score": "points"}}, r"^samples: no column 'points' for score; it has: model, item"),
        ({}, {"columns": {"epoch": "epoch"}}, r"^columns: 'epoch' is not one of system, sample, query_id, score"),
        ({}, {"measures": "nDCG@10"}, r"^measures: 'nDCG@10' is none of samples: there are pass@k, pass\^k"),
        ({}, {"measures": ["pass@1", "pass_at_1"]}, r"^measures: pass@1 is asked for twice"),
        ({}, {"measures": "pass@n"}, r"^measures: 'pass@n': only an average"),
        ({}, {"measures": "avg^2"}, r"^measures: 'avg\^2': only an average"),
        ({}, {"measures": "pass@0"}, r"^measures: 'pass@0': at least one sample"),
        ({}, {"measures": []}, r"^measures: name at least one"),
        ({}, {"passing": np.nan}, r"^passing: the least score that passes is a finite number, got nan"),
        ({}, {"too_few": "zero"}, r"^too_few: must be one of 'error', 'missing', got 'zero'"),
    ],
)  # fmt: skip
def test_errors(changes, options, message):
    with pytest.raises(ValueError, match=message):
        fr.evaluate_samples({**GOOD, **changes}, **{"measures": "pass@1", **options})


def test_errors_about_tables(tmp_path: Path):
    with pytest.raises(ValueError, match=r"^samples: no column for score \(accepted: score, correct"):
        fr.evaluate_samples({"item": ["x"]}, "pass@1")
    with pytest.raises(TypeError, match=r"^samples: a list holds the paths of tables"):
        fr.evaluate_samples([pa.table(GOOD)], "pass@1")
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table(GOOD), path)
    with pytest.raises(ValueError, match="systems must be unique, but 'a' stands twice"):
        fr.evaluate_samples([path, path], "pass@1")
