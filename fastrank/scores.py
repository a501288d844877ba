"""Scores: one value per (system, query, measure); everything before makes it, everything after reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.summation import compensated_row_means
from fastrank.results import TableResult
from fastrank.spec import canonical_name

Values = npt.NDArray[np.float64]


class Scores(TableResult):
    """Values of systems on queries, for one measure or several.

    Parameters
    ----------
    values : array_like
        (systems, queries) for one measure, (measures, systems, queries) for several. NaN is a missing
        value; infinite values are kept here and refused by means and tests.
    systems, queries : sequence of str
        Names along the axes; integers are taken as their decimal text. Each must be unique.
    measure : str or sequence of str
        The name, or one name for each layer of a 3-d `values`.
    higher_is_better : bool or sequence of bool
        Direction of each measure: it reaches the best system, marks, ranks and W/T/L counts.
    bounds : tuple of float or sequence of tuples, optional
        Smallest and largest possible value of each measure, where it has them.
    counts : mapping of str to array_like, optional
        For each rule that acted, how often it did for each system; shown by :meth:`report`.

    Raises
    ------
    ValueError
        If shapes and names disagree or a name stands twice on an axis.

    Examples
    --------
    >>> import fastrank as fr
    >>> scores = fr.Scores([[1, 0, 1], [0, 0, 1]], systems=["a", "b"], queries=[1, 2, 3], measure="accuracy")
    >>> scores
    Scores(2 systems × 3 queries: accuracy)
    >>> scores["accuracy"].means().round(3).tolist()
    [[0.667, 0.333]]
    """

    def __init__(
        self,
        values: npt.ArrayLike,
        *,
        systems: Sequence[Any],
        queries: Sequence[Any],
        measure: str | Sequence[str],
        higher_is_better: bool | Sequence[bool] = True,
        bounds: Any = None,
        counts: Mapping[str, npt.ArrayLike] | None = None,
    ) -> None:
        names = (measure,) if isinstance(measure, str) else tuple(measure)
        array = np.array(values, dtype=np.float64)  # a copy: a frozen result must not change under its reader
        if isinstance(measure, str) and array.ndim == 2:
            array = array[None]
        self.systems = _axis(systems, "systems")
        self.queries = _axis(queries, "queries")
        self.measures = _axis(names, "measures")
        expected = (len(names), len(self.systems), len(self.queries))
        if array.shape != expected:
            raise ValueError(
                f"Scores: values have shape {array.shape}, but (measures, systems, queries) are {expected}; "
                "pass a (systems, queries) array with one measure name, or one layer per name"
            )
        array.flags.writeable = False
        self.values = array
        single = isinstance(higher_is_better, bool | np.bool_)
        self.higher_is_better = (
            (bool(higher_is_better),) * len(names) if single else tuple(map(bool, higher_is_better))  # type: ignore[arg-type]
        )
        self.bounds = _per_measure(bounds, len(names))
        self.counts = {name: np.asarray(count, dtype=np.int64) for name, count in (counts or {}).items()}

    @classmethod
    def from_arrow(cls, table: Any, **options: Any) -> Scores:
        """Read Scores from a long or wide table; see :func:`fastrank.read_scores`."""
        return read_scores(table, **options)

    def __repr__(self) -> str:
        return (
            f"Scores({len(self.systems)} systems × {len(self.queries)} queries: {', '.join(self.measures)})"
        )

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> npt.NDArray[Any]:
        values = self.values[0] if len(self.measures) == 1 else self.values
        return np.array(values, dtype=dtype) if copy or dtype else values

    def __getitem__(self, measure: Any) -> Scores:
        """Return the scores of one measure, whatever its spelling (``nDCG@10``, ``ndcg_cut_10``)."""
        return self.sel(measures=[measure])

    def sel(
        self,
        *,
        systems: Sequence[Any] | None = None,
        queries: Sequence[Any] | None = None,
        measures: Sequence[Any] | None = None,
    ) -> Scores:
        """Return the named part, in the order named; an unknown name raises ``KeyError``."""
        wanted = None if measures is None else [self._measure(name) for name in measures]
        at_measures = _positions(self.measures, wanted, "measure")
        at_systems = _positions(self.systems, systems, "system")
        at_queries = _positions(self.queries, queries, "query")
        return Scores(
            self.values[np.ix_(at_measures, at_systems, at_queries)],
            systems=[self.systems[i] for i in at_systems],
            queries=self.queries if queries is None else [self.queries[i] for i in at_queries],
            measure=[self.measures[i] for i in at_measures],
            higher_is_better=[self.higher_is_better[i] for i in at_measures],
            bounds=[self.bounds[i] for i in at_measures],
            counts={name: count[at_systems] for name, count in self.counts.items()},
        )

    def _measure(self, name: Any) -> str:
        text = str(name)
        if text in self.measures:
            return text
        canonical = canonical_name(text)
        # The largest grade is filled in by `evaluate`: `ERR@10` finds `ERR(max_grade=3)@10`.
        resolved = [m for m in self.measures if canonical_name(m, without=("max_grade",)) == canonical]
        if len(resolved) == 1:
            return resolved[0]
        raise KeyError(f"no measure {text!r} here; there are: {', '.join(self.measures)}")

    def means(self) -> Values:
        """Return the mean over queries of every (measure, system), without missing values."""
        return self._means_and_counts()[0]

    def _means_and_counts(self) -> tuple[Values, npt.NDArray[np.int64]]:
        rows = self.values.reshape(-1, len(self.queries))
        if np.isinf(rows).any():
            measure, system, query = (int(i[0]) for i in np.nonzero(np.isinf(self.values)))
            raise ValueError(
                f"{self.measures[measure]} of system {self.systems[system]!r} on query "
                f"{self.queries[query]!r} is infinite, so there is no mean; leave the query out with sel()"
            )
        means, n = np.empty(len(rows)), np.empty(len(rows), dtype=np.int64)
        parallel.run(compensated_row_means, (rows,), (means, n), len(rows), cost=max(1, len(self.queries)))
        return means.reshape(self.values.shape[:2]), n.reshape(self.values.shape[:2])

    def summary(self) -> Summary:
        """Return the means as a table of systems × measures."""
        return Summary(self)

    def report(self) -> Report:
        """Return how often every rule acted: missing, unjudged, tied, duplicate."""
        return Report(self)

    def columns(self) -> dict[str, Any]:
        """Return the long table: system, query_id, measure, value."""
        n_measures, n_systems, n_queries = self.values.shape
        system = np.repeat(np.array(self.systems, dtype=object), n_queries)
        return {
            "system": np.tile(system, n_measures),
            "query_id": np.tile(np.array(self.queries, dtype=object), n_measures * n_systems),
            "measure": np.repeat(np.array(self.measures, dtype=object), n_systems * n_queries),
            "value": self.values.reshape(-1),
        }


class Summary(TableResult):
    """Mean of every measure for every system; one row a system."""

    def __init__(self, scores: Scores) -> None:
        self.systems, self.measures = scores.systems, scores.measures
        self.higher_is_better = scores.higher_is_better
        self.values, self.n_queries = scores._means_and_counts()

    def columns(self) -> dict[str, Any]:
        """Return one column of names and one of means for each measure."""
        return {"system": list(self.systems), **dict(zip(self.measures, self.values, strict=True))}

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        lines = ["  ".join([f"{'system':{width}}", *(f"{m:>10}" for m in self.measures)])]
        for row, system in enumerate(self.systems):
            cells = [
                f"{v:{max(10, len(m))}.4f}" for v, m in zip(self.values[:, row], self.measures, strict=True)
            ]
            lines.append("  ".join([f"{system:{width}}", *cells]))
        return "\n".join(lines)


class Report(TableResult):
    """How often each rule acted for each system; one row a system and rule that acted."""

    def __init__(self, scores: Scores) -> None:
        self.systems = scores.systems
        missing = np.isnan(scores.values).any(axis=0).sum(axis=1)
        self.counts = {**scores.counts, "queries without a value": missing}

    def columns(self) -> dict[str, Any]:
        """Return the columns system, rule, count."""
        rows = [
            (system, rule, int(count[i]))
            for i, system in enumerate(self.systems)
            for rule, count in self.counts.items()
            if count[i]
        ]
        return {
            "system": [row[0] for row in rows],
            "rule": [row[1] for row in rows],
            "count": np.array([row[2] for row in rows], dtype=np.int64),
        }

    def __repr__(self) -> str:
        lines = [f"{s}: {r}: {n}" for s, r, n in zip(*self.columns().values(), strict=True)]
        return "\n".join(lines) or "no rule acted: nothing missing, unjudged, tied or doubled"


def read_scores(
    source: Any,
    *,
    measure: str | Sequence[str] | None = None,
    higher_is_better: bool | None = None,
    columns: Mapping[str, str] | None = None,
) -> Scores:
    """Read people's own numbers: a value per system and query, long or wide.

    Parameters
    ----------
    source : path or table
        csv or tsv (.gz, .xz), Parquet, Arrow IPC; a mapping of columns, a data frame, or anything with the
        Arrow C stream. **Long**: one row a system and query, with columns `system`, `query_id`, `value` and,
        for several measures, `measure`, or one column a measure in place of `value`. **Wide**: one row a
        query and one column a system, and at most one column that names the queries (`query_id`, `topic`,
        `example`, ...); without it rows are numbered from 1.
    measure : str or sequence of str, optional
        Which measures to keep, in any spelling; for a table that does not name its measure, the name of it
        (default ``score``).
    higher_is_better : bool, optional
        The direction; where not given, that of a measure known here, else True.
    columns : mapping, optional
        ``{'query_id': column, ...}`` where names are not recognised: system, query_id, measure, value.

    Returns
    -------
    Scores
        Missing cells are NaN. Queries and systems stand in the order of their first appearance.

    Raises
    ------
    ValueError, TypeError
        One line that names file, row or column: two rows for one cell, text in place of a number, a null
        id, a table whose form cannot be told.

    Examples
    --------
    >>> import fastrank as fr
    >>> fr.read_scores({"query_id": ["q1", "q2"], "bm25": [0.2, 0.4], "dense": [0.3, None]}, measure="AP")
    Scores(2 systems × 2 queries: AP)
    """
    from fastrank.tables.score_tables import score_columns

    return Scores(
        **score_columns(source, measure=measure, higher_is_better=higher_is_better, columns=columns)
    )


def concat(parts: Sequence[Scores]) -> Scores:
    """Put the systems of several Scores side by side, aligned by query id.

    Queries that not every part has become missing values (NaN), so that tests refuse or name them;
    measures must be the same in every part, and no system may stand in two.

    Parameters
    ----------
    parts : sequence of Scores
        At least one.

    Returns
    -------
    Scores
        Queries in the order of their first appearance.
    """
    if not parts:
        raise ValueError("concat: no Scores given")
    first = parts[0]
    for part in parts[1:]:
        if part.measures != first.measures:
            raise ValueError(f"concat: measures differ: {first.measures} and {part.measures}")
    queries = list(dict.fromkeys(query for part in parts for query in part.queries))
    at = {query: i for i, query in enumerate(queries)}
    layers = []
    for part in parts:
        layer = np.full((len(first.measures), len(part.systems), len(queries)), np.nan)
        layer[:, :, [at[query] for query in part.queries]] = part.values
        layers.append(layer)
    return Scores(
        np.concatenate(layers, axis=1),
        systems=[system for part in parts for system in part.systems],
        queries=queries,
        measure=first.measures,
        higher_is_better=first.higher_is_better,
        bounds=first.bounds,
        counts={
            name: np.concatenate([p.counts.get(name, np.zeros(len(p.systems), np.int64)) for p in parts])
            for name in dict.fromkeys(name for part in parts for name in part.counts)
        },
    )


def _axis(names: Sequence[Any], what: str) -> tuple[str, ...]:
    texts = tuple(name if type(name) is str else _text(name, what) for name in names)
    if len(set(texts)) != len(texts):
        seen: set[str] = set()
        double = next(text for text in texts if text in seen or seen.add(text))  # type: ignore[func-returns-value]
        raise ValueError(f"Scores: {what} must be unique, but {double!r} stands twice")
    return texts


def _text(name: Any, what: str) -> str:
    if name is None or isinstance(name, float):
        raise TypeError(f"Scores: {what} must be text or integers, got {name!r}")
    return name.decode() if isinstance(name, bytes) else str(name)


def _per_measure(bounds: Any, n: int) -> tuple[Any, ...]:
    if bounds is None or (len(bounds) == 2 and all(np.isscalar(b) for b in bounds)):
        return (bounds,) * n
    return tuple(bounds)


def _positions(axis: tuple[str, ...], wanted: Sequence[Any] | None, what: str) -> list[int]:
    if wanted is None:
        return list(range(len(axis)))
    at = {name: i for i, name in enumerate(axis)}
    missing = [str(name) for name in wanted if str(name) not in at]
    if missing:
        shown = ", ".join(axis[:10]) + (", ..." if len(axis) > 10 else "")
        raise KeyError(f"no {what} {missing[0]!r} here; there are: {shown}")
    return [at[str(name)] for name in wanted]
