"""rank_variance: how far each instance's rank differs between languages, from evaluated runs."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.correlation.mean_rank_variance import rank_spreads
from fastrank.scores import Scores
from fastrank.scores.attributes import DATASET, attribute_called
from fastrank.scores.sample import check_scores
from fastrank.spec import canonical_name

Values = npt.NDArray[np.float64]


def rank_variance(
    scores: Scores,
    across: str = DATASET,
    *,
    instance: str | None = None,
    unfound: float | None = None,
    spread: str = "variance",
) -> Scores:
    """Variance of each instance's rank across languages or other views; its mean is the mean rank variance (MRV).

    Parameters
    ----------
    scores : Scores
        Of the measure RR, to any depth: its reciprocal is the rank of the first relevant document. An instance has one
        query in each view.
    across : str
        The attribute that tells views apart: languages evaluated as data sets, or ``'language'``.
    instance : str, optional
        The attribute that tells what a query is a view of; without it, queries with the same id are of one instance.
    unfound : float, optional
        The rank where no relevant document was retrieved (RR 0), such as the depth of the runs plus one; without
        it that is an error.
    spread : {'variance', 'std'}
        See :func:`mean_rank_variance`.

    Returns
    -------
    Scores
        (systems, instances) of ``rank variance`` or ``rank std``, lower is better: `compare` tests which system is more
        consistent. Missing values (NaN) are left out of an instance's variance, and an instance that is in fewer
        than two views has none.

    Raises
    ------
    ValueError
        If values are no reciprocal ranks, or an instance has two queries in one view.

    References
    ----------
    Z. Nie et al., "Improving the Consistency in Cross-Lingual Cross-Modal Retrieval with 1-to-K Contrastive Learning",
    KDD 2024.

    Examples
    --------
    >>> import fastrank as fr
    >>> qrels = {"image1": {"a": 1}, "image2": {"b": 1}}
    >>> english = {"clip": {"image1": {"a": 2.0, "b": 1.0}, "image2": {"b": 2.0, "a": 1.0}}}
    >>> german = {"clip": {"image1": {"a": 1.0, "b": 2.0}, "image2": {"b": 2.0, "a": 1.0}}}
    >>> scores = fr.evaluate_datasets({"en": (qrels, english), "de": (qrels, german)}, "RR")
    >>> fr.rank_variance(scores).summary()
    system  rank variance
    clip           0.1250
    """
    check_scores(scores, "rank_variance")
    if len(scores.measures) != 1 or not _is_reciprocal_rank(scores.measures[0]):
        raise ValueError(
            f"rank_variance takes Scores of RR, got {', '.join(scores.measures)}; choose scores['RR']"
        )
    views = _codes(attribute_called(across, scores.attributes, "across"))
    named = (
        scores.query_ids if instance is None else attribute_called(instance, scores.attributes, "instance")
    )
    instances = dict.fromkeys(str(name) for name in named)
    place = {name: i for i, name in enumerate(instances)}
    at = np.array([place[str(name)] for name in named])
    if views.max(initial=0) < 1:
        raise ValueError(f"across={across!r}: all queries have the same; a variance needs two views or more")
    _refuse_two(at, views, scores)
    ranks = np.full((len(scores.systems), len(instances), int(views.max()) + 1), np.nan)
    ranks[:, at, views] = _ranks(scores, unfound)
    values = rank_spreads(ranks, spread)
    values[(~np.isnan(ranks)).sum(axis=2) < 2] = np.nan
    return Scores(
        values,
        systems=scores.systems,
        queries=list(instances),
        measure=f"rank {spread}",
        higher_is_better=False,
    )


def _is_reciprocal_rank(measure: str) -> bool:
    return canonical_name(measure).partition("@")[0] == "RR"


def _codes(values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


def _ranks(scores: Scores, unfound: float | None) -> Values:
    """Return the rank behind every reciprocal rank."""
    found = scores.values[0]
    absent = np.argwhere(found == 0)
    if len(absent) and unfound is None:
        system, query = absent[0].tolist()
        raise ValueError(
            f"{scores.systems[system]}: no relevant document retrieved for query {scores.queries[query]!r} "
            f"({len(absent)} in all), so it has no rank; unfound= gives it one, such as the depth of the runs plus one"
        )
    ranks = 1.0 / np.where(found == 0, 1.0, found)
    whole = np.rint(ranks)
    odd = np.argwhere(np.abs(ranks - whole) > 1e-9 * whole)
    if len(odd):
        system, query = odd[0].tolist()
        raise ValueError(
            f"{scores.systems[system]}: {found[system, query]:g} of query {scores.queries[query]!r} is no reciprocal "
            "of a rank; evaluate RR with a rule for ties other than 'average'"
        )
    return np.where(found == 0, np.nan if unfound is None else unfound, whole)


def _refuse_two(instances: npt.NDArray[np.int64], views: npt.NDArray[np.int64], scores: Scores) -> None:
    cells = instances * (views.max() + 1) + views
    order = np.argsort(cells, kind="stable")
    again = np.flatnonzero(np.diff(cells[order]) == 0)
    if len(again):
        one, other = (scores.queries[i] for i in order[again[0] : again[0] + 2])
        raise ValueError(
            f"queries {one!r} and {other!r} are of one instance in one view; keep one, or name instance="
        )
