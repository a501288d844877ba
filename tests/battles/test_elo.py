"""Elo: the definition battle by battle, and that order matters here."""

from __future__ import annotations

import numpy as np
import pytest
from battle_cases import random_battles
from hypothesis import given
from hypothesis import strategies as st

import fastrank as fr
from fastrank.kernels.elo_updates import elo_definition

SHARE = {"model_a": 1.0, "tie": 0.5, "model_b": 0.0}


@given(st.integers(0, 50), st.sampled_from([(4.0, 400.0, 10.0, 1000.0), (32.0, 200.0, 2.0, 0.0)]))
def test_ratings_are_those_of_the_definition(seed, asked):
    battles = random_battles(150, 5, seed=seed)
    rows = zip(battles["model_a"], battles["model_b"], [SHARE[w] for w in battles["winner"]], strict=True)
    expected = elo_definition(rows, *asked)
    k, scale, base, start = asked
    result = fr.elo(battles, k=k, scale=scale, base=base, start=start)
    assert set(result.models) == set(expected)
    np.testing.assert_allclose(result.rating, [expected[m] for m in result.models], rtol=1e-12, atol=1e-9)
    assert result.rating.sum() == pytest.approx(start * 5)
    assert result.n.sum() == 300


def test_a_win_between_equals_moves_half_of_k():
    result = fr.elo((["a"], ["b"], ["b"]), k=32)
    assert result.models == ("b", "a")
    assert result.rating.tolist() == [1016.0, 984.0]


def test_order_matters_and_is_said():
    battles = (["a", "b"], ["b", "c"], [1, 1])
    back = (["b", "a"], ["c", "b"], [1, 1])
    assert fr.elo(battles).rating.tolist() != fr.elo(back).rating.tolist()
    assert "depend on the order" in fr.elo(battles).notes[0]
    assert fr.elo(battles).to_arrow().column_names == ["model", "rank", "rating", "n"]
    assert "1002.0" in repr(fr.elo(battles))


@pytest.mark.parametrize("k", [0, -1, float("inf"), "4", True])
def test_k_that_cannot_be(k):
    with pytest.raises(ValueError, match="k must be a positive number"):
        fr.elo((["a"], ["b"], [1]), k=k)
