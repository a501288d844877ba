"""bradley_terry: published fits, the likelihood maximised plainly, the sandwich by matrices, and its laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from battle_cases import JOURNALS, citations, random_battles
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import norm

import fastrank as fr

NATURAL: dict[str, Any] = {"scale": 1.0, "base": np.e, "center": 0.0}  # ratings are log-odds


def in_order(result: fr.BradleyTerry, values: np.ndarray, models: Any) -> np.ndarray:
    """Values in the order of the models named."""
    at = [result.models.index(model) for model in models]
    return values[np.ix_(at, at)] if values.ndim == 2 else values[at]


def test_the_journals_of_statistics():
    """Turner and Firth, Bradley-Terry models in R (JSS 48(9), 2012), and Stigler 1994: Biometrika is the reference."""
    result = fr.bradley_terry(citations(), counts="n", anchor="Biometrika", rng=0, **NATURAL)
    found = in_order(result, result.strength, JOURNALS)
    np.testing.assert_allclose(found, [0.0, -2.9491, -0.4796, 0.2690], atol=5e-5)
    assert result.models == ("JRSS-B", "Biometrika", "JASA", "Comm Statist")
    assert result.n_battles == 3727
    error = in_order(result, result.standard_error, JOURNALS)
    assert error[0] == 0
    assert result.low[1] == result.high[1] == 0
    # Theirs come from the information alone: 0.10255, 0.06059, 0.07083.
    np.testing.assert_allclose(error[1:], [0.10255, 0.06059, 0.07083], rtol=0.01)


def baseball() -> dict[str, list[Any]]:
    """American League East 1987 (Agresti, Categorical Data Analysis, 2nd ed., table 10.10): wins of row over column."""
    teams = ["Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore"]
    wins = [
        [0, 7, 9, 7, 7, 9, 11], [6, 0, 7, 5, 11, 9, 9], [4, 6, 0, 7, 7, 8, 12], [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12], [4, 4, 5, 6, 6, 0, 6], [2, 4, 1, 3, 1, 7, 0],
    ]  # fmt: skip
    pairs = [(i, j) for i in range(7) for j in range(7) if i != j]
    return {
        "model_a": [teams[i] for i, _ in pairs],
        "model_b": [teams[j] for _, j in pairs],
        "winner": [teams[i] for i, _ in pairs],
        "n": [wins[i][j] for i, j in pairs],
    }


def test_baseball_of_1987():
    """Agresti, and the R package BradleyTerry2: without home advantage, Baltimore is the reference."""
    result = fr.bradley_terry(baseball(), counts="n", anchor="Baltimore", n_resamples=0, **NATURAL)
    teams = ["Boston", "Cleveland", "Detroit", "Milwaukee", "New York", "Toronto"]
    expected = [1.1077, 0.6839, 1.4364, 1.5814, 1.2476, 1.2945]
    np.testing.assert_allclose(in_order(result, result.strength, teams), expected, atol=5e-5)
    assert (result.p_best != result.p_best).all()
    assert (result.bootstrap_low != result.bootstrap_low).all()


def log_likelihood(parameters: np.ndarray, rows: list[tuple[int, int, float]], own_ties: bool) -> float:
    """Of (first, second, share won by the first); the last parameter is log nu where ties have one."""
    strength, nu = np.append(0.0, parameters), 0.0
    if own_ties:
        strength, nu = strength[:-1], np.exp(strength[-1])
    total = 0.0
    for a, b, won in rows:
        x, y = np.exp(strength[a]), np.exp(strength[b])
        z = x + y + nu * np.sqrt(x * y)
        if own_ties:
            total += np.log({1.0: x, 0.5: nu * np.sqrt(x * y), 0.0: y}[won] / z)
        else:
            total += won * np.log(x / z) + (1 - won) * np.log(y / z)
    return total


def plain_rows(battles: dict[str, list[Any]], models: list[str]) -> list[tuple[int, int, float]]:
    share = {"model_a": 1.0, "tie": 0.5, "model_b": 0.0}
    return [
        (models.index(a), models.index(b), share[w])
        for a, b, w in zip(battles["model_a"], battles["model_b"], battles["winner"], strict=True)
    ]


@pytest.mark.parametrize("ties", ["half", "drop", "davidson"])
def test_strengths_maximise_the_likelihood(ties):
    battles = random_battles(300, 5, seed=3)
    models = sorted(set(battles["model_a"]))
    rows = [row for row in plain_rows(battles, models) if ties != "drop" or row[2] != 0.5]
    own = ties == "davidson"
    best = minimize(
        lambda x: -log_likelihood(x, rows, own), np.zeros(4 + own), method="BFGS", options={"gtol": 1e-6}
    )
    expected = np.append(0.0, best.x[:4])
    result = fr.bradley_terry(battles, ties=ties, n_resamples=0, **NATURAL)
    found = in_order(result, result.strength, models)
    np.testing.assert_allclose(found, expected - expected.mean(), atol=1e-5)
    if own:
        assert result.tie_parameter == pytest.approx(np.exp(best.x[4]), rel=1e-5)
    else:
        assert np.isnan(result.tie_parameter)


def numerical_sandwich(
    rows: list[tuple[int, int, float]], found: np.ndarray, log_nu: float | None, groups: list[Any] | None
) -> np.ndarray:
    """Covariance of strengths with sum 0, by differences of the log-likelihood of single battles."""
    own = log_nu is not None
    at = found[1:] - found[0]
    at = np.append(at, log_nu) if own else at

    def gradient(x, rows, h=1e-5):
        steps = h * np.eye(len(x))
        return np.array(
            [(log_likelihood(x + s, rows, own) - log_likelihood(x - s, rows, own)) / (2 * h) for s in steps]
        )

    bread = -np.array(
        [(gradient(at + s, rows, 1e-4) - gradient(at - s, rows, 1e-4)) / 2e-4 for s in 1e-4 * np.eye(len(at))]
    )
    scores = np.array([gradient(at, [row]) for row in rows])
    if groups is not None:
        names = sorted(set(groups))
        scores = np.array([scores[[g == name for g in groups]].sum(axis=0) for name in names])
        scores = scores * np.sqrt(len(names) / (len(names) - 1))
    inverse = np.linalg.inv(bread)
    against_first = np.zeros((len(found), len(found)))
    against_first[1:, 1:] = (inverse @ scores.T @ scores @ inverse)[: len(found) - 1, : len(found) - 1]
    centre = np.eye(len(found)) - 1 / len(found)
    return centre @ against_first @ centre.T


@pytest.mark.parametrize("ties", ["half", "davidson"])
@pytest.mark.parametrize("grouped", [False, True])
def test_covariance_is_the_sandwich_of_single_battles(ties, grouped):
    battles = random_battles(120, 4, seed=5, ties=0.3)
    models = sorted(set(battles["model_a"]))
    result = fr.bradley_terry(
        battles, ties=ties, groups="question" if grouped else None, n_resamples=0, **NATURAL
    )
    log_nu = np.log(result.tie_parameter) if ties == "davidson" else None
    strengths = in_order(result, result.strength, models)
    groups = battles["question"] if grouped else None
    expected = numerical_sandwich(plain_rows(battles, models), strengths, log_nu, groups)
    np.testing.assert_allclose(in_order(result, result.covariance, models), expected, rtol=2e-3, atol=2e-5)
    error = np.sqrt(np.diag(expected))
    np.testing.assert_allclose(in_order(result, result.standard_error, models), error, rtol=2e-3)
    reach = in_order(result, result.high - result.rating, models)
    np.testing.assert_allclose(reach, norm.ppf(0.975) * error, rtol=2e-3)


def test_ratings_are_on_the_scale_that_was_asked_for():
    battles = random_battles(400, 4, seed=1)
    plain = fr.bradley_terry(battles, rng=0, **NATURAL)
    elo = fr.bradley_terry(battles, rng=0)
    unit = 400 / np.log(10)
    np.testing.assert_allclose(elo.rating, 1000 + unit * plain.strength)
    np.testing.assert_allclose(elo.bootstrap_low, 1000 + unit * plain.bootstrap_low)
    assert elo.rating.mean() == pytest.approx(1000)
    anchored = fr.bradley_terry(battles, rng=0, anchor="m02", center=1114)
    at = anchored.models.index("m02")
    assert anchored.rating[at] == anchored.low[at] == anchored.high[at] == anchored.bootstrap_high[at] == 1114
    np.testing.assert_allclose(np.diff(anchored.rating), np.diff(elo.rating))
    np.testing.assert_array_equal(anchored.rank_low, elo.rank_low)
    # A difference of one scale is odds of the base to 1.
    i, j = 0, 3
    odds = elo.win_probability[i, j] / elo.win_probability[j, i]
    assert odds == pytest.approx(10 ** ((elo.rating[i] - elo.rating[j]) / 400))


def test_replicates_vary_as_the_sandwich_says():
    for groups in (None, "question"):
        result = fr.bradley_terry(random_battles(3000, 4, seed=2), groups=groups, n_resamples=1999, rng=1)
        width = (result.bootstrap_high - result.bootstrap_low) / (result.high - result.low)
        np.testing.assert_allclose(width, 1.0, atol=0.1)
        assert (result.undetermined == 0).all()
        np.testing.assert_allclose(result.p_beats + result.p_beats.T, 1.0)
        assert result.p_best.sum() == pytest.approx(1.0)


# --- laws -----------------------------------------------------------------------------------------------------------


def same(one: fr.BradleyTerry, other: fr.BradleyTerry) -> None:
    """The same bits in every number."""
    assert one.models == other.models
    for name, value in vars(one).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, getattr(other, name), err_msg=name)


@given(st.integers(0, 2**32), st.booleans())
def test_the_order_of_rows_sides_threads_and_chunks_change_no_bit(seed, grouped):
    battles = random_battles(200, 4, seed=seed % 50)
    options: dict[str, Any] = {
        "rng": 3,
        "n_resamples": 150,
        "prior": 0.1,
        "groups": "question" if grouped else None,
    }
    expected = fr.bradley_terry(battles, **options)
    rng = np.random.default_rng(seed)
    order, flip = rng.permutation(200), rng.random(200) < 0.5
    rows = []
    for i in order:
        a, b, w, q = (battles[name][i] for name in ("model_a", "model_b", "winner", "question"))
        rows.append(
            (b, a, {"model_a": "model_b", "model_b": "model_a"}.get(w, w), q) if flip[i] else (a, b, w, q)
        )
    moved = pa.table(
        dict(
            zip(("model_a", "model_b", "winner", "question"), map(list, zip(*rows, strict=True)), strict=True)
        )
    )
    cut = int(rng.integers(1, 199))
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        try:
            same(expected, fr.bradley_terry(pa.concat_tables([moved[:cut], moved[cut:]]), **options))
        finally:
            fr.set_num_threads(None)


@given(st.integers(0, 40))
def test_names_do_not_matter(seed):
    battles = random_battles(150, 4, seed=seed)
    new = {"m00": "z", "m01": "b", "m02": "y", "m03": "a"}
    renamed = battles | {side: [new[m] for m in battles[side]] for side in ("model_a", "model_b")}
    one, other = (fr.bradley_terry(b, n_resamples=0, prior=0.1) for b in (battles, renamed))
    assert [new[m] for m in one.models] == list(other.models)
    np.testing.assert_allclose(one.rating, other.rating)
    np.testing.assert_allclose(one.covariance, other.covariance)


def test_a_tie_is_half_a_win_for_either_side():
    battles = random_battles(200, 4, seed=7)
    halves: dict[str, list[Any]] = {"model_a": [], "model_b": [], "winner": []}
    for a, b, w in zip(battles["model_a"], battles["model_b"], battles["winner"], strict=True):
        for winner in ("model_a", "model_b") if w == "tie" else (w, w):
            for name, value in (("model_a", a), ("model_b", b), ("winner", winner)):
                halves[name].append(value)
    one, other = (fr.bradley_terry(b, n_resamples=0) for b in (battles, halves))
    np.testing.assert_allclose(one.rating, other.rating)


@pytest.mark.parametrize("grouped", [False, True])
def test_counts_stand_for_rows(grouped):
    battles = random_battles(60, 3, seed=4)
    counts = np.random.default_rng(0).integers(0, 4, 60)
    repeated = {name: np.repeat(values, counts).tolist() for name, values in battles.items()}
    options: dict[str, Any] = {"rng": 0, "prior": 0.1, "groups": "question" if grouped else None}
    same(fr.bradley_terry(battles, counts=counts, **options), fr.bradley_terry(repeated, **options))


def test_the_same_seed_gives_the_same_result_for_any_number_of_resamples_before():
    battles = random_battles(300, 4)
    few, many = (fr.bradley_terry(battles, rng=5, n_resamples=n) for n in (1024, 1999))
    again = fr.bradley_terry(battles, rng=many.seed, n_resamples=1999)
    same(many, again)
    assert few.seed == many.seed == 5
