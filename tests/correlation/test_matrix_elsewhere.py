"""The matrix on processors without vector popcounts, and within its memory: both need processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PLAIN = {"NUMBA_CPU_NAME": "x86-64", "NUMBA_CPU_FEATURES": ""}

DIGEST = """
import hashlib
import numpy as np
import fastrank as fr
from fastrank.correlation.matrix import engines
from fastrank.correlation.matrix.thresholds import vector_popcounts

digest = hashlib.sha256()
rng = np.random.default_rng(0)
for planes in (True, False):
    engines.planes_pay = lambda *_: planes
    for n in (9, 50, 130):
        x = rng.integers(0, 12, (70, n)).astype(float)
        for gaps in (0.0, 0.1):
            x[rng.random(x.shape) < gaps] = np.nan
            for values in (x, x + rng.random(x.shape)):
                made = fr.correlation_matrix(values, pvalues=True)
                digest.update(made.statistic.tobytes() + np.round(made.pvalue, 12).tobytes())
                digest.update(fr.correlation_matrix(values, top_k=3).index.tobytes())
print(vector_popcounts(), digest.hexdigest())
"""

MEMORY = """
import resource
import sys
import threading
import time
import numpy as np
import fastrank as fr

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize()

s, n, dtype, gaps, top_k, blocks, statistic, pvalues = eval(sys.argv[1])
rng = np.random.default_rng(0)
x = rng.integers(0, 20, (s, n), np.int8).astype(dtype)
if gaps:
    for row in x:
        row[rng.integers(0, n, max(1, int(gaps * n)))] = np.nan
fr.correlation_matrix(x[:70, :60].copy(), statistic=statistic, pvalues=pvalues, top_k=top_k)
out = None
if not (top_k or blocks):
    out = [np.zeros((s, s)) for _ in range(1 + pvalues)]
    for matrix in out:
        matrix[:] = 1.0
before, most, running = resident(), [0], [True]

def watch():
    while running[0]:
        most[0] = max(most[0], resident())
        time.sleep(0.002)

watcher = threading.Thread(target=watch)
watcher.start()
made = fr.correlation_matrix(x, statistic=statistic, pvalues=pvalues, top_k=top_k, blocks=blocks, out=out)
if blocks:
    for block in made:
        pass
running[0] = False
watcher.join()
print((most[0] - before) / 1e6)
"""


def run(script: str, *arguments: str, **environment: str) -> str:
    command = [sys.executable, "-c", script, *arguments]
    root = str(Path(__file__).resolve().parents[2])
    environment = {**os.environ, "PYTHONPATH": root, **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.long  # 20 s: every kernel compiled for another processor
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="names an x86-64 target")
def test_plain_processors_give_the_same_bits(tmp_path: Path) -> None:
    plain = run(DIGEST, FASTRANK_CACHE_DIR=str(tmp_path), **PLAIN).split()
    here = run(DIGEST).split()
    assert plain[0] == "False"
    assert plain[1] == here[1]


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads /proc")
@pytest.mark.parametrize(
    "case",
    [
        "64, 20_000, float, 0.0, None, False, 'kendalltau', True",
        "64, 20_000, float, 0.05, None, False, 'kendalltau', True",
        "64, 200_000, 'f4', 0.0, None, False, 'kendalltau', True",  # converted and sorted: 51 MB of input
        "1500, 10_000, 'f4', 0.0, 2, False, 'pearsonr', False",
        "3000, 1000, '>i4', 0.0, None, False, 'kendalltau', False",
        "3000, 300, float, 0.05, None, False, 'kendalltau', True",
        "20_000, 50, float, 0.0, None, True, 'kendalltau', True",
        "20_000, 50, float, 0.05, 10, False, 'kendalltau', True",
        "200_000, 10, 'f4', 0.0, 1, False, 'kendalltau', False",
    ],
)
def test_memory_besides_input_and_output(case: str) -> None:
    grown = float(run(MEMORY, case))
    assert grown < 256, f"{grown:.0f} MB"
