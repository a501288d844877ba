"""What a correlation returns: unpacks as ``statistic, pvalue``, as SciPy's results do."""

from __future__ import annotations

from typing import Any, NamedTuple


class CorrelationResult(NamedTuple):
    """A statistic and its p-value, of one list or of a batch."""

    statistic: Any
    pvalue: Any

    @property
    def correlation(self) -> Any:
        """The statistic, by SciPy's older name."""
        return self.statistic
