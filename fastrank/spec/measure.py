"""A measure: a metric with its parameters bound; a value that prints as people write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastrank.spec.metric import Metric
from fastrank.spec.parameters import Parameters, print_parameters


@dataclass(frozen=True)
class Measure:
    """A metric and its parameters; equal, and hashed, by what it prints (``P(rel=2)@5``)."""

    metric: Metric
    bound: tuple[tuple[str, Any], ...]

    @classmethod
    def of(cls, metric: Metric, **given: Any) -> Measure:
        """Bind parameters; those not given keep their defaults."""
        return cls(metric, tuple(metric.parameters(given).items()))

    @property
    def parameters(self) -> Parameters:
        """All parameters by name."""
        return dict(self.bound)

    def __str__(self) -> str:
        return self.metric.name + print_parameters(self.metric.defaults, self.parameters, self.metric.at)

    def __repr__(self) -> str:
        return str(self)

    def replace(self, **changes: Any) -> Measure:
        """Return the same metric with some parameters changed."""
        return Measure.of(self.metric, **{**self.parameters, **changes})
