"""Measures of repeated samples, as people write them: pass@10, pass^4, avg@4, avg@n."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

_SPELLING = re.compile(r"^(?P<kind>pass|avg|mean)(?P<sign>@|_at_|\^|_hat_)(?P<k>\d+|n)$", re.IGNORECASE)


class SampleMeasure(NamedTuple):
    """What is averaged over all choices of `k` of an item's samples; None: over the choice of all."""

    kind: str
    k: int | None

    def __str__(self) -> str:
        return f"{self.kind}{'n' if self.k is None else self.k}"

    @property
    def of_passes(self) -> bool:
        """Whether samples pass or fail."""
        return self.kind != "avg@"


def sample_measures(names: Any) -> list[SampleMeasure]:
    """Return the measures that names mean; an unknown one, or one asked for twice, raises."""
    texts = [names] if isinstance(names, str) else list(names) if isinstance(names, Sequence) else []
    if not texts:
        raise ValueError(f"measures: name at least one, such as 'pass@1' or 'avg@n', got {names!r}")
    found = [_measure(str(text).strip()) for text in texts]
    for i, measure in enumerate(found):
        if measure in found[:i]:
            raise ValueError(f"measures: {measure} is asked for twice")
    return found


def _measure(text: str) -> SampleMeasure:
    match = _SPELLING.match(text)
    if match is None:
        raise ValueError(f"measures: {text!r} is none of samples: there are pass@k, pass^k, avg@k and avg@n")
    any_or_all = "^" if match["sign"].lower() in ("^", "_hat_") else "@"
    kind = ("pass" if match["kind"].lower() == "pass" else "avg") + any_or_all
    k = None if match["k"].lower() == "n" else int(match["k"])
    if kind == "avg^" or (k is None and kind != "avg@"):
        raise ValueError(f"measures: {text!r}: only an average can be of all samples, and avg has no ^")
    if k == 0:
        raise ValueError(f"measures: {text!r}: at least one sample is chosen")
    return SampleMeasure(kind, k)
