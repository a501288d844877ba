"""The systems of an evaluation: their names, and the runs behind them."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastrank.tables.arrow_input import ARROW, PARQUET
from fastrank.tables.mixed_runs import MixedRun
from fastrank.tables.named_columns import NamedColumns
from fastrank.tables.run_pieces import PiecewiseRun
from fastrank.tables.runs import in_memory, read_runs

_FORMAT_SUFFIXES = (".gz", ".xz", *PARQUET, *ARROW, ".csv", ".tsv", ".txt", ".run", ".trec")

NamedRun = tuple[str, PiecewiseRun | MixedRun]


def systems_of(runs: Any, columns: NamedColumns) -> dict[str, PiecewiseRun]:
    """Return every system's run under its name; what holds several is read."""
    systems: dict[str, PiecewiseRun] = {}
    for name, run in runs_of(runs, columns):
        found = in_memory(run.table(), run.source) if isinstance(run, MixedRun) else {name: run}
        refuse_same_names(systems, found)
        systems |= found
    return systems


def runs_of(runs: Any, columns: NamedColumns, order: str | None = None) -> list[NamedRun]:
    """Return every run and its name, which may stand once; runs of several systems tell theirs when they are read."""
    if isinstance(runs, Mapping) and not _is_run_dict(runs):
        sources = [(str(name), source) for name, source in runs.items()]
    elif isinstance(runs, Sequence) and not isinstance(runs, str):
        sources = [(system_name(source), source) for source in runs]
    else:
        sources = [(system_name(runs), runs)]
    found: list[NamedRun] = []
    for name, source in sources:
        opened = read_runs(source, name, columns, order)
        if isinstance(opened, MixedRun):
            found.append((name, opened))
            continue
        refuse_same_names([known for known, run in found if not isinstance(run, MixedRun)], opened)
        found += opened.items()
    if not found:
        raise ValueError("evaluate: no run given")
    return found


def refuse_same_names(systems: Container[str], others: Iterable[str]) -> None:
    """Raise where a system is called as another one."""
    for system in others:
        if system in systems:
            raise ValueError(f"two runs are called {system!r}; pass {{name: run}} with other names")


def _is_run_dict(runs: Mapping[Any, Any]) -> bool:
    """Whether a mapping is one run, ``{query: {document: score}}``, rather than ``{system: run}``."""
    first = next(iter(runs.values()), None)
    if not isinstance(first, Mapping):
        return False
    return not isinstance(next(iter(first.values()), None), Mapping)


def system_name(source: Any) -> str:
    """Return a path's name without what tells its format; ``run`` for what has no name."""
    if not isinstance(source, str | os.PathLike):
        return "run"
    name = Path(source).name
    for suffix in _FORMAT_SUFFIXES:
        name = name.removesuffix(suffix)
    return name or Path(source).name
