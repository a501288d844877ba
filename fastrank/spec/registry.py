"""All metrics, found as the files of `fastrank/metrics`: adding a file adds a measure everywhere."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
from pathlib import Path
from types import MappingProxyType

from fastrank.spec.metric import Metric

_FOLDER = Path(__file__).resolve().parent.parent / "metrics"


def metric_modules() -> list[str]:
    """Return the names of the metric files, which are the public functions' names."""
    return sorted(module.name for module in pkgutil.iter_modules([str(_FOLDER)]))


@functools.cache
def all_metrics() -> MappingProxyType[str, Metric]:
    """Return every metric by its table name (``nDCG``)."""
    found = (_load(module) for module in metric_modules())
    return MappingProxyType({metric.name: metric for metric in found})


def _load(module: str) -> Metric:
    metric = getattr(importlib.import_module(f"fastrank.metrics.{module}"), module)
    if not isinstance(metric, Metric):
        raise TypeError(f"fastrank/metrics/{module}.py must define the metric {module!r}")
    return metric


@functools.cache
def spellings() -> MappingProxyType[str, tuple[Metric, tuple[tuple[str, object], ...]]]:
    """Return every known spelling, in lower case, with its metric and the parameters it implies."""
    table: dict[str, tuple[Metric, tuple[tuple[str, object], ...]]] = {}
    for metric in all_metrics().values():
        own = {metric.name: {}, metric.definition.__name__: {}, **metric.aliases}
        for spelling, implied in own.items():
            entry = (metric, tuple(implied.items()))
            if table.setdefault(spelling.lower(), entry)[0] is not metric:
                raise ValueError(
                    f"{spelling!r} names both {metric.name} and {table[spelling.lower()][0].name}"
                )
    return MappingProxyType(table)


def find_metric(name: str) -> Metric:
    """Return the metric of any spelling without parameters."""
    try:
        return spellings()[name.lower()][0]
    except KeyError:
        raise ValueError(unknown_measure(name)) from None


def unknown_measure(name: str) -> str:
    """Say which measures there are, nearest spelling first."""
    import difflib

    bare = re.split(r"[@(]|_cut|_at_", name.lower())[0]
    near = difflib.get_close_matches(bare, spellings(), n=1, cutoff=0.6)
    hint = f"did you mean {spellings()[near[0]][0].name!r}? " if near else ""
    return f"unknown measure {name!r}: {hint}there are {', '.join(all_metrics())} (see `fastrank measures`)"
