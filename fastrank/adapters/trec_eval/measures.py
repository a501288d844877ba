"""trec_eval's measures in the order in which it prints them, and which of ours each is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from fastrank.spec import Measure, parse

_CUTS = (5, 10, 15, 20, 30, 100, 200, 500, 1000)
_TENTHS = tuple(i / 10 for i in range(11))

# Name, ours (None: text), and where a measure has several values their cutoffs.
MEASURES: dict[str, str | None] = {
    "runid": None, "num_q": "NumQ", "num_ret": "NumRet", "num_rel": "NumRel", "num_rel_ret": "NumRet(rel=1)",
    "map": "AP", "gm_map": "gm_map", "Rprec": "Rprec", "bpref": "Bpref", "recip_rank": "RR",
    "iprec_at_recall": "IPrec@{}", "P": "P@{}", "relstring": None, "recall": "R@{}", "infAP": "infAP",
    "gm_bpref": "gm_bpref", "Rprec_mult": "Rprec_mult@{}", "utility": "utility", "11pt_avg": "11pt_avg",
    "binG": "binG", "G": "G", "ndcg": "nDCG", "ndcg_rel": "ndcg_rel", "Rndcg": "Rndcg", "ndcg_cut": "nDCG@{}",
    "map_cut": "AP@{}", "relative_P": "relative_P@{}", "success": "Success@{}", "set_P": "P",
    "set_relative_P": "relative_P", "set_recall": "R", "set_map": "SetAP", "set_F": "F",
    "num_nonrel_judged_ret": "num_nonrel_judged_ret",
}  # fmt: skip
SINCE_10: dict[str, str | None] = {"unj": "unj@{}"}
CUTOFFS = {
    **dict.fromkeys(("P", "recall", "ndcg_cut", "map_cut", "relative_P"), _CUTS),
    "iprec_at_recall": _TENTHS,
    "Rprec_mult": tuple(i / 5 for i in range(1, 11)),
    "success": (1, 5, 10),
    "unj": (5, 10, 20),
}
REAL_CUTOFFS = ("iprec_at_recall", "Rprec_mult")  # which are not ranks
WITH_GAINS = ("ndcg", "ndcg_rel", "Rndcg", "G")  # parameters are grade=gain

# A level never touches these, whatever -l says.
_WITHOUT_LEVEL = ("num_q", "num_ret", "ndcg", "ndcg_cut", "ndcg_rel", "Rndcg", "G")

OFFICIAL = {
    "P", "Rprec", "bpref", "gm_map", "iprec_at_recall", "map", "num_q", "num_rel", "num_rel_ret", "num_ret",
    "recip_rank", "runid",
}  # fmt: skip
SET = {"num_q", "num_rel", "num_rel_ret", "num_ret", "runid", "utility"} | {
    name for name in MEASURES if name.startswith("set_")
}


class Column(NamedTuple):
    """One name in the output, and the measure that computes it; None where trec_eval has text."""

    key: str
    base: str
    measure: Measure | None


def cut_columns(base: str, cutoffs: Iterable[float]) -> list[Column]:
    """Return a column for every cutoff of a measure, named as trec_eval does."""
    template = str(MEASURES.get(base) or SINCE_10[base])
    return [
        Column(
            f"{base}_{cutoff:.2f}" if base in REAL_CUTOFFS else f"{base}_{cutoff}",
            base,
            parse(template.format(cutoff)),
        )
        for cutoff in cutoffs
    ]


def at_level(column: Column, level: int, rounding: str) -> Column:
    """Return the column with -l's level, and with the version's rounding of recall."""
    measure = column.measure
    if measure is None:
        return column
    if "rounding" in measure.parameters:
        measure = measure.replace(rounding=rounding)
    if column.base not in _WITHOUT_LEVEL and "rel" in measure.parameters:
        measure = measure.replace(rel=level)
    return column._replace(measure=measure)
