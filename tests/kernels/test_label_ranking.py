"""The loops of label ranking against their definitions, and on any number of threads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastrank as fr
from fastrank.arrays.row_loop import row_values
from fastrank.kernels.label_ranking import coverages, label_precisions, ranking_losses


def precision(relevant, others):
    """The mean over relevant scores of the relevant share among all that are no less."""
    shares = [sum(r >= s for r in relevant) / sum(x >= s for x in relevant + others) for s in relevant]
    return sum(shares) / len(shares) if shares else 0.0


def coverage(relevant, others):
    """All that are no less than the lowest relevant score."""
    return float(sum(s >= min(relevant) for s in relevant + others)) if relevant else 0.0


def loss(relevant, others):
    """The share of pairs where the other is no less."""
    pairs = [other >= s for s in relevant for other in others]
    return sum(pairs) / len(pairs) if pairs else 0.0


DEFINITIONS = {label_precisions: precision, coverages: coverage, ranking_losses: loss}


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 40).flatmap(
        lambda n: st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=n, max_size=n)
    )
)
def test_loops_compute_their_definitions(items):
    truth, scores = (np.array([column], dtype=float) for column in zip(*items, strict=True))
    relevant = [score for is_relevant, score in items if is_relevant]
    others = [score for is_relevant, score in items if not is_relevant]
    for kernel, definition in DEFINITIONS.items():
        assert row_values(kernel, truth, scores)[0] == pytest.approx(definition(relevant, others), rel=1e-12)


def test_threads_and_batches_leave_the_same_bits():
    rng = np.random.default_rng(0)
    truth, scores = rng.random((3000, 40)) < 0.2, rng.integers(0, 20, (3000, 40)) / 3
    for kernel in DEFINITIONS:
        found = []
        for threads in (1, 2, 7):
            fr.set_num_threads(threads)
            found.append(row_values(kernel, truth, scores))
        fr.set_num_threads(None)
        one_by_one = [row_values(kernel, truth[i : i + 1], scores[i : i + 1])[0] for i in range(50)]
        assert all((values == found[0]).all() for values in found)
        assert (found[0][:50] == one_by_one).all()
