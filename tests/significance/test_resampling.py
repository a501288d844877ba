"""Sums of resamples: exact, independent of order, threads and tiles, with the spread that theory gives."""

import numpy as np
import pytest

import fastrank as fr
from fastrank.significance import resample
from fastrank.significance.quantise import Quantised, quantise_rows, quantise_scores
from fastrank.significance.query_keys import query_keys
from fastrank.significance.resample import Plan, bootstrap_sums, collected, sign_flip_sums


def sums_of(values, names, n_resamples=500, seed=1, make=bootstrap_sums):
    plan = Plan(query_keys(names), seed, n_resamples)
    tiles = make(plan, quantise_scores(values, (0.0, 1.0), "gain"))
    sums, totals = collected(tiles, len(values), n_resamples)
    return sums[:, :n_resamples], totals


@pytest.fixture(scope="module")
def values():
    return np.random.default_rng(5).random((7, 1500))


@pytest.fixture(scope="module")
def names():
    return [f"q{i}" for i in range(1500)]


@pytest.mark.parametrize("make", [bootstrap_sums, sign_flip_sums])
@pytest.mark.parametrize("n_threads", [1, 2, 7])
def test_bits_do_not_depend_on_threads_tiles_or_order(values, names, make, n_threads, monkeypatch):
    expected, _ = sums_of(values, names, make=make)
    order = np.random.default_rng(1).permutation(1500)
    monkeypatch.setattr(resample, "_TILE_SUMS", 2000)
    fr.set_num_threads(n_threads)
    try:
        found, _ = sums_of(values[:, order], [names[i] for i in order], make=make)
    finally:
        fr.set_num_threads(None)
    assert found.tobytes() == expected.tobytes()


def test_parts_add_up_to_the_same_bits(values, names):
    whole, total = sums_of(values, names)
    one, n_one = sums_of(values[:, :400], names[:400])
    other, n_other = sums_of(values[:, 400:], names[400:])
    assert (one + other).tobytes() == whole.tobytes()
    assert (n_one + n_other).tobytes() == total.tobytes()


def test_the_first_resamples_do_not_depend_on_how_many(values, names):
    assert sums_of(values, names, 300)[0].tobytes() == sums_of(values, names, 500)[0][:, :300].tobytes()


@pytest.mark.parametrize(("n", "ratio"), [(10, 1.063), (25, 1.021), (50, 1.009)])
def test_standard_error_against_the_multinomial_bootstrap(n, ratio):
    values = np.random.default_rng(0).random((1, n))
    sums, totals = sums_of(values, [str(i) for i in range(n)], 200_000)
    assert (sums[0] / totals).std() / (values.std() / np.sqrt(n)) == pytest.approx(ratio, abs=0.008)


def test_empty_replicates_are_drawn_again():
    sums, totals = sums_of(np.full((1, 2), 0.5), ["a", "b"], 2000)
    assert totals.min() >= 1
    assert (sums[0] == totals / 2).all()


def test_progress_ends_at_the_total(values, names):
    seen = []
    plan = Plan(query_keys(names), 1, 1000)
    for _ in bootstrap_sums(plan, quantise_rows(values), lambda done, total: seen.append(done / total)):
        pass
    assert seen == sorted(seen)
    assert seen[-1] == 1


def test_signs_of_few_queries_are_listed():
    plan = Plan(query_keys(list("abcd")), 1, 100)
    ((_, sums, totals),) = sign_flip_sums(plan, Quantised(np.array([[1.0, 2.0, 4.0, 8.0]]), np.ones(1)))
    assert len(totals) == plan.n_flips == 16
    assert sorted(sums[0, :16].tolist()) == list(range(-15, 16, 2))


def test_rounding_is_refused_where_it_would_lose():
    values = np.array([[0.5, 0.5 + 1e-9, 0.5 + 3e-9]])
    with pytest.raises(ValueError, match=r"AP: scores spread over 3e-09 only.*tighter bounds="):
        quantise_scores(values, (0.0, 1.0), "AP")
    with pytest.raises(ValueError, match=r"gain: sums of 2 scores as large as 1e\+30 overflow"):
        quantise_scores(np.array([[1e30, 0.0]]), (0.0, 1.0), "gain")


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e6])
def test_without_bounds_the_scores_decide(scale):
    values = scale * np.random.default_rng(0).random((3, 1000))
    whole, quantum = quantise_scores(values, None, "gain")
    assert np.abs(whole * quantum - values).max() <= 2.0**-36 * scale
