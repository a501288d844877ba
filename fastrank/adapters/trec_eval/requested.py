"""What `-m` asks for, read as trec_eval reads it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from fastrank.adapters.trec_eval.measures import (
    CUTOFFS,
    MEASURES,
    OFFICIAL,
    REAL_CUTOFFS,
    SET,
    SINCE_10,
    WITH_GAINS,
    Column,
    at_level,
    cut_columns,
)
from fastrank.spec import Measure, parse

_INTEGER = re.compile(r"\s*[+-]?\d+")
_REAL = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_ELSEWHERE = {
    "rbp": "trec_eval 10.0's reads uninitialised memory; `fastrank evaluate -m 'RBP(p=0.8)'` computes it",
    "rbp_resid": "trec_eval 10.0's reads uninitialised memory; `fastrank evaluate -m 'rbp_resid(p=0.8)'` computes it",
    "dcg": "`fastrank evaluate -m DCG` computes it",
}


def requested(names: Iterable[str], level: int, *, newest: bool) -> list[Column]:
    """Return the columns to print: of trec_eval 10.0 if `newest`, else of 9.0.8."""
    known = MEASURES | SINCE_10 if newest else MEASURES
    wanted: set[str] = set()
    parameters: dict[str, str] = {}
    for name in names:
        base, point, given = name.partition(".")
        if point:
            if not given:
                raise ValueError(f"-m {name}: no parameter after the point")
            parameters.setdefault(base, given)  # trec_eval reads the first that a measure is given
        wanted |= _named(base, known)
    return [
        at_level(column, level, "nearest" if newest else "up")
        for base in known
        if base in wanted
        for column in _columns(base, parameters.get(base))
    ]


def _named(base: str, known: dict[str, str | None]) -> set[str]:
    nicknames = {"official": OFFICIAL, "set": SET, "all_trec": set(known)}
    if base in nicknames:
        return nicknames[base]
    if base in known:
        return {base}
    if base in SINCE_10:
        raise ValueError(f"-m {base}: trec_eval has it from 10.0 on; say --compat trec_eval-10.0")
    if base in _ELSEWHERE:
        raise ValueError(f"-m {base}: {_ELSEWHERE[base]}")
    stem = next((name for name in sorted(known, key=len, reverse=True) if base.startswith(f"{name}_")), None)
    hint = (
        f"parameters follow a point: {stem}.{base[len(stem) + 1 :]}"
        if stem
        else f"there are {', '.join(known)}"
    )
    raise ValueError(
        f"-m {base}: not a measure of trec_eval; {hint}, and official, set and all_trec for several"
    )


def _columns(base: str, given: str | None) -> list[Column]:
    if base in CUTOFFS:
        return cut_columns(base, CUTOFFS[base] if given is None else _cutoffs(base, given))
    ours = MEASURES[base]
    if given is None or (ours is not None and base not in (*WITH_GAINS, "utility", "11pt_avg", "set_F")):
        return [Column(base, base, None if ours is None else parse(ours))]
    if ours is None:
        return [Column(f"{base}_{given}" if base == "relstring" else base, base, None)]
    return [Column(f"{base}_{given}", base, _with_parameters(parse(ours), base, given))]


def _with_parameters(measure: Measure, base: str, given: str) -> Measure:
    if base in WITH_GAINS:
        return measure.replace(gain=_gains(base, given))
    numbers = [c_double(text) for text in given.split(",")]
    if base == "set_F":  # the first is beta squared
        return measure.replace(beta=math.sqrt(numbers[0]))
    if base == "11pt_avg":
        return measure.replace(recalls=tuple(sorted(numbers)))
    return measure.replace(coefficients=tuple(numbers))


def _cutoffs(base: str, given: str) -> list[float]:
    cutoffs = sorted((c_double if base in REAL_CUTOFFS else c_long)(text) for text in given.split(","))
    if base not in REAL_CUTOFFS and cutoffs[0] <= 0:
        raise ValueError(f"-m {base}.{given}: a cutoff must be a whole number of ranks, 1 or more")
    if len(set(cutoffs)) < len(cutoffs):
        raise ValueError(f"-m {base}.{given}: a cutoff stands twice")
    return cutoffs


def _gains(base: str, given: str) -> dict[float, float]:
    pairs = [pair.split("=") for pair in given.split(",")]
    if not all(len(pair) == 2 for pair in pairs):
        raise ValueError(f"-m {base}.{given}: parameters are grade=gain, separated by commas")
    return {float(c_long(grade)): c_double(gain) for grade, gain in pairs}


def c_long(text: str) -> int:
    """Read the whole number at the beginning of a text, as C's atol does: 0 where there is none."""
    found = _INTEGER.match(text)
    return int(found[0]) if found else 0


def c_double(text: str) -> float:
    """Read the number at the beginning of a text, as C's atof does: 0 where there is none."""
    found = _REAL.match(text)
    return float(found[0]) if found else 0.0
