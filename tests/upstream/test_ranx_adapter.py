"""`fastrank.adapters.ranx`: values worked out for ranx 0.3.21, and ranx itself where it is (it compiles for minutes)."""

from __future__ import annotations

import random

import numpy as np
import pytest

from fastrank.adapters.ranx import compare, evaluate

QRELS, RUN = {"q": {"a": 3, "b": 2, "c": 1, "d": 0}}, {"q": {"b": 3.0, "x": 2.5, "a": 2.0, "d": 1.0}}
TIED = {"q": {"a": 1.0, "b": 1.0}}

METRICS = [
    "hits", "hits@3", "hit_rate", "hit_rate@2", "precision", "precision@5", "recall", "recall@4", "f1", "f1@3",
    "r-precision", "r-precision@2", "mrr", "mrr@2", "map", "map@3", "map-l2", "dcg", "dcg@3", "dcg_burges@3", "ndcg",
    "ndcg@4", "ndcg-l2", "ndcg_burges", "rbp.80", "rbp.95", "rbp@5", "rbp.80-l2", "f1@3-l2", "bpref",
]  # fmt: skip


@pytest.mark.parametrize(("metric", "qrels", "run", "value"), [
    ("ndcg", QRELS, RUN, 0.735007),
    ("ndcg_burges", QRELS, RUN, 0.692020),
    ("map", QRELS, RUN, 0.555556),
    ("rbp.80", QRELS, RUN, 0.784),  # grades as they are
    ("ndcg-l2", QRELS, RUN, 0.8212),  # what is below the level has no gain
    ("mrr", {"q": {"a": 1}}, TIED, 0.5),  # of equal scores in a dict the last comes first
    ("bpref", {"q": {"a": 1, "b": -1, "c": 2}}, {"q": {"b": 2.0, "a": 1.0}}, 0.0),  # a negative grade is judged
    ("bpref", {"q": {"a": 1}}, {"q": {"a": 1.0}}, np.nan),
])  # fmt: skip
def test_worked_values(metric, qrels, run, value):
    assert evaluate(qrels, run, metric) == pytest.approx(value, abs=5e-5, nan_ok=True)


def test_forms_of_results():
    run = {"p": {"a": 1.0}} | RUN
    qrels = {"q": QRELS["q"], "p": {"a": 1}}  # another order: values go by query, where ranx's go by place
    assert evaluate(qrels, run, "mrr", return_mean=False).tolist() == [1.0, 1.0]
    assert evaluate(qrels, run, ["hits", "precision@5"]) == {"hits": 1.5, "precision@5": pytest.approx(0.3)}
    found = evaluate(qrels, run, "hits", return_std=True)
    assert found == {"mean": 1.5, "std": 0.5}


@pytest.mark.parametrize(("qrels", "run", "metric", "error"), [
    (QRELS, {"p": {"a": 1.0}}, "map", AssertionError),
    (QRELS, RUN, "nope", ValueError),
    (QRELS, RUN, "rbp", ValueError),
    (QRELS, RUN, "map-l0", ValueError),
    (QRELS, [np.zeros((1, 2))], "map", TypeError),
    (QRELS, RUN, [1], AssertionError),
])  # fmt: skip
def test_refusals(qrels, run, metric, error):
    with pytest.raises(error):
        evaluate(qrels, run, metric)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_random_runs_against_ranx():
    ranx = pytest.importorskip("ranx")
    rng = random.Random(1)
    ids = [f"d{i:02}" for i in range(12)]
    for _ in range(8):
        qrels = {
            f"q{i}": {d: rng.randint(0, 3) for d in rng.sample(ids, rng.randint(2, 12))}
            | {"d00": 0, "d01": 1}
            for i in range(8)
        }
        run = {
            f"q{i}": {
                d: rng.choice([1.0, 2.0, 0.5, rng.random()]) for d in rng.sample(ids, rng.randint(1, 12))
            }
            for i in range(8)
        }
        expected = ranx.evaluate(qrels, run, METRICS, return_mean=False)
        for metric, values in evaluate(qrels, run, METRICS, return_mean=False).items():
            assert values == pytest.approx(expected[metric], rel=1e-12, nan_ok=True), metric
        theirs, ours = (ranx.Run(run, name="a") for _ in range(2))
        same = ranx.Qrels(qrels)
        expected = ranx.evaluate(same, theirs, METRICS, return_std=True)
        found = evaluate(same, ours, METRICS, return_std=True)
        for metric in METRICS:
            assert found[metric] == pytest.approx(expected[metric], rel=1e-12, abs=1e-15, nan_ok=True)
            assert ours.scores[metric] == pytest.approx(theirs.scores[metric], rel=1e-12, nan_ok=True)
        assert ours.mean_scores == pytest.approx(theirs.mean_scores, rel=1e-12, nan_ok=True)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_compare_and_make_comparable_against_ranx():
    ranx = pytest.importorskip("ranx")
    qrels = ranx.Qrels({f"q{i}": {f"d{j}": (i * j) % 3 + 1 for j in range(1, 6)} for i in range(9)})
    scores = [
        {f"q{i}": {f"d{j}": float((i * j * s) % 11) for j in range(8)} for i in range(10)} for s in (3, 5)
    ]
    both = [[ranx.Run(one, name=f"s{k}") for k, one in enumerate(scores)] for _ in range(2)]
    metrics = ["ndcg@3", "map"]
    found = compare(qrels, both[0], metrics, max_p=0.5, make_comparable=True)
    expected = ranx.compare(qrels, both[1], metrics, max_p=0.5, make_comparable=True)
    assert str(found) == str(expected)
    assert found.win_tie_loss == expected.win_tie_loss


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_t04_of_a_run_of_ranx():
    peer = pytest.importorskip("ranx")
    qrels = peer.Qrels({"q0": {"d00": 1}})  # it compiles anew for every length of ids
    for n, rank in ((2, 1), (8, 1), (15, 1), (16, 15), (17, 16), (50, 26)):
        run = {"q0": {f"d{i:02}": 1.0 for i in range(n)}}
        theirs = peer.evaluate(qrels, peer.Run(run), "mrr")
        assert evaluate(qrels, peer.Run(run), "mrr") == theirs
        assert theirs == pytest.approx(1 / rank)


@pytest.mark.long
@pytest.mark.filterwarnings("ignore")
def test_t10_make_comparable_changes_the_run_of_ranx():
    peer = pytest.importorskip("ranx")
    qrels = peer.Qrels({"q1": {"d00": 1}, "q2": {"d01": 1}})
    for theirs in (evaluate, peer.evaluate):
        run = peer.Run({"q1": {"d00": 1.0}, "q3": {"d02": 1.0}})
        assert theirs(qrels, run, "mrr", make_comparable=True) == 0.5
        assert set(run.keys()) == {"q1", "q2"}
