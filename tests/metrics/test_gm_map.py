"""gm_map by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check

import fastrank as fr
from fastrank.scores.means import means_and_counts

QRELS = {"q": QRELS_A["q"], "r": QRELS_B["q"], "s": {"a": 1}}
RUN = {"q": RUN_A["q"], "r": RUN_B["q"]}


def test_case_a():
    check({"gm_map": 5 / 9}, QRELS_A, RUN_A)


def test_the_mean_over_queries_is_geometric():
    scores = fr.evaluate(QRELS, RUN, ["AP", "gm_map"])
    assert scores["gm_map"].values.ravel().tolist() == pytest.approx([5 / 9, 1 / 3, 1e-5])
    assert scores["GMAP"].means().item() == pytest.approx((5 / 9 * 1 / 3 * 1e-5) ** (1 / 3), rel=1e-14)
    assert scores["AP"].means().item() == pytest.approx((5 / 9 + 1 / 3) / 3, rel=1e-14)
    skipped = fr.evaluate(QRELS, RUN, "gm_map", missing="skip")
    assert skipped.means().item() == pytest.approx((5 / 9 * 1 / 3) ** 0.5, rel=1e-14)
    assert means_and_counts(skipped)[1].item() == 2


def test_scores_keep_their_aggregation():
    scores = fr.evaluate(QRELS, RUN, ["AP", "gm_map"])
    both = fr.concat([scores, fr.Scores(scores.values, systems=["other"], queries=scores.queries,
                                        measure=scores.measures, aggregation=scores.aggregation)])  # fmt: skip
    assert both.aggregation == ("mean", "geometric")
    assert both["gm_map"].means().tolist() == [scores["gm_map"].means()[0].tolist() * 2]
    assert fr.read_scores(scores.to_arrow())["gm_map"].means() == scores["gm_map"].means()


def test_tests_of_means_refuse_it():
    scores = fr.evaluate(QRELS, {"a": RUN, "b": RUN}, "gm_map")
    with pytest.raises(ValueError, match="gm_map has a geometric mean, and tests compare means"):
        fr.compare(scores, min_queries=1)


def test_own_scores():
    own = fr.Scores([[1.0, 4.0]], systems=["a"], queries=[1, 2], measure="ratio", aggregation="geometric")
    assert own.means().item() == pytest.approx(2.0, rel=1e-15)
    with pytest.raises(
        ValueError, match="aggregation must be one of 'mean', 'geometric', 'sum', got 'median'"
    ):
        fr.Scores([[1.0]], systems=["a"], queries=[1], measure="ratio", aggregation="median")
    with pytest.raises(ValueError, match="a geometric mean needs values that are not negative"):
        fr.Scores([[-1.0]], systems=["a"], queries=[1], measure="ratio", aggregation="geometric").means()
