"""Variance within and between items: by definition, by simulation, and what it plans."""

from __future__ import annotations

import math
from statistics import fmean, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import repeated_scores

import fastrank as fr


def table_of(items: list[list[float]], system: str = "a") -> dict[str, list]:
    rows = [(system, f"q{i}", score) for i, own in enumerate(items) for score in own]
    return dict(zip(("system", "item", "score"), map(list, zip(*rows, strict=True)), strict=True))


def beta_samples(rng, n_items: int, n_samples: int, n_systems: int = 1) -> np.ndarray:
    """0/1 samples (systems, items, samples); items' chances are uniform, and shared by systems but for a part."""
    chance = 0.7 * rng.random(n_items) + 0.3 * rng.random((n_systems, n_items))
    return (rng.random((n_systems, n_items, n_samples)) < chance[..., None]).astype(float)


def long_table(samples: np.ndarray) -> dict[str, np.ndarray]:
    system, item, _ = np.indices(samples.shape)
    return {"system": system.ravel(), "item": item.ravel(), "score": samples.ravel()}


@given(repeated_scores())
def test_definition(items):
    found = fr.sample_variance(table_of(items))
    means, within = [fmean(own) for own in items], [variance(own) for own in items]
    noise = [s / len(own) for s, own in zip(within, items, strict=True)]
    every = [score for own in items for score in own]
    expected = {
        "mean": fmean(means),
        "n_items": len(items),
        "n_samples": len(every),
        "standard_error": math.sqrt(variance(means) / len(items)),
        "naive_standard_error": math.sqrt(variance(every) / len(every)),
        "rerun_standard_error": math.sqrt(sum(noise)) / len(items),
        "between": max(0.0, variance(means) - fmean(noise)),
        "within": fmean(within),
    }
    for name, value in expected.items():
        assert getattr(found, name)[0] == pytest.approx(value, rel=1e-9, abs=1e-12), name


@given(st.integers(2, 20), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_clustered_standard_error(n_items, n_samples, seed):
    """Miller 2024: the sum over all pairs of samples of one item; it divides by items, not by items - 1.

    Squares are compared: what the sum leaves of zero by rounding would have a root of 1e-9.
    """
    samples = beta_samples(np.random.default_rng(seed), n_items, n_samples)
    residuals = samples[0] - samples.mean()
    clustered = sum(np.outer(own, own).sum() for own in residuals) / samples.size**2
    ours = fr.sample_variance(long_table(samples)).standard_error[0]
    assert ours**2 * (n_items - 1) / n_items == pytest.approx(clustered, rel=1e-9, abs=1e-15)


def test_it_is_the_standard_error_of_the_mean_that_scores_have():
    samples = long_table(beta_samples(np.random.default_rng(0), 40, 3, n_systems=2))
    scores = fr.evaluate_samples(samples, "avg@n")
    found = fr.sample_variance(samples)
    np.testing.assert_allclose(found.mean, scores.means()[0], rtol=1e-15)
    np.testing.assert_allclose(found.standard_error, scores.values[0].std(axis=1, ddof=1) / math.sqrt(40))
    pair = fr.sample_variance(samples, baseline=0)
    difference = scores.values[0, 1] - scores.values[0, 0]
    assert pair.names == ("1 - 0",)
    np.testing.assert_allclose(pair.standard_error, difference.std(ddof=1) / math.sqrt(40))
    np.testing.assert_allclose(pair.within, found.within.sum())
    np.testing.assert_allclose(pair.naive_standard_error, np.hypot(*found.naive_standard_error))
    assert fr.compare(scores, baseline="0").difference == pytest.approx(pair.mean)


def test_plans():
    found = fr.sample_variance(long_table(beta_samples(np.random.default_rng(1), 100, 4)))
    between, within = found.between[0], found.within[0]
    assert found.expected_standard_error(100, 4) == pytest.approx(found.standard_error)
    assert found.expected_standard_error(50, 10)[0] == pytest.approx(math.sqrt((between + within / 10) / 50))
    for error in (0.001, 0.02, 0.3):
        n = int(found.required_items(error, samples_per_item=2)[0])
        assert found.expected_standard_error(n, 2) <= error * (1 + 1e-9)
        assert n == 1 or found.expected_standard_error(n - 1, 2) > error
    floor = math.sqrt(between / 100)
    k = int(found.required_samples(1.05 * floor)[0])
    assert found.expected_standard_error(100, k) <= 1.05 * floor < found.expected_standard_error(100, k - 1)
    assert found.required_samples(0.99 * floor) == math.inf
    assert found.required_samples(0.5, n_items=1000) == 1


def test_one_sample_an_item():
    alone = fr.sample_variance(table_of([[0.0], [1.0], [1.0]]))
    assert np.isnan([alone.between[0], alone.within[0], alone.rerun_standard_error[0]]).all()
    assert alone.standard_error[0] == pytest.approx(alone.naive_standard_error[0])
    assert alone.required_items(alone.standard_error[0]) == 3
    assert np.isnan(alone.required_items(0.1, samples_per_item=2)[0])
    assert np.isnan(alone.required_samples(0.1)[0])
    assert "3 items have one sample: no item has two" in alone.notes[0]
    some = fr.sample_variance(table_of([[0.0], [1.0, 0.0], [1.0, 1.0]]))
    assert some.rerun_standard_error[0] == pytest.approx(math.sqrt((0.25 / 1 + 0.5 / 2 + 0.0) / 9))
    assert "a: 1 items have one sample: taken to vary like the others" in some.notes


def test_rules_that_acted():
    even = fr.sample_variance(table_of([[0.0, 1.0], [1.0, 0.0]]))
    assert (even.between[0], even.standard_error[0]) == (0.0, 0.0)
    assert "between is taken as 0" in even.notes[0]
    a, b = table_of([[0.0, 1.0], [1.0, 1.0], [0.0, 0.0]]), table_of([[1.0, 1.0], [1.0, 0.0]], "b")
    both = fr.sample_variance({name: a[name] + b[name] for name in a}, baseline="a")
    assert (both.n_items[0], both.mean[0]) == (2, 0.0)
    assert "b - a: 1 items that only one has are left out" in both.notes
    constant = fr.sample_variance(table_of([[0.1] * 3, [0.1] * 10]))
    assert (constant.standard_error[0], constant.design_effect.shape) == (0.0, (1,))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda table: fr.sample_variance(table, baseline="z"), "^baseline 'z' is no system here; there are: a"),
        (lambda table: fr.sample_variance(table, baseline="a"), "^samples: no system beside the baseline 'a'"),
        (lambda _: fr.sample_variance(table_of([[1.0, 0.0]])), "^samples: 'a' has 1 items; a standard error"),
        (lambda table: fr.sample_variance(table).required_items(0.0), "^standard_error: must be above 0, got 0.0"),
        (lambda table: fr.sample_variance(table).required_items(0.1, 0), "^samples_per_item: must be a whole"),
        (lambda table: fr.sample_variance(table).expected_standard_error(1.5, 1), "^n_items: must be a whole"),
    ],
)  # fmt: skip
def test_errors(call, message):
    with pytest.raises(ValueError, match=message):
        call(table_of([[1.0, 0.0], [1.0, 1.0]]))


