"""11pt_avg by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_E, RUN_E, value

import fastrank as fr


def test_versions_of_trec_eval():
    assert round(value(QRELS_E, RUN_E, "11pt_avg"), 4) == 0.3273
    assert round(value(QRELS_E, RUN_E, "11pt_avg", compat="trec_eval-9.0.8"), 4) == 0.3273
    assert round(value(QRELS_E, RUN_E, "11pt_avg", compat="trec_eval-10.0"), 4) == 0.3727


def test_other_levels():
    assert value(QRELS_E, RUN_E, "11pt_avg.0,.4,1") == pytest.approx((0.5 + 0.4 + 0) / 3, rel=1e-15)
    assert fr.parse("11pt_avg_.25,.5") == fr.parse("11pt_avg(recalls=(0.25, 0.5))")
    with pytest.raises(ValueError, match="one level of recall or more"):
        fr.parse("11pt_avg(recalls=())")
