"""Every example in a docstring runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import fastrank
from fastrank.spec import all_metrics

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(fastrank.__path__, "fastrank.")
    if not module.name.endswith("__main__") and ".adapters." not in module.name
)


@pytest.mark.parametrize("name", MODULES)
def test_module(name):
    result = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


@pytest.mark.parametrize("name", sorted(all_metrics()))
def test_metric(name):
    metric = all_metrics()[name]
    test = doctest.DocTestParser().get_doctest(metric.__doc__, {}, metric.__name__, None, 0)
    assert test.examples, f"{name} has no example"
    assert doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test).failed == 0
