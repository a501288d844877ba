"""leave_one_out: what each run's own contributions to the pool are worth to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from fastrank.evaluate import evaluate
from fastrank.evaluation.systems import systems_of
from fastrank.results import TableResult
from fastrank.tables.judgements import read_judgements
from fastrank.tables.named_columns import NamedColumns, refuse_unseen
from fastrank.tables.pool_owners import owned_judgements
from fastrank.tables.pooled_runs import Source

if TYPE_CHECKING:
    import numpy.typing as npt

    from fastrank.parallel import Progress
    from fastrank.scores import Scores

    Values = npt.NDArray[np.float64]
    Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class LeaveOneOut(TableResult):
    """What runs are worth with and without the judgements that they alone contributed.

    Attributes
    ----------
    systems, measures : tuple of str
        The axes.
    value, value_without : ndarray, (measures, systems)
        A run's mean over queries with all judgements, and without those that it alone contributed.
    rank, rank_without : ndarray of int, (measures, systems)
        Its rank among all runs, all of them on the same judgements; 1 is best, equal means share the best.
    n_judged, n_relevant : ndarray of int, (systems,)
        Judged documents that it alone contributed, and those of a positive grade.
    depth : int
        How deep the runs were taken to be pooled.
    """

    systems: tuple[str, ...]
    measures: tuple[str, ...]
    value: Values
    value_without: Values
    rank: Counts
    rank_without: Counts
    n_judged: Counts
    n_relevant: Counts
    depth: int

    @property
    def change(self) -> Values:
        """What a run's value loses (negative) or gains without them."""
        return self.value_without - self.value

    def columns(self) -> dict[str, Any]:
        """Return one row a measure and system."""
        n_measures, n_systems = self.value.shape
        by_system = {"n_judged": self.n_judged, "n_relevant": self.n_relevant}
        by_both = ("value", "value_without", "change", "rank", "rank_without")
        return {
            "measure": np.repeat(np.array(self.measures, dtype=object), n_systems),
            "system": np.tile(np.array(self.systems, dtype=object), n_measures),
            **{name: np.tile(column, n_measures) for name, column in by_system.items()},
            **{name: getattr(self, name).reshape(-1) for name in by_both},
        }

    def __repr__(self) -> str:
        width = max(map(len, ("system", *self.systems)))
        lines = [
            f"judged documents in the first {self.depth} of one run alone, and what they are worth to it"
        ]
        for m, measure in enumerate(self.measures):
            lines.append(f"{'system':{width}}  alone  relevant  {measure:>10}  without    change  rank")
            for s, system in enumerate(self.systems):
                ranks = f"{self.rank[m, s]} to {self.rank_without[m, s]}"
                lines.append(
                    f"{system:{width}}  {self.n_judged[s]:5}  {self.n_relevant[s]:8}  {self.value[m, s]:10.4f}  "
                    f"{self.value_without[m, s]:7.4f}  {self.change[m, s]:+8.4f}  {ranks}"
                )
        return "\n".join(lines)


