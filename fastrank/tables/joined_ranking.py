"""Ranked judged lists of joined tables: by document ids as runs are ranked, without them as arrays are."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.arrays import ranking
from fastrank.arrays.lists import Lists, select
from fastrank.arrays.ranking import rank_ragged, sort_within
from fastrank.kernels.tie_rules import UNJUDGED
from fastrank.spec import Measure
from fastrank.tables import numbers
from fastrank.tables.joined import NAME, JoinedRows
from fastrank.tables.judgements import read_judgements
from fastrank.tables.ranked_run import RankedRun
from fastrank.tables.run_rows import TIES, RankingRules
from fastrank.tables.runs import TableRun, rank_run

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


class JoinedRanking(NamedTuple):
    """The ranked groups: `judged` says which of all they are; without any there is no `run`."""

    n_groups: int
    judged: Integers
    run: RankedRun | None
    labels: list[str]
    ties: str

    def refuse_ties(self, measure: Measure) -> None:
        """Raise where a measure has no average over the orders of equal scores that there are."""
        if self.ties != "average" or measure.metric.averages_ties or self.run is None:
            return
        lists = self.run.lists
        tied = np.flatnonzero(lists.first != lists.last)
        if len(tied):
            group = self.judged[np.searchsorted(lists.offsets, tied[0], side="right") - 1]
            raise ValueError(
                f"ties: a judged document of query {self.labels[group]} shares its score and "
                f"{measure.metric.name} has no average over orders of equal scores; "
                "name one: ties='input', 'best' or 'worst'"
            )


def rank_joined(joined: JoinedRows, ties: str | None) -> JoinedRanking:
    """Rank the retrieved documents of every group that has a judgement."""
    by_id = "doc_id" in joined.rows.column_names
    known, default = (TIES, "id_descending") if by_id else (ranking.TIES, "average")
    rule = default if ties is None else ties
    if rule not in known:
        without = "" if by_id else " (the table has no document ids)"
        raise ValueError(f"ties: must be one of {', '.join(map(repr, known))}{without}, got {rule!r}")
    joined = joined._replace(rows=_with_numbers(joined.rows))
    scored, graded = (joined.rows.column(name).is_valid().to_numpy() for name in ("score", "relevance"))
    scores, grades = _checked_numbers(joined.rows, scored, graded)
    if not graded.any():
        return JoinedRanking(len(joined.labels), np.empty(0, dtype=np.int64), None, joined.labels, rule)
    if by_id:
        judged, run = _rank_by_id(joined, scored, graded, rule)
    else:
        judged, run = _rank_as_arrays(joined, scored, graded, scores, grades, rule)
    return JoinedRanking(len(joined.labels), judged, run, joined.labels, rule)


def _with_numbers(rows: pa.Table) -> pa.Table:
    """Return columns that hold nothing but nulls as numbers, which Arrow does not say they are."""
    for name in ("score", "relevance"):
        if pa.types.is_null(rows.column(name).type):
            at = rows.column_names.index(name)
            rows = rows.set_column(at, name, rows.column(name).cast(pa.float64()))
    return rows


def _checked_numbers(rows: pa.Table, scored: Mask, graded: Mask) -> tuple[Floats, Floats]:
    """Return the scores and the grades there are; NaN and other types raise, naming the row."""
    scores = numbers.scores(_only(rows, scored), NAME)
    return scores, numbers.grades(_only(rows, graded), NAME)


def _only(rows: pa.Table, keep: Mask) -> pa.Table:
    return rows if keep.all() else rows.filter(pa.array(keep))


def _rank_as_arrays(
    joined: JoinedRows, scored: Mask, graded: Mask, scores: Floats, grades: Floats, ties: str
) -> tuple[Integers, RankedRun]:
    judged = np.flatnonzero(np.bincount(joined.codes[graded], minlength=len(joined.labels)))
    place = np.full(len(joined.labels), -1, dtype=np.int64)
    place[judged] = np.arange(len(judged))
    owner = place[joined.codes]
    order = _in_groups(owner)
    offsets = np.concatenate([[0], np.cumsum(np.bincount(owner[order], minlength=len(judged)))])
    all_scores, all_grades = np.zeros(len(owner)), np.full(len(owner), UNJUDGED)
    all_scores[scored], all_grades[graded] = scores, grades
    null = ~graded[order]
    lists = Lists(all_grades[order], offsets, (len(judged),), None, null if null.any() else None)
    retrieved, pool = select(lists, scored[order]), select(lists, ~null)
    best_first = sort_within(pool.values, pool.offsets), pool.offsets
    keys = all_scores[order][scored[order]]
    ranked = rank_ragged(retrieved, retrieved.values, keys, ties, best_first)
    return judged, RankedRun(ranked, ranked.n_retrieved > 0, {})


def _in_groups(owner: Integers) -> Integers | slice:
    """Return the rows of the groups, one after the other; rows of none (-1) are left out."""
    known = owner >= 0
    kept = owner[known]
    in_order = (kept[1:] >= kept[:-1]).all()
    if in_order and len(kept) == len(owner):
        return slice(None)
    order = np.flatnonzero(known)
    return order if in_order else order[np.argsort(kept, kind="stable")]


def _rank_by_id(joined: JoinedRows, scored: Mask, graded: Mask, ties: str) -> tuple[Integers, RankedRun]:
    """Take the table apart into judgements and a run, which meet again by their ids."""
    labels = pa.array(joined.labels, pa.large_string())
    queries = pa.DictionaryArray.from_arrays(pa.array(joined.codes), labels)
    rows = joined.rows.set_column(joined.rows.column_names.index("query_id"), "query_id", queries)
    judgements = read_judgements(_only(rows, graded).drop_columns(["score"]))
    run = TableRun(_only(rows, scored).drop_columns(["relevance"]), NAME)
    ranked = rank_run(run, judgements, RankingRules(ties))
    groups = pc.index_in(judgements.query_ids, value_set=labels.cast(pa.large_binary()))
    return groups.to_numpy().astype(np.int64), ranked
