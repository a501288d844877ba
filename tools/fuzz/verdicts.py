"""What became of a case, and whether that may be."""

from __future__ import annotations

import math
import re
import traceback
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

import fastrank as fr
from tools.fuzz.plain_evaluation import Answer
from tools.fuzz.plain_readers import Refused

# Outcomes that may be: the answers agree, both refuse, or fastrank alone refuses what was damaged.
GOOD = ("equal", "refused", "stricter", "not compared")
CLOSE = {"rel_tol": 1e-11, "abs_tol": 1e-14}


@dataclass(frozen=True)
class Outcome:
    """One of `GOOD`, or what was found; `detail` is the error or the difference."""

    name: str
    detail: str = ""
    steps: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it may be."""
        return self.name in GOOD


@dataclass(frozen=True)
class Tried:
    """A value, or the error in its place, with `fault` where the error may not be."""

    value: Any = None
    error: Exception | None = None
    fault: str = ""


def tried(call: Callable[[], Any], names: Iterable[str]) -> Tried:
    """Call fastrank; an error must be one line of ours that holds one of the names. Warnings are errors."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return Tried(value=call())
    except Exception as error:
        fault = _fault(error, names)
        shown = f"{type(error).__name__}: {error}".replace("\n", "⏎")
        where = "".join(traceback.format_exception(error))
        return Tried(error=error, fault=f"{fault}\n{shown}\n{where}" if fault else "")


def _fault(error: Exception, names: Iterable[str]) -> str:
    text = str(error)
    if not isinstance(error, ValueError | TypeError | OSError) or isinstance(error, pa.ArrowException):
        return "error of the wrong type"
    if isinstance(error, UnicodeError):
        return "error of the wrong type"
    if len(text.splitlines()) != 1 or not text.isprintable():
        return "message is not one line"
    if not any(name in text for name in names):
        return "message names no source"
    return ""


def compared(found: Tried, wanted: Callable[[], Answer], *, damaged: bool) -> Outcome:
    """Return what the answers of fastrank and of plain Python make together."""
    if found.fault:
        name, _, rest = found.fault.partition("\n")
        return Outcome(name, rest)
    try:
        answer = wanted()
    except Refused as refusal:
        if found.error is not None:
            return Outcome("refused", str(found.error))
        return Outcome("accepted what plain Python refuses", str(refusal))
    if found.error is not None:
        return Outcome("stricter" if damaged else "refused what is right", str(found.error))
    difference = _difference(found.value, answer)
    return Outcome("wrong answer", difference) if difference else Outcome("equal")


def _difference(scores: fr.Scores, answer: Answer) -> str:
    if list(scores.queries) != answer.queries or sorted(scores.systems) != sorted(answer.systems):
        return f"axes {scores.systems} {scores.queries}, not {answer.systems} {answer.queries}"
    values = scores.sel(systems=answer.systems).values.tolist()
    for m, measure in enumerate(scores.measures):
        for s, system in enumerate(answer.systems):
            for q, query in enumerate(answer.queries):
                one, other = values[m][s][q], answer.values[m][s][q]
                if other is not None and not same(one, other):
                    return f"{measure} of {system} on {query!r} is {one!r}, not {other!r}"
    return ""


def same(one: float, other: float) -> bool:
    """Whether two values are one within rounding; NaN is NaN."""
    return math.isclose(one, other, **CLOSE) or (math.isnan(one) and math.isnan(other))


def template(message: str) -> str:
    """Return a message without what differs from case to case."""
    line = message.splitlines()[0] if message else ""
    line = re.sub(r"^[a-z]+/[a-z]+: ", "", re.sub(r"/\S*/", "", line))  # paths; what kinds of objects
    line = re.sub(r"'[^']*'|\"[^\"]*\"", "'...'", line)
    return re.sub(r"-?\d+(\.\d+)?(e[+-]?\d+)?", "N", line)[:150]
