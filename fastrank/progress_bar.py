"""A progress bar for work that takes long enough to wonder."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from fastrank.parallel import Progress

PATIENCE = 1.0  # seconds without a bar


class ProgressBar(AbstractContextManager["ProgressBar"]):
    """Called as ``bar(done, total)``, total 0 where it is not known.

    Draws on standard error, or in a notebook, after a second: how much is done, how much a second where `unit` is
    named, and the time left. Without a terminal or a notebook it draws only if `always`.
    """

    def __init__(self, label: str, wanted: bool = True, *, unit: str = "", always: bool = False) -> None:
        self.label, self.unit = label, unit
        self.wanted = wanted and (always or sys.stderr.isatty() or "ipykernel" in sys.modules)
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int) -> None:
        if not self.wanted or (self._bar is None and time.monotonic() - self._start < PATIENCE):
            return
        if self._bar is None:
            self._open(total)
        self._bar.update(self._task, completed=done, total=total or None, speed=self._speed(done))

    def _open(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = ("{task.description}", BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        speed = (TextColumn("{task.fields[speed]}"),) if self.unit else ()
        self._bar = Progress(*columns, *speed, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task(self.label, total=total or None, speed="")
        self._bar.start()

    def _speed(self, done: int) -> str:
        a_second = done / max(time.monotonic() - self._start, 1e-9)
        return f"{done:,} {self.unit}, {a_second:,.0f} {self.unit}/s"

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()


class RowsDone:
    """Rows of several systems, one after the other, as one count; `n_rows` where systems tell theirs."""

    def __init__(self, n_rows: Sequence[int | None], show: Progress) -> None:
        self._n_rows, self._show = n_rows, show
        self._total = sum(n or 0 for n in n_rows) if None not in n_rows else 0
        self._last = 0

    def of_system(self, place: int) -> Progress:
        """Return what the ranking of a system calls with its own rows."""
        before = self._last if None in self._n_rows else sum(n or 0 for n in self._n_rows[:place])

        def show(done: int, _: int) -> None:
            self._last = before + done
            self._show(self._last, self._total)

        return show


def shown(progress: bool | Progress | None) -> AbstractContextManager[Progress]:
    """Return what `progress=` asks for, to be entered: a bar if it is wanted, or the callable."""
    if callable(progress):
        return nullcontext(progress)
    return ProgressBar("evaluating", progress is not False, unit="rows", always=progress is True)
