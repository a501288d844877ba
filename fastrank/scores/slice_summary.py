"""Means of every system on every slice of the queries, beside their macro and micro means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.results import TableResult
from fastrank.scores.means import means_and_counts
from fastrank.scores.slice_means import over_slices, query_weights
from fastrank.scores.slices import slices_by

if TYPE_CHECKING:
    from fastrank.scores.scores import Scores

_OTHERS = ("measure", "system", "macro", "micro")


class SliceSummary(TableResult):
    """Mean of every measure for every system and slice, their macro and micro means; one row a measure and system.

    `values` and `n_queries` are (measures, systems, slices), `macro` and `micro` (measures, systems).
    """

    def __init__(self, scores: Scores, by: str | Sequence[str], weights: Any = None) -> None:
        self.systems, self.measures = scores.systems, scores.measures
        self.higher_is_better = scores.higher_is_better
        slices = slices_by(scores.attributes, by)
        own_weights = query_weights(scores, weights)
        self.by, self.slices, self.sizes = slices.by, slices.names, slices.sizes
        self.values, self.n_queries = means_and_counts(scores, slices, own_weights)
        self.macro = over_slices(self.values, slices, scores.aggregation)
        self.micro, _ = means_and_counts(scores, None, own_weights)

    def columns(self) -> dict[str, Any]:
        """Return the columns measure and system, one for each slice, macro and micro."""
        n_measures, n_systems, _ = self.values.shape
        return {
            "measure": np.repeat(np.array(self.measures, dtype=object), n_systems),
            "system": np.tile(np.array(self.systems, dtype=object), n_measures),
            **{name: self.values[:, :, i].reshape(-1) for i, name in enumerate(self.headers())},
            "macro": self.macro.reshape(-1),
            "micro": self.micro.reshape(-1),
        }

    def headers(self) -> list[str]:
        """Return a name for each slice that no other column has."""
        by = "/".join(self.by)
        return [f"{by}={name}" if name in _OTHERS else name for name in self.slices]

    def __repr__(self) -> str:
        return "\n\n".join(self._lines(m) for m in range(len(self.measures)))

    def _lines(self, measure: int) -> str:
        """One measure: a row a system, and the number of queries below each slice."""
        names = [*self.headers(), "macro", "micro"]
        first = max(map(len, (self.measures[measure], "queries", *self.systems)))
        widths = [max(8, len(name)) for name in names]
        rows = np.column_stack([self.values[measure], self.macro[measure], self.micro[measure]])
        lines = [
            [f"{self.measures[measure]:{first}}", *(f"{n:>{w}}" for n, w in zip(names, widths, strict=True))]
        ]
        for system, row in zip(self.systems, rows, strict=True):
            lines.append([f"{system:{first}}", *(f"{v:{w}.4f}" for v, w in zip(row, widths, strict=True))])
        sizes = [*map(str, self.sizes), "", str(self.sizes.sum())]
        lines.append([f"{'queries':{first}}", *(f"{n:>{w}}" for n, w in zip(sizes, widths, strict=True))])
        return "\n".join("  ".join(cells).rstrip() for cells in lines)
