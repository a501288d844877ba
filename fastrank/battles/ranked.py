"""From strengths and their replicates to the table of models, from strongest to weakest."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.battles.bradley_terry_result import BradleyTerry
from fastrank.battles.choices import Choices
from fastrank.battles.outcome_counts import OutcomeCounts
from fastrank.battles.rating_scale import RatingScale
from fastrank.battles.sandwich import outcome_probabilities
from fastrank.battles.separation import separable_by_maximum, separable_by_z
from fastrank.battles.strengths import Fit
from fastrank.battles.win_counts import win_counts
from fastrank.kernels import poisson_counts, random_streams
from fastrank.significance.best_share import best_share
from fastrank.significance.rank_intervals import rank_intervals
from fastrank.significance.resampled_orders import resampled_orders
from fastrank.significance.standings import ranks_of
from fastrank.significance.system_sums import SystemSums

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_EQUAL = 1e-9  # strengths no further apart are tied: a fit ends within 1e-12


class Shares(NamedTuple):
    """What replicates say of the order of models; NaN without replicates."""

    best: Values
    beats: Values


def ranked(
    outcomes: OutcomeCounts,
    found: Fit,
    drawn: Values,
    on: RatingScale,
    chosen: Choices,
    *,
    seed: int,
    notes: tuple[str, ...],
) -> BradleyTerry:
    """Put everything known of every model into the order of strengths."""
    strengths = found.strengths
    apart = _apart(found, drawn, chosen.alpha)
    rank_low, rank_high = rank_intervals(strengths, apart)
    shares = _shares(strengths, drawn)
    table = win_counts(outcomes)
    rating, error = on.ratings(on.relative(strengths)), on.standard_errors(found.covariance)
    reach = _normal_quantile(chosen.confidence_level) * error
    low, high = np.full((2, len(strengths)), np.nan)
    if len(drawn):
        low, high = on.intervals(strengths, drawn, chosen.confidence_level)
    unknown = np.isnan(drawn).sum(axis=0)
    order = np.lexsort((np.arange(len(strengths)), -np.round(strengths / _EQUAL)))
    square = np.ix_(order, order)
    own_ties = bool(found.own_ties and (outcomes.pairs[2] == 1).any())
    return BradleyTerry(
        models=tuple(outcomes.models[i] for i in order),
        rank=ranks_of(np.round(strengths / _EQUAL))[order],
        rank_low=rank_low[order],
        rank_high=rank_high[order],
        rating=rating[order],
        low=(rating - reach)[order],
        high=(rating + reach)[order],
        standard_error=error[order],
        bootstrap_low=low[order],
        bootstrap_high=high[order],
        strength=on.relative(strengths)[order],
        n=table.battles.sum(axis=1)[order],
        wins=table.wins.sum(axis=1)[order],
        ties=table.ties.sum(axis=1)[order],
        losses=table.wins.sum(axis=0)[order],
        win_rate=table.pooled[order],
        mean_win_rate=table.mean[order],
        p_best=shares.best[order],
        undetermined=unknown[order],
        win_probability=_win_probability(strengths, found.log_nu if own_ties else -np.inf)[square],
        p_beats=shares.beats[square],
        separable=apart[square],
        battles=table.battles[square],
        pairwise_win_rate=table.won[square],
        covariance=found.covariance[square],
        tie_parameter=_tie_parameter(found, own_ties),
        tie_rule=chosen.ties,
        prior=chosen.prior,
        anchor=None if on.anchor is None else outcomes.models[on.anchor],
        scale=on.scale,
        base=on.base,
        center=on.center,
        confidence_level=chosen.confidence_level,
        alpha=chosen.alpha,
        n_battles=int(outcomes.counts.sum()),
        n_groups=0 if outcomes.units is None else len(outcomes.units.keys),
        n_resamples=len(drawn),
        seed=seed,
        generator=poisson_counts.GENERATOR if outcomes.units is None else random_streams.GENERATOR,
        notes=notes + _undetermined(outcomes, unknown, len(drawn)),
    )


def _apart(found: Fit, drawn: Values, alpha: float) -> Flags:
    if len(drawn):
        return separable_by_maximum(found.strengths, found.covariance, drawn, alpha)
    return separable_by_z(found.strengths, found.covariance, alpha)


def _shares(strengths: Values, drawn: Values) -> Shares:
    """Shares of replicates; a model that has no strength in one beats half of the others there, and is not best."""
    n = len(strengths)
    if not len(drawn):
        return Shares(np.full(n, np.nan), np.full((n, n), np.nan))
    rows = np.vstack([drawn.T, np.zeros(len(drawn))])
    sums = SystemSums(rows, np.ones(len(drawn)), np.append(strengths, 0.0))
    with np.errstate(invalid="ignore"):
        beats = resampled_orders(sums, ranks_of(strengths), slack=_EQUAL).beats
    known = sums._replace(sums=np.where(np.isnan(rows), -np.inf, rows))
    return Shares(best_share(known, slack=_EQUAL), beats)


def _win_probability(strengths: Values, log_nu: float) -> Values:
    first, _, tie = outcome_probabilities(strengths[:, None] - strengths, log_nu)
    return first + tie / 2.0


def _tie_parameter(found: Fit, own_ties: bool) -> float:
    if not found.own_ties:
        return math.nan
    return math.exp(found.log_nu) if own_ties else 0.0


def _normal_quantile(confidence_level: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1.0 + confidence_level) / 2.0))


def _undetermined(
    outcomes: OutcomeCounts, unknown: npt.NDArray[np.int64], n_resamples: int
) -> tuple[str, ...]:
    if not unknown.any():
        return ()
    worst = int(unknown.argmax())
    return (
        f"{int((unknown > 0).sum())} models have no finite strength in some resamples, {outcomes.models[worst]} in "
        f"{unknown[worst]} of {n_resamples}: they count against every separation; prior= gives them one",
    )
