"""Borda count of several rankings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from fastrank.correlation.ballots import doubled_points, read_ballots
from fastrank.results import TableResult

Values = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class BordaRanking(TableResult):
    """A consensus of rankings.

    Attributes
    ----------
    scores : ndarray
        Mean share of the other items that an item beats, from 0 to 1; NaN where no ranking compares the item.
    ranks : ndarray
        1 is best; equal scores share the best rank of the group; NaN as for the scores.
    order : ndarray of int
        Positions of the items from best to worst, equal scores in the order given, items without a score last.
    n_rankings : ndarray of int
        Rankings that compare the item with at least one other.
    """

    scores: Values
    ranks: Values
    order: Counts
    n_rankings: Counts

    def columns(self) -> dict[str, Any]:
        """Return one row an item, in the order given."""
        return {"score": self.scores, "rank": self.ranks, "n_rankings": self.n_rankings}


def borda(scores: npt.ArrayLike, *, missing: Literal["skip", "last"] = "skip") -> BordaRanking:
    """Rank items by the mean share of other items that they beat, over several rankings of them.

    In one ranking of k items, an item gets 1 / (k − 1) for each item below it and half of that for each item tied
    with it: 1 for a sole winner, 0 for a sole last, and 1/2 on average. Its Borda score is the mean over rankings.

    Parameters
    ----------
    scores : array_like, (rankings, items)
        One row is one ranking by scores, larger is better (negate ranks). NaN, None and masked are left out items.
        0.0 and -0.0 tie, infinities are ordinary.
    missing : {"skip", "last"}
        "skip": an item's mean is over the rankings that hold it (and one other item at least), so that being left out
        is no disadvantage. "last": items left out of a ranking are tied below all others in it.

    Returns
    -------
    BordaRanking
        Scores, ranks and order.

    Raises
    ------
    ValueError
        If there are not two dimensions, or `missing` is unknown.

    Notes
    -----
    On complete rankings this is the Borda count divided by (rankings · (items − 1)). Scores are exact fractions,
    rounded once, so equal items are equal. O(rankings · items · log items).

    References
    ----------
    Emerson: The original Borda count and partial voting. Social Choice and Welfare 2013.

    Examples
    --------
    >>> import fastrank as fr
    >>> result = fr.borda([[0.9, 0.5, 0.1], [0.8, 0.8, 0.3], [0.2, 0.6, None]])
    >>> [round(float(score), 4) for score in result.scores], result.order.tolist()
    ([0.5833, 0.75, 0.0], [1, 0, 2])
    """
    if missing not in ("skip", "last"):
        raise ValueError(f"missing must be 'skip' or 'last', got {missing!r}")
    ballots = read_ballots(scores)
    if missing == "last":
        ballots = _left_out_last(ballots)
    means, n_rankings = _means(*doubled_points(ballots))
    order = np.argsort(-means, kind="stable")  # NaN last
    return BordaRanking(means, _ranks(means), order, n_rankings)


def _left_out_last(ballots: Values) -> Values:
    """Ranks from below in place of scores, and -1 for what is left out (scores may be -inf)."""
    points, _ = doubled_points(ballots)
    return points.astype(np.float64)


def _means(points: Counts, present: Counts) -> tuple[Values, Counts]:
    totals = [Fraction(0)] * points.shape[1]
    n_rankings = np.zeros(points.shape[1], dtype=np.int64)
    for n in np.unique(present[present > 1]).tolist():  # rankings of one length are added as integers
        held = points[present == n]
        n_rankings += (held >= 0).sum(axis=0)
        sums = np.where(held >= 0, held, 0).sum(axis=0).tolist()
        totals = [total + Fraction(more, 2 * (n - 1)) for total, more in zip(totals, sums, strict=True)]
    means = [float(total / n) if n else np.nan for total, n in zip(totals, n_rankings.tolist(), strict=True)]
    return np.array(means, dtype=np.float64), n_rankings


def _ranks(means: Values) -> Values:
    ascending = np.sort(-means)
    ranks = 1.0 + np.searchsorted(ascending, -means, side="left")
    return np.where(np.isnan(means), np.nan, ranks)
