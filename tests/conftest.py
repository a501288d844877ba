"""What every test shares: the folder of real data, and how hypothesis searches."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

# The compile cache is the user's own: its directory is named by a hash of all kernel sources, so an edited kernel
# can never be served from it (test_compile_cache.py proves that), and a fresh one would cost half a minute a run.

IN_CI = os.environ.get("CI") == "true"

# How many examples hypothesis tries: few in plain `pytest`, the others where long tests are asked for
# (`pytest -m long`, "long or not long"). A test that needs another number says so with @settings.
EXAMPLES, LONG_EXAMPLES = 8, 40


def pytest_configure(config: pytest.Config) -> None:
    """No deadline: the first example may compile a kernel. In CI the same examples every time: red means a change."""
    settings.register_profile(
        "fastrank",
        deadline=None,
        max_examples=LONG_EXAMPLES if _is_long(config) else EXAMPLES,
        derandomize=IN_CI,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    settings.load_profile("fastrank")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What has generated examples is a long test too, there with more of them."""
    for item in items if _is_long(config) else []:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.long)


def _is_long(config: pytest.Config) -> bool:
    return config.getoption("markexpr") != "not long"


@pytest.fixture(scope="session")
def data() -> Path:
    """The real evaluation data, which is not part of the project."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("FASTRANK_TEST_DATA") or beside)
    if not folder.is_dir():
        reason = f"no real data: {folder} is absent; name its folder with FASTRANK_TEST_DATA"
        if IN_CI:
            pytest.fail(reason)
        pytest.skip(reason)
    return folder
