"""Blocks of cases in child processes: a crash or a hang ends the child and is laid to its case; the next goes on."""

from __future__ import annotations

import json
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tools.fuzz.verdicts import Outcome

START = 300.0  # seconds a child may take for its first case: it may have to compile every kernel


class Result(NamedTuple):
    """What became of a case."""

    number: int
    kind: str
    outcome: Outcome


class Deadline:
    """A moment that moves on with every sign of life."""

    def __init__(self, seconds: float) -> None:
        self.move(seconds)

    def move(self, seconds: float) -> None:
        """Be that many seconds from now."""
        self._moment = time.monotonic() + seconds

    def seconds_left(self) -> float:
        """Return how long until then, a moment at least."""
        return max(0.1, self._moment - time.monotonic())


@dataclass(frozen=True)
class Children:
    """How children are started."""

    seed: int
    folder: Path
    patience: float = 20.0
    cases: str = "tools.fuzz.cases"

    def results(self, first: int, end: int, steps: list[int] | None = None) -> Iterator[Result]:
        """Yield what became of the cases ``[first, end)``, in order."""
        while first < end:
            for result in self._of_one_child(first, end, steps):
                yield result
                first = result.number + 1

    def _of_one_child(self, first: int, end: int, steps: list[int] | None) -> Iterator[Result]:
        """Yield results until the child has ended; the last one may be a crash or a hang."""
        errors = self.folder / "stderr.txt"
        with open(errors, "wb") as said:
            child = subprocess.Popen(self._command(first, end, steps), stdout=subprocess.PIPE, stderr=said)
        number, phase, deadline = first, "starting", Deadline(START)
        try:
            for line in _lines(child, deadline):
                deadline.move(self.patience)
                if len(line) == 2:
                    number, phase = line
                    continue
                number, kind, name, detail, taken = line
                yield Result(number, kind, Outcome(name, detail, taken))
                number, phase = number + 1, "between cases"
            ended = child.wait(deadline.seconds_left())
        except (TimeoutError, subprocess.TimeoutExpired):
            ended = None
        finally:
            child.kill()
            child.wait()
        if ended is None or ended != 0 or number < end:
            name = "hang" if ended is None else "crash"
            if phase not in ("fastrank", "again"):
                name = f"the fuzzer's own {name}"
            shown = errors.read_text(errors="replace")[-4000:]
            yield Result(min(number, end - 1), "?", Outcome(name, f"in {phase}, exit code {ended}\n{shown}"))

    def _command(self, first: int, end: int, steps: list[int] | None) -> list[str]:
        named: dict[str, Any] = {"cases": self.cases, "seed": self.seed, "first": first, "end": end}
        named |= {"folder": self.folder, "patience": self.patience * 0.9}
        named |= {} if steps is None else {"steps": ",".join(map(str, steps))}
        return [sys.executable, "-m", "tools.fuzz.child", *(f"--{k}={v}" for k, v in named.items())]


def _lines(child: subprocess.Popen[bytes], deadline: Deadline) -> Iterator[list[Any]]:
    """Yield what a child says as it says it; `TimeoutError` where it falls silent."""
    assert child.stdout is not None
    held = b""
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if not selector.select(deadline.seconds_left()):
                raise TimeoutError
            block = child.stdout.read1(1 << 16)  # type: ignore[attr-defined]
            if not block:
                return
            *lines, held = (held + block).split(b"\n")
            yield from map(json.loads, lines)
