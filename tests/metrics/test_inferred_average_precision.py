"""infAP by hand."""

from __future__ import annotations

from hand_cases import QRELS_A, QRELS_C, RUN_A, RUN_C, check

import fastrank as fr

E = 1e-5


def test_case_a():
    # At rank 3 one of the two above is in the pool; it is relevant.
    check({"infAP": (1 + (1 + (1 + E) / (1 + 2 * E)) / 3) / 3}, QRELS_A, RUN_A)


def test_in_the_pool_but_unjudged():
    # One pooled document above, and nothing judged there: half of it is expected to be relevant.
    check({"infAP": (1 + 1 / 2) / 2 / 2}, QRELS_C, RUN_C)


def test_share_of_the_judged_above():
    # Above rank 4 one relevant and one not relevant are judged, and one is not: 3 times half.
    assert abs(float(fr.inferred_average_precision([1, 0, -1, 1])) - (1 + (1 + 3 / 2) / 4) / 2) < 1e-15
