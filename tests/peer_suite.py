"""Runs a package's own tests in a process of their own, with our functions in the place of its."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import fastrank


def run_tests(
    plugin: str, selection: list[str], folder: Path, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run pytest on `selection` with the text of `plugin` as a plugin, which binds ours before modules are imported."""
    (folder / "bind_fastrank.py").write_text(plugin)
    home = str(Path(fastrank.__file__).parents[1])
    command = [sys.executable, "-m", "pytest", "-rA", "-q", "-p", "bind_fastrank", "-p", "no:cacheprovider"]
    return subprocess.run(
        [*command, *selection, *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), home])} | environment,
        capture_output=True,
        text=True,
        timeout=600,
    )


def outcomes(output: str) -> tuple[set[str], set[str]]:
    """Names of the tests that passed, and of those that did not."""
    found = re.findall(r"^(PASSED|FAILED|ERROR) \S*?::(\S+)", output, re.MULTILINE)
    passed = {name for outcome, name in found if outcome == "PASSED"}
    return passed, {name for outcome, name in found if outcome != "PASSED"}
