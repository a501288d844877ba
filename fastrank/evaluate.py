"""Runs against judgements: a value per (system, query, measure)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.parallel import Progress
from fastrank.progress_bar import RowsDone, shown
from fastrank.scores import Scores
from fastrank.spec import Measure, parse
from fastrank.spec.metric import cutoff
from fastrank.tables.arrow_input import ARROW, PARQUET
from fastrank.tables.judgements import Judgements, read_judgements
from fastrank.tables.named_columns import NamedColumns, refuse_unseen
from fastrank.tables.ranked_run import RankedRun
from fastrank.tables.result_files import ResultFile, judgements_mark
from fastrank.tables.run_pieces import PIECE_ROWS, PiecewiseRun
from fastrank.tables.run_rows import DUPLICATES, TIES, RankingRules
from fastrank.tables.runs import rank_run, read_runs

MISSING = ("worst", "skip", "error")
ORDERS = ("any", "grouped")

_FORMAT_SUFFIXES = (".gz", ".xz", *PARQUET, *ARROW, ".csv", ".txt", ".run", ".trec")


@dataclass(frozen=True)
class Rules:
    """What a name in `compat` bundles."""

    float32_scores: bool = False
    missing: str = "worst"
    rounding: str | None = None  # of a recall level to a number of documents; None: as the measure says


COMPAT = {
    None: Rules(),
    # Scores are C floats, and means are over the queries that the run answers (without -c).
    "trec_eval-9.0.8": Rules(float32_scores=True, missing="skip", rounding="up"),
    "trec_eval-10.0": Rules(float32_scores=False, missing="skip", rounding="nearest"),
}


def evaluate(
    qrels: Any,
    runs: Any,
    measures: Sequence[Any] | str | Measure,
    *,
    compat: str | None = None,
    ties: str = "id_descending",
    missing: str | None = None,
    undefined: float | None = None,
    duplicates: str = "error",
    judged_only: bool = False,
    columns: Mapping[str, str] | None = None,
    order: str | None = None,
    out: str | os.PathLike[str] | None = None,
    resume: bool = False,
    progress: bool | Progress | None = None,
) -> Scores:
    """Evaluate runs against judgements.

    Parameters
    ----------
    qrels : table, path or mapping
        Judgements: query, document and grade, and for diversity measures the subtopic. Anything with the Arrow
        C stream (pyarrow, polars, pandas, duckdb), a path (Parquet, Arrow IPC, csv, TREC text, gzipped or not), or
        ``{query: {document: grade}}``, or ``{subtopic: grade}`` for the grade; long, or one row a query with
        list columns. Of a document that is judged for several subtopics (TREC text: the second column) ordinary
        measures take the largest grade.
    runs : mapping, sequence of paths, or one run
        ``{system: run}`` with runs in any of these forms (query, document, score); or one table, whose
        `system` column (if it has one) tells systems apart.
    measures : str, Measure or sequence of them
        ``nDCG@10``, ``AP(rel=2)``, ``P(rel=2)@5``; trec_eval's, ranx's and MTEB's spellings are understood.
    compat : {None, 'trec_eval-9.0.8', 'trec_eval-10.0'}
        Follow that program to the letter: 9.0.8 compares scores as float32; 10.0 rounds recall levels to the
        nearest number of documents (IPrec, 11pt_avg); both average over the queries that a run answers.
    ties : str
        Order of equal scores: ``'id_descending'`` (by the document id's bytes, trec_eval's rule),
        ``'id_ascending'``, ``'numeric_descending'``, ``'numeric_ascending'``, ``'input'`` (row order),
        ``'best'`` and ``'worst'`` (larger, or smaller, grade first), or ``'average'`` over the orders.
    missing : {'worst', 'skip', 'error'}, optional
        A judged query that a run does not answer: the measure's worst value (default), left out of the
        mean (NaN; the default of `compat`), or an error.
    undefined : float, optional
        Value of a query without a relevant document, instead of the measure's own (mostly 0).
    duplicates : {'error', 'first', 'best'}
        A document that a query holds twice in a run.
    judged_only : bool
        Drop unjudged documents before ranking.
    columns : mapping, optional
        ``{canonical name: column}`` where the names are not recognised: query_id, doc_id, relevance, score,
        subtopic, system. ``query_id`` and ``doc_id`` speak of judgements and runs alike, wherever such a
        column is; ``'qrels.doc_id'`` and ``'run.doc_id'`` of one of the two.
    order : {'any', 'grouped'}, optional
        How the rows of a run come. ``'grouped'``: the rows of a query follow each other; a judged query whose rows
        do not is refused with its id. ``'any'``: where they do not, all rows are brought together in memory. The
        default is ``'any'`` for tables in memory and single files, and ``'grouped'`` for what need not fit into
        memory: Arrow streams, datasets, folders of Parquet files, polars lazy frames, duckdb relations.
    out : path, optional
        Parquet file for the values, as `Scores.to_arrow` gives them, system by system. It appears when it is
        whole; until then a folder ``.<name>.parts`` beside it keeps what has been ranked.
    resume : bool
        Go on with an evaluation into `out` that was interrupted: what has been ranked of runs that come in pieces
        (Parquet and Arrow IPC files, streams) is not ranked again, and row groups of which all has been are not
        even read. Other judgements, measures, rules or runs than before are refused.
    progress : bool or callable, optional
        Whether to draw a bar; by default on a terminal or in a notebook, where it takes longer than a second.
        A callable is called as ``progress(rows done, rows)``, rows 0 where a stream does not tell.

    Returns
    -------
    Scores
        Queries in the order of the judgements; ``scores.report()`` tells how often each rule acted.

    Raises
    ------
    ValueError, TypeError
        One line that names file, row or column, the rule, and the way out.

    Examples
    --------
    >>> import fastrank as fr
    >>> qrels = {"q1": {"a": 2, "b": 0}, "q2": {"c": 1}}
    >>> runs = {"bm25": {"q1": {"a": 1.5, "b": 2.0}, "q2": {"c": 0.3}}, "dense": {"q1": {"a": 9.0}}}
    >>> fr.evaluate(qrels, runs, ["nDCG@10", "RR"]).summary()
    system     nDCG@10          RR
    bm25        0.8155      0.7500
    dense       0.5000      0.5000
    """
    if resume and out is None:
        raise ValueError("resume: needs out=, the file whose evaluation was interrupted")
    rules, missing = _checked_rules(compat, ties, missing, duplicates, order)
    wanted = measures_named(measures)
    of_qrels, of_runs = (NamedColumns(kind, columns or {}) for kind in ("qrels", "run"))
    judgements = read_judgements(
        qrels, of_qrels, next((str(m) for m in wanted if m.metric.by_subtopic), None)
    )
    judgements = replace(judgements, known_depth=_known_depth(wanted))
    bound = [_filled_in(measure, judgements, rules) for measure in wanted]
    _refuse_averaged_ties(bound, ties)
    systems = systems_of(runs, of_runs, order)
    refuse_unseen((of_qrels, of_runs))
    ranking = RankingRules(ties, duplicates, judged_only, rules.float32_scores)
    asked = {
        "judgements": judgements_mark(judgements) if out is not None else 0,
        "measures": [str(measure) for measure in bound],
        "rules": [compat, *ranking, missing, undefined],
        "runs": [(system, run.identity()) for system, run in systems.items()],
        "rows a piece": PIECE_ROWS,
    }
    rows: list[list[npt.NDArray[np.float64]]] = []
    counts: list[dict[str, int]] = []

    def scores(names: list[str], first: int) -> Scores:
        return Scores(
            np.array(rows[first:]).swapaxes(0, 1),
            systems=names,
            queries=judgements.queries,
            measure=[str(measure) for measure in bound],
            higher_is_better=[measure.metric.higher_is_better for measure in bound],
            bounds=[measure.metric.bounds for measure in bound],
            aggregation=[measure.metric.aggregation for measure in bound],
            counts={rule: np.array([count[rule] for count in counts[first:]]) for rule in counts[0]},
        )

    with ExitStack() as stack:
        file = stack.enter_context(ResultFile(out, asked, resume=resume)) if out is not None else None
        done = RowsDone([run.n_rows for run in systems.values()], stack.enter_context(shown(progress)))
        for place, (system, run) in enumerate(systems.items()):
            saved = None if file is None else file.saved(place)
            ranked = rank_run(run, judgements, ranking, order, done.of_system(place), saved)
            _refuse_missing(ranked, judgements, missing, system)
            rows.append([query_values(measure, ranked, missing, undefined) for measure in bound])
            unanswered = {"judged queries not answered": int((~ranked.answered).sum())}
            counts.append(ranked.counts | unanswered | judgements.counts())
            if file is not None:
                file.write(scores([system], place).to_arrow())
    return scores(list(systems), 0)


def query_values(
    measure: Measure, ranked: RankedRun, missing: str, undefined: float | None
) -> npt.NDArray[np.float64]:
    metric = measure.metric
    lists = ranked.by_subtopic if metric.by_subtopic else ranked.lists
    if metric.across_queries:
        lists = ranked.known
    assert lists is not None  # judgements were read as the measures need them
    values = metric.evaluate(lists, measure.parameters)
    if metric.worst is not None:
        values[~ranked.answered] = metric.worst
    if undefined is not None:  # the measure's own value is what its loop gives
        rel = float(measure.parameters.get("rel") or 1)
        values[_without_relevant(ranked, rel) | np.isnan(values)] = undefined
    if missing == "skip":
        values[~ranked.answered] = np.nan
    return values


def _without_relevant(ranked: RankedRun, rel: float) -> npt.NDArray[np.bool_]:
    offsets, pool = ranked.lists.pool_offsets, ranked.lists.pool
    return (
        pool[offsets[:-1]] < rel
    )  # every judged query has a judgement; the pool's largest grade comes first


def _checked_rules(
    compat: str | None, ties: str, missing: str | None, duplicates: str, order: str | None
) -> tuple[Rules, str]:
    for name, value, accepted in (
        ("compat", compat, COMPAT),
        ("ties", ties, TIES),
        ("missing", missing, (None, *MISSING)),
        ("duplicates", duplicates, DUPLICATES),
        ("order", order, (None, *ORDERS)),
    ):
        if value not in accepted:
            raise ValueError(f"{name}: must be one of {', '.join(map(repr, accepted))}, got {value!r}")
    rules = COMPAT[compat]
    return rules, missing or rules.missing


def measures_named(measures: Any) -> list[Measure]:
    names = [measures] if isinstance(measures, str) or not isinstance(measures, Iterable) else list(measures)
    if not names:
        raise ValueError("evaluate: no measure named")
    return list(dict.fromkeys(parse(name) for name in names))


def _known_depth(measures: list[Measure]) -> int:
    """Return the deepest rank at which a measure asks for documents judged for any query; 0 where none does."""
    asked = [measure.parameters["k"] for measure in measures if measure.metric.across_queries]
    return max((cutoff(k) for k in asked), default=0)


def _filled_in(measure: Measure, judgements: Judgements, rules: Rules) -> Measure:
    """Fill in the largest grade of all judgements where a measure needs it, and what `compat` decides."""
    if "max_grade" in measure.metric.required and measure.parameters["max_grade"] is None:
        measure = measure.replace(max_grade=max(judgements.max_grade, 1))
    if "rounding" in measure.parameters and rules.rounding is not None:
        measure = measure.replace(rounding=rules.rounding)
    return measure


def _refuse_averaged_ties(measures: list[Measure], ties: str) -> None:
    without = [measure for measure in measures if ties == "average" and not measure.metric.averages_ties]
    if without:
        raise ValueError(f"ties: {without[0]} has no average over tied orders; name another rule for it")


def _refuse_missing(ranked: RankedRun, judgements: Judgements, missing: str, system: str) -> None:
    if not ranked.answered.any():
        raise ValueError(
            f"{system}: no query in common with the judgements (they have e.g. {judgements.queries[0]!r})"
        )
    if missing == "error" and not ranked.answered.all():
        absent = np.flatnonzero(~ranked.answered)
        raise ValueError(
            f"{system}: query {judgements.queries[absent[0]]!r} is judged but not in the run "
            f"({len(absent)} in all); missing='worst' or 'skip' allows that"
        )


def systems_of(runs: Any, columns: NamedColumns, order: str | None = None) -> dict[str, PiecewiseRun]:
    """Return every system's run under its name; a name may stand once."""
    if isinstance(runs, Mapping) and not _is_run_dict(runs):
        sources = [(str(name), source) for name, source in runs.items()]
    elif isinstance(runs, Sequence) and not isinstance(runs, str):
        sources = [(system_name(source), source) for source in runs]
    else:
        sources = [(system_name(runs), runs)]
    systems: dict[str, PiecewiseRun] = {}
    for name, source in sources:
        for system, run in read_runs(source, name, columns, order).items():
            if system in systems:
                raise ValueError(f"two runs are called {system!r}; pass {{name: run}} with other names")
            systems[system] = run
    if not systems:
        raise ValueError("evaluate: no run given")
    return systems


def _is_run_dict(runs: Mapping[Any, Any]) -> bool:
    """Whether a mapping is one run, ``{query: {document: score}}``, rather than ``{system: run}``."""
    first = next(iter(runs.values()), None)
    if not isinstance(first, Mapping):
        return False
    return not isinstance(next(iter(first.values()), None), Mapping)


def system_name(source: Any) -> str:
    """Return a path's name without what tells its format; ``run`` for what has no name."""
    if not isinstance(source, str | os.PathLike):
        return "run"
    name = Path(source).name
    for suffix in _FORMAT_SUFFIXES:
        name = name.removesuffix(suffix)
    return name or Path(source).name
