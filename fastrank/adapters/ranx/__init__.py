"""ranx's `evaluate` and `compare` (0.3.21), on our loops: of dicts, or of its own Qrels and Run.

>>> from fastrank.adapters.ranx import evaluate
>>> qrels, run = {"q": {"a": 3, "b": 2, "c": 1}}, {"q": {"b": 3.0, "x": 2.5, "a": 2.0}}
>>> float(evaluate(qrels, run, "rbp.80").round(3))  # grades are not scaled, so it may pass 1
0.784
>>> evaluate(qrels, run, ["hits", "precision@5"])
{'hits': np.float64(2.0), 'precision@5': np.float64(0.4)}
"""

from __future__ import annotations

from fastrank.adapters.ranx.compare import compare
from fastrank.adapters.ranx.evaluate import evaluate

__all__ = ["compare", "evaluate"]
