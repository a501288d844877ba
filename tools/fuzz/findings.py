"""Findings on disk: a case's files, what was found, the fewest steps of damage that show it, and how to repeat it."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

from tools.fuzz.blocks import Children, Result
from tools.fuzz.verdicts import template

MANY_STEPS = 8


def narrowed(result: Result, children: Children) -> list[int] | None:
    """Return the fewest steps of damage that have the same outcome, dropping one after the other."""
    n = (
        len(result.outcome.steps)
        if result.outcome.steps
        else (MANY_STEPS if result.outcome.name in ("crash", "hang") else 0)
    )
    steps: list[int] | None = None
    for step in range(n - 1, -1, -1):
        fewer = [s for s in (range(n) if steps is None else steps) if s != step]
        (again,) = children.results(result.number, result.number + 1, fewer)
        if again.outcome.name == result.outcome.name:
            steps = fewer
    return steps


def keep(result: Result, children: Children, findings: Path) -> Path:
    """Write a finding down; return its folder."""
    steps = narrowed(result, children) if result.outcome.steps or result.kind == "?" else None
    (shown,) = children.results(result.number, result.number + 1, steps)  # its files are what is kept
    folder = findings / f"{children.seed}-{result.number}"
    shutil.rmtree(folder, ignore_errors=True)
    case = children.folder / "case"
    shutil.copytree(case, folder) if case.is_dir() else folder.mkdir(parents=True)
    option = "" if steps is None else f" --steps {','.join(map(str, steps))}"
    lines = [
        f"{result.outcome.name} ({result.kind}); steps {result.outcome.steps}",
        f"python -m tools.fuzz --seed {children.seed} --case {result.number}{option}",
        f"then: {shown.outcome.name}",
        "",
        result.outcome.detail,
    ]
    (folder / "finding.txt").write_text("\n".join(lines))
    return folder


class Tally:
    """How often each kind had each outcome, and every message with the first case that had it."""

    def __init__(self) -> None:
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.messages: Counter[tuple[str, str]] = Counter()
        self.first: dict[tuple[str, str], int] = {}

    def add(self, result: Result) -> int:
        """Count a result; return how often its like has been."""
        self.outcomes[result.kind, result.outcome.name] += 1
        message = result.outcome.name, template(result.outcome.detail)
        self.messages[message] += 1
        self.first.setdefault(message, result.number)
        return self.messages[message]

    def summary(self) -> str:
        """Return a table of kinds × outcomes."""
        kinds, names = (sorted({key[i] for key in self.outcomes}) for i in range(2))
        width = max(map(len, [*kinds, "all"]), default=3)
        lines = [" " * width + "".join(f"  {name}" for name in names)]
        for kind in kinds:
            counts = [self.outcomes[kind, name] for name in names]
            lines.append(
                f"{kind:{width}}" + "".join(f"  {c:{len(n)}}" for c, n in zip(counts, names, strict=True))
            )
        return "\n".join(lines)

    def write_messages(self, path: Path) -> None:
        """Write every message down, the most frequent first."""
        rows = [f"{n:7d}  case {self.first[m]:<7d} {m[0]}: {m[1]}" for m, n in self.messages.most_common()]
        path.write_text("\n".join(rows) + "\n")
