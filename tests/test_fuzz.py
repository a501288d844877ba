"""The fuzzer: a little of it everywhere, more in the long run; and that it would notice."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

pytestmark = pytest.mark.skipif(
    not (ROOT / "tools" / "fuzz").is_dir(), reason="the tools are in the checkout"
)


def fuzz(findings, *arguments):
    command = [sys.executable, "-m", "tools.fuzz", "--findings", findings, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=280)


def assert_nothing_found(done):
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_a_few_dozen_cases(tmp_path):
    assert_nothing_found(fuzz(tmp_path, "--cases", 40, "--seed", 20))


@pytest.mark.long
def test_a_thousand_cases(tmp_path):
    assert_nothing_found(fuzz(tmp_path, "--cases", 1000, "--seed", 21))


STUB = """
import os, time, warnings
from tools.fuzz.verdicts import Outcome

def run_case(seed, number, folder, kept, phase):
    phase("fastrank")
    if number == 2:
        os.abort()
    if number == 4:
        time.sleep(60)
    return "stub", Outcome("wrong answer" if number == 5 else "equal", "1 is not 2" if number == 5 else "")
"""


def test_a_crash_a_hang_and_a_wrong_answer_are_laid_to_their_cases(tmp_path):
    (tmp_path / "stub_cases.py").write_text(STUB)
    script = f"""
import os, pathlib, sys
os.environ["PYTHONPATH"] = {str(tmp_path)!r}
from tools.fuzz.blocks import Children
children = Children(0, pathlib.Path({str(tmp_path)!r}), patience=1.5, cases="stub_cases")
for result in children.results(0, 7):
    print(result.number, result.outcome.name)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    wanted = ["0 equal", "1 equal", "2 crash", "3 equal", "4 hang", "5 wrong answer", "6 equal"]
    assert done.stdout.splitlines() == wanted


@pytest.mark.long
def test_a_case_is_made_from_its_number_alone(tmp_path):
    """In other words: what was found in a block can be repeated alone."""
    one, other = (fuzz(tmp_path / str(i), "--case", 7, "--seed", 3).stdout for i in range(2))
    assert one.splitlines()[:2] == other.splitlines()[:2]
