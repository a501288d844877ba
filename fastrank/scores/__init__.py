"""Scores: one value per (system, query, measure); everything before makes it, everything after reads it."""

from fastrank.scores.concat import concat
from fastrank.scores.read_scores import read_scores
from fastrank.scores.report import Report
from fastrank.scores.scores import Scores
from fastrank.scores.slice_summary import SliceSummary
from fastrank.scores.summary import Summary

__all__ = ["Report", "Scores", "SliceSummary", "Summary", "concat", "read_scores"]
