"""The type in the middle: values with their axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from fastrank.results import TableResult
from fastrank.scores.attributes import DATASET, checked_attributes, having, query_names
from fastrank.scores.axes import (
    aggregations,
    axis_names,
    bounds_of,
    directions,
    measure_called,
    positions,
    texts_of,
    unique,
)
from fastrank.scores.report import Report
from fastrank.scores.slice_means import means_over
from fastrank.scores.slice_summary import SliceSummary
from fastrank.scores.summary import Summary

if TYPE_CHECKING:
    import pyarrow as pa

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
    aggregation : {'mean', 'geometric', 'sum'} or sequence of them
        How values of queries become one of a system: their mean, geometric mean (gm_map) or sum (counts).
    counts : mapping of str to array_like, optional
        For each rule that acted, how often it did for each system; shown by :meth:`report`.
    attributes : mapping of str to sequence, optional
        What is known of the queries: ``{"language": ["de", "en", ...]}``, a value for each, all text or all
        numbers. `means` and `summary` take them as ``by=`` and ``weights=``, and `sel` by name. ``dataset`` is part
        of a query's identity: ids may repeat across data sets, and `queries` shows ``dataset/id``.

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
        aggregation: str | Sequence[str] = "mean",
        counts: Mapping[str, npt.ArrayLike] | None = None,
        attributes: Mapping[str, Any] | None = None,
    ) -> None:
        names = (measure,) if isinstance(measure, str) else tuple(measure)
        self.systems = axis_names(systems, "systems")
        self.query_ids = texts_of(queries, "queries")
        self.attributes = checked_attributes(attributes, self.query_ids)
        self.queries = unique(query_names(self.query_ids, self.attributes), "queries")
        self.measures = axis_names(names, "measures")
        axes = (len(names), len(self.systems), len(self.queries))
        self.values = _layers(values, axes, single=isinstance(measure, str))
        self.higher_is_better = directions(higher_is_better, len(names))
        self.bounds = bounds_of(bounds, len(names))
        self.aggregation = aggregations(aggregation, len(names))
        self.counts = {name: np.asarray(count, dtype=np.int64) for name, count in (counts or {}).items()}

    @classmethod
    def from_arrow(cls, table: Any, **options: Any) -> Scores:
        """Read Scores from a long or wide table; see :func:`fastrank.read_scores`."""
        from fastrank.scores.read_scores import read_scores

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
        **having_attributes: Any,
    ) -> Scores:
        """Return the named part, in the order named; an unknown name raises ``KeyError``.

        Attributes of queries are named like axes: ``sel(dataset="nq")``, ``sel(language=["de", "en"])``.
        """
        wanted = None if measures is None else [measure_called(name, self.measures) for name in measures]
        at_measures = positions(self.measures, wanted, "measure")
        at_systems = positions(self.systems, systems, "system")
        at_queries = positions(self.queries, queries, "query")
        if having_attributes:
            kept = having(self.attributes, having_attributes, len(self.queries))
            at_queries = [i for i in at_queries if kept[i]]
        every = len(at_queries) == len(self.queries) and queries is None
        return Scores(
            self.values[np.ix_(at_measures, at_systems, at_queries)],
            systems=[self.systems[i] for i in at_systems],
            queries=self.query_ids if every else [self.query_ids[i] for i in at_queries],
            measure=[self.measures[i] for i in at_measures],
            higher_is_better=[self.higher_is_better[i] for i in at_measures],
            bounds=[self.bounds[i] for i in at_measures],
            aggregation=[self.aggregation[i] for i in at_measures],
            counts={name: count[at_systems] for name, count in self.counts.items()},
            attributes={name: values[at_queries] for name, values in self.attributes.items()},
        )

    def with_attributes(
        self,
        source: Any,
        names: Sequence[str] | None = None,
        *,
        columns: Mapping[str, str] | None = None,
        default: Any = None,
    ) -> Scores:
        """Return these Scores with attributes of their queries from a table, or ``{attribute: {query: value}}``.

        Parameters
        ----------
        source : table, path or mapping
            One row a query: its id, `dataset` where queries have data sets, and attributes. Anything that
            `read_scores` reads. Rows are found by id; those of other queries are left out, and counted in `report`.
        names : sequence of str, optional
            The columns to take, instead of all.
        columns : mapping, optional
            ``{"query_id": column}`` where the name is not recognised.
        default : optional
            The value of queries that the table does not tell of, which are an error otherwise.
        """
        from fastrank.scores.attribute_tables import with_attributes

        return with_attributes(self, source, names=names, columns=columns, default=default)

    def without_attributes(self, *names: str) -> Scores:
        """Return these Scores without some attributes of their queries, or any if none is named."""
        from fastrank.scores.attribute_tables import without_attributes

        return without_attributes(self, names)

    def means(
        self,
        by: str | Sequence[str] | None = None,
        *,
        weights: Any = None,
        over: str | None = None,
    ) -> Values:
        """Return the mean over queries of every (measure, system), without missing values.

        What is called a mean here is what the measure's `aggregation` says: a sum of counts, a geometric mean.

        Parameters
        ----------
        by : str or sequence of str, optional
            Attributes of queries: the mean of every slice that shares their values, with an axis of slices, in their
            order of appearance, behind that of systems; ``summary(by)`` names them.
        weights : str, array_like or mapping, optional
            A weight for each query: an attribute's name, numbers in the order of `queries`, or ``{query: weight}``.
            Finite, not negative; only ratios matter, but to sums.
        over : {'macro', 'micro', 'nested'}, optional
            One value from those of all slices. ``'macro'``: the mean of the slices' means, by data set where `by` is
            not given (BEIR's and MTEB's average); a slice without a value is left out. ``'micro'``: the mean over all
            queries. ``'nested'``: with several attributes, the mean over the first one's values of the means over
            the second one's (MTEB's mean by task type).

        Returns
        -------
        ndarray of float64
            (measures, systems), with `by` and without `over` (measures, systems, slices).

        Examples
        --------
        >>> import fastrank as fr
        >>> languages = {"language": ["de", "de", "en"]}
        >>> scores = fr.Scores([[1, 0, 1]], systems=["a"], queries=[1, 2, 3], measure="P@1", attributes=languages)
        >>> scores.means("language").tolist(), scores.means("language", over="macro").tolist()
        ([[[0.5, 1.0]]], [[0.75]])
        """
        return means_over(self, by, weights, over)[0]

    def summary(
        self,
        by: str | Sequence[str] | None = None,
        *,
        weights: Any = None,
        over: str | None = None,
    ) -> Summary | SliceSummary:
        """Return the means as a table of systems × measures, or of systems × slices; arguments as of `means`."""
        return Summary(self, by, weights, over) if by is None or over else SliceSummary(self, by, weights)

    def report(self) -> Report:
        """Return how often every rule acted: missing, unjudged, tied, duplicate."""
        return Report(self)

    def columns(self) -> dict[str, Any]:
        """Return the long table: system, query_id, measure, value, and the attributes of queries."""
        n_measures, n_systems, n_queries = self.values.shape
        system = np.repeat(np.array(self.systems, dtype=object), n_queries)
        attributes = {name: np.tile(own, n_measures * n_systems) for name, own in self.attributes.items()}
        return {
            "system": np.tile(system, n_measures),
            **{name: own for name, own in attributes.items() if name == DATASET},
            "query_id": np.tile(np.array(self.query_ids, dtype=object), n_measures * n_systems),
            "measure": np.repeat(np.array(self.measures, dtype=object), n_systems * n_queries),
            "value": self.values.reshape(-1),
            **{name: own for name, own in attributes.items() if name != DATASET},
        }

    def to_arrow(self) -> pa.Table:
        """Return the long table; names that repeat are held once.

        Columns of attributes are marked, so that `read_scores` knows them again.
        """
        from fastrank.scores.long_table import long_table

        return long_table(self)


def _layers(values: npt.ArrayLike, axes: tuple[int, int, int], *, single: bool) -> Values:
    """Values as (measures, systems, queries); a single measure may come without its axis."""
    array = np.array(values, dtype=np.float64)  # a copy: a frozen result must not change under its reader
    if single and array.ndim == 2:
        array = array[None]
    if array.shape != axes:
        raise ValueError(
            f"Scores: values have shape {array.shape}, but (measures, systems, queries) are {axes}; "
            "pass a (systems, queries) array with one measure name, or one layer per name"
        )
    array.flags.writeable = False
    return array
