"""Reading measure names: ours (which are ir_measures'), trec_eval's, ranx's and MTEB's."""

from __future__ import annotations

import ast
import math
import re
from typing import Any

from fastrank.spec.measure import Measure
from fastrank.spec.registry import spellings, unknown_measure

_OURS = re.compile(r"^(?P<name>[\w\-+]+?)\s*(?:\((?P<inside>.*)\))?\s*(?:@(?P<at>\d*\.?\d+))?$")
_LEVEL = re.compile(r"-l(\d+)$")  # ranx: map-l2 is AP(rel=2)
_TREC_GAINS = re.compile(r"^(ndcg)[._]([\d.]+=[\d.=,]+)$", re.IGNORECASE)  # trec_eval: ndcg.1=3,2=9
_TREC_WEIGHT = re.compile(r"^(set_F)[._](\d*\.?\d+)$", re.IGNORECASE)  # trec_eval: set_F.4 is F(beta=2)
_TREC_LISTS = {"11pt_avg": "recalls", "utility": "coefficients"}  # trec_eval: utility.2,-1,0,0
_TREC_LIST = re.compile(r"^(11pt_avg|utility)[._](-?[\d.][\d.,-]*)$")
_SUFFIXES = (
    re.compile(
        r"^(?P<name>.+?)(?:_at_|_cut[._]|[._@])(?P<number>\d*\.?\d+)$"
    ),  # P_5, ndcg_cut_10, ndcg_at_10
    re.compile(r"^(?P<name>.+_at)_(?P<number>\d+)$"),  # hits_at_10, whose name has the _at itself
)
_PERSISTENCE = re.compile(r"^(rbp)\.(\d+)$", re.IGNORECASE)  # ranx: rbp.95


def parse(measure: Any) -> Measure:
    """Return the measure that a name means.

    Parameters
    ----------
    measure : str or object that prints as a name
        ``nDCG@10``, ``AP(rel=2)``, ``P(rel=2)@5``; trec_eval's ``ndcg_cut_10`` and ``map``; ranx's
        ``ndcg@10``, ``map-l2`` and ``rbp.95``; MTEB's ``ndcg_at_10``; ir_measures' objects.

    Returns
    -------
    Measure
        Equal for all spellings of one measure.

    Raises
    ------
    ValueError
        For a name or parameter that is not known; it names the nearest one.

    Examples
    --------
    >>> from fastrank.spec import parse
    >>> parse("ndcg_cut_10") == parse("nDCG@10"), parse("map-l2")
    (True, AP(rel=2))
    """
    if isinstance(measure, Measure):
        return measure
    text = str(measure).strip()
    name, given = _split(text)
    if name.lower() not in spellings():
        raise ValueError(unknown_measure(text))
    metric, implied = spellings()[name.lower()]
    return Measure.of(metric, **{**dict(implied), **given})


def canonical_name(measure: Any, *, without: tuple[str, ...] = ()) -> str:
    """Return how we print a measure, or the text itself where it names none of ours (people's own)."""
    try:
        parsed = parse(measure)
    except ValueError:
        return str(measure)
    defaults = parsed.metric.defaults
    return str(parsed.replace(**{name: defaults[name] for name in without if name in defaults}))


def _split(text: str) -> tuple[str, dict[str, Any]]:
    given: dict[str, Any] = {}
    level = _LEVEL.search(text)
    if level:
        given["rel"], text = int(level[1]), text[: level.start()]
    if found := _TREC_GAINS.match(text):
        pairs = (pair.split("=") for pair in found[2].split(","))
        return found[1], {**given, "gain": {float(grade): float(gain) for grade, gain in pairs}}
    if found := _TREC_WEIGHT.match(text):  # the weight there is beta squared
        return found[1], {**given, "beta": math.sqrt(float(found[2]))}
    if found := _TREC_LIST.match(text):
        return found[1], {**given, _TREC_LISTS[found[1]]: tuple(map(float, found[2].split(",")))}
    if found := _PERSISTENCE.match(text):
        return found[1], {**given, "p": float(f"0.{found[2]}")}
    found = _OURS.match(text)
    if found and found["name"].lower() in spellings():
        given |= _inside(text, found["inside"])
        name = _renamed(found["name"], given)
        return name, given | _after(text, name, found["at"])
    if suffix := _suffix(text):
        return suffix["name"], given | _after(text, suffix["name"], suffix["number"])
    return text, given


def _renamed(name: str, given: dict[str, Any]) -> str:
    """Return the name of relative precision for what ir_measures writes ``SetP(relative=True)``."""
    relative = spellings()[name.lower()][0].name == "P" and given.pop("relative", False)
    return "relative_P" if relative else name


def _after(text: str, name: str, number: str | None) -> dict[str, Any]:
    """Return the parameter that stands after the ``@`` of a measure: mostly the cutoff."""
    if number is None:
        return {}
    known = spellings().get(name.lower())
    at, value = known[0].at if known else "k", float(number)
    if at == "k" and not value.is_integer():
        raise ValueError(f"{text!r}: a cutoff must be a whole number of ranks")
    return {at: int(value) if value.is_integer() else value}


def _suffix(text: str) -> re.Match[str] | None:
    """A name and its cutoff, cut where the name is known."""
    found = [match for pattern in _SUFFIXES if (match := pattern.match(text))]
    known = (match for match in found if match["name"].lower() in spellings())
    return next(known, found[0] if found else None)


def _inside(text: str, inside: str | None) -> dict[str, Any]:
    if not inside or not inside.strip():
        return {}
    try:
        call = ast.parse(f"f({inside})", mode="eval").body
        return {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}  # type: ignore[attr-defined]
    except (SyntaxError, ValueError):
        raise ValueError(
            f"{text!r}: parameters are written name=value, separated by commas, as in P(rel=2)@5"
        ) from None
