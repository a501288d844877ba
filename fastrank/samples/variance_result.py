"""The result of `fastrank.sample_variance`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.results import FrozenResult

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class SampleVariance(FrozenResult):
    """Where the variance of mean scores comes from; a row a system, or a difference to the baseline.

    Attributes
    ----------
    names : tuple of str
        The systems, or ``a - baseline``.
    mean : ndarray
        Mean over items of the mean over samples.
    n_items, n_samples : ndarray of int64
        How many items, and samples of all of them, by the system or by both.
    standard_error : ndarray
        Of the mean where items are a sample of those there could be: clustered by item.
    naive_standard_error : ndarray
        As if all samples, and both systems, were independent: what it should not be taken for.
    rerun_standard_error : ndarray
        Of the mean where the same items are sampled again.
    between, within : ndarray
        Variance of items' true means, and mean variance of an item's samples about its true mean.
    baseline : str or None
        The system that others are compared with.
    notes : tuple of str
        Every rule that acted.
    """

    names: tuple[str, ...]
    mean: Values
    n_items: Counts
    n_samples: Counts
    standard_error: Values
    naive_standard_error: Values
    rerun_standard_error: Values
    between: Values
    within: Values
    baseline: str | None
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def design_effect(self) -> Values:
        """The true variance of the mean over the naive one; NaN where nothing varies."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return (self.standard_error / self.naive_standard_error) ** 2

    def expected_standard_error(self, n_items: int, samples_per_item: int) -> Values:
        """Return the standard error that so many items with so many samples each would give."""
        _refuse_below(1, n_items=n_items, samples_per_item=samples_per_item)
        return np.sqrt(self._variance(samples_per_item) / n_items)

    def required_items(self, standard_error: float, samples_per_item: int = 1) -> Values:
        """Return how many items, with so many samples each, give a standard error that is no larger."""
        _refuse_error(standard_error)
        _refuse_below(1, samples_per_item=samples_per_item)
        return np.maximum(1.0, _whole(self._variance(samples_per_item) / standard_error**2))

    def required_samples(self, standard_error: float, n_items: int | None = None) -> Values:
        """Return how many samples an item give it, with so many items (those there are); inf where none are enough."""
        _refuse_error(standard_error)
        n = self.n_items if n_items is None else n_items
        if n_items is not None:
            _refuse_below(1, n_items=n_items)
        left = n * standard_error**2 - self.between
        with np.errstate(divide="ignore", invalid="ignore"):
            needed = np.where(left > 0, _whole(self.within / left), np.where(np.isnan(left), np.nan, np.inf))
        return np.maximum(1.0, needed)

    def _variance(self, samples_per_item: int) -> Values:
        """Variance of an item's mean of so many samples; where no item has two, it is known for one."""
        known = self.between + self.within / samples_per_item
        return np.where(
            np.isnan(known) & (samples_per_item == 1), self.n_items * self.standard_error**2, known
        )

    def columns(self) -> dict[str, Any]:
        """Return one row a system or difference."""
        names = (
            "mean", "n_items", "n_samples", "standard_error", "naive_standard_error", "rerun_standard_error",
            "between", "within", "design_effect",
        )  # fmt: skip
        return {"name": self.names, **{name: getattr(self, name) for name in names}}

    def __repr__(self) -> str:
        width = max([4, *map(len, self.names)])
        heads = ("mean", "SE", "naive SE", "rerun SE", "between", "within")
        shown = (
            self.mean, self.standard_error, self.naive_standard_error, self.rerun_standard_error, self.between,
            self.within,
        )  # fmt: skip
        lines = [f"{'':{width}}" + "".join(f"{head:>10}" for head in heads)]
        for name, *row in zip(self.names, *shown, strict=True):
            lines.append(f"{name:{width}}" + "".join(f"{value:10.4f}" for value in row))
        return "\n".join([*lines, *self.notes])


def _whole(needed: Values) -> Values:
    """Round up, but not for a rounding error."""
    return np.ceil(needed * (1 - 1e-12))


def _refuse_below(least: int, **numbers: int) -> None:
    for name, number in numbers.items():
        if isinstance(number, bool) or number != int(number) or number < least:
            raise ValueError(f"{name}: must be a whole number from {least}, got {number!r}")


def _refuse_error(standard_error: float) -> None:
    if not 0 < standard_error < np.inf:
        raise ValueError(f"standard_error: must be above 0, got {standard_error!r}")
