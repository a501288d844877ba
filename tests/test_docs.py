"""The Python in README.md and on the pages of docs/ runs, and prints what the pages say it prints."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_FENCE = re.compile(r"^( *)```python\n(.*?)^ *```$", re.DOTALL | re.MULTILINE)


def _blocks(page: Path) -> list[tuple[int, str]]:
    """Line number and text of every Python block."""
    text = page.read_text(encoding="utf-8")
    return [(text.count("\n", 0, m.start()) + 1, textwrap.dedent(m[2])) for m in _FENCE.finditer(text)]


def _run_session(block: str, names: dict[str, Any], page: Path, line: int) -> list[str]:
    session = doctest.DocTestParser().get_doctest(block, {}, f"{page.name}:{line}", str(page), line)
    session.globs = names  # one set of names for all blocks of a page, as a reader would have
    told: list[str] = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(session, out=told.append, clear_globs=False)
    return told if runner.summarize(verbose=False).failed else []


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page)], ids=lambda page: page.name)
def test_sessions_print_what_the_page_says(page):
    names: dict[str, Any] = {}
    told: list[str] = []
    for line, block in _blocks(page):
        if ">>>" in block:
            told += _run_session(block, names, page, line)
    assert not told, "".join(told)


def test_readme_snippet_runs(capsys):
    (snippet,) = (block for _, block in _blocks(ROOT / "README.md") if ">>>" not in block)
    assert len(snippet.splitlines()) <= 6
    exec(snippet, {})
    assert "nDCG@10" in capsys.readouterr().out


def test_readme_shows_what_the_demo_prints(tmp_path):
    command = [sys.executable, "-m", "fastrank", "demo"]
    plain = {**os.environ, "COLUMNS": "100"}
    ran = subprocess.run(command, cwd=tmp_path, env=plain, capture_output=True, encoding="utf-8", check=True)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```text\n(.*?)^```$", readme, re.DOTALL | re.MULTILINE)
    assert _without_seconds(shown) == _without_seconds(ran.stdout)


def _without_seconds(text: str) -> str:
    return re.sub(r"in [\d.]+ s$", "in ... s", text.strip())
