"""utility by hand."""

from __future__ import annotations

import pytest
from hand_cases import QRELS_A, RUN_A, check

import fastrank as fr


def test_case_a():
    check({"utility": 0.0, "utility.2,-1,0,0": 2.0, "utility_1,-1,-2,0": -2.0}, QRELS_A, RUN_A)
    # 2 and 2 retrieved, 1 missed, 5 others of 10 in all.
    check({"utility(coefficients=(1, -1, -1, 0.5), n_documents=10)": 1.5}, QRELS_A, RUN_A)


def test_documents_left_alone_need_the_size_of_the_collection():
    with pytest.raises(ValueError, match="utility needs n_documents, the size of the collection"):
        fr.utility([1, 0], coefficients=(1, -1, 0, 1))
    with pytest.raises(ValueError, match=r"utility: coefficients=.* must be four numbers"):
        fr.parse("utility.1,2")
