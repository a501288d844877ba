"""The rules of an evaluation: what their names may be, and what a name in `compat` bundles."""

from __future__ import annotations

from dataclasses import dataclass

from fastrank.tables.run_rows import DUPLICATES, TIES

MISSING = ("worst", "skip", "error")
ORDERS = ("any", "grouped")


@dataclass(frozen=True)
class Rules:
    """What a name in `compat` bundles."""

    float32_scores: bool = False
    missing: str = "worst"
    rounding: str | None = None  # of a recall level to a number of documents; None: as the measure says


COMPAT = {
    None: Rules(),
    # Scores are C floats, and means are over the queries that the run answers (without -c).
    "trec_eval-9.0.8": Rules(float32_scores=True, missing="skip", rounding="up"),
    "trec_eval-10.0": Rules(float32_scores=False, missing="skip", rounding="nearest"),
}


def checked_rules(
    compat: str | None, ties: str, missing: str | None, duplicates: str, order: str | None
) -> tuple[Rules, str]:
    """Refuse a rule of unknown name; return what `compat` bundles, and the rule for missing queries."""
    for name, value, accepted in (
        ("compat", compat, COMPAT),
        ("ties", ties, TIES),
        ("missing", missing, (None, *MISSING)),
        ("duplicates", duplicates, DUPLICATES),
        ("order", order, (None, *ORDERS)),
    ):
        if value not in accepted:
            raise ValueError(f"{name}: must be one of {', '.join(map(repr, accepted))}, got {value!r}")
    rules = COMPAT[compat]
    return rules, missing or rules.missing
