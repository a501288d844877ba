"""F by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_B, RUN_A, RUN_B, check

import fastrank as fr


def test_case_a():
    check({"F": 4 / 7, "set_F": 4 / 7, "F@1": 0.5, "F(beta=2)": 5 / 8, "F@3": 2 / 3}, QRELS_A, RUN_A)


def test_precision_one_recall_a_third():
    check({"F": 0.5, "F@5": 0.25}, QRELS_B, RUN_B)


def test_beta_is_van_rijsbergens_and_the_weight_in_trec_evals_spelling_its_square():
    check({"SetF(beta=2)": 5 / 8, "set_F.4": 5 / 8, "set_F_4": 5 / 8}, QRELS_A, RUN_A)


def test_a_weight_whose_root_is_not_a_float():
    """ir_measures' tests have SetF(beta=2.0), which is β² = 2 here, exactly .375 with P = 1/2 and R = 1/3."""
    qrels, run = {"q": {"a": 1, "b": 1, "c": 1}}, {"q": {"a": 2.0, "x": 1.0}}
    assert fr.evaluate(qrels, run, "set_F.2").values[0, 0, 0] == 0.375
