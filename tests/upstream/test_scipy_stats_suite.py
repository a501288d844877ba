"""SciPy's own shipped tests of rank correlation, run against `fastrank.adapters.scipy_stats`."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from peer_suite import outcomes, run_tests

# Bound before the test modules are imported: some build their lists of functions then. `make_xp_test_case` asks a
# table, by function, for what it can do.
PLUGIN = """
import os
import scipy.stats
from scipy._lib._array_api import xp_capabilities_table
import fastrank.adapters.scipy_stats as ours

def reached(*args, **kwargs):
    raise RuntimeError("reached")

for module, adapter in ((scipy.stats, ours), (scipy.stats.mstats, ours.mstats)):
    for name in adapter.__all__:
        if name == "mstats":
            continue
        theirs, bound = getattr(module, name), getattr(adapter, name)
        if os.environ["REPLACE"] == module.__name__ + "." + name:
            bound, reached.__name__ = reached, name  # tests are chosen by that name
        if theirs in xp_capabilities_table:
            xp_capabilities_table[bound] = xp_capabilities_table[theirs]
        setattr(module, name, bound)
"""

# Test name to reason; none is needed with SciPy 1.17. One that passes, or is not run, fails this test.
EXPECTED_FAILURES: dict[str, str] = {}

# The tests of a module, how many there are at least, and the functions that they reach.
SUITES = {
    "test_stats": (
        "kendall or Kendall or weightedtau or Spearman or 9710",
        120,
        ["stats.kendalltau", "stats.weightedtau", "stats.spearmanr"],
    ),
    "test_hypotests": ("SomersD", 15, ["stats.somersd"]),
    "test_mstats_basic": ("kendall or spearman", 15, ["stats.mstats.kendalltau", "stats.mstats.spearmanr"]),
    "test_resampling": (
        "TestBootstrap or TestPermutationTest or kendalltau",
        141,
        ["stats.kendalltau", "stats.bootstrap", "stats.permutation_test"],
    ),
    "test_correlation": ("TestSpearmanRho", 26, ["stats.spearmanrho"]),
    "test_axis_nan_policy": (
        "kendalltau or weightedtau or spearman",
        90,
        ["stats.kendalltau", "stats.weightedtau", "stats.spearmanrho"],
    ),
}


PLAIN = ("test_stats", "test_hypotests")


def run(module: str, folder: Path, *options: str, replaced: str = "") -> subprocess.CompletedProcess[str]:
    """SciPy's tests of a module that are about us, with our functions bound; one of them only raises."""
    chosen = ["--pyargs", f"scipy.stats.tests.{module}", "-k", SUITES[module][0]]
    return run_tests(PLUGIN, chosen, folder, *options, REPLACE=replaced)


# Each is a process of 4 to 10 s; the plain run has the two that are most of it.
@pytest.mark.parametrize(
    "module", [pytest.param(m, marks=[] if m in PLAIN else pytest.mark.long) for m in SUITES]
)
def test_scipys_own_tests(module: str, tmp_path: Path) -> None:
    done = run(module, tmp_path)
    passed, failed = outcomes(done.stdout)
    assert len(passed) >= SUITES[module][1], done.stdout[-3000:] + done.stderr[-3000:]
    assert failed <= set(EXPECTED_FAILURES), done.stdout[-5000:]
    assert not passed & set(EXPECTED_FAILURES), "a listed failure passes: take it off the list"
    assert done.returncode == (1 if failed else 0), done.stdout[-3000:]


@pytest.mark.long  # 13 processes of SciPy's suites; what they check is which functions the suites above reach
@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, (_, _, names) in SUITES.items() for name in names]
)
def test_they_reach_each_function(module: str, name: str, tmp_path: Path) -> None:
    """Where it only raises, tests fail: what passes above has been answered by it."""
    done = run(module, tmp_path, "-x", replaced=f"scipy.{name}")
    assert outcomes(done.stdout)[1], done.stdout[-3000:] + done.stderr[-3000:]
    assert "RuntimeError: reached" in done.stdout


def test_each_listed_failure_has_a_reason() -> None:
    assert all(EXPECTED_FAILURES.values())
