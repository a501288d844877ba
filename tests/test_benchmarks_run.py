"""Every benchmark runs once at its smallest size, and cases.json knows every registered measure."""

from __future__ import annotations

import importlib
import inspect
import itertools
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fastrank as fr
from fastrank.spec import all_metrics, parse

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
KINDS = ("time_", "timeraw_", "track_", "peakmem_")
# Of these only the first value is taken; of all other parameters every value.
SMALLEST_FIRST = ("size", "engine")

if not BENCHMARKS.exists():
    pytest.skip("benchmarks are not part of the source distribution", allow_module_level=True)


def _modules() -> list[str]:
    return sorted(path.stem for path in (BENCHMARKS / "benchmarks").glob("bench_*.py"))


def _load(module: str) -> Any:
    sys.path.insert(0, str(BENCHMARKS))
    try:
        return importlib.import_module(f"benchmarks.{module}")
    finally:
        sys.path.remove(str(BENCHMARKS))


def _classes() -> Iterator[Any]:
    for module in _modules():
        for name, cls in inspect.getmembers(_load(module), inspect.isclass):
            if cls.__module__ == f"benchmarks.{module}" and any(_methods(cls)):
                marks = [pytest.mark.long] if module == "bench_cold" else []
                yield pytest.param(cls, id=f"{module}.{name}", marks=marks)


def _methods(cls: type) -> list[str]:
    return [name for name in dir(cls) if name.startswith(KINDS)]


def _combinations(cls: Any) -> Iterator[tuple[Any, ...]]:
    names, values = getattr(cls, "param_names", ()), getattr(cls, "params", ())
    assert len(names) == len(values)
    kept = (value[:1] if name in SMALLEST_FIRST else value for name, value in zip(names, values, strict=True))
    return itertools.product(*kept)


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("FASTRANK_BENCH_DATA", str(tmp_path_factory.getbasetemp() / "benchmark-data"))
    monkeypatch.delenv("FASTRANK_BENCH_PEERS", raising=False)
    yield
    fr.set_num_threads(None)


@pytest.mark.parametrize("cls", list(_classes()))
def test_runs_once(cls: Any) -> None:
    for parameters in _combinations(cls):
        _run(cls, parameters)


def _run(cls: Any, parameters: tuple[Any, ...]) -> None:
    benchmark = cls()
    if hasattr(benchmark, "setup"):
        try:
            benchmark.setup(*parameters)
        except NotImplementedError:
            return
    for name in _methods(cls):
        result = getattr(benchmark, name)(*parameters)
        if name.startswith("timeraw_"):
            subprocess.run([sys.executable, "-c", result], check=True)
        elif name.startswith("track_"):
            assert result > 0
    if hasattr(benchmark, "teardown"):
        benchmark.teardown(*parameters)


def test_cases_know_every_measure() -> None:
    cases = _load("cases").CASES
    ordinary = {name for name, metric in all_metrics().items() if not metric.by_subtopic}
    missing = ordinary - {parse(measure).metric.name for measure in cases["measures"]}
    assert not missing, f"append to benchmarks/benchmarks/cases.json: {sorted(missing)}"


@pytest.mark.parametrize("engine", ["sklearn", "pytrec_eval"])
def test_peers_stay_out_of_the_history(engine: str) -> None:
    with pytest.raises(NotImplementedError):
        _load("cases").skip_peer(engine)
