"""A progress bar for work that takes long enough to wonder."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from typing import Any

PATIENCE = 1.0  # seconds without a bar


class ProgressBar(AbstractContextManager["ProgressBar"]):
    """Called as ``bar(done, total)``; draws on standard error, after a second, and only on a terminal."""

    def __init__(self, label: str, wanted: bool = True) -> None:
        self.label = label
        self.wanted = wanted and sys.stderr.isatty()
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int) -> None:
        if not self.wanted or (self._bar is None and time.monotonic() - self._start < PATIENCE):
            return
        if self._bar is None:
            self._open(total)
        self._bar.update(self._task, completed=done, total=total)

    def _open(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self._bar = Progress(console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self.label, total=total)
        self._bar.start()

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()
