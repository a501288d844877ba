"""Small cases computed by hand or published, with every way to ask for their values."""

from __future__ import annotations

import pytest

import fastrank as fr

# Case A: x is unjudged, c is not retrieved. The ranking is b x a d.
QRELS_A = {"q": {"a": 3, "b": 2, "c": 1, "d": 0}}
RUN_A = {"q": {"b": 3.0, "x": 2.5, "a": 2.0, "d": 1.0}}

# Case B: only the best of three relevant documents is retrieved.
QRELS_B = {"q": {"a": 3, "b": 2, "c": 1}}
RUN_B = {"q": {"a": 1.0}}

# Case C: a document of negative grade, in the pool but unjudged, stands first.
QRELS_C = {"q": {"a": 1, "b": -1, "c": 2}}
RUN_C = {"q": {"b": 2.0, "a": 1.0}}

# Case D: two relevance levels.
QRELS_D = {"q": {"a": 1, "b": 2}}
RUN_D = {"q": {"a": 2.0, "b": 1.0}}

# Case E: of three relevant documents two are retrieved, at ranks 2 and 5.
QRELS_E = {"q": {"b": 1, "e": 1, "z": 1}}
RUN_E = {"q": {"a": 5.0, "b": 4.0, "c": 3.0, "d": 2.0, "e": 1.0}}


def value(qrels, run, measure, **options):
    """The measure of the one query."""
    return fr.evaluate(qrels, run, measure, **options).values.item()


def check(cases, qrels, run):
    """Compare ``{measure: value}``; values with six digits are published ones."""
    found = {measure: value(qrels, run, measure) for measure in cases}
    assert found == pytest.approx(cases, abs=6e-7)
