"""bradley_terry: strengths of models from battles of two, on the Elo scale, and how sure their ranks are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from fastrank.arrays.seeds import seed_from
from fastrank.battles.bradley_terry_result import BradleyTerry
from fastrank.battles.choices import choose, notes_on, refuse_too_few
from fastrank.battles.outcome_counts import count_outcomes, read_battles
from fastrank.battles.ranked import ranked
from fastrank.battles.rating_scale import rating_scale
from fastrank.battles.replicates import resampled_strengths
from fastrank.battles.strengths import fit

__all__ = ["BradleyTerry", "bradley_terry"]


def bradley_terry(
    battles: Any,
    *,
    columns: Mapping[str, str] | None = None,
    counts: Any = None,
    groups: Any = None,
    ties: str = "half",
    prior: float = 0.0,
    anchor: str | None = None,
    scale: float = 400.0,
    base: float = 10.0,
    center: float = 1000.0,
    n_resamples: int = 999,
    confidence_level: float = 0.95,
    alpha: float = 0.05,
    rng: Any = None,
    progress: Callable[[int, int], None] | None = None,
) -> BradleyTerry:
    """Rate models by who beat whom (Bradley and Terry): strengths, intervals and ranks that do not depend on order.

    Parameters
    ----------
    battles : table, path or tuple
        One row a battle, with columns model_a, model_b and winner: anything with the Arrow C stream, a Parquet, Arrow
        or csv path, or a mapping; or a tuple of those three arrays. The winner is "model_a", "model_b", "tie" or
        "tie (bothbad)" as arenas write it, the winning model's name, or what the first model won: 1, 0.5 or 0.
    columns : mapping, optional
        Names of columns: ``{"winner": "vote"}``.
    counts : str or array_like, optional
        Column, or values, that say how many battles a row stands for: whole numbers.
    groups : str or array_like, optional
        Column, or values, that say which battles belong together: those of a question, a judge, a user. They are
        resampled together, and standard errors allow for it.
    ties : {"half", "drop", "davidson"}
        Half a win for either side; left out; or with a probability of their own (Davidson).
    prior : float
        Battles added to every pair of models, half of them won by each. A small one (0.1) gives finite strengths where
        one model always won; it draws all strengths together.
    anchor : str, optional
        The model whose rating is `center`; by default, the mean of all models is.
    scale, base, center : float
        A difference of `scale` is odds of `base` to 1.
    n_resamples : int
        Bootstrap replicates; 0 draws none, and pairs are then told apart by z of the sandwich with Holm's correction.
    confidence_level : float
        Of the interval of each rating by itself.
    alpha : float
        Chance of any false separation, over all pairs; that of the rank intervals.
    rng : int, numpy.random.SeedSequence, numpy.random.Generator or None
        The result's `seed`, passed back as ``rng=``, gives the same result.
    progress : callable, optional
        Called as ``progress(done, total)``.

    Returns
    -------
    BradleyTerry
        Models from strongest to weakest.

    Raises
    ------
    ValueError
        If a row cannot be read, a model meets itself, models fall into parts that never meet, or one has won or lost
        all its battles against the others (its strength would be infinite); the message names them and the way out.
    TypeError
        If values of a column are not of one type, or `n_resamples` is no integer.

    Notes
    -----
    Battles are reduced at once to counts of what happened between each two models: after that, memory is O(models²) and
    time O(models³) a replicate, however many battles there were.

    Strengths maximise the likelihood, by Newton's method. `standard_error`, `low` and `high` come from Huber's
    sandwich, which holds also where strengths alone do not explain who wins; with groups, scores are summed within
    groups first and the result is multiplied by G / (G − 1). Bootstrap weights are Poisson(1): of every battle, so that
    a count n becomes a Poisson(n) number keyed by the two models and the outcome; with groups, of every group, keyed by
    its id. So results do not depend on the order of rows, on which model was called a, or on threads.

    A replicate may lose the one battle that a model did not win. Then strengths are finite only for the models that a
    chain of battles not lost leads to from the model with the most battles, and back. The others count as -inf at low
    ends of intervals and +inf at high ends, as not told apart, as half in `p_beats`, and as not best; `undetermined`
    says how often. Where they are half of the models or more, all count so. No replicate is left out or drawn anew,
    which would narrow the intervals.

    References
    ----------
    Bradley, Terry: Rank analysis of incomplete block designs I. Biometrika 39, 1952.
    Davidson: On extending the Bradley-Terry model to accommodate ties in paired comparison experiments. JASA 65, 1970.
    Ford: Solution of a ranking problem from binary comparisons. American Mathematical Monthly 64, 1957.
    Chiang, Zheng, Sheng and others: Chatbot Arena, an open platform for evaluating LLMs by human preference. ICML 2024.

    Examples
    --------
    >>> import fastrank as fr
    >>> battles = {
    ...     "model_a": ["ant", "ant", "bee", "bee"],
    ...     "model_b": ["bee", "cat", "cat", "ant"],
    ...     "winner": ["model_a", "model_a", "tie", "model_a"],
    ...     "n": [30, 40, 20, 10],
    ... }
    >>> result = fr.bradley_terry(battles, counts="n", prior=0.1, rng=1)
    >>> result.models, result.rating.round(1).tolist()
    (('ant', 'bee', 'cat'), [1229.9, 947.4, 822.7])
    """
    chosen = choose(ties, prior, n_resamples, confidence_level, alpha)
    rows = read_battles(battles, columns, counts, groups)
    outcomes = count_outcomes(rows, drop_ties=ties == "drop")
    refuse_too_few(outcomes)
    on, seed = rating_scale(scale, base, center, anchor, outcomes.models), seed_from(rng)
    found = fit(outcomes, prior=chosen.prior, own_ties=ties == "davidson")
    drawn = np.empty((0, len(outcomes.models)))
    if chosen.n_resamples:
        drawn = resampled_strengths(outcomes, found, seed, chosen.n_resamples, progress)
    return ranked(outcomes, found, drawn, on, chosen, seed=seed, notes=notes_on(rows, outcomes, chosen))
