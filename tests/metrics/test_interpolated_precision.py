"""IPrec by hand, and the two ways to round a level."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, QRELS_B, QRELS_E, RUN_A, RUN_B, RUN_E, check, value

import fastrank as fr


def test_case_a():
    check({"IPrec@0": 1.0, "IPrec@0.1": 1.0, "IPrec@0.4": 2 / 3, "IPrec@0.75": 0.0}, QRELS_A, RUN_A)
    check({"IPrec@0": 1.0, "IPrec@0.4": 0.0}, QRELS_B, RUN_B)


def test_a_later_rank_may_be_better():
    check({"IPrec@0": 0.5, "IPrec(rounding='nearest')@0.4": 0.5}, QRELS_E, RUN_E)
    assert float(fr.interpolated_precision([0, 1, 1, 0], recall=0.5)) == 2 / 3


def test_versions_of_trec_eval_round_differently():
    for level, old, new in ((0.4, 0.4, 0.5), (0.8, 0.0, 0.4)):
        name = f"iprec_at_recall_{level:.2f}"
        assert value(QRELS_E, RUN_E, name) == old
        assert value(QRELS_E, RUN_E, name, compat="trec_eval-9.0.8") == old
        assert value(QRELS_E, RUN_E, name, compat="trec_eval-10.0") == new


def test_what_was_computed_is_in_the_name_and_found_without_it():
    scores = fr.evaluate(QRELS_E, RUN_E, "IPrec@0.4", compat="trec_eval-10.0")
    assert scores.measures == ("IPrec(rounding='nearest')@0.4",)
    assert scores["IPrec@0.4"].values.item() == 0.5


def test_a_level_is_a_share():
    with pytest.raises(ValueError, match="IPrec: recall=10 must be a level of recall, 0 to 1"):
        fr.parse("IPrec@10")
