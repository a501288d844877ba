"""Which queries belong together: clusters that are drawn as one, strata that are each drawn by themselves."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


class Factor(NamedTuple):
    """A label for every query: `codes` say which of `labels`."""

    name: str
    labels: tuple[str, ...]
    codes: Codes


class Design(NamedTuple):
    """Clusters by one factor, or by several that cross; strata; whether strata count alike whatever their sizes."""

    groups: tuple[Factor, ...] = ()
    strata: Factor | None = None
    macro: bool = False

    @property
    def arguments(self) -> str:
        """What the caller wrote; nothing where queries are independent."""
        return " and ".join(["groups="] * bool(self.groups) + ["strata="] * (self.strata is not None))

    @property
    def crossed(self) -> bool:
        """Whether clusters are of several factors."""
        return len(self.groups) > 1

    @property
    def n_groups(self) -> tuple[int, ...]:
        """Clusters, of every factor."""
        return tuple(len(factor.labels) for factor in self.groups)

    @property
    def n_strata(self) -> int:
        """0 where there are none."""
        return 0 if self.strata is None else len(self.strata.labels)

    def of(self, queries: Codes) -> Design:
        """The design of some of the queries, in another order."""
        groups = tuple(_of(factor, queries) for factor in self.groups)
        return Design(groups, None if self.strata is None else _of(self.strata, queries), self.macro)


INDEPENDENT = Design()


def _of(factor: Factor, queries: Codes) -> Factor:
    """Labels that no query is left of are gone."""
    present, codes = np.unique(factor.codes[queries], return_inverse=True)
    return Factor(factor.name, tuple(factor.labels[i] for i in present.tolist()), codes.astype(np.int64))
