"""scikit-learn's ranking metrics to the letter: arguments, means and quirks, on our loops.

>>> from fastrank.adapters.sklearn_metrics import ndcg_score
>>> round(ndcg_score([[10, 0, 0, 1, 5]], [[0.1, 0.2, 0.3, 4, 70]]), 6)
0.695694
"""

from __future__ import annotations

from fastrank.adapters.sklearn_metrics.average_precision import average_precision_score
from fastrank.adapters.sklearn_metrics.dcg import dcg_score, ndcg_score
from fastrank.adapters.sklearn_metrics.label_ranking import (
    coverage_error,
    label_ranking_average_precision_score,
    label_ranking_loss,
)

__all__ = [
    "average_precision_score",
    "coverage_error",
    "dcg_score",
    "label_ranking_average_precision_score",
    "label_ranking_loss",
    "ndcg_score",
]
