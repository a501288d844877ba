"""Measures that ir_measures asks other providers than pytrec_eval for, each with that provider's rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ir_measures import measures
from ir_measures.providers.base import NOT_PROVIDED, Choices
from ir_measures.providers.base import Any as Anything

from fastrank.spec import Measure, parse


class Rule(NamedTuple):
    """How values come about that are as the provider's."""

    provider: str
    ties: str = "id_descending"
    decimals: int | None = None  # that the provider prints
    pooled_is_judged: bool = False  # negative grades count as judgements


_CWL = Rule("cwl_eval")
_GDEVAL = Rule("gdeval", decimals=5)
_RULES = {
    "RR": Rule("msmarco", ties="id_ascending"),
    "Judged": Rule("judged", ties="id_ascending", pooled_is_judged=True),
    "Compat": Rule("compat", ties="id_ascending"),
    "Accuracy": Rule("accuracy", ties="input"),
    "ERR": _GDEVAL,
    "nDCG": _GDEVAL,
    **dict.fromkeys(("RBP", "BPM", "SDCG", "NERR8", "NERR9", "NERR10", "NERR11", "INST", "INSQ"), _CWL),
}

_SCALE = {"min_rel": Anything(), "max_rel": Anything(required=True)}
SUPPORTED = [
    measures._RR(cutoff=Anything(required=True), rel=Anything(), judged_only=Choices(False)),
    measures._Judged(cutoff=Anything()),
    measures._Compat(p=Anything(), normalize=Anything()),
    measures._Accuracy(cutoff=Choices(NOT_PROVIDED), rel=Anything()),
    measures._ERR(cutoff=Anything(required=True)),
    measures._nDCG(
        cutoff=Anything(),
        dcg=Choices("exp-log2"),
        gains=Choices(NOT_PROVIDED),
        judged_only=Choices(False),
    ),
    measures._RBP(cutoff=Choices(NOT_PROVIDED), rel=Anything(required=True), p=Anything()),
    measures._BPM(cutoff=Anything(), T=Anything(), **_SCALE),
    measures._SDCG(cutoff=Anything(required=True), dcg=Choices("log2"), **_SCALE),
    measures._NERR8(cutoff=Anything(required=True), **_SCALE),
    measures._NERR9(cutoff=Anything(required=True), **_SCALE),
    measures._NERR10(p=Anything(), **_SCALE),
    measures._NERR11(T=Anything(), **_SCALE),
    measures._INST(T=Anything(), **_SCALE),
    measures._INSQ(T=Anything(), **_SCALE),
]


def rule_of(measure: Any) -> Rule:
    """Return the rule of a measure that is not trec_eval's. ranx has no order of equal scores to follow."""
    if measure.NAME == "nDCG" and measure["cutoff"] is NOT_PROVIDED:
        return Rule("ranx")
    return _RULES[measure.NAME]


def ours(measure: Any) -> Measure:
    """Return our measure; gdeval's scale of grades ends at 4."""
    found = parse(measure)
    return found.replace(max_grade=4) if measure.NAME == "ERR" else found


def judged_as(rule: Rule, qrels: Mapping[str, Mapping[str, Any]]) -> Mapping[str, Mapping[str, Any]]:
    """Return the judgements as the provider understands them."""
    if not rule.pooled_is_judged:
        return qrels
    return {
        query: {document: max(grade, 0) for document, grade in one.items()} for query, one in qrels.items()
    }
