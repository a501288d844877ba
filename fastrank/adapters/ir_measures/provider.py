"""The provider, and how it comes to stand in front of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import ir_measures
import numpy as np
from ir_measures.providers import Evaluator, Provider, PytrecEvalProvider
from ir_measures.util import Metric, QrelsConverter, RunConverter

import fastrank.adapters.pytrec_eval
from fastrank.adapters.ir_measures.compat import compat, has_another_ideal
from fastrank.adapters.ir_measures.rules import SUPPORTED, Rule, judged_as, ours, rule_of
from fastrank.evaluate import evaluate


class _TrecProvider(PytrecEvalProvider):
    """ir_measures' own translation to trec_eval's measures, on our pytrec_eval."""

    def initialize(self) -> None:
        self.pytrec_eval = fastrank.adapters.pytrec_eval


class FastrankProvider(Provider):
    """Measures that fastrank has, with the values of the provider that would be asked without it."""

    NAME = "fastrank"
    SUPPORTED_MEASURES = [*PytrecEvalProvider.SUPPORTED_MEASURES, *SUPPORTED]  # noqa: RUF012 - the interface is this

    def _evaluator(self, measures: Iterable[Any], qrels: Any) -> _Evaluator:
        return _Evaluator(list(measures), QrelsConverter(qrels).as_dict_of_dict())


class _Evaluator(Evaluator):
    def __init__(self, measures: list[Any], qrels: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__(measures, set(qrels))
        provider = _TrecProvider()
        of_trec_eval = [measure for measure in measures if provider.supports(measure)]
        self._qrels = qrels
        self._trec = provider.evaluator(of_trec_eval, qrels) if of_trec_eval else None
        self._others: dict[Rule, list[Any]] = {}
        for measure in measures:
            if measure not in of_trec_eval:
                self._others.setdefault(rule_of(measure), []).append(measure)

    def iter_calc(self, run: Any) -> Iterator[Metric]:
        """Yield a value for every judged query; Accuracy has none where the run has nothing to compare."""
        reported = {measure for measure in self.measures if measure.NAME != "Accuracy"}
        missing = {(measure, query) for measure in reported for query in self.qrel_qids}
        for metric in self._iter_calc(run):
            missing.discard((metric.measure, metric.query_id))
            yield metric
        for measure, query in sorted(missing, key=lambda pair: (str(pair[0]), pair[1])):
            yield Metric(query_id=query, measure=measure, value=measure.DEFAULT)

    def _iter_calc(self, run: Any) -> Iterator[Metric]:
        run = RunConverter(run).as_dict_of_dict()
        if self._trec is not None:
            yield from self._trec._iter_calc(run)
        answered = {query: one for query, one in run.items() if one and self._qrels.get(query)}
        for rule, measures in self._others.items():
            if answered:
                yield from self._by_rule(rule, measures, answered)

    def _by_rule(self, rule: Rule, measures: list[Any], run: Mapping[str, Any]) -> Iterator[Metric]:
        judged = judged_as(rule, {query: self._qrels[query] for query in run})
        for measure in measures:
            scores = evaluate(judged, {"run": run}, ours(measure), ties=rule.ties)
            for query, value in zip(scores.queries, scores.values[0, 0].tolist(), strict=True):
                if measure.NAME == "Compat" and has_another_ideal(judged[query], run[query]):
                    value = compat(judged[query], run[query], measure["p"], measure["normalize"])
                if not np.isnan(value):
                    rounded = value if rule.decimals is None else round(value, rule.decimals)
                    yield Metric(query_id=query, measure=measure, value=rounded)


def use() -> FastrankProvider:
    """Put the provider in front of ir_measures' own: ``ir_measures.calc_aggregate`` and its like ask it first.

    ``ir_measures.DefaultPipeline.providers.remove(provider)`` takes it away again.

    Returns
    -------
    FastrankProvider
        The same one when called again.
    """
    pipeline = ir_measures.DefaultPipeline.providers
    for provider in pipeline:
        if isinstance(provider, FastrankProvider):
            return provider
    provider = FastrankProvider()
    ir_measures.providers.register(provider)
    pipeline.insert(0, provider)
    return provider
