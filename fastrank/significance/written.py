"""How numbers, and the names of tests and corrections, are written wherever people read them."""

from __future__ import annotations

import math

TESTS = {
    "t": "paired t test",
    "randomization": "sign-flip randomization test",
    "bootstrap": "studentised paired bootstrap",
    "bootstrap_shift": "shift bootstrap (anti-conservative)",
    "tukey": "Tukey HSD blocked by query",
    "tukey_randomization": "randomised Tukey HSD",
    "wilcoxon": "Wilcoxon signed-rank test (not of means)",
    "sign": "sign test (not of means)",
    "mcnemar": "McNemar's exact test",
    "mcnemar_midp": "McNemar's mid-p test",
}
CORRECTIONS = {
    "holm": "Holm",
    "bonferroni": "Bonferroni",
    "bh": "Benjamini-Hochberg",
    "hochberg": "Hochberg",
    "by": "Benjamini-Yekutieli",
    "maxt": "studentised max-T",
    "maxt_stepdown": "step-down studentised max-T",
    "tukey": "Tukey's range",
    "none": "no correction",
}
INTERVALS = {
    "t": "t",
    "newcombe": "Newcombe's",
    "studentised": "studentised bootstrap",
    "bca": "BCa bootstrap",
    "percentile": "percentile bootstrap",
    "basic": "basic bootstrap",
    "wilson": "Wilson's",
}

DECIMALS = 4  # trec_eval's habit


def number(value: float, *, signed: bool = False) -> str:
    """Write a value with four decimals; very small or large ones keep four significant digits."""
    if math.isnan(value):
        return "n/a"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value and not 5e-5 <= abs(value) < 1e7:
        return f"{value:{'+' if signed else ''}.3e}"
    return f"{value:{'+' if signed else ''}.{DECIMALS}f}"


def interval(low: float, high: float) -> str:
    """Write both ends of an interval; none where there is no interval."""
    return "" if math.isnan(low) and math.isnan(high) else f"[{number(low)}, {number(high)}]"


def p_value(value: float) -> str:
    """Write a p-value; one that four decimals would show as zero is given as a bound."""
    if math.isnan(value):
        return "n/a"
    return "<0.0001" if value < 1e-4 else f"{value:.{DECIMALS}f}"


def equals(name: str, p: float) -> str:
    """Write ``p = 0.0312``, or that it is below what four decimals show; nothing where there is no p."""
    if math.isnan(p):
        return ""
    written = p_value(p)
    return f"{name} < {written[1:]}" if written.startswith("<") else f"{name} = {written}"


def count(n: int, noun: str, plural: str = "") -> str:
    """Write a number of things: ``1 query``, ``12,345 queries``."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def generator_name(description: str) -> str:
    """Return the name in front of how a random generator is keyed, which is what fits a line."""
    return description.split(maxsplit=1)[0]
