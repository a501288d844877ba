"""Which combinations of test, interval, correction and data would mislead, and what goes in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.significance.designs import Design
from fastrank.significance.tests_offered import MAX_T, RULES, tests_with

if TYPE_CHECKING:
    from fastrank.significance.choices import Choices, Extent


def refuse_what_the_test_cannot(chosen: Choices, extent: Extent) -> None:
    """Refuse a direction, early stopping, a margin or gaps that the test has no rule for."""
    rule = RULES[chosen.test]
    if chosen.alternative != "two-sided" and not rule.one_sided:
        raise ValueError(
            f'test="{chosen.test}" looks at the range of all systems, which has no direction: '
            f'alternative="{chosen.alternative}" goes with test="t" or "randomization"'
        )
    if chosen.risk is not None and not rule.draws:
        raise ValueError(
            f'resampling_risk= is for tests that draw resamples, and test="{chosen.test}" has p without; leave it '
            'out, or use test="randomization"'
        )
    if chosen.margin is not None and not rule.margin:
        raise ValueError(f'test="{chosen.test}" takes no margin=; use test="t" or "randomization"')
    if extent.pairwise and not rule.pairwise:
        raise ValueError(
            f'test="{chosen.test}" needs every system on every query, so it does not go with missing="pairwise"; '
            'use missing="complete", or test="t"'
        )


def refuse_dependent_queries(chosen: Choices, design: Design) -> None:
    """Refuse a test or an interval that takes queries as independent where they are not."""
    rule = RULES[chosen.test]
    if design.arguments and not rule.units:
        raise ValueError(
            f'test="{chosen.test}" takes queries as independent, so it does not go with {design.arguments}; '
            'use test="t" or "randomization"'
        )
    if design.crossed and not rule.crossed:
        what = "sign flips do" if chosen.test == "randomization" else "its standard error does"
        raise ValueError(
            f'test="{chosen.test}": {what} not hold for factors that cross, groups= with several; use test="t", '
            '"bootstrap_shift", or one factor'
        )
    if design.arguments and chosen.interval == "newcombe":
        raise ValueError(
            f'interval="newcombe" takes queries as independent, so it does not go with {design.arguments}; use "t"'
        )
    if design.crossed and chosen.interval not in ("t", "percentile"):
        raise ValueError(
            f'interval="{chosen.interval}" does not go with factors that cross, groups= with several; use "t" or '
            '"percentile"'
        )


def refuse_correction(chosen: Choices, correction: str, extent: Extent) -> None:
    """Refuse a correction that belongs to other tests, or whose common maximum there is none of."""
    if correction not in (*MAX_T, "tukey"):
        return
    if correction not in RULES[chosen.test].corrections:
        kind = (
            "the range of all systems" if correction == "tukey" else "its maximum over studentised resamples"
        )
        raise ValueError(
            f'correction="{correction}" takes {kind}, which test="{chosen.test}" has not; '
            f'use {tests_with(correction)}, or correction="holm"'
        )
    if extent.pairwise:
        raise ValueError(
            f'correction="{correction}" needs every system on every query, so it does not go with '
            'missing="pairwise"; use missing="complete", or correction="holm"'
        )
    if chosen.equivalence:
        raise ValueError(
            f'correction="{correction}" has one maximum, and equivalence (margin= with alternative="two-sided") '
            'is two tests a pair; use correction="holm"'
        )
