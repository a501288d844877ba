"""Runs against judgements: a value per (system, query, measure)."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from fastrank.evaluation.prepared import prepared
from fastrank.evaluation.query_values import refuse_missing
from fastrank.evaluation.systems import systems_of
from fastrank.parallel import Progress
from fastrank.progress_bar import RowsDone, shown
from fastrank.scores import Scores
from fastrank.spec import Measure
from fastrank.tables.named_columns import NamedColumns, refuse_unseen
from fastrank.tables.result_files import ResultFile
from fastrank.tables.runs import rank_run


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
    of_qrels, of_runs = (NamedColumns(kind, columns or {}) for kind in ("qrels", "run"))
    evaluation = prepared(
        qrels, of_qrels, measures, compat=compat, ties=ties, missing=missing, undefined=undefined,
        duplicates=duplicates, judged_only=judged_only, order=order,
    )  # fmt: skip
    systems = systems_of(runs, of_runs, order)
    refuse_unseen((of_qrels, of_runs))
    values, counts = [], []
    with ExitStack() as stack:
        file = None
        if out is not None:
            file = stack.enter_context(ResultFile(out, evaluation.mark(systems), resume=resume))
        done = RowsDone([run.n_rows for run in systems.values()], stack.enter_context(shown(progress)))
        for place, (system, run) in enumerate(systems.items()):
            saved = None if file is None else file.saved(place)
            ranked = rank_run(
                run, evaluation.judgements, evaluation.ranking, order, done.of_system(place), saved
            )
            refuse_missing(ranked, evaluation.judgements, evaluation.missing, system)
            values.append(evaluation.values(ranked))
            counts.append(evaluation.counts(ranked))
            if file is not None:
                file.write(evaluation.scores([system], values[-1:], counts[-1:]).to_arrow())
    return evaluation.scores(list(systems), values, counts)