def test_result_as_a_table():
    found = fr.sample_variance(long_table(beta_samples(np.random.default_rng(2), 5, 2)))
    assert found.to_arrow().column_names[:3] == ["name", "mean", "n_items"]
    assert len(found) == 1
    assert not found.mean.flags.writeable


@pytest.mark.long
def test_simulation():
    """The standard error is right where items and samples are drawn anew, the naive one is not; so are the parts."""
    rng, n_items, n_samples = np.random.default_rng(3), 50, 5
    drawn = [fr.sample_variance(long_table(beta_samples(rng, n_items, n_samples))) for _ in range(2000)]
    squares = {
        name: np.mean([getattr(found, name)[0] ** 2 for found in drawn])
        for name in ("standard_error", "naive_standard_error", "rerun_standard_error")
    }
    true = np.var([found.mean[0] for found in drawn])
    spread = (0.7**2 + 0.3**2) / 12
    within = 0.5 * 0.5 - spread  # E[p (1 - p)] of p with mean 1/2 and this variance
    assert true == pytest.approx(
        (spread + within / n_samples) / n_items, rel=0.15
    )  # 2 sd of a variance: .063
    assert squares["standard_error"] == pytest.approx(true, rel=0.1)
    assert squares["naive_standard_error"] < 0.6 * true
    assert squares["rerun_standard_error"] == pytest.approx(within / n_samples / n_items, rel=0.02)
    assert np.mean([found.between[0] for found in drawn]) == pytest.approx(spread, rel=0.02)
    assert np.mean([found.within[0] for found in drawn]) == pytest.approx(within, rel=0.01)


@pytest.mark.long
def test_intervals_that_resample_items_hold_and_naive_ones_do_not():
    """Coverage of 95% intervals of avg@n at 50 items, nominal ± 3 Monte Carlo errors; a naive one covers far less."""
    rng, hits, naive = np.random.default_rng(4), 0, 0
    for seed in range(400):
        table = long_table(beta_samples(rng, 50, 5))
        own = fr.bootstrap(fr.evaluate_samples(table, "avg@n"), n_resamples=999, rng=seed)
        hits += own.low[0] <= 0.5 <= own.high[0]
        error = 1.96 * fr.sample_variance(table).naive_standard_error[0]
        naive += abs(own.estimate[0] - 0.5) <= error
    assert hits / 400 == pytest.approx(0.95, abs=3 * 0.011)
    assert naive / 400 < 0.9