def leave_one_out(
    qrels: Any,
    runs: Any,
    measures: Any,
    *,
    depth: int = 100,
    groups: Mapping[str, Any] | None = None,
    compat: str | None = None,
    missing: str | None = None,
    columns: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> LeaveOneOut:
    """Tell whether the pool is fair to runs that did not contribute to it, by leaving each run's part out.

    For every run, the judgements of documents that stand in its first `depth` and in those of no other run are
    removed, and all runs are evaluated with what is left: so the run would look had it come after the judging.

    Parameters
    ----------
    qrels, runs, measures
        As :func:`evaluate` takes them; two runs at least.
    depth : int
        How many documents of each run were pooled.
    groups : mapping, optional
        ``{system: group}``: runs of one group are left out together, because a group's runs are alike. Runs that
        it does not name are groups of their own.
    compat, missing, columns, progress
        As in :func:`evaluate`; `progress` counts groups.

    Returns
    -------
    LeaveOneOut
        Value, rank and their change for every measure and run.

    Raises
    ------
    ValueError, TypeError
        One line that names the run, the rule and the way out.

    Notes
    -----
    Documents stand in a run as :func:`evaluate` ranks them. A query that loses all its judgements stays, with no
    relevant document. Runs are read once and evaluated once for every group that contributed alone.

    References
    ----------
    Zobel: How reliable are the results of large-scale information retrieval experiments? SIGIR 1998. Buckley,
    Dimmick, Soboroff and Voorhees: Bias and the limits of pooling for large collections. Information Retrieval
    2007 (groups).

    Examples
    --------
    >>> import fastrank as fr
    >>> qrels = {"q1": {"a": 1, "b": 1, "c": 0}}
    >>> runs = {"old": {"q1": {"a": 2.0, "c": 1.0}}, "new": {"q1": {"b": 2.0, "a": 1.0}}}
    >>> fr.leave_one_out(qrels, runs, "AP")
    judged documents in the first 100 of one run alone, and what they are worth to it
    system  alone  relevant          AP  without    change  rank
    old         1         0      0.5000   0.5000   +0.0000  2 to 2
    new         1         1      1.0000   0.5000   -0.5000  1 to 2
    """
    if isinstance(depth, bool) or not isinstance(depth, int | np.integer) or depth < 1:
        raise ValueError(f"depth: must be a whole number from 1 up, got {depth!r}")
    of_qrels, of_runs = (NamedColumns(kind, columns or {}) for kind in ("qrels", "run"))
    judgements = read_judgements(qrels, of_qrels)
    systems = systems_of(runs, of_runs)
    refuse_unseen((of_qrels, of_runs))
    owners = _owners(list(systems), groups)
    tables = {name: run.table() for name, run in systems.items()}
    sources = [Source(tables[name], run.source) for name, run in systems.items()]
    judged = owned_judgements(judgements, sources, owners, int(depth))
    whole = evaluate(judged.table, tables, measures, compat=compat, missing=missing)
    without = [whole] * len(tables)
    contributors = np.intersect1d(owners, judged.owners)
    for done, owner in enumerate(contributors, 1):
        rest = evaluate(judged.without(owner), tables, whole.measures, compat=compat, missing=missing)
        without = [rest if own == owner else scores for own, scores in zip(owners, without, strict=True)]
        if progress is not None:
            progress(done, len(contributors))
    grades = judged.table["relevance"].to_numpy()
    n_judged, n_relevant = (
        np.array([np.count_nonzero(judged.owners[rows] == own) for own in owners])
        for rows in (slice(None), grades > 0)
    )
    return _result(whole, without, n_judged, n_relevant, int(depth))


def _owners(systems: list[str], groups: Mapping[str, Any] | None) -> list[int]:
    """Return a number for every run, the same for runs of one group."""
    given = {str(name): group for name, group in (groups or {}).items()}
    unknown = [name for name in given if name not in systems]
    if unknown:
        raise ValueError(f"groups: no run is called {unknown[0]!r}; they are {', '.join(systems)}")
    keys = [("group", given[name]) if name in given else ("run", name) for name in systems]
    if len(set(keys)) < 2:
        raise ValueError(
            "leave_one_out: needs two runs (of different groups) at least; one alone is the pool"
        )
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return [numbers[key] for key in keys]


def _result(
    whole: Scores, without: list[Scores], n_judged: Counts, n_relevant: Counts, depth: int
) -> LeaveOneOut:
    value, rank = whole.means(), _ranks(whole)
    rest = [(scores.means()[:, s], _ranks(scores)[:, s]) for s, scores in enumerate(without)]
    value_without, rank_without = (np.stack(columns, axis=1) for columns in zip(*rest, strict=True))
    return LeaveOneOut(
        whole.systems, whole.measures, value, value_without, rank, rank_without, n_judged, n_relevant, depth
    )


def _ranks(scores: Scores) -> Counts:
    means = scores.means()
    signs = np.where(np.array(scores.higher_is_better), 1.0, -1.0)[:, None]
    better = (means * signs)[:, None, :] > (means * signs)[:, :, None]
    return 1 + better.sum(axis=2)
