"""The frozen names and sizes of cases.json.

asv keys its history by parameter values: they are never read from the registry, which differs between
versions, and are only ever appended to.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

CASES: dict[str, Any] = json.loads(Path(__file__).with_name("cases.json").read_text(encoding="utf-8"))


def dimensions(size: str) -> tuple[int, int]:
    """Return the two numbers of a size such as ``"1000x100"``."""
    rows, columns = size.split("x")
    return int(rows), int(columns)


def skip_peer(engine: str) -> None:
    """Keep peers out of the history: asv counts NotImplementedError from `setup` as not applicable."""
    if engine != "fastrank" and os.environ.get("FASTRANK_BENCH_PEERS") != "1":
        raise NotImplementedError("peers run with FASTRANK_BENCH_PEERS=1")
