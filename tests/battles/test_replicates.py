"""Replicates: weights as the law of the random streams says, and each fitted as if it were all there is."""

from __future__ import annotations

import numpy as np
from battle_cases import random_battles
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank import parallel
from fastrank.battles.outcome_counts import count_outcomes, read_battles
from fastrank.battles.replicates import resampled_strengths
from fastrank.battles.strengths import fit
from fastrank.kernels.battle_units import BLOCK, add_score_products, add_unit_counts
from fastrank.kernels.largest_gaps import largest_gaps
from fastrank.kernels.poisson_counts import poisson_counts, table_room
from fastrank.kernels.random_streams import weight_definition
from fastrank.significance.query_keys import query_keys


def strengths_of(battles, counts):
    """Strengths in the order of the names, with sum 0."""
    result = fr.bradley_terry(battles, counts=counts, n_resamples=0, scale=1.0, base=np.e, center=0.0)
    return result.strength[np.argsort(result.models)]


def test_a_group_has_the_weight_of_its_key():
    battles = random_battles(400, 3, seed=6)
    outcomes = count_outcomes(read_battles(battles, groups="question"))
    drawn = resampled_strengths(outcomes, fit(outcomes, prior=0.0, own_ties=False), 11, 130)
    names = sorted({str(q) for q in battles["question"]})
    keys = dict(zip(names, query_keys(names).tolist(), strict=True))
    for replicate in (0, 1, 129):
        weights = [weight_definition(11, keys[str(q)], replicate) for q in battles["question"]]
        expected = strengths_of(battles, weights)
        np.testing.assert_allclose(drawn[replicate] - drawn[replicate].mean(), expected, atol=1e-9)


def test_an_outcome_is_drawn_as_its_key_says():
    battles = random_battles(400, 3, seed=6)
    outcomes = count_outcomes(read_battles(battles))
    drawn = resampled_strengths(outcomes, fit(outcomes, prior=0.0, own_ties=False), 11, 8)
    counts = np.empty((len(outcomes.counts), 8), np.int32)
    inputs = (outcomes.keys, outcomes.counts, np.uint64(11), 0, table_room(int(outcomes.counts.max())))
    parallel.run(poisson_counts, inputs, (counts,), len(counts))
    first, second, outcome = outcomes.pairs
    rows = (
        [outcomes.models[i] for i in first],
        [outcomes.models[j] for j in second],
        outcome / 2.0,
    )
    for replicate in range(8):
        expected = strengths_of(rows, counts[:, replicate])
        np.testing.assert_allclose(drawn[replicate] - drawn[replicate].mean(), expected, atol=1e-9)


def entries(rng, n, n_units, n_cells):
    units = np.sort(rng.integers(0, n_units, n))
    return units, rng.integers(0, n_cells, n), rng.integers(1, 5, n)


@given(st.integers(0, 2**32), st.integers(1, 3 * BLOCK))
def test_resampled_counts_are_a_matrix_product(seed, n_replicates):
    rng = np.random.default_rng(seed)
    units, cells, counts = entries(rng, 40, 9, 6)
    weights = rng.integers(0, 5, (9, n_replicates)).astype(np.int8)
    table = np.zeros((9, 6), np.int64)
    np.add.at(table, (units, cells), counts)
    out = np.zeros((6, n_replicates), np.int32)
    parallel.run(add_unit_counts, (weights, units, cells, counts), (out,), -(-n_replicates // BLOCK))
    np.testing.assert_array_equal(out, table.T @ weights)


@given(st.integers(0, 2**32))
def test_score_products_are_outer_products_of_sums(seed):
    rng = np.random.default_rng(seed)
    units, cells, counts = entries(rng, 30, 7, 6)
    pairs = np.array([[0, 0, 0, 1, 1, 2], [1, 2, 3, 2, 3, 3], [2, 1, 0, 2, 1, 0]])
    scores = rng.normal(size=(2, 6))
    expected = np.zeros((5, 5))
    for unit in range(7):
        total = np.zeros(5)
        for at in np.flatnonzero(units == unit):
            cell = cells[at]
            total[[pairs[0, cell], pairs[1, cell], 4]] += counts[at] * np.array(
                [scores[0, cell], -scores[0, cell], scores[1, cell]]
            )
        expected += np.outer(total, total)
    out = np.zeros((5, 5))
    parallel.run(add_score_products, (units, cells, counts, pairs, scores), (out,), len(units), cost=0)
    np.testing.assert_allclose(out, expected, atol=1e-9)


@given(st.integers(0, 2**32))
def test_largest_gaps_are_maxima_over_pairs(seed):
    rng = np.random.default_rng(seed)
    drawn, estimate, precision = rng.normal(size=(9, 5)), rng.normal(size=5), rng.random((5, 5))
    precision = precision + precision.T
    drawn[rng.random((9, 5)) < 0.1] = np.nan
    gaps = (drawn[:, :, None] - drawn[:, None, :]) - (estimate[:, None] - estimate)
    expected = np.nanmax(np.abs(gaps) * precision * (1 - np.eye(5)), axis=(1, 2), initial=0.0)
    out = np.empty(9)
    parallel.run(largest_gaps, (drawn, estimate, precision), (out,), 9)
    np.testing.assert_allclose(out, expected)
