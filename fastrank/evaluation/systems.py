"""The systems of an evaluation: their names, and the runs behind them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fastrank.tables.arrow_input import ARROW, PARQUET
from fastrank.tables.named_columns import NamedColumns
from fastrank.tables.run_pieces import PiecewiseRun
from fastrank.tables.runs import read_runs

_FORMAT_SUFFIXES = (".gz", ".xz", *PARQUET, *ARROW, ".csv", ".txt", ".run", ".trec")


def systems_of(runs: Any, columns: NamedColumns, order: str | None = None) -> dict[str, PiecewiseRun]:
    """Return every system's run under its name; a name may stand once."""
    if isinstance(runs, Mapping) and not _is_run_dict(runs):
        sources = [(str(name), source) for name, source in runs.items()]
    elif isinstance(runs, Sequence) and not isinstance(runs, str):
        sources = [(system_name(source), source) for source in runs]
    else:
        sources = [(system_name(runs), runs)]
    systems: dict[str, PiecewiseRun] = {}
    for name, source in sources:
        for system, run in read_runs(source, name, columns, order).items():
            if system in systems:
                raise ValueError(f"two runs are called {system!r}; pass {{name: run}} with other names")
            systems[system] = run
    if not systems:
        raise ValueError("evaluate: no run given")
    return systems


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
