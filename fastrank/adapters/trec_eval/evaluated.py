"""Values of all columns for the queries that trec_eval looks at, in its order."""

from __future__ import annotations

import os
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from fastrank.adapters.trec_eval.measures import Column
from fastrank.adapters.trec_eval.options import Options
from fastrank.adapters.trec_eval.quirks import with_quirks
from fastrank.evaluation.systems import systems_of
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.spec import parse
from fastrank.tables.depth import checked_depth
from fastrank.tables.judgements import Judgements, read_judgements
from fastrank.tables.named_columns import NamedColumns
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.runs import rank_run

Values = npt.NDArray[np.float64]


class Evaluated(NamedTuple):
    """A run after ranking, and the codes of the queries to print."""

    judgements: Judgements
    lists: RankedLists
    answered: npt.NDArray[np.bool_]
    queries: list[int]


def evaluated(qrels: str | os.PathLike[str], run: str | os.PathLike[str], options: Options) -> Evaluated:
    """Rank a run, and find the queries that the version prints: by the bytes of their ids."""
    judgements = read_judgements(qrels)
    systems = systems_of([run], NamedColumns("run", {}))
    if len(systems) > 1:
        raise ValueError(f"{run}: holds {len(systems)} systems; trec_eval evaluates one run")
    (one,) = systems.values()
    rules = RankingRules(
        judged_only=options.judged_only,
        float32_scores=not options.newest,
        depth=checked_depth(options.depth, "id_descending"),
    )
    ranked = rank_run(one, judgements, rules)
    codes = sorted(range(len(judgements.queries)), key=lambda code: judgements.queries[code].encode())
    answered = [code for code in codes if ranked.answered[code]]
    _refuse_missing(judgements, codes, answered, options, run)
    lists = ranked.lists
    if (
        not options.judged_only
    ):  # 10.0's -c puts one document that nobody knows in the place of a missing list
        lists = lists._replace(n_retrieved=np.maximum(lists.n_retrieved, ~ranked.answered))
    return Evaluated(judgements, lists, ranked.answered, codes if options.newest else answered)


def _refuse_missing(
    judgements: Judgements,
    codes: list[int],
    answered: list[int],
    options: Options,
    run: str | os.PathLike[str],
) -> None:
    if not answered and not (options.newest and options.complete):
        raise ValueError(f"{run}: no query in common with the judgements")
    if options.newest and not options.complete and len(answered) < len(codes):
        absent = next(code for code in codes if code not in set(answered))
        raise ValueError(
            f"{run}: query {judgements.queries[absent]!r} is judged but not in the run, where trec_eval 10.0 stops; "
            "-c counts such queries as 0, and --compat trec_eval-9.0.8 leaves them out"
        )


def column_values(column: Column, found: Evaluated, options: Options) -> Values:
    """Return a column's values of the queries to print."""
    measure = column.measure
    if measure is None:
        return np.zeros(len(found.queries))
    if column.base == "utility":
        measure = measure.replace(n_documents=options.n_documents)
    values = measure.metric.evaluate(found.lists, measure.parameters)
    if is_cleared(column):
        values[~found.answered] = 0.0
    return with_quirks(values, column, found.lists, options.level)[found.queries]


def is_cleared(column: Column) -> bool:
    """Whether 10.0's -c takes back what the unknown document is worth; with parameters it does not know the name."""
    return column.base == "unj" or column.key in ("num_ret", "utility", "relstring")


def relevant_whatever_the_level(found: Evaluated) -> float:
    """Return what -c prints as num_rel: all positive grades of all judged queries."""
    measure = parse("NumRel")
    return float(measure.metric.evaluate(found.lists, measure.parameters).sum())
