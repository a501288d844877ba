"""Non-inferiority and equivalence: the null of a difference that matters, tested by moving a by the margin.

Every paired test serves: with scores of a raised by the margin, "a is better than b" says that a is worse by less
than the margin. Equivalence is both sides, each at the full level (two one-sided tests; Schuirmann 1987).
"""

from __future__ import annotations

from fastrank.significance.paired_scores import PairedScores


def margin_shifts(margin: float, alternative: str) -> list[tuple[float, str]]:
    """Return how far to move a, and in which direction to test it then: one side or both."""
    sides = []
    if alternative != "less":
        sides.append((margin, "greater"))
    if alternative != "greater":
        sides.append((-margin, "less"))
    return sides


def margin_sides(paired: PairedScores, margin: float, alternative: str) -> list[tuple[PairedScores, str]]:
    """Return the shifted pairs with the direction to test each in."""
    return [(paired.with_first_shifted(by), side) for by, side in margin_shifts(margin, alternative)]


def margin_notes(margin: float | None, alternative: str) -> tuple[str, ...]:
    """Say what a small p says."""
    if margin is None:
        return ()
    claim = {
        "two-sided": f"a - b lies within ±{margin:g} (equivalence, two one-sided tests)",
        "greater": f"a - b is more than -{margin:g}",
        "less": f"a - b is less than {margin:g}",
    }[alternative]
    return (f"a small p says that {claim}",)
