"""Calls recorded from ir_measures 0.4.3's own tests, by the provider that answered them."""

from __future__ import annotations

import json
import lzma
import math
import re

import pyarrow as pa
import pytest

import fastrank as fr

# Measures of ir_measures that are not shipped here; one that ships must leave this list.
NOT_SHIPPED: set[str] = set()

# Where we differ, on purpose; _arguments() states each as what their text means in ours:
# - trec_eval's set_F, and so ir_measures' SetF(beta=x), puts x where van Rijsbergen's formula has beta squared;
# - gdeval: gains 2**grade - 1 always, a scale of grades that ends at 4, five printed decimals;
# - msmarco, judged, compat and pyndeval: equal scores by rising document id.

COMPARED = 379


def _cases(data):
    with lzma.open(data / "conformance_cases" / "ir_measures_0.4.3_cases.json.xz") as file:
        return json.load(file)


def _shipped(measure: str) -> bool:
    return re.match(r"\w+", measure)[0] not in NOT_SHIPPED


def _arguments(case, measure):
    """What ir_measures' text means in ours, where the two differ, and the precision of the provider."""
    options, tolerance, text = {}, 1e-9, measure
    if "judged_only=True" in text:
        text = re.sub(r"\(judged_only=True\)", "", text)
        options["judged_only"] = True
    if found := re.match(r"SetF\(beta=([\d.]+)\)", text):
        text = f"F(beta={math.sqrt(float(found[1]))!r})"
    if case["provider"] == "gdeval":
        tolerance = 0.51e-5
        text = text.replace("ERR@", "ERR(max_grade=4)@")
        if "dcg" not in text:
            text = text.replace("nDCG@", "nDCG(dcg='exp-log2')@")
    if case["provider"] in ("msmarco", "judged", "compat", "pyndeval"):
        options["ties"] = "id_ascending"
    return text, options, tolerance


def _tables(case):
    qrels, run = ([row[:3] for row in case[kind]] for kind in ("qrels", "run"))
    columns = [
        dict(zip(("query_id", "doc_id", "n"), zip(*rows, strict=True), strict=True)) for rows in (qrels, run)
    ]
    judged, retrieved = (
        pa.table({"query_id": c["query_id"], "doc_id": c["doc_id"], name: c["n"]})
        for c, name in zip(columns, ("relevance", "score"), strict=True)
    )
    if (
        case["provider"] == "pyndeval"
    ):  # a judgement may name its subtopic; the others are for one of their own
        subtopics = [row[3] if len(row) > 3 else "0" for row in case["qrels"]]
        judged = judged.append_column("subtopic", pa.array(subtopics))
    return judged, retrieved


def test_every_recorded_value_of_a_shipped_measure(data):
    compared, wrong, unknown = 0, [], set()
    for case in _cases(data):
        for measure in case["measures"]:
            if not _shipped(measure):
                unknown.add(re.match(r"\w+", measure)[0])
                continue
            if not case["run"]:
                continue  # see test_an_empty_run_is_refused
            text, options, tolerance = _arguments(case, measure)
            qrels, run = _tables(case)
            scores = fr.evaluate(qrels, run, text, **options)
            found = dict(zip(scores.queries, scores.values[0, 0], strict=True))
            for query, name, value in case["results"]:
                if name == measure:
                    compared += 1
                    if found[query] != pytest.approx(value, abs=tolerance):
                        wrong.append((case["provider"], measure, query, value, found[query]))
    assert wrong == []
    assert compared >= COMPARED
    assert unknown == NOT_SHIPPED


def test_an_empty_run_is_refused(data):
    """ir_measures answers 0 for every query; a run that answers nothing is more likely a wrong file."""
    empty = [case for case in _cases(data) if not case["run"]]
    assert empty
    nothing = pa.table({"query_id": pa.array([], pa.string()), "doc_id": pa.array([], pa.string()),
                        "score": pa.array([], pa.float64())})  # fmt: skip
    rows = empty[0]["qrels"]
    qrels = pa.table(dict(zip(("query_id", "doc_id", "relevance"), zip(*rows, strict=True), strict=True)))
    with pytest.raises(ValueError, match="no query in common with the judgements"):
        fr.evaluate(qrels, nothing, "AP")
