"""The statistics a matrix can hold, by the names people pass."""

from __future__ import annotations

from typing import NamedTuple

from fastrank.correlation import ap_groups
from fastrank.correlation.matrix import kendall


class Statistic(NamedTuple):
    """How a statistic is computed and what it allows."""

    code: int = -1  # of those that are counted from item pairs
    symmetric: bool = True
    has_pvalue: bool = True
    ranked: bool = True
    normed: bool = True  # 1 of a vector with itself, ties or not
    ap_variant: int = -1  # of AP correlation
    weighted: bool = False  # items have weights


STATISTICS = {
    "kendalltau": Statistic(kendall.TAU_B),
    "kendalltau_a": Statistic(kendall.TAU_A, normed=False),
    "kendalltau_c": Statistic(kendall.TAU_C, normed=False),
    "goodman_kruskal_gamma": Statistic(kendall.GAMMA, has_pvalue=False),
    "somersd": Statistic(kendall.SOMERS_D, symmetric=False, has_pvalue=False),
    "weightedtau": Statistic(has_pvalue=False, weighted=True),
    "tau_ap": Statistic(symmetric=False, has_pvalue=False, normed=False, ap_variant=ap_groups.A),
    "tau_ap_b": Statistic(has_pvalue=False, ap_variant=ap_groups.B),
    "spearmanr": Statistic(),
    "pearsonr": Statistic(ranked=False),
}
METHODS = {"auto": kendall.AUTO, "exact": kendall.EXACT, "asymptotic": kendall.ASYMPTOTIC}
