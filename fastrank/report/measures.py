"""Every measure with its parameters, from the registry: as a listing to read and as a sheet."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

from fastrank.report.sheet import Cell, Sheet

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.spec import Metric
    from fastrank.spec.parameters import Parameter

_HEADERS = ("measure", "meaning", "parameters", "values", "best", "also written")


def measures_sheet(metrics: Mapping[str, Metric]) -> Sheet:
    """One row a measure."""
    rows = tuple(tuple(map(Cell, (name, *_facts(metric)))) for name, metric in metrics.items())
    return Sheet(_HEADERS, rows, keys=len(_HEADERS))


def measures_table(metrics: Mapping[str, Metric]) -> pa.Table:
    """Return the same as columns of text."""
    import pyarrow as pa

    rows = [(name, *_facts(metric)) for name, metric in metrics.items()]
    return pa.table(dict(zip(_HEADERS, map(list, zip(*rows, strict=True)), strict=True)))


def measures_text(metrics: Mapping[str, Metric], parameters: Mapping[str, Parameter], width: int) -> str:
    """Return a listing: what each measure is, what it takes, and what its parameters mean."""
    blocks = [_block(name, metric, width) for name, metric in metrics.items()]
    used = {name for metric in metrics.values() for name in metric.defaults}
    told = [
        _wrapped(f"{name:<12} {p.meaning.replace('`', '')}", width, 13)
        for name, p in parameters.items()
        if name in used
    ]
    usage = "Written as name(parameter=value, ...)@k, such as nDCG@10, P(rel=2)@5 or RBP(p=0.95)."
    return "\n".join([*blocks, _wrapped(usage, width, 0), "", *told])


def _block(name: str, metric: Metric, width: int) -> str:
    meaning, parameters, values, best, also = _facts(metric)
    takes = f"takes {parameters}; " if parameters else ""
    facts = f"{takes}values {values}, {best} is best"
    lines = [f"{name:<8} {meaning}", " " * 9 + facts, *([" " * 9 + f"also: {also}"] if also else [])]
    return "\n".join(_wrapped(line, width, 9) for line in lines) + "\n"


def _facts(metric: Metric) -> tuple[str, ...]:
    parameters = ", ".join(f"{name}={value}" for name, value in metric.defaults.items())
    low, high = (None if bound is None else f"{bound:g}" for bound in metric.bounds)
    also = (
        name + (f" ({', '.join(f'{k}={v}' for k, v in implied.items())})" if implied else "")
        for name, implied in metric.aliases.items()
    )
    best = "highest" if metric.higher_is_better else "lowest"
    values = f"{low} to {high}" if high else f"{low} or more" if low else "any"
    return _meaning(metric), parameters, values, best, ", ".join(also)


def _meaning(metric: Metric) -> str:
    first = (metric.definition.__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.split()).replace("`", "")


def _wrapped(text: str, width: int, indent: int) -> str:
    return textwrap.fill(text, width, subsequent_indent=" " * indent, break_on_hyphens=False)
