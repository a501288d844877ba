"""In CI the tests are of the installed package, not of the checkout they come from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import fastrank

CHECKOUT = Path(__file__).resolve().parents[1]


def test_data_files_are_there():
    here = Path(fastrank.__file__).parent
    assert [
        name
        for name in ("py.typed", "__init__.pyi", "demo/qrels.parquet", "demo/runs.parquet")
        if not (here / name).is_file()
    ] == []


@pytest.mark.skipif(os.environ.get("CI") != "true", reason="outside CI either may be tested")
def test_the_installed_package_is_tested():
    assert not Path(fastrank.__file__).resolve().is_relative_to(CHECKOUT)
