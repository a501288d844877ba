"""New Python processes that import the same fastrank as this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import fastrank as fr


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment; asv drops PYTHONPATH, which may be why fastrank is found here."""
    return os.environ | {"PYTHONPATH": str(Path(fr.__file__).parent.parent)} | changes


def python(*arguments: str) -> tuple[str, ...]:
    """Return the command line of this interpreter."""
    return (sys.executable, *arguments)
