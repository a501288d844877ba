"""trec_eval's names of measures: what pytrec_eval makes of them, and which of our measures they are."""

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
    WITH_GAINS,
    Column,
    at_level,
    cut_columns,
)
from fastrank.spec import Measure, parse

supported_measures = set(MEASURES)

_PREFS = {
    "num_q", "runid", "prefs_simp", "prefs_pair", "prefs_avgjg", "prefs_num_prefs_poss", "prefs_num_prefs_ful",
    "prefs_num_prefs_ful_ret",
}  # fmt: skip

# The last three hold measures that pytrec_eval names and does not support.
supported_nicknames = {
    "official": set(OFFICIAL),
    "set": set(SET),
    "all_trec": set(MEASURES),
    "prefs": set(_PREFS),
    "all_prefs": _PREFS
    | {
        "prefs_avgjg_Rnonrel", "prefs_avgjg_Rnonrel_ret", "prefs_avgjg_imp", "prefs_avgjg_ret",
        "prefs_pair_imp", "prefs_pair_ret", "prefs_simp_imp", "prefs_simp_ret",
    },
    "qrels_jg": {"P_avgjg", "Rprec_mult_avgjg", "map_avgjg", "num_q", "runid"},
}  # fmt: skip
_PARAMETERS = re.compile(r"[._](\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?)*)")


def columns(measures: Iterable[str], level: int) -> list[Column]:
    """Return what to compute for the names that a user gave."""
    wanted = _wanted(measures)
    return [
        at_level(column, level, "up")
        for base in MEASURES
        if base in wanted
        for column in _columns_of(base, wanted[base])
    ]


def _wanted(measures: Iterable[str]) -> dict[str, set[str]]:
    """Return the parameters of every measure named; of several spellings of one the parameters come together."""
    names: set[str] = set()
    for name in measures:
        names |= supported_nicknames.get(name, {name})
    wanted: dict[str, set[str]] = {}
    for name in names:
        base, parameters = (name, []) if name in supported_measures else _split(name)
        wanted.setdefault(base, set()).update(parameters)
    return wanted


def _split(name: str) -> tuple[str, list[str]]:
    """Return a measure and its parameters; what stands behind them is not read."""
    for base in supported_measures:
        found = _PARAMETERS.match(name, len(base)) if name.startswith(base) else None
        if found is not None:
            return base, found[1].split(",")
    raise ValueError(f"unsupported measure {name}")


def _columns_of(base: str, given: set[str]) -> list[Column]:
    if given and base in WITH_GAINS:  # which no name here can write
        raise ValueError(f"{base}: cannot have parameters; pytrec_eval ends the process")
    if base not in CUTOFFS:
        return [Column(base, base, _single(base, sorted(given)))]
    numbers = {float(text) if base in REAL_CUTOFFS else int(float(text)) for text in given}
    return cut_columns(base, sorted(numbers) or CUTOFFS[base])


def _single(base: str, given: list[str]) -> Measure | None:
    """Return a measure with one value; parameters of those that have none are not read."""
    ours = MEASURES[base]
    measure = None if ours is None else parse(ours)
    if measure is None or not given:
        return measure
    if base == "set_F":  # the first parameter, as text, is beta squared
        return measure.replace(beta=math.sqrt(float(given[0])))
    if base == "11pt_avg":
        return measure.replace(recalls=tuple(sorted(map(float, given))))
    if base == "utility":
        return measure.replace(coefficients=tuple(map(float, given)))
    return measure
