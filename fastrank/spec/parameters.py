"""The parameters that measures share: what each means, what it accepts, how it prints. One table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Parameters = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """A parameter's name, type (in words and as an annotation) and rule, as docs, stub and errors use them."""

    name: str
    kind: str
    annotation: str
    meaning: str
    convert: Callable[[Any], Any]
    synonyms: tuple[str, ...] = ()


def _cutoff(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or int(value) != value or value < 1:
        raise ValueError("must be a whole number of ranks, 1 or more, or None for the whole list")
    return int(value)


def _number(low: float, high: float, rule: str, *, optional: bool = False) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if value is None and optional:
            return None
        if isinstance(value, bool | str) or not low < value < high:
            raise ValueError(f"must be {rule}")
        return int(value) if float(value).is_integer() else float(value)

    return convert


def _gain(value: Any) -> Any:
    if isinstance(value, Mapping):
        gains = {float(grade): float(gain) for grade, gain in value.items()}
        if not all(math.isfinite(gain) and gain >= 0 for gain in gains.values()):
            raise ValueError("gains must be finite and not negative")
        return tuple(sorted(gains.items()))
    if isinstance(value, tuple):
        return _gain(dict(value))
    named = {"linear": "linear", "log2": "linear", "exponential": "exponential", "exp-log2": "exponential"}
    if value not in named:
        raise ValueError(
            "must be 'linear' (the grade), 'exponential' (2**grade - 1) or a mapping of grades to gains"
        )
    return named[value]


def _denominator(value: Any) -> str:
    if value not in ("R", "min(k,R)"):
        raise ValueError("must be 'R' or 'min(k,R)'")
    return str(value)


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "k",
            "int, optional",
            "int | None",
            "Only the first `k` ranks count; the whole list where None.",
            _cutoff,
            ("cutoff",),
        ),
        Parameter(
            "rel",
            "number",
            "float",
            "A document is relevant from this grade on.",
            _number(0, math.inf, "a positive grade"),
            ("relevance_level",),
        ),
        Parameter(
            "gain",
            "{'linear', 'exponential'} or mapping",
            'Literal["linear", "exponential"] | Mapping[float, float]',
            "What a grade is worth: the grade, 2**grade - 1, or a mapping of grades to gains (a grade it does not "
            "name is worth itself). Grades of 0 and below are worth nothing unless the mapping names them.",
            _gain,
            ("dcg", "gains"),
        ),
        Parameter(
            "p",
            "float",
            "float",
            "Persistence: how likely the user goes on to the next rank.",
            _number(0, 1, "between 0 and 1"),
        ),
        Parameter(
            "beta",
            "float",
            "float",
            "Recall weighs `beta` times as much as precision.",
            _number(0, math.inf, "positive"),
        ),
        Parameter(
            "max_grade",
            "number",
            "float",
            "The largest grade of the judgement scale.",
            _number(0, 1024, "a positive grade up to 1023", optional=True),
        ),
        Parameter(
            "denominator",
            "{'R', 'min(k,R)'}",
            'Literal["R", "min(k,R)"]',
            "Divide by the number of relevant documents, or by no more than `k` of them.",
            _denominator,
        ),
    )
}

_SYNONYMS = {synonym: name for name, parameter in PARAMETERS.items() for synonym in parameter.synonyms}


def convert_parameters(measure: str, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> Parameters:
    """Fill in defaults and check every value; errors name the measure, the parameter and the rule."""
    values = dict(defaults)
    for name, value in given.items():
        known = _SYNONYMS.get(name, name)
        if known not in defaults:
            accepted = ", ".join(defaults) or "none"
            raise ValueError(f"{measure} has no parameter {name!r}; it takes: {accepted}")
        try:
            values[known] = PARAMETERS[known].convert(value)
        except (TypeError, ValueError) as error:
            rule = str(error) if str(error).startswith(("must", "gains")) else "has the wrong type"
            raise ValueError(f"{measure}: {name}={value!r} {rule}") from None
    return values


def print_parameters(defaults: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return ``(rel=2)@5``: what differs from the defaults, the cutoff last."""
    shown = [
        f"{name}={_text(value)}" for name, value in values.items() if name != "k" and value != defaults[name]
    ]
    inside = f"({', '.join(shown)})" if shown else ""
    return inside + (f"@{values['k']}" if values.get("k") is not None else "")


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return "{" + ", ".join(f"{g:g}: {v:g}" for g, v in value) + "}"
    return repr(value)
