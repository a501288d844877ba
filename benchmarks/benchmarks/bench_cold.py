"""Seconds to a first result in a new process, on an empty and on a filled kernel cache."""

from __future__ import annotations

import importlib.util
import statistics
import subprocess
import tempfile
import time

from .processes import environment, python

ARRAY = "import fastrank as fr; fr.ndcg([[3.0, 0.0, 1.0]], [[0.2, 0.9, 0.4]], k=10)"
TABLE = """
import fastrank as fr
fr.evaluate({"q": {"a": 2, "b": 0}}, {"q": {"a": 0.5, "b": 0.7}}, ["nDCG@10", "AP"])
"""
FIRST_RESULTS = {
    "array": python("-c", ARRAY),
    "table": python("-c", TABLE),
    "demo": python("-m", "fastrank", "demo"),
}
WARM_REPEATS = 3


class FirstResult:
    """The whole process is timed, from its start to its end; smaller is better."""

    params = (list(FIRST_RESULTS),)
    param_names = ("result",)
    version = "1"
    unit = "s"
    timeout = 120

    def setup(self, result: str) -> None:
        if result == "demo" and importlib.util.find_spec("fastrank.__main__") is None:
            raise NotImplementedError("this version has no demo")
        self.kernels = tempfile.TemporaryDirectory()

    def teardown(self, result: str) -> None:
        if hasattr(self, "kernels"):  # asv calls it after a skipped setup, too
            self.kernels.cleanup()

    def track_empty_cache(self, result: str) -> float:
        return self._process_seconds(result)

    def track_warm_cache(self, result: str) -> float:
        self._process_seconds(result)
        return statistics.median(self._process_seconds(result) for _ in range(WARM_REPEATS))

    def _process_seconds(self, result: str) -> float:
        cached = environment(FASTRANK_CACHE_DIR=self.kernels.name)
        start = time.perf_counter()
        subprocess.run(FIRST_RESULTS[result], env=cached, stdout=subprocess.DEVNULL, check=True)
        return time.perf_counter() - start
