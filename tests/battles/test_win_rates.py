"""Win rates: counted by hand, against a plain count, and on the judgements of AlpacaEval."""

from __future__ import annotations

import numpy as np
import pytest
from battle_cases import random_battles
from real_scores import alpaca_scores
from scipy.stats import norm

import fastrank as fr
from fastrank.significance.wilson import wilson_interval

SHARE = {"model_a": 1.0, "tie": 0.5, "model_b": 0.0}


def test_by_hand():
    battles = (["a", "a", "b", "c"], ["b", "b", "c", "b"], ["a", "tie", "tie (bothbad)", "model_b"])
    result = fr.win_rates(battles)
    assert result.models == ("a", "b", "c")
    assert result.win_rate.tolist() == [0.75, 0.5, 0.25]
    assert result.mean_win_rate.tolist() == [0.75, 0.5, 0.25]
    assert (result.n.tolist(), result.n_opponents.tolist()) == ([2, 4, 2], [1, 2, 1])
    assert (result.wins.tolist(), result.ties.tolist(), result.losses.tolist()) == (
        [1, 1, 0],
        [1, 2, 1],
        [0, 1, 1],
    )
    np.testing.assert_array_equal(result.battles, [[0, 2, 0], [2, 0, 2], [0, 2, 0]])
    np.testing.assert_array_equal(
        result.pairwise_win_rate, [[np.nan, 0.75, np.nan], [0.25, np.nan, 0.75], [np.nan, 0.25, np.nan]]
    )
    assert result.notes == ('ties="half": tied battles (2) count as half a win for either side',)
    dropped = fr.win_rates(battles, ties="drop")
    assert dropped.win_rate.tolist() == [1.0, 0.5, 0.0]
    assert dropped.n_battles == 2
    only_ties = fr.win_rates((["a", "a"], ["b", "c"], [1, 0.5]), ties="drop")
    assert only_ties.models == ("a", "b", "c")
    assert np.isnan([only_ties.win_rate[2], only_ties.low[2], only_ties.mean_win_rate[2]]).all()


def test_means_over_battles_and_over_opponents():
    battles = random_battles(500, 5, seed=3)
    result = fr.win_rates(battles)
    won: dict[tuple[str, str], list[float]] = {}
    for a, b, w in zip(battles["model_a"], battles["model_b"], battles["winner"], strict=True):
        won.setdefault((a, b), []).append(SHARE[w])
        won.setdefault((b, a), []).append(1 - SHARE[w])
    for i, model in enumerate(result.models):
        mine = {pair: shares for pair, shares in won.items() if pair[0] == model}
        assert result.win_rate[i] == pytest.approx(np.mean([x for shares in mine.values() for x in shares]))
        assert result.mean_win_rate[i] == pytest.approx(
            np.mean([np.mean(shares) for shares in mine.values()])
        )
    strengths = fr.bradley_terry(battles, n_resamples=0)
    at = [strengths.models.index(model) for model in result.models]
    np.testing.assert_array_equal(strengths.win_rate[at], result.win_rate)
    np.testing.assert_array_equal(strengths.pairwise_win_rate[np.ix_(at, at)], result.pairwise_win_rate)


def test_intervals_without_ties_are_wilsons():
    result = fr.win_rates(random_battles(300, 4, ties=0.0))
    low, high = wilson_interval(result.win_rate, result.n, 0.95)
    np.testing.assert_allclose([result.low, result.high], [low, high])


def test_ties_narrow_intervals_and_groups_widen_them():
    battles = random_battles(2000, 4, seed=1, ties=0.5)
    result, alone = fr.win_rates(battles), fr.win_rates(random_battles(2000, 4, seed=1, ties=0.0))
    assert (result.high - result.low < alone.high - alone.low).all()
    # Every row ten times: with the copies as a group, the interval is that of single rows.
    copies = {name: np.repeat(values, 10).tolist() for name, values in battles.items()}
    copies["row"] = np.repeat(np.arange(2000), 10).tolist()
    grouped = fr.win_rates(copies, groups="row")
    np.testing.assert_allclose([grouped.low, grouped.high], [result.low, result.high], rtol=1e-3)


def test_intervals_with_groups_are_as_wide_as_the_variance_of_group_sums():
    battles = random_battles(4000, 4, seed=2)
    result = fr.win_rates(battles, groups="question")
    for i, model in enumerate(result.models):
        sums: dict[int, list[float]] = {}
        for a, b, w, q in zip(
            *(battles[n] for n in ("model_a", "model_b", "winner", "question")), strict=True
        ):
            if model in (a, b):
                sums.setdefault(q, []).append(SHARE[w] if model == a else 1 - SHARE[w])
        residuals = [sum(x - result.win_rate[i] for x in xs) for xs in sums.values()]
        error = np.sqrt(np.sum(np.square(residuals)) * len(sums) / (len(sums) - 1)) / result.n[i]
        # Wilson's interval is the normal one up to terms in 1 / n.
        assert result.high[i] - result.low[i] == pytest.approx(2 * norm.ppf(0.975) * error, rel=0.01)


def test_alpaca_eval(data):
    """Win rates of 53 models against text-davinci-003 are the means of the preferences."""
    scores = alpaca_scores(data, "tables/alpaca_eval1_gpt4_preference.csv.gz")
    values = scores.values[0]
    system, query = np.nonzero(~np.isnan(values))
    names = np.array(scores.systems)[system]
    result = fr.win_rates((names, ["text_davinci_003"] * len(names), values[system, query]), groups=query)
    rate = dict(zip(result.models, result.win_rate.tolist(), strict=True))
    for name, row in zip(scores.systems, values, strict=True):
        assert rate[name] == pytest.approx(np.nanmean(row))
    assert result.n_opponents[result.models.index("text_davinci_003")] == len(scores.systems)
    strengths = fr.bradley_terry(
        (names, ["text_davinci_003"] * len(names), values[system, query]),
        groups=query,
        anchor="text_davinci_003",
        n_resamples=199,
        rng=0,
    )
    # All models met one opponent only, so strengths are the log-odds of win rates.
    for name, rating in zip(strengths.models, strengths.rating.tolist(), strict=True):
        if name != "text_davinci_003":
            assert rating == pytest.approx(1000 + 400 * np.log10(rate[name] / (1 - rate[name])))
    assert strengths.n_groups == 805
