"""The lines that trec_eval prints."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence

import numpy as np

from fastrank.adapters.trec_eval.evaluated import (
    Evaluated,
    Values,
    column_values,
    evaluated,
    is_cleared,
    relevant_whatever_the_level,
)
from fastrank.adapters.trec_eval.measures import Column
from fastrank.adapters.trec_eval.options import Options
from fastrank.adapters.trec_eval.relstring import relevance_string
from fastrank.adapters.trec_eval.requested import requested
from fastrank.adapters.trec_eval.run_tag import run_tag
from fastrank.adapters.trec_eval.zscores import read_moments, zscore

_COUNTS = ("num_q", "num_ret", "num_rel", "num_rel_ret", "num_nonrel_judged_ret")
_OF_ALL = ("runid", "num_q", "gm_map", "gm_bpref")  # have no value of a query
_LEAST = 0.00001  # of a geometric mean, for a query that the run does not answer


def lines(qrels: str | os.PathLike[str], run: str | os.PathLike[str], options: Options) -> Iterator[str]:
    """Yield what trec_eval prints for two files, line by line."""
    columns = requested(options.measures or ("official",), options.level, newest=options.newest)
    found = evaluated(qrels, run, options)
    values = [column_values(column, found, options) for column in columns]
    if options.zscores is not None:
        values = _as_zscores(values, columns, found, options)
    if options.per_query:
        yield from _of_queries(columns, values, found, options)
    if options.summary:
        yield from _of_all(columns, values, found, options, run)


def _as_zscores(
    values: Sequence[Values], columns: Sequence[Column], found: Evaluated, options: Options
) -> list[Values]:
    moments, names = read_moments(options.zscores or ""), _names(found)
    return [
        np.array([zscore(moments, q, column.key, v) for q, v in zip(names, of_queries.tolist(), strict=True)])
        for column, of_queries in zip(columns, values, strict=True)
    ]


def _names(found: Evaluated) -> list[str]:
    return [found.judgements.queries[code] for code in found.queries]


def _of_queries(
    columns: Sequence[Column], values: Sequence[Values], found: Evaluated, options: Options
) -> Iterator[str]:
    for i, (code, query) in enumerate(zip(found.queries, _names(found), strict=True)):
        for column, of_queries in zip(columns, values, strict=True):
            if column.base == "relstring":
                yield f"{column.key:<22}\t{query}\t'{_relstring(column, found, code)}'"
            elif column.base not in _OF_ALL:
                yield _line(column, query, float(of_queries[i]), options)


def _relstring(column: Column, found: Evaluated, code: int) -> str:
    cleared = is_cleared(column) and not found.answered[code]
    return "" if cleared else relevance_string(column.key, found.lists, code)


def _of_all(
    columns: Sequence[Column],
    values: Sequence[Values],
    found: Evaluated,
    options: Options,
    run: str | os.PathLike[str],
) -> Iterator[str]:
    for column, of_queries in zip(columns, values, strict=True):
        if column.base == "runid":
            yield f"{column.key:<22}\tall\t{run_tag(run)}"
        elif column.base != "relstring":
            yield _line(column, "all", _of_all_queries(column, of_queries, found, options), options)


def _of_all_queries(column: Column, of_queries: Values, found: Evaluated, options: Options) -> float:
    n = len(found.judgements.queries) if options.complete else len(of_queries)
    total = float(np.add.accumulate(of_queries)[-1])  # in order, as trec_eval adds up
    if column.base == "num_q":
        return n
    if column.base == "num_rel" and options.complete:
        return relevant_whatever_the_level(found)
    if column.base in _COUNTS:
        return total
    if column.base.startswith("gm_"):
        return math.exp((total + (n - len(of_queries)) * math.log(_LEAST)) / n)
    return total / n


def _line(column: Column, query: str, value: float, options: Options) -> str:
    z = "Z" if options.zscores is not None else ""
    return f"{z}{column.key:<22}\t{query}\t{_text(value, whole=column.base in _COUNTS and not z)}"


def _text(value: float, *, whole: bool) -> str:
    if whole:
        return str(int(value))
    nan = "-nan" if math.copysign(1.0, value) < 0 else "nan"  # C prints the sign bit, which 0 / 0 sets on x86
    return f"{nan:>6}" if math.isnan(value) else f"{value:6.4f}"
