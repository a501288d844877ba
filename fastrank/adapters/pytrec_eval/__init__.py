"""pytrec_eval's interface to the letter (0.5.11 of pytrec_eval-terrier, which is trec_eval 9.0.8), on our loops.

>>> import fastrank.adapters.pytrec_eval as pytrec_eval
>>> evaluator = pytrec_eval.RelevanceEvaluator({"q": {"a": 1, "b": 0}}, {"map", "ndcg_cut.1,5"})
>>> evaluator.evaluate({"q": {"a": 0.5, "b": 0.9}})["q"]
{'map': 0.5, 'ndcg_cut_1': 0.0, 'ndcg_cut_5': 0.6309297535714575}
"""

from __future__ import annotations

from fastrank.adapters.pytrec_eval.aggregated import compute_aggregated_measure
from fastrank.adapters.pytrec_eval.evaluator import RelevanceEvaluator
from fastrank.adapters.pytrec_eval.names import supported_measures, supported_nicknames
from fastrank.adapters.pytrec_eval.trec_lines import parse_qrel, parse_run

__version__ = "0.5.11"  # whose behaviour this is; ir_measures asks for one

__all__ = [
    "RelevanceEvaluator",
    "compute_aggregated_measure",
    "parse_qrel",
    "parse_run",
    "supported_measures",
    "supported_nicknames",
]
