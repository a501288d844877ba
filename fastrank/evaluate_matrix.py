"""Recommenders against test items: scores over a whole catalogue, without document ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.arrays.call import tie_rule
from fastrank.arrays.catalogue import Source, rank_catalogue, read_source
from fastrank.arrays.user_items import UserItems, distinct, read_user_items, refuse_double, refuse_shared
from fastrank.evaluation.measures_asked import measures_named
from fastrank.evaluation.query_values import query_values
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.parallel import Progress
from fastrank.scores import Scores
from fastrank.spec import Measure
from fastrank.tables.ranked_run import RankedRun

TIES = ("average", "best", "worst")


def evaluate_matrix(
    scores: Any,
    test_items: Any,
    measures: Sequence[Any] | str | Measure,
    *,
    grades: Any = None,
    train_items: Any = None,
    ties: str | None = None,
    undefined: float | None = None,
    users: Sequence[Any] | None = None,
    progress: Progress | None = None,
) -> Scores:
    """Evaluate recommendations over a full catalogue: every item is ranked for every user.

    Parameters
    ----------
    scores : array_like of shape (users, items), tuple of arrays, or mapping
        Scores, larger first: a NumPy array or memory map (float32 and float64 are read where they lie); or factors
        ``(user_factors, item_factors)`` of shapes (users, d) and (items, d), whose products are the scores; or
        ``{system: either}``.
    test_items : sparse matrix, or lists of integers
        The relevant items of each user, numbered from 0: a SciPy sparse matrix (users × items) whose values are
        grades, or a list a user: Arrow lists, ``(values, offsets)``, a sequence of sequences, rows of an integer
        array, or one item a user. A user without any is left out, and counted.
    measures : str, Measure or sequence of them
        As for :func:`fastrank.evaluate`: ``"nDCG@10"``, ``"Success@10"`` (hit rate), ``"R@20"``, ``"P@5"``,
        ``"RR@10"``, ``"AP"``.
    grades : array_like, optional
        Grades of the test items, in their order; 1 where not given.
    train_items : like `test_items`, optional
        Items that are not recommended to a user: they have no rank, whatever their scores.
    ties : {'average', 'best', 'worst'}, optional
        Value of items with equal scores: the expectation over their orders (default; a measure that has none raises
        where there is a tie that matters), or relevant items first, or last.
    undefined : float, optional
        Value of a user without a relevant item (all grades below the measure's `rel`), instead of the measure's own.
    users : sequence of str or int, optional
        Names of the users, which become the queries of the result; their row numbers where not given.
    progress : callable, optional
        Called as ``progress(systems done, systems)``.

    Returns
    -------
    Scores
        One value a system, user and measure; compare, leaderboard and all else take it.

    Raises
    ------
    ValueError, TypeError
        For shapes that disagree, unknown items, an item given twice, one in test and training, and a NaN score.

    Notes
    -----
    Items without a grade are unjudged: not relevant, with a rank. A test item's rank is one more than the count of
    larger scores, so full depth costs no more than a cutoff, and nothing is sorted or selected: users × items × (d
    products and one comparison for each test item; of many, their logarithm). Factors take a copy of both, and
    scores exist only in tiles of 2048; never users × items. A matrix in another dtype or layout is copied 32 MiB at a
    time. The sum of products runs through the dimensions in order with fused operations, so results have the same
    bits for any number of threads; BLAS, whose sums depend on shapes, is not used.

    Examples
    --------
    >>> import numpy as np
    >>> import fastrank as fr
    >>> scores = np.array([[0.9, 0.8, 0.1, 0.5], [0.2, 0.7, 0.7, 0.9]])
    >>> fr.evaluate_matrix(scores, [[1], [2]], ["RR", "Success@2"], train_items=[[0], [3]]).summary()
    system          RR   Success@2
    run         0.8750      1.0000

    The same from factors:

    >>> user_factors, item_factors = np.array([[1.0, 0.0]]), np.array([[0.5, 1.0], [0.7, 3.0], [0.1, 2.0]])
    >>> float(fr.evaluate_matrix((user_factors, item_factors), [[0]], "RR").means()[0, 0])
    0.5
    """
    if ties not in (None, *TIES):
        raise ValueError(f"ties: must be one of {', '.join(map(repr, TIES))}, got {ties!r}")
    systems = _systems(scores)
    shape = _one_shape(systems)
    test, train = _items(test_items, grades, train_items, shape)
    judged = np.flatnonzero(np.diff(test.offsets))
    if not len(judged):
        raise ValueError("test_items: no user has any; there is nothing to evaluate against")
    wanted = [_filled_in(measure, test) for measure in measures_named(measures)]
    _refuse_subtopics(wanted)
    rules = [tie_rule(measure.metric, True, ties) for measure in wanted]
    rows, tied = [], list[int]()
    for done, (system, source) in enumerate(systems.items(), 1):
        ranked = rank_catalogue(source, test, train, system, ties or "average")
        for measure, rule in zip(wanted, rules, strict=True):
            _refuse_ties(measure, ranked, rule, system, judged)
        run = RankedRun(ranked, np.ones(len(judged), dtype=np.bool_), {})
        rows.append([query_values(measure, run, "worst", undefined) for measure in wanted])
        tied.append(int((ranked.first != ranked.last).sum()))
        if progress is not None:
            progress(done, len(systems))
    return Scores(
        np.array(rows).swapaxes(0, 1),
        systems=list(systems),
        queries=_names(users, shape[0], judged),
        measure=[str(measure) for measure in wanted],
        higher_is_better=[measure.metric.higher_is_better for measure in wanted],
        bounds=[measure.metric.bounds for measure in wanted],
        aggregation=[measure.metric.aggregation for measure in wanted],
        counts={
            "test items with tied scores": tied,
            "users without test items": np.full(len(systems), shape[0] - len(judged)),
            "training items that do not rank": np.full(len(systems), len(train.items)),
        },
    )


def _refuse_subtopics(measures: list[Measure]) -> None:
    for measure in measures:
        if measure.metric.by_subtopic:
            raise ValueError(
                f"measures: {measure} needs judgements by subtopic, which items have not; use evaluate"
            )
        if measure.metric.across_queries:
            raise ValueError(f"measures: {measure} looks at the judgements of other queries; use evaluate")


def _systems(scores: Any) -> dict[str, Source]:
    """Return what scores every system under its name."""
    if not isinstance(scores, Mapping):
        return {"run": read_source(scores, "scores")}
    if not scores:
        raise ValueError("evaluate_matrix: no system given")
    return {str(name): read_source(value, str(name)) for name, value in scores.items()}


def _one_shape(systems: Mapping[str, Source]) -> tuple[int, int]:
    shapes = {name: source.shape for name, source in systems.items()}
    first = next(iter(shapes))
    for name, shape in shapes.items():
        if shape != shapes[first]:
            raise ValueError(f"{name}: {shape} users × items, but {first} has {shapes[first]}")
    return shapes[first]


def _items(
    test_items: Any, grades: Any, train_items: Any, shape: tuple[int, int]
) -> tuple[UserItems, UserItems]:
    test = read_user_items(test_items, grades, shape, "test_items")
    refuse_double(test, shape[1], "test_items")
    if train_items is None:
        none = np.zeros(0, dtype=np.int64)
        return test, UserItems(np.zeros(shape[0] + 1, dtype=np.int64), none, none.astype(np.float64))
    train = distinct(read_user_items(train_items, None, shape, "train_items"), shape[1])
    refuse_shared(test, train, shape[1])
    return test, train


def _filled_in(measure: Measure, test: UserItems) -> Measure:
    """Fill in the largest grade of all test items where a measure needs it."""
    if "max_grade" in measure.metric.required and measure.parameters["max_grade"] is None:
        return measure.replace(max_grade=max(float(test.grades.max()), 1))
    return measure


def _refuse_ties(
    measure: Measure, ranked: RankedLists, rule: str | None, system: str, judged: npt.NDArray[np.int64]
) -> None:
    tied = np.flatnonzero(ranked.first != ranked.last)
    if rule is None and len(tied):
        user = judged[np.searchsorted(ranked.offsets, tied[0], side="right") - 1]
        raise ValueError(
            f"{system}: a test item of user {user} shares its score and {measure.metric.name} has no average "
            "over orders of equal scores; name one: ties='best' or 'worst'"
        )


def _names(users: Sequence[Any] | None, n: int, judged: npt.NDArray[np.int64]) -> list[Any]:
    if users is None:
        return list(map(str, judged.tolist()))
    names = list(users)
    if len(names) != n:
        raise ValueError(f"users: {len(names)} names for {n} users")
    return [names[user] for user in judged]
