"""The calibration study runs, and tests that claim to be exact are, on a few data sets of a fixed seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import fastrank as fr

STUDY = Path(__file__).resolve().parent.parent / "benchmarks" / "calibration" / "run.py"

if not STUDY.exists():
    pytest.skip("benchmarks are not part of the source distribution", allow_module_level=True)


@pytest.mark.long
def test_quick_study_finds_what_is_claimed(data: Path) -> None:
    package = Path(fr.__file__).resolve().parents[1]
    study = {**os.environ, "FASTRANK_TEST_DATA": str(data), "PYTHONPATH": str(package)}
    ran = subprocess.run([sys.executable, STUDY, "--quick"], env=study, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stdout + ran.stderr
