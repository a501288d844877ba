"""How other tools make a p-value of one test, where it is not how fastrank does: to repeat old results, and see why."""

from __future__ import annotations

from typing import NamedTuple

from fastrank.significance.alternatives import one_of
from fastrank.significance.choices import Asked
from fastrank.significance.designs import Design
from fastrank.significance.intervals import UNDRAWN
from fastrank.significance.tests_offered import MAX_T
from fastrank.significance.wilcoxon import R, RankRules


class Resampled(NamedTuple):
    """What a tool draws, which resamples it counts, and what it divides by.

    Without `plus_one` p is count / B, which can be 0. `strict` leaves out resamples that equal what was observed.
    `doubled` is twice the smaller tail instead of both tails of the size. A bootstrap is centred on the mean of its
    replicates; or (`of_sizes`, as in Moses) their sizes are centred, so that one tail is hardly counted. `as_scipy`
    has SciPy's draws, and all flips where they are no more than the resamples.
    """

    n_resamples: int
    plus_one: bool = True
    strict: bool = False
    doubled: bool = False
    of_sizes: bool = False
    one_sided: bool = True
    as_scipy: bool = False
    slack: float = 0.0


class Signs(NamedTuple):
    """A sign test in which differences up to `least` are ties."""

    least: float


Rule = Resampled | RankRules | Signs


class Convention(NamedTuple):
    """A tool, and its rule for one test."""

    tool: str
    rule: Rule


_ROUNDING = 100 * 2.0**-52

CONVENTIONS: dict[str, dict[str, Rule]] = {
    "R": {"wilcoxon": R},
    "ranx-0.3.21": {"randomization": Resampled(1000, plus_one=False, one_sided=False)},
    "sacrebleu-2.6.0": {
        "randomization": Resampled(10_000, strict=True, one_sided=False),  # multeval's
        "bootstrap_shift": Resampled(1000, strict=True, of_sizes=True, one_sided=False),  # Moses'
    },
    "scipy-1.17.1": {"randomization": Resampled(9999, doubled=True, as_scipy=True, slack=_ROUNDING)},
    "urbano-2019": {
        "bootstrap_shift": Resampled(100_000, plus_one=False),
        "randomization": Resampled(100_000, plus_one=False),
        "sign": Signs(0.01),
        "wilcoxon": R,
    },
}


def asked_by(compat: str, asked: Asked, missing: str, design: Design) -> tuple[Convention, Asked]:
    """Return a tool's rule for a test, and what was asked with the tool's defaults where nothing was named.

    A tool, test or direction that is not there, and what no tool has, are errors.
    """
    rule = _rule_of(compat, asked.test, asked.alternative)
    ours = (asked.margin, asked.risk) != (None, None) or design.arguments
    resampled = asked.interval not in (None, *UNDRAWN)  # by other draws than the tool's
    if ours or resampled or asked.correction in (*MAX_T, "tukey") or missing != "error":
        raise ValueError(
            f'compat="{compat}" repeats the p-values of a tool: it goes with missing="error" and a t interval, without '
            'margin=, resampling_risk=, groups= and strata=, and with correction="none" (its default) or one of '
            'p-values only, such as "holm"'
        )
    drawn = rule.n_resamples if isinstance(rule, Resampled) else None
    return Convention(compat, rule), asked._replace(
        correction=asked.correction or "none",
        n_resamples=asked.n_resamples or drawn,
        interval=asked.interval or "t",
    )


def convention_notes(convention: Convention) -> tuple[str, ...]:
    """Say what p is there, and what is odd about it."""
    rule = convention.rule
    notes = [f'compat="{convention.tool}": p as that tool makes it, to repeat its results']
    if isinstance(rule, Resampled):
        odd = {
            "p is count / B, which can be 0": not rule.plus_one,
            "resamples that equal what was observed are not counted": rule.strict,
            "p is twice the smaller tail": rule.doubled,
            "one tail is hardly counted: p is about half of a two-sided one": rule.of_sizes,
        }
        notes += [note for note, holds in odd.items() if holds]
    return ("; ".join(notes),)


def _rule_of(compat: str, test: str | None, alternative: str) -> Rule:
    one_of("compat", compat, CONVENTIONS, optional=True)
    rules = CONVENTIONS[compat]
    if test not in rules:
        raise ValueError(f'compat="{compat}" goes with test={" or ".join(map(repr, rules))}, got {test!r}')
    rule = rules[test]
    if isinstance(rule, Resampled) and not rule.one_sided and alternative != "two-sided":
        raise ValueError(f'compat="{compat}" has no alternative="{alternative}": the tool has none')
    return rule
