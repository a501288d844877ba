"""The generator against its authors' known answers, and kernels against their definitions."""

import numpy as np
import pytest

from fastrank import parallel
from fastrank.kernels.random_streams import (
    POISSON_THRESHOLDS,
    SIGNS_DOMAIN,
    WEIGHTS_DOMAIN,
    philox_definition,
    sign_definition,
    weight_definition,
)
from fastrank.kernels.resampled_sums import poisson_sums, sign_sums

SEED = 0x0123456789ABCDEF


@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_known_answers_of_random123(counter, key, answer):
    assert philox_definition(counter, key) == answer


def each_weight(kernel, domain, keys, n_replicates, first_group=0):
    """Weights themselves: the sums of columns that are 1 on one query each."""
    columns = np.eye(len(keys))
    out = np.zeros((len(keys), n_replicates))
    inputs = (keys, np.uint64(SEED), first_group, domain, columns)
    parallel.run(kernel, inputs, (out,), n_replicates // 128)
    return out


@pytest.fixture(scope="module")
def keys():
    return np.random.default_rng(3).integers(0, 2**64, 32, dtype=np.uint64)


@pytest.mark.parametrize("attempt", [0, 1])
def test_weights_follow_the_definition(keys, attempt):
    weights = each_weight(poisson_sums, WEIGHTS_DOMAIN + attempt, keys, 256, first_group=5)
    for query in range(0, 32, 5):
        law = [weight_definition(SEED, int(keys[query]), 5 * 128 + b, attempt) for b in range(256)]
        assert weights[query].tolist() == law


def test_signs_follow_the_definition(keys):
    signs = each_weight(sign_sums, SIGNS_DOMAIN, keys, 256, first_group=5)
    for query in range(0, 32, 5):
        assert signs[query].tolist() == [
            sign_definition(SEED, int(keys[query]), 5 * 128 + b) for b in range(256)
        ]


def test_thresholds_are_the_poisson_distribution():
    from math import exp, factorial

    cumulative = np.cumsum([exp(-1) / factorial(k) for k in range(8)])
    assert np.abs(np.array(POISSON_THRESHOLDS) / 2**16 - cumulative).max() < 1.5 / 2**16
    steps = np.diff([0, *POISSON_THRESHOLDS, 2**16])
    assert (steps * np.arange(9)).sum() == 2**16  # the mean is 1 exactly
    assert abs((steps * np.arange(9) ** 2).sum() / 2**16 - 2 + 3.1e-5) < 1e-6


def test_weights_are_uncorrelated_across_queries_and_replicates():
    sequential = np.arange(64, dtype=np.uint64)  # the hardest keys: they differ in a few bits
    weights = each_weight(poisson_sums, WEIGHTS_DOMAIN, sequential, 128 * 128)
    assert abs(weights.mean() - 1) < 4 / np.sqrt(weights.size)
    assert abs(weights.var() - 1) < 0.01
    correlation = np.corrcoef(weights) - np.eye(64)
    assert np.abs(correlation).max() < 5 / np.sqrt(weights.shape[1])
    lagged = np.corrcoef(weights[:, :-1].ravel(), weights[:, 1:].ravel())[0, 1]
    assert abs(lagged) < 5 / np.sqrt(weights.size)
