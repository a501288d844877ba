"""The calls recorded from ir_measures 0.4.3's own tests, answered by `fastrank.adapters.ir_measures`."""

from __future__ import annotations

import json
import lzma

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import judged_runs

ir_measures = pytest.importorskip("ir_measures")

from fastrank.adapters.ir_measures import FastrankProvider, use  # noqa: E402

# A measure that is not here.
NOT_SUPPORTED = {"ERR_IA"}
COMPARED = 370


def _cases(data):
    with lzma.open(data / "conformance_cases" / "ir_measures_0.4.3_cases.json.xz") as file:
        return json.load(file)


def _rows(case):
    qrels = [ir_measures.Qrel(query, document, grade) for query, document, grade, *_ in case["qrels"]]
    return qrels, [ir_measures.ScoredDoc(*row[:3]) for row in case["run"]]


def _asked_for(case, text):
    """The measure that has the recorded value in its pipeline; None where only a call past its checks has it."""
    measure = ir_measures.parse_measure(text)
    if (
        case["provider"] == "gdeval" and measure.NAME == "nDCG"
    ):  # whose gain is exponential whatever it is told
        return measure(dcg="exp-log2")
    return None if measure.NAME.startswith("Set") and "cutoff" in measure.params else measure


def test_recorded_calls(data):
    provider, compared, wrong, unsupported = FastrankProvider(), 0, [], set()
    for case in _cases(data):
        for text in case["measures"]:
            measure = _asked_for(case, text)
            if measure is None or not provider.supports(measure):
                unsupported |= set() if measure is None else {measure.NAME}
                continue
            metrics = provider.iter_calc([measure], *_rows(case))
            found = {metric.query_id: metric.value for metric in metrics}
            for query, name, value in case["results"]:
                if name == text:
                    compared += 1
                    # its pipeline asks gdeval, which prints five digits, where the recorded call asked ranx
                    digits = 0.51e-5 if case["provider"] == "ranx" and "exp-log2" in text else 1e-12
                    if found.get(query) != pytest.approx(value, rel=1e-9, abs=digits):
                        wrong.append((case["provider"], text, query, value, found.get(query)))
    assert wrong == []
    assert compared >= COMPARED
    assert unsupported == NOT_SUPPORTED


TIED = {f"q{q}": {f"d{i}": float(i * 7 % (q + 2)) for i in range(12)} for q in range(6)} | {
    "none": {"d1": 1.0}
}
JUDGED = {f"q{q}": {f"d{i}": (i * 5 + q) % 4 - (i == 3) for i in range(0, 20, 2)} for q in range(7)}
BY_ITS_OWN = [
    "nDCG@3", "nDCG(judged_only=True)@3", "nDCG(gains={1:5,2:9})", "AP(rel=2)", "AP@4", "P(rel=2)@5", "R@5", "RR",
    "RR@3", "RR(rel=2)@3", "Rprec", "Bpref", "NumRet", "NumRet(rel=1)", "NumRel", "NumQ", "SetP", "SetF(beta=2.)",
    "SetF", "SetR", "SetAP", "SetP(relative=True)", "Success@2", "IPrec@0.2", "infAP", "Judged@4", "Judged", "Compat",
    "Compat(p=0.8,normalize=False)", "Accuracy", "Accuracy(rel=2)",
]  # fmt: skip


@pytest.mark.parametrize("text", BY_ITS_OWN)
def test_tied_runs_against_its_own_providers(text):
    """One query is judged and not retrieved, one retrieved and not judged; each measure has its provider's ties."""
    measure = ir_measures.parse_measure(text)
    found, expected = (
        {metric.query_id: metric.value for metric in provider.iter_calc([measure], JUDGED, TIED)}
        for provider in (FastrankProvider(), ir_measures.DefaultPipeline)
    )
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


@settings(max_examples=60)
@given(collection=judged_runs(), text=st.sampled_from(BY_ITS_OWN), sign=st.sampled_from([1, -1]))
@example(collection=({"q": {"f": 2, "a": 2}}, {"q": {"f": 0.5}}), text="Compat", sign=-1)
@example(
    collection=({"q": {"c": 1, "b": 1, "a": 1}}, {"q": {"c": 2.0, "b": 2.0, "a": 2.0, "x": 1.0}}),
    text="Compat",
    sign=1,
)
def test_random_runs_against_its_own_providers(collection, text, sign):
    """Its Compat orders tied documents of one grade as they are judged, and missing ones before scores below 0."""
    qrels, run = collection
    run = {query: {document: sign * score for document, score in one.items()} for query, one in run.items()}
    measure = ir_measures.parse_measure(text)
    try:
        expected = {m.query_id: m.value for m in ir_measures.DefaultPipeline.iter_calc([measure], qrels, run)}
    except ZeroDivisionError:  # its Accuracy, where only relevant documents were retrieved
        return
    found = {metric.query_id: metric.value for metric in FastrankProvider().iter_calc([measure], qrels, run)}
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)


def test_it_stands_in_front_of_the_others():
    pandas = pytest.importorskip("pandas")
    measures = [ir_measures.nDCG @ 3, ir_measures.RR @ 3, ir_measures.Judged @ 4]
    expected = ir_measures.calc(measures, JUDGED, TIED)
    provider = use()
    try:
        assert use() is provider
        assert ir_measures.DefaultPipeline.providers[0] is provider
        rows = [(q, d, score) for q, one in TIED.items() for d, score in one.items()]
        frame = pandas.DataFrame(rows, columns=["query_id", "doc_id", "score"])
        found = ir_measures.calc(measures, JUDGED, frame)
        assert found.aggregated == pytest.approx(expected.aggregated, rel=1e-12)
        values, wanted = ({metric[:2]: metric.value for metric in one.per_query} for one in (found, expected))
        assert values == pytest.approx(wanted, rel=1e-12)
        assert ir_measures.calc_aggregate(measures, JUDGED, {})[ir_measures.nDCG @ 3] == 0
        assert type(ir_measures.evaluator(measures, JUDGED)).__module__.startswith("fastrank")
    finally:
        ir_measures.DefaultPipeline.providers.remove(provider)
        ir_measures.providers.registry.pop("fastrank")
