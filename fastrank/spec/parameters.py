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


def _not_negative(value: Any) -> Any:
    if isinstance(value, bool | str) or not 0 <= value < math.inf:
        raise ValueError("must be a number from 0 up")
    return int(value) if float(value).is_integer() else float(value)


def _level(value: Any) -> Any:
    try:
        return _share(value)
    except ValueError:
        raise ValueError("must be a level of recall, 0 to 1") from None


def _share(value: Any) -> Any:
    if isinstance(value, bool | str) or not 0 <= value <= 1:
        raise ValueError("must be a number from 0 to 1")
    return int(value) if float(value).is_integer() else float(value)


def _levels(value: Any) -> tuple[Any, ...]:
    levels = tuple(_level(level) for level in value)
    if not levels:
        raise ValueError("must be one level of recall or more")
    return levels


def _weights(value: Any) -> tuple[Any, ...]:
    weights = tuple(int(weight) if float(weight).is_integer() else float(weight) for weight in value)
    if len(weights) != 4 or not all(map(math.isfinite, weights)):
        raise ValueError("must be four numbers")
    return weights


def _count(value: Any) -> int:
    if isinstance(value, bool) or int(value) != value or value < 0:
        raise ValueError("must be a whole number, 0 or more")
    return int(value)


def _one_of(*known: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        if value not in known:
            raise ValueError(f"must be {' or '.join(map(repr, known))}")
        return value

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
            ("beta",),  # ndeval's, in NRBP; F has a beta of its own
        ),
        Parameter(
            "alpha",
            "float",
            "float",
            "How much of a subtopic's worth is lost each time it is seen, 0 to 1.",
            _share,
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
            ("max_rel",),
        ),
        Parameter(
            "min_grade",
            "number",
            "float",
            "The grade that is worth nothing, the smallest of the judgement scale.",
            _not_negative,
            ("min_rel",),
        ),
        Parameter(
            "denominator",
            "{'R', 'min(k,R)'}",
            'Literal["R", "min(k,R)"]',
            "Divide by the number of relevant documents, or by no more than `k` of them.",
            _one_of("R", "min(k,R)"),
        ),
        Parameter(
            "recall",
            "float",
            "float",
            "A level of recall, 0 to 1.",
            _level,
        ),
        Parameter(
            "recalls",
            "tuple of float",
            "tuple[float, ...]",
            "Levels of recall, 0 to 1.",
            _levels,
        ),
        Parameter(
            "rounding",
            "{'up', 'nearest'}",
            'Literal["up", "nearest"]',
            "How a level of recall becomes a number of documents: up from a tenth (trec_eval up to 9.0.8), or to "
            "the nearest (10.0).",
            _one_of("up", "nearest"),
        ),
        Parameter(
            "multiple",
            "float",
            "float",
            "A multiple of the number of relevant documents.",
            _number(0, math.inf, "positive"),
        ),
        Parameter(
            "coefficients",
            "tuple of four floats",
            "tuple[float, float, float, float]",
            "What a relevant document retrieved, another retrieved, a relevant one not retrieved and another not "
            "retrieved are worth.",
            _weights,
        ),
        Parameter(
            "n_documents",
            "int",
            "int",
            "How many documents the collection has.",
            _count,
        ),
        Parameter(
            "target",
            "float",
            "float",
            "Gain that the user wants, in documents of the largest grade.",
            _number(0, math.inf, "positive"),
            ("T",),
        ),
        Parameter(
            "unjudged",
            "bool",
            "bool",
            "Whether retrieved documents that are not judged count as not relevant.",
            _one_of(True, False),
        ),
        Parameter(
            "half_life",
            "float",
            "float",
            "After how many documents half of the users have stopped.",
            _number(0, math.inf, "positive"),
            ("halflife", "H"),
        ),
        Parameter(
            "length",
            "float",
            "float",
            "After how many documents no user is left.",
            _number(0, math.inf, "positive"),
            ("L",),
        ),
        Parameter(
            "rate",
            "float",
            "float",
            "Gain that the user expects of a document, in documents of the largest grade.",
            _not_negative,
            ("A",),
        ),
        Parameter(
            "b1",
            "float",
            "float",
            "How little the goal stops the user: the odds of going on when it has just been reached.",
            _number(0, math.inf, "positive"),
        ),
        Parameter(
            "r1",
            "float",
            "float",
            "How rational the user is about the goal: from not at all (0) to a threshold.",
            _not_negative,
            ("R1",),
        ),
        Parameter(
            "b2",
            "float",
            "float",
            "How much the rate stops the user: the odds of stopping when gain comes just as fast as expected.",
            _number(0, math.inf, "positive"),
        ),
        Parameter(
            "r2",
            "float",
            "float",
            "How rational the user is about the rate: from not at all (0) to a threshold.",
            _not_negative,
            ("R2",),
        ),
        Parameter(
            "normalize",
            "bool",
            "bool",
            "Whether the value is over that of the best ranking.",
            _one_of(True, False),
        ),
    )
}

_SYNONYMS = {synonym: name for name, parameter in PARAMETERS.items() for synonym in parameter.synonyms}


def convert_parameters(measure: str, defaults: Mapping[str, Any], given: Mapping[str, Any]) -> Parameters:
    """Fill in defaults and check every value; errors name the measure, the parameter and the rule."""
    values = dict(defaults)
    for name, value in given.items():
        known = name if name in defaults else _SYNONYMS.get(name, name)
        if known not in defaults:
            accepted = ", ".join(defaults) or "none"
            raise ValueError(f"{measure} has no parameter {name!r}; it takes: {accepted}")
        if value is None and defaults[known] is None:
            values[known] = None
            continue
        try:
            values[known] = PARAMETERS[known].convert(value)
        except (TypeError, ValueError) as error:
            rule = str(error) if str(error).startswith(("must", "gains")) else "has the wrong type"
            raise ValueError(f"{measure}: {name}={value!r} {rule}") from None
    return values


def print_parameters(defaults: Mapping[str, Any], values: Mapping[str, Any], at: str = "k") -> str:
    """Return ``(rel=2)@5``: what differs from the defaults, last what stands after the ``@``."""
    changed = {name: value for name, value in values.items() if value != defaults[name]}
    after = f"@{changed.pop(at)}" if changed.get(at) is not None else ""
    shown = ", ".join(f"{name}={_text(value)}" for name, value in changed.items())
    return (f"({shown})" if shown else "") + after


def _text(value: Any) -> str:
    if isinstance(value, tuple) and isinstance(value[0], tuple):
        return "{" + ", ".join(f"{g:g}: {v:g}" for g, v in value) + "}"
    return repr(value)
