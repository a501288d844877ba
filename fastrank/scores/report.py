"""How often each rule acted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.results import TableResult

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores


class Report(TableResult):
    """How often each rule acted for each system; one row a system and rule that acted."""

    def __init__(self, scores: Scores) -> None:
        self.systems = scores.systems
        missing = np.isnan(scores.values).any(axis=0).sum(axis=1)
        self.counts = {**scores.counts, "queries without a value": missing}

    def columns(self) -> dict[str, Any]:
        """Return the columns system, rule, count."""
        rows = [
            (system, rule, int(count[i]))
            for i, system in enumerate(self.systems)
            for rule, count in self.counts.items()
            if count[i]
        ]
        return {
            "system": [row[0] for row in rows],
            "rule": [row[1] for row in rows],
            "count": np.array([row[2] for row in rows], dtype=np.int64),
        }

    def __repr__(self) -> str:
        lines = [f"{s}: {r}: {n}" for s, r, n in zip(*self.columns().values(), strict=True)]
        return "\n".join(lines) or "no rule acted: nothing missing, unjudged, tied or doubled"
