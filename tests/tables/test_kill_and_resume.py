"""Evaluations that are killed leave whole files and go on to the same bits: `python -m tools.kill_and_resume`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(
    not (ROOT / "tools" / "kill_and_resume.py").exists(), reason="the tools are in the checkout"
)


def killed(times, seed):
    command = [sys.executable, "-m", "tools.kill_and_resume", f"--times={times}", f"--seed={seed}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def test_kill_and_resume():
    assert "2 kills" in killed(2, seed=1)


@pytest.mark.long
def test_kill_at_fifty_moments_and_resume():
    """Of every form of run."""
    told = killed(50, seed=2)
    assert "50 kills" in told
    for form in ("parquet", "ipc", "text", "csv", "stream", "one file"):
        assert f"evaluations of {form}" in told
