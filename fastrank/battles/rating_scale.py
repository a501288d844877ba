"""From strengths in log-odds to ratings as people read them, relative to the mean of all models or to one of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.significance.choices import is_number
from fastrank.significance.order_statistics import quantiles
from fastrank.tables.errors import listed, shown

Values = npt.NDArray[np.float64]


class RatingScale(NamedTuple):
    """A difference of `scale` is odds of `base` to 1; `center` is the rating of the anchor, or of all models' mean."""

    scale: float
    base: float
    center: float
    anchor: int | None

    @property
    def unit(self) -> float:
        """Rating points a unit of log-odds."""
        return self.scale / math.log(self.base)

    def relative(self, strengths: Values) -> Values:
        """Strengths relative to what `center` is the rating of."""
        return strengths - (strengths.mean() if self.anchor is None else strengths[self.anchor])

    def ratings(self, strengths: Values) -> Values:
        """Ratings of strengths that are relative already."""
        return self.center + self.unit * strengths

    def standard_errors(self, covariance: Values) -> Values:
        """Standard errors of ratings."""
        own = np.diag(covariance)
        if self.anchor is not None:
            own = own + own[self.anchor] - 2.0 * covariance[self.anchor]
        return self.unit * np.sqrt(np.maximum(own, 0.0))

    def intervals(self, strengths: Values, drawn: Values, confidence_level: float) -> tuple[Values, Values]:
        """Percentile intervals of ratings; a replicate without a finite strength counts as ±inf at either end."""
        if self.anchor is not None:
            shifted = drawn - drawn[:, [self.anchor]]
        else:  # the models that have a strength keep the mean that they have in all battles
            known = ~np.isnan(drawn)
            n = np.maximum(known.sum(axis=1), 1)
            moved = np.where(known, drawn - strengths, 0.0).sum(axis=1) / n
            shifted = drawn - moved[:, None] - strengths.mean()
        tail = (1.0 - confidence_level) / 2.0
        rows, ends = np.ascontiguousarray((shifted - self.relative(strengths)).T), []
        scale = np.nan_to_num(rows).std(axis=1)  # decides the speed only
        for level, beyond in ((tail, -np.inf), (1.0 - tail, np.inf)):
            filled = np.where(np.isnan(rows), beyond, rows)
            ends.append(quantiles(filled, scale, np.full((len(rows), 1), level))[:, 0])
        low, high = (self.ratings(self.relative(strengths) + end) for end in ends)
        return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)


def rating_scale(
    scale: float, base: float, center: float, anchor: str | None, models: tuple[str, ...]
) -> RatingScale:
    """Check what ratings are asked for."""
    for name, value, least in (("scale", scale, 0.0), ("base", base, 1.0), ("center", center, -math.inf)):
        if not is_number(value) or not least < value < math.inf:
            raise ValueError(f"{name} must be a number above {least:g}, got {value!r}")
    if anchor is not None and str(anchor) not in models:
        raise ValueError(f"anchor {shown(anchor)!r} is in no battle; there are: {listed(models)}")
    at = None if anchor is None else models.index(str(anchor))
    return RatingScale(float(scale), float(base), float(center), at)
