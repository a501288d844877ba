"""`pytrec_eval.RelevanceEvaluator`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.adapters.pytrec_eval.dict_run import rank_dicts, refuse_other_types
from fastrank.adapters.pytrec_eval.names import columns
from fastrank.adapters.trec_eval.measures import Column
from fastrank.adapters.trec_eval.quirks import with_quirks
from fastrank.kernels.ranked_lists import RankedLists
from fastrank.tables.judgements import read_judgements


class RelevanceEvaluator:
    """Like ``pytrec_eval.RelevanceEvaluator``: judgements that are read once, for any number of runs.

    Parameters
    ----------
    query_relevance : dict of str to dict of str to int
        ``{query: {document: grade}}``; a query without a judgement is dropped.
    measures : iterable of str
        trec_eval's names, with parameters after ``.`` or ``_`` (``ndcg_cut.5,10``, ``P_5``), or nicknames.
    relevance_level : int
        The grade from which a document is relevant.
    judged_docs_only_flag : bool
        Whether documents without a judgement are dropped first.
    """

    def __init__(
        self,
        query_relevance: Mapping[str, Mapping[str, int]],
        measures: Iterable[str],
        relevance_level: int = 1,
        judged_docs_only_flag: bool = False,
    ) -> None:
        if not isinstance(relevance_level, int):
            raise TypeError("Expected object_relevance_per_qid dictionary and measures set.")
        if relevance_level < 1:
            raise TypeError("Argument relevance_level should be positive.")
        self._columns = columns(measures, relevance_level)
        self._level, self._judged_only = relevance_level, bool(judged_docs_only_flag)
        judged = {query: grades for query, grades in query_relevance.items() if len(grades) > 0}
        _refuse_other_types(judged)
        self._codes = {query: code for code, query in enumerate(judged)}
        self._judgements = read_judgements(judged) if judged else None

    def evaluate(self, scores: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
        """Return ``{query: {measure: value}}`` of the queries that are in both."""
        if not scores:
            return {}
        if not isinstance(scores, dict):
            raise TypeError("Argument object scores should be of type dictionary.")
        refuse_other_types(scores, self._codes)
        queries = [query for query in scores if query in self._codes]
        if self._judgements is None or not queries:
            return {}
        lists = rank_dicts(scores, self._codes, self._judgements, judged_only=self._judged_only)
        codes = np.array([self._codes[query] for query in queries])
        names = [column.key for column in self._columns]
        values = [self._values(column, lists)[codes].tolist() for column in self._columns]
        rows = zip(*values, strict=True) if values else [()] * len(queries)
        return {query: dict(zip(names, row, strict=True)) for query, row in zip(queries, rows, strict=True)}

    def _values(self, column: Column, lists: RankedLists) -> npt.NDArray[np.float64]:
        """Our values with trec_eval's quirks, one a judged query."""
        if column.measure is None:
            return np.zeros(len(lists.n_retrieved))
        values = column.measure.metric.evaluate(lists, column.measure.parameters)
        return with_quirks(values, column, lists, self._level)


def _refuse_other_types(judged: Mapping[Any, Mapping[Any, Any]]) -> None:
    if not all(isinstance(query, str) for query in judged):
        raise TypeError("Expected string as key.")
    if not all(isinstance(grades, dict) for grades in judged.values()):
        raise TypeError("Expected dictionary as value.")
    if not all(isinstance(document, str) for grades in judged.values() for document in grades):
        raise TypeError("Expected mapping of document id to query relevance or matching score.")
    if not all(isinstance(grade, int) for grades in judged.values() for grade in grades.values()):
        raise TypeError("Expected relevance to be integer.")
