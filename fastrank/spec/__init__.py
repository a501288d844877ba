"""The registry: a measure is declared once, and every face of the package is made from that."""

from fastrank.spec.measure import Measure
from fastrank.spec.metric import AGGREGATIONS, Metric, Parameters, metric
from fastrank.spec.names import canonical_name, parse
from fastrank.spec.registry import all_metrics, find_metric

__all__ = [
    "AGGREGATIONS",
    "Measure",
    "Metric",
    "Parameters",
    "all_metrics",
    "canonical_name",
    "find_metric",
    "metric",
    "parse",
]
