"""The options that p-values share."""

from __future__ import annotations

from collections.abc import Sequence

from fastrank.kernels.normal_tail import GREATER, LESS, TWO_SIDED

ALTERNATIVES = {"two-sided": TWO_SIDED, "less": LESS, "greater": GREATER}


def alternative_code(alternative: str) -> int:
    """Return what kernels call an alternative."""
    return ALTERNATIVES[one_of("alternative", alternative, tuple(ALTERNATIVES))]


def one_of(name: str, value: str, accepted: Sequence[str]) -> str:
    """Return the value of an option if it is one of those."""
    if value not in accepted:
        raise ValueError(f"{name}: must be one of {', '.join(map(repr, accepted))}, got {value!r}")
    return value
