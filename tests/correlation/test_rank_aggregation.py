"""Borda and Kemeny: textbook cases, plain definitions, every order of few items."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from meta_evaluation_cases import mqm_scores
from strategies import layouts

import fastrank as fr

# Where should Tennessee's capital be? Memphis, Nashville, Chattanooga, Knoxville; 42, 26, 15 and 17 of 100 voters.
TENNESSEE = [[4, 3, 2, 1]] * 42 + [[1, 4, 3, 2]] * 26 + [[1, 2, 4, 3]] * 15 + [[1, 2, 3, 4]] * 17

ENTRIES = st.sampled_from([0.0, -0.0, 1.0, 2.0, 3.0, np.inf, -np.inf, np.nan])


@st.composite
def ballots(draw, max_rankings=6, max_items=6):
    shape = draw(st.integers(0, max_rankings)), draw(st.integers(0, max_items))
    n = shape[0] * shape[1]
    return np.array(draw(st.lists(ENTRIES, min_size=n, max_size=n)), dtype=float).reshape(shape)


def borda_definition(rows, missing):
    """Mean share of the other items beaten, ties half; None where nothing is compared."""
    shares = [[] for _ in range(rows.shape[1])]
    for row in rows.tolist():
        present = [i for i, v in enumerate(row) if v == v]
        keys = {i: (1, row[i]) for i in present}
        if missing == "last":
            keys |= {i: (0, 0.0) for i in range(len(row)) if i not in keys}
        for i in keys:
            others = [keys[j] for j in keys if j != i]
            if others:
                points = sum(2 * (key < keys[i]) + (key == keys[i]) for key in others)
                shares[i].append(Fraction(points, 2 * len(others)))
    return [sum(s, Fraction(0)) / len(s) if s else None for s in shares]


def disagreements(rows, order):
    return sum(
        int(row[below] > row[above])
        for row in rows.tolist()
        for above, below in itertools.combinations(order, 2)
    )


@pytest.mark.parametrize("missing", ["skip", "last"])
@given(rows=ballots())
def test_borda_is_the_definition(rows, missing):
    result = fr.borda(rows, missing=missing)
    expected = borda_definition(rows, missing)
    assert [None if math.isnan(v) else v for v in result.scores.tolist()] == [
        None if v is None else float(v) for v in expected
    ]
    known = [v for v in expected if v is not None]
    for rank, value in zip(result.ranks.tolist(), expected, strict=True):
        assert math.isnan(rank) if value is None else rank == 1 + sum(other > value for other in known)
    assert sorted(result.order.tolist()) == list(range(rows.shape[1]))
    places = [(math.inf if v is None else -v, i) for i, v in enumerate(expected)]
    assert result.order.tolist() == [i for _, i in sorted(places)]


def test_tennessee_by_borda():
    result = fr.borda(TENNESSEE)
    assert (result.scores * 300).round(9).tolist() == [126, 194, 173, 107]
    assert result.order.tolist() == [1, 2, 0, 3]


def test_tennessee_by_kemeny():
    result = fr.kemeny(TENNESSEE)
    assert result.order.tolist() == [1, 2, 3, 0]  # Nashville, Chattanooga, Knoxville, Memphis
    assert result.score == 600 - 393
    assert result.optimal
    assert result.ranks.tolist() == [4, 1, 2, 3]


@given(rows=ballots(max_rankings=7, max_items=5))
def test_kemeny_is_the_first_best_of_all_orders_in_its_classes(rows):
    result = fr.kemeny(rows, method="exact")
    orders = list(itertools.permutations(range(rows.shape[1])))
    costs = [disagreements(rows, order) for order in orders]
    assert result.score == min(costs) == disagreements(rows, result.order.tolist())
    assert result.optimal
    assert result.lower_bound <= result.score


@pytest.mark.parametrize("seed", range(8))
def test_kemeny_of_seven_items_with_cycles(seed):
    rng = np.random.default_rng(seed)
    rows = rng.integers(0, 4 + seed, (3 + seed, 7)).astype(float)
    rows[rng.random(rows.shape) < 0.1] = np.nan
    costs = [disagreements(rows, order) for order in itertools.permutations(range(7))]
    assert fr.kemeny(rows).score == min(costs)
    heuristic = fr.kemeny(rows, method="heuristic")
    assert heuristic.score == disagreements(rows, heuristic.order.tolist()) >= min(costs)
    assert not heuristic.optimal or heuristic.score == min(costs)


def test_a_condorcet_cycle_costs_one_ranking():
    rows = [[3, 2, 1], [1, 3, 2], [2, 1, 3]]
    result = fr.kemeny(rows)
    assert result.order.tolist() == [0, 1, 2]  # the first of three equally good orders
    assert (result.score, result.lower_bound) == (4, 3)


def test_no_single_move_improves_the_heuristic():
    rows = np.random.default_rng(5).random((9, 40))
    result = fr.kemeny(rows)
    assert result.score <= disagreements(rows, fr.borda(rows).order.tolist())
    order = result.order.tolist()
    assert disagreements(rows, order) == result.score
    preferred = (rows[:, :, None] > rows[:, None, :]).sum(axis=0)
    for item in range(40):
        rest = [other for other in order if other != item]
        # Cost of an item between the others: those above it that rankings put below, and the reverse.
        costs = [preferred[item, rest[:at]].sum() + preferred[rest[at:], item].sum() for at in range(40)]
        assert costs[order.index(item)] == min(costs)


def test_majorities_make_large_sets_exact():
    rows = np.repeat(np.arange(60.0)[None, :], 3, axis=0)
    rows[1, [10, 11, 12]] = [12, 10, 11]
    rows[2, [10, 11, 12]] = [11, 12, 10]
    result = fr.kemeny(rows)
    assert result.optimal
    assert result.lower_bound == 3
    assert result.score == 4
    assert sorted(result.order[-13:-10].tolist()) == [10, 11, 12]


def test_wmt_mqm_rankings_of_systems_by_segment(data):
    for languages, best in (
        ("ende", "Human-B.0"),
        ("zhen", "Human-A.0"),
    ):  # best by mean: expected_tables.json
        systems, human = mqm_scores(data, languages)
        result = fr.kemeny(human.T)
        assert result.optimal
        assert systems[result.order[0]] == best
        assert systems[fr.borda(human.T).order[0]] == best


@pytest.mark.parametrize("function", [fr.borda, fr.kemeny])
def test_layouts_and_threads_give_the_same_order(function):
    rows = np.random.default_rng(2).integers(0, 9, (300, 15)).astype(float)
    expected = function(rows).order.tolist()
    for rearranged in layouts(rows).values():
        assert function(rearranged).order.tolist() == expected
    try:
        for threads in (1, 2, 7):
            fr.set_num_threads(threads)
            assert function(rows).order.tolist() == expected
    finally:
        fr.set_num_threads(None)
    assert function(rows.astype(np.uint8)).order.tolist() == expected
    assert function(rows).to_arrow().num_rows == 15


def test_bad_input_raises():
    for function in (fr.borda, fr.kemeny):
        with pytest.raises(ValueError, match=r"\(rankings, items\)"):
            function([1, 2, 3])
        with pytest.raises(TypeError, match="scores"):
            function([["a", "b"]])
    with pytest.raises(ValueError, match="'skip'"):
        fr.borda([[1, 2]], missing="first")
    with pytest.raises(ValueError, match="'auto'"):
        fr.kemeny([[1, 2]], method="best")
    cycle = [np.roll(np.arange(21.0), shift) for shift in range(21)]
    with pytest.raises(ValueError, match="at most 20 items"):
        fr.kemeny(cycle, method="exact")
    assert not fr.kemeny(cycle).optimal
