"""What each test of pairs can do: one row a test, which `choices` enforces and the docs tabulate."""

from __future__ import annotations

from typing import NamedTuple

MAX_T = ("maxt", "maxt_stepdown")


class Rule(NamedTuple):
    """Whether it draws, its own corrections, and what goes with it; `interval` is its default, None by size.

    `steps`: whether it takes long enough without draws to have progress; `units`: whether it knows clusters and strata;
    `crossed`: whether it knows factors that cross.
    """

    draws: bool = False
    corrections: tuple[str, ...] = ()
    one_sided: bool = True
    margin: bool = True
    pairwise: bool = True
    units: bool = False
    crossed: bool = False
    interval: str | None = None
    steps: bool = False


RULES = {
    "t": Rule(units=True, crossed=True, interval="t"),
    "randomization": Rule(draws=True, units=True, corrections=MAX_T),
    "bootstrap": Rule(draws=True, units=True, corrections=MAX_T),
    "bootstrap_shift": Rule(draws=True, units=True, crossed=True),
    "tukey": Rule(corrections=("tukey",), one_sided=False, margin=False, pairwise=False, interval="t"),
    "tukey_randomization": Rule(
        draws=True, corrections=("tukey",), one_sided=False, margin=False, pairwise=False
    ),
    "wilcoxon": Rule(steps=True),
    "sign": Rule(),
    "mcnemar": Rule(margin=False, interval="newcombe"),
    "mcnemar_midp": Rule(margin=False, interval="newcombe"),
}


def tests_with(correction: str) -> str:
    """Name the tests that make a correction themselves."""
    return "test=" + " or ".join(
        f'"{name}"' for name, rule in RULES.items() if correction in rule.corrections
    )
