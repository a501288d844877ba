"""The generator against its authors' known answers, and kernels against their definitions."""

import itertools
from math import exp, factorial

import numpy as np
import pytest

from fastrank import parallel
from fastrank.kernels.random_streams import (
    MOST_WEIGHT,
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


def shares_nearest_to_poisson(most):
    """By search: whole shares of 256 for weights 0 to `most` with mean 1 and variance 1, and their distance."""
    law = np.array([exp(-1) / factorial(k) for k in range(most + 1)])
    choices = [range(2 * round(256 * share) + 2) for share in law[3:]]
    upper = np.array(list(itertools.product(*choices)))
    k = np.arange(3, most + 1)
    rest = 256 - upper @ (k * (k - 1))  # of sum k (k - 1) n_k: what weight 2 must make up
    upper = upper[(rest >= 0) & (rest % 2 == 0)]
    two = (256 - upper @ (k * (k - 1))) // 2
    one = 256 - 2 * two - upper @ k
    shares = np.column_stack([256 - one - two - upper.sum(axis=1), one, two, upper])
    shares = shares[(shares >= 0).all(axis=1)]
    distance = (np.abs(shares / 256 - law).sum(axis=1) + 1 - law.sum()) / 2
    return shares[distance.argmin()], distance.min()


def test_law_of_weights():
    shares = np.diff([0, *POISSON_THRESHOLDS, 256])
    k = np.arange(MOST_WEIGHT + 1)
    assert shares.tolist() == [94, 95, 46, 16, 4, 1]
    assert shares.sum() == shares @ k == shares @ (k - 1) ** 2 == 256  # mean and variance are 1 exactly
    assert shares @ (k - 1) ** 3 / 256 == 0.984375
    nearest, distance = shares_nearest_to_poisson(7)
    assert nearest.tolist() == [*shares.tolist(), 0, 0]
    assert distance == pytest.approx(0.00554, abs=1e-5)


def test_weights_are_uncorrelated_across_queries_and_replicates():
    sequential = np.arange(64, dtype=np.uint64)  # the hardest keys: they differ in a few bits
    weights = each_weight(poisson_sums, WEIGHTS_DOMAIN, sequential, 128 * 128)
    assert abs(weights.mean() - 1) < 4 / np.sqrt(weights.size)
    assert abs(weights.var() - 1) < 0.01
    correlation = np.corrcoef(weights) - np.eye(64)
    assert np.abs(correlation).max() < 5 / np.sqrt(weights.shape[1])
    lagged = np.corrcoef(weights[:, :-1].ravel(), weights[:, 1:].ravel())[0, 1]
    assert abs(lagged) < 5 / np.sqrt(weights.size)
