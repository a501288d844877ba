"""trec_eval's names of measures: what pytrec_eval makes of them, and which of our measures they are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from fastrank.spec import Measure, parse

_CUTS = (5, 10, 15, 20, 30, 100, 200, 500, 1000)
_TENTHS = tuple(i / 10 for i in range(11))

# In the order of trec_eval, which is that of results: name, ours, and where it has several values their cutoffs.
_SINGLE = {
    "runid": None, "num_q": "NumQ", "num_ret": "NumRet", "num_rel": "NumRel", "num_rel_ret": "NumRet(rel=1)",
    "map": "AP", "gm_map": "gm_map", "Rprec": "Rprec", "bpref": "Bpref", "recip_rank": "RR",
    "iprec_at_recall": "IPrec@{}", "P": "P@{}", "relstring": None, "recall": "R@{}", "infAP": "infAP",
    "gm_bpref": "gm_bpref", "Rprec_mult": "Rprec_mult@{}", "utility": "utility", "11pt_avg": "11pt_avg",
    "binG": "binG", "G": "G", "ndcg": "nDCG", "ndcg_rel": "ndcg_rel", "Rndcg": "Rndcg", "ndcg_cut": "nDCG@{}",
    "map_cut": "AP@{}", "relative_P": "relative_P@{}", "success": "Success@{}", "set_P": "P",
    "set_relative_P": "relative_P", "set_recall": "R", "set_map": "SetAP", "set_F": "F",
    "num_nonrel_judged_ret": "num_nonrel_judged_ret",
}  # fmt: skip
_DEFAULTS = {
    **dict.fromkeys(("P", "recall", "ndcg_cut", "map_cut", "relative_P"), _CUTS),
    "iprec_at_recall": _TENTHS,
    "Rprec_mult": tuple(i / 5 for i in range(1, 11)),
    "success": (1, 5, 10),
}
_REAL = ("iprec_at_recall", "Rprec_mult")  # whose cutoffs are not ranks
_WITH_GAINS = (
    "ndcg",
    "ndcg_rel",
    "Rndcg",
    "G",
)  # parameters are grade=gain there, which no name here can write

# A level never touches these, whatever trec_eval's -l says.
_WITHOUT_LEVEL = ("num_q", "num_ret", "ndcg", "ndcg_cut", "ndcg_rel", "Rndcg", "G")

supported_measures = set(_SINGLE)

_SET = {"num_q", "num_rel", "num_rel_ret", "num_ret", "runid", "utility"} | {
    name for name in _SINGLE if name.startswith("set_")
}
_PREFS = {
    "num_q", "runid", "prefs_simp", "prefs_pair", "prefs_avgjg", "prefs_num_prefs_poss", "prefs_num_prefs_ful",
    "prefs_num_prefs_ful_ret",
}  # fmt: skip

# The last three hold measures that pytrec_eval names and does not support.
supported_nicknames = {
    "official": {
        "P", "Rprec", "bpref", "gm_map", "iprec_at_recall", "map", "num_q", "num_rel", "num_rel_ret", "num_ret",
        "recip_rank", "runid",
    },
    "set": _SET,
    "all_trec": set(_SINGLE),
    "prefs": set(_PREFS),
    "all_prefs": _PREFS
    | {
        "prefs_avgjg_Rnonrel", "prefs_avgjg_Rnonrel_ret", "prefs_avgjg_imp", "prefs_avgjg_ret",
        "prefs_pair_imp", "prefs_pair_ret", "prefs_simp_imp", "prefs_simp_ret",
    },
    "qrels_jg": {"P_avgjg", "Rprec_mult_avgjg", "map_avgjg", "num_q", "runid"},
}  # fmt: skip
_PARAMETERS = re.compile(r"[._](\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?)*)")


class Column(NamedTuple):
    """One key of a result, and the measure that computes it; None where trec_eval has text and the value is 0."""

    key: str
    base: str
    measure: Measure | None


def columns(measures: Iterable[str], level: int) -> list[Column]:
    """Return what to compute for the names that a user gave."""
    wanted = _wanted(measures)
    return [
        column._replace(measure=_at_level(column, level))
        for base in _SINGLE
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
    if given and base in _WITH_GAINS:
        raise ValueError(f"{base}: cannot have parameters; pytrec_eval ends the process")
    if base not in _DEFAULTS:
        return [Column(base, base, _single(base, sorted(given)))]
    numbers = sorted(
        {float(text) if base in _REAL else int(float(text)) for text in given} or _DEFAULTS[base]
    )
    written = [f"{number:.2f}" if base in _REAL else str(number) for number in numbers]
    template = str(_SINGLE[base])
    return [
        Column(f"{base}_{text}", base, parse(template.format(number)))
        for text, number in zip(written, numbers, strict=True)
    ]


def _single(base: str, given: list[str]) -> Measure | None:
    """Return a measure with one value; parameters of those that have none are not read."""
    ours = _SINGLE[base]
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


def _at_level(column: Column, level: int) -> Measure | None:
    measure = column.measure
    if measure is None:
        return None
    if "rounding" in measure.parameters:
        measure = measure.replace(rounding="up")
    return (
        measure.replace(rel=level)
        if column.base not in _WITHOUT_LEVEL and "rel" in measure.parameters
        else measure
    )
