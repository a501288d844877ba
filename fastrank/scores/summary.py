"""Means of every measure for every system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastrank.results import TableResult
from fastrank.scores.attributes import DATASET
from fastrank.scores.slice_means import means_over

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores


class Summary(TableResult):
    """Mean of every measure for every system, or what its aggregation says; one row a system."""

    def __init__(
        self,
        scores: Scores,
        by: str | Sequence[str] | None = None,
        weights: Any = None,
        over: str | None = None,
    ) -> None:
        self.systems, self.measures = scores.systems, scores.measures
        self.higher_is_better = scores.higher_is_better
        self.values, self.n_queries = means_over(scores, by, weights, over)
        self.kind = _kind(by, weights, over)

    def columns(self) -> dict[str, Any]:
        """Return one column of names and one of means for each measure."""
        return {"system": list(self.systems), **dict(zip(self.measures, self.values, strict=True))}

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        lines = ["  ".join([f"{'system':{width}}", *(f"{m:>10}" for m in self.measures)])]
        for row, system in enumerate(self.systems):
            cells = [
                f"{v:{max(10, len(m))}.4f}" for v, m in zip(self.values[:, row], self.measures, strict=True)
            ]
            lines.append("  ".join([f"{system:{width}}", *cells]))
        return "\n".join(lines)


def _kind(by: str | Sequence[str] | None, weights: Any, over: str | None) -> str:
    """Say in words which means these are."""
    way = "" if over in (None, "micro") else f"{over} "
    names = DATASET if by is None else by if isinstance(by, str) else ", ".join(by)
    return f"{way}{'' if weights is None else 'weighted '}means{f' by {names}' if way else ''}"
