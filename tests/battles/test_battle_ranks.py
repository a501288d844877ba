"""Infinite strengths, ranks that follow from pairs told apart, and how often intervals hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from battle_cases import random_battles
from scipy.optimize import minimize

import fastrank as fr

NATURAL: dict[str, Any] = {"scale": 1.0, "base": np.e, "center": 0.0}  # ratings are log-odds

# --- infinite strengths ---------------------------------------------------------------------------------------------


def test_a_model_that_never_loses_is_named():
    battles = (["a", "a", "b", "c"], ["b", "c", "c", "b"], ["a", "a", "b", "c"])
    with pytest.raises(ValueError, match=r"^a won every battle against the other models.*prior=0\.5$"):
        fr.bradley_terry(battles)
    result = fr.bradley_terry(battles, prior=0.5, n_resamples=99, rng=0)
    assert result.models[0] == "a"
    assert np.isfinite(result.bootstrap_high).all()
    assert "prior=0.5" in result.notes[0]
    lost = (["a", "b", "b"], ["b", "a", "c"], ["a", "b", "b"])
    with pytest.raises(ValueError, match=r"^c lost every battle"):
        fr.bradley_terry(lost)


def test_parts_that_never_meet_are_named():
    battles = (["a", "b", "c", "d"], ["b", "a", "d", "c"], [1, 1, 1, 1])
    with pytest.raises(ValueError, match="2 parts that never meet: a, b and c, d"):
        fr.bradley_terry(battles)
    assert fr.bradley_terry(battles, prior=0.5, n_resamples=0).rating.tolist() == pytest.approx([1000] * 4)


def test_davidson_without_a_maximum():
    battles = (["a", "a"], ["b", "b"], [1, 0.5])  # b never won: the rarer ties and losses, the better
    with pytest.raises(ValueError, match=r"davidson.*no finite maximum"):
        fr.bradley_terry(battles, ties="davidson")
    result = fr.bradley_terry((["a", "a"], ["b", "b"], [1, 0]), ties="davidson", n_resamples=0)
    assert result.tie_parameter == 0
    assert "no battle is a tie" in result.notes[0]


def test_prior_is_battles_half_won():
    battles = random_battles(100, 3, seed=9)
    names = ["m00", "m01", "m02"]
    pairs = [(a, b, w) for a in names for b in names if a < b for w in ("model_a", "model_b")]
    more = {
        name: battles[name] + [row[at] for row in pairs]
        for at, name in enumerate(("model_a", "model_b", "winner"))
    }
    one, other = fr.bradley_terry(battles, prior=2, n_resamples=0), fr.bradley_terry(more, n_resamples=0)
    np.testing.assert_allclose(one.rating, other.rating)


def test_resamples_without_strengths_count_against_separation():
    """Newcomer beat the others 3 times of 4: without its one loss, in e^-1 of the resamples, it has no strength."""
    rows = [
        ("a", "b", "model_a", 60),
        ("a", "b", "model_b", 40),
        ("new", "a", "model_a", 3),
        ("new", "a", "model_b", 1),
    ]
    a, b, winner, n = (list(column) for column in zip(*rows, strict=True))
    result = fr.bradley_terry((a, b, winner), counts=n, rng=0, n_resamples=1999)
    at = result.models.index("new")
    share = result.undetermined[at] / 1999
    expected = 1 - (1 - np.exp(-1)) * (1 - np.exp(-3))
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 1999))
    assert np.isneginf(result.bootstrap_low[at])
    assert np.isposinf(result.bootstrap_high[at])
    assert not result.separable[at].any()
    others = [i for i in range(3) if i != at]
    assert np.isfinite(result.bootstrap_low[others]).all()
    assert (result.undetermined[others] == 0).all()
    assert "no finite strength in some resamples, new in" in result.notes[-1]


def test_of_two_models_both_lose_their_strengths():
    result = fr.bradley_terry((["a", "a"], ["b", "b"], [1, 0]), counts=[50, 3], rng=0, n_resamples=999)
    assert result.undetermined[0] == result.undetermined[1]
    assert abs(result.undetermined[0] / 999 - np.exp(-3)) < 4 * np.sqrt(np.exp(-3) / 999)
    np.testing.assert_array_equal(np.isinf([result.bootstrap_low, result.bootstrap_high]), True)
    assert not result.separable.any()


def test_a_model_that_is_hardly_ever_connected_warns_nobody():
    chain = [(f"m{i}", f"m{i + 1}", w, n) for i in range(60) for w, n in (("model_a", 9), ("model_b", 1))]
    a, b, winner, n = (list(column) for column in zip(*chain, strict=True))
    result = fr.bradley_terry((a, b, winner), counts=n, n_resamples=99, rng=0, **NATURAL)
    np.testing.assert_allclose(np.diff(result.strength), -np.log(9))
    assert (result.rank_high == 61).all()


# --- ranks ----------------------------------------------------------------------------------------------------------


def test_ranks_follow_from_pairs_told_apart():
    battles = random_battles(4000, 6, seed=8)
    result = fr.bradley_terry(battles, rng=0)
    for i in range(6):
        better = sum(result.separable[i, j] and result.strength[j] > result.strength[i] for j in range(6))
        worse = sum(result.separable[i, j] and result.strength[j] < result.strength[i] for j in range(6))
        assert (result.rank_low[i], result.rank_high[i]) == (1 + better, 6 - worse)
    assert result.rank.tolist() == [1, 2, 3, 4, 5, 6]
    assert result.groups()[0][0] == result.models[0]
    by_z = fr.bradley_terry(battles, n_resamples=0)
    assert (by_z.separable != result.separable).sum() <= 2


def test_equal_models_share_a_rank():
    battles = (["a", "b", "a", "c"], ["b", "a", "c", "b"], ["tie"] * 4)
    result = fr.bradley_terry(battles, n_resamples=99, rng=0)
    assert result.rank.tolist() == [1, 1, 1]
    assert result.rank_high.tolist() == [3, 3, 3]
    np.testing.assert_allclose(result.p_best, 1 / 3, atol=0.2)


def test_the_table_has_a_row_a_model():
    result = fr.bradley_terry(random_battles(300, 4), rng=0, n_resamples=99)
    table = result.to_arrow()
    assert table.column_names[:4] == ["model", "rank", "rank_low", "rank_high"]
    assert table.num_rows == len(result) == 4
    assert "rating" in repr(result)
    assert result.models[0] in repr(result)
    with pytest.raises(ValueError, match="read-only"):
        result.rating[0] = 0.0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"ties": "both"}, "ties must be one of 'half', 'drop', 'davidson'"),
        ({"prior": -1}, "prior must be a number of battles"),
        ({"prior": True}, "prior must be a number of battles"),
        ({"scale": True}, "scale must be a number"),
        ({"anchor": "nobody"}, "anchor 'nobody' is in no battle|anchor nobody"),
        ({"n_resamples": 3}, "n_resamples=3 cannot give"),
        ({"base": 1.0}, "base must be a number above 1"),
        ({"scale": 0}, "scale must be a number above 0"),
        ({"groups": ["q"] * 300}, "all battles are of one group"),
        ({"confidence_level": 95}, "confidence_level must be between 0 and 1"),
    ],
)
def test_options_that_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        fr.bradley_terry(random_battles(300, 4), **options)


@pytest.mark.long
@pytest.mark.parametrize("grouped", [False, True])
def test_intervals_cover_and_ranks_hold(grouped):
    """400 runs of 5 models, 600 battles: intervals near .95, and all true ranks at once in .95 or more."""
    strength = np.array([0.6, 0.3, 0.3, 0.0, -1.2])
    true_low = np.array([1, 2, 2, 4, 5])
    covered, drawn, ranks = np.zeros(5), np.zeros(5), 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        questions = rng.integers(0, 60, 600)
        # Every question shifts all strengths its own way: battles of one go alike.
        own = rng.normal(0, 0.8 if grouped else 0.0, (60, 5))
        a = rng.integers(0, 5, 600)
        b = (a + rng.integers(1, 5, 600)) % 5
        gap = strength[a] + own[questions, a] - strength[b] - own[questions, b]
        winner = np.where(rng.random(600) < 1 / (1 + np.exp(-gap)), "model_a", "model_b")
        names = np.array(list("vwxyz"))
        result = fr.bradley_terry(
            (names[a], names[b], winner), groups=questions if grouped else None, rng=seed, **NATURAL
        )
        true = strength if not grouped else MIXED
        at = [result.models.index(name) for name in "vwxyz"]
        truth = true - true.mean()
        covered += (result.low[at] <= truth) & (truth <= result.high[at])
        drawn += (result.bootstrap_low[at] <= truth) & (truth <= result.bootstrap_high[at])
        ranks += bool(((result.rank_low[at] <= true_low) & (true_low <= result.rank_high[at])).all())
    for share in (covered / 400, drawn / 400):
        assert ((share >= 0.92) & (share <= 0.98)).all(), share
    assert ranks / 400 >= 0.93


def _mixed() -> np.ndarray:
    """Strengths of endless battles with shifts of 0.8: those that give the wins that are expected."""
    strength = np.array([0.6, 0.3, 0.3, 0.0, -1.2])
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    shift = nodes * 0.8 * np.sqrt(2)
    gap = strength[:, None] - strength
    expected = (1 / (1 + np.exp(-(gap[..., None] + shift))) * weights).sum(axis=-1) / weights.sum()
    best = minimize(
        lambda x: (
            -sum(expected[i, j] * -np.logaddexp(0, x[j] - x[i]) for i in range(5) for j in range(5) if i != j)
        ),
        strength,
        method="BFGS",
    )
    return best.x - best.x.mean()


MIXED = _mixed()
