"""The adapter's bootstrap and permutation test against SciPy's: the same bits, and the stream left in the same place."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import numpy as np
import pytest
from scipy import stats

import fastrank.adapters.scipy_stats as ours
from fastrank.adapters.scipy_stats.bootstrap import acceleration
from fastrank.significance.pairwise_sums import sums_without_each


def difference(x: Any, y: Any, axis: int = -1) -> Any:
    return np.mean(x, axis=axis) - np.mean(y, axis=axis)


def one_by_one(x: Any, y: Any) -> Any:
    return np.mean(x) - np.mean(y)


def blend(a: Any, b: Any, c: Any, axis: int = -1) -> Any:
    return np.mean(a * b + c, axis=axis)


def ordered(x: Any, axis: int = -1) -> Any:
    return np.sum(x * np.arange(x.shape[axis]), axis=axis)


def samples(n: int) -> dict[str, Any]:
    draw = np.random.default_rng(n)
    return {
        "x": draw.random(n),
        "y": draw.random(n),
        "other": draw.random(n + 3),
        "columns": draw.random((n, 3)),
        "more columns": draw.random((n, 3)),
        "rows": draw.random((3, n)),
    }


BOOTSTRAPS = [
    ("x", np.mean, {}),
    ("x y", difference, {"paired": True}),
    ("x y", one_by_one, {"paired": True}),
    ("x other", difference, {}),
    ("columns", np.mean, {}),
    ("columns", np.median, {}),
    ("rows", np.std, {"axis": 1}),
]


def both(name: str, data: Any, statistic: Any, **options: Any) -> tuple[Any, Any]:
    """Results of SciPy and of the adapter; what is given as a generator is given twice, and ends alike."""
    copies = [copy.deepcopy(options) for _ in range(2)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = [getattr(m, name)(data, statistic, **o) for m, o in zip((stats, ours), copies, strict=True)]
    if "rng" in options:
        assert copies[0]["rng"].bit_generator.state == copies[1]["rng"].bit_generator.state
    return results[0], results[1]


def stream(kind: str) -> dict[str, Any]:
    return {"rng": np.random.default_rng(5)} if kind == "rng" else {"random_state": 5}


@pytest.mark.parametrize("method", ["percentile", "basic", "BCa"])
@pytest.mark.parametrize(("names", "statistic", "options"), BOOTSTRAPS)
@pytest.mark.parametrize("n", [2, 50, 700])
def test_bootstrap_has_scipys_bits(n, names, statistic, options, method):
    if statistic is one_by_one and n > 50:
        return
    data = tuple(samples(n)[name] for name in names.split(" "))
    for batch, alternative, kind in ((None, "two-sided", "rng"), (7, "less", "rng"), (99, "greater", "old")):
        asked = {"method": method, "batch": batch, "alternative": alternative, "n_resamples": 99}
        theirs, found = both("bootstrap", data, statistic, **asked, **options, **stream(kind))
        np.testing.assert_array_equal(found.bootstrap_distribution, theirs.bootstrap_distribution)
        np.testing.assert_array_equal(found.confidence_interval, theirs.confidence_interval)
        np.testing.assert_array_equal(found.standard_error, theirs.standard_error)


PERMUTATIONS = [
    ("x other", difference, "independent"),
    ("x y", difference, "samples"),
    ("columns;more columns", difference, "samples"),
    ("x", np.mean, "samples"),
    ("x y x", blend, "samples"),
    ("x", ordered, "pairings"),
    ("columns", ordered, "pairings"),
]


@pytest.mark.parametrize(("names", "statistic", "kind"), PERMUTATIONS)
@pytest.mark.parametrize("n", [2, 4, 8, 300])
def test_permutation_test_has_scipys_bits(n, names, statistic, kind):
    data = tuple(samples(n)[name] for name in names.split(";" if ";" in names else " "))
    for batch, alternative, given in (
        (None, "two-sided", "rng"),
        (7, "less", "rng"),
        (500, "greater", "old"),
    ):
        asked = {"permutation_type": kind, "batch": batch, "alternative": alternative, "n_resamples": 120}
        theirs, found = both("permutation_test", data, statistic, **asked, **stream(given))
        np.testing.assert_array_equal(found.null_distribution, theirs.null_distribution)
        np.testing.assert_array_equal(found.pvalue, theirs.pvalue)
        np.testing.assert_array_equal(found.statistic, theirs.statistic)


@pytest.mark.parametrize("n", [2, 3, 8, 9, 50, 127, 128, 129, 130, 137, 257, 1001])
def test_sums_without_each_have_numpys_bits(n):
    values = np.random.default_rng(n).standard_normal(n)
    expected = [np.add.reduce(np.delete(values, i)) for i in range(n)]
    assert sums_without_each(values).tolist() == expected


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        ("percentile", 0.45024, 0.60659),
        ("basic", 0.44708, 0.60343),
        ("BCa", 0.44494, 0.59920),
    ],
)
def test_known_intervals(method, low, high):
    """Of x = default_rng(0).random(50), rng=1, B=999; recorded from SciPy 1.17.1."""
    found = ours.bootstrap(
        (np.random.default_rng(0).random(50),), np.mean, method=method, n_resamples=999, rng=1
    )
    assert list(found.confidence_interval) == pytest.approx([low, high], abs=5e-6)


def test_constant_data_has_no_bca_interval():
    with pytest.warns(stats.DegenerateDataWarning), np.errstate(invalid="ignore"):
        found = ours.bootstrap(([35.0] * 30,), np.mean, rng=0)
    assert np.isnan(found.confidence_interval).all()
    assert ours.bootstrap(([35.0] * 30,), np.mean, method="basic", rng=0).confidence_interval == (35.0, 35.0)


def test_a_result_can_be_added_to():
    x = (samples(50)["x"],)
    first = ours.bootstrap(x, np.mean, n_resamples=99, rng=1)
    more = ours.bootstrap(x, np.mean, n_resamples=50, rng=2, bootstrap_result=first)
    assert len(more.bootstrap_distribution) == 149


@pytest.mark.parametrize("name", ["bootstrap", "permutation_test"])
def test_errors_are_scipys(name):
    x = (samples(50)["x"],) * 2
    for wrong in ({"n_resamples": 1.5}, {"batch": -1}, {"alternative": "ekki"}, {"axis": 1.5}):
        texts = []
        for module in (stats, ours):
            with pytest.raises(ValueError, match="must") as error:
                getattr(module, name)(x, difference, **wrong)
            texts.append(str(error.value))
        assert texts[0] == texts[1]
    with pytest.raises(TypeError, match="Specify one of `rng` or `random_state`"):
        getattr(ours, name)(x, difference, rng=1, random_state=1)


@pytest.mark.long
def test_bca_in_linear_memory():
    """SciPy's default would be an array of 90 GB."""
    import tracemalloc

    x = np.random.default_rng(0).random(100_000)
    ours.bootstrap((x[:100],), np.mean, n_resamples=9, rng=1)
    tracemalloc.start()
    ours.bootstrap((x,), np.mean, n_resamples=99, rng=1)
    assert tracemalloc.get_traced_memory()[1] < 100e6
    tracemalloc.stop()


def test_known_acceleration():
    """R's bcanon for the difference of two means, as SciPy's tests quote it."""
    y = np.array([10, 27, 31, 40, 46, 50, 52, 104, 146])
    z = np.array([16, 23, 38, 94, 99, 141, 197])
    found = acceleration([z, y], difference, None)
    assert found == pytest.approx(0.011008228344026734, rel=1e-12)
