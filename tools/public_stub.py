"""The stub of the package: every public name, and every measure as a function with typed parameters."""

from __future__ import annotations

import inspect
import textwrap

import fastrank
from fastrank.spec import Metric, all_metrics
from fastrank.spec.parameters import PARAMETERS

_HEAD = """\
# Written by tools/generate.py from the measures and the table of homes in __init__.py. Do not edit.

from collections.abc import Mapping
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

{imports}

__version__: str

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = ...) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = ...) -> object: ...

# Dense arrays; Arrow lists; flat values with offsets.
_Pair: TypeAlias = tuple[npt.NDArray[Any], npt.NDArray[np.integer]]
_Lists: TypeAlias = npt.ArrayLike | _ArrowArray | _ArrowStream | _Pair
"""

_SHARED = {
    "relevance": "_Lists",
    "scores": "_Lists | None",
    "ideal": "_Lists | None",
    "n_relevant": "int | npt.NDArray[np.integer] | None",
    "axis": "int",
    "where": "npt.ArrayLike | None",
    "out": "npt.NDArray[np.float64] | None",
    "keepdims": "bool",
}
_TIES_AVERAGED = 'Literal["average", "input", "best", "worst"]'
_TIES_NAMED = 'Literal["input", "best", "worst"] | None'


def public_stub() -> str:
    """Return the text of ``fastrank/__init__.pyi``."""
    functions = sorted(all_metrics().values(), key=lambda metric: metric.definition.__name__)
    return "\n".join([_HEAD.format(imports=_imports()), *map(_function, functions)])


def _imports() -> str:
    homes = sorted((home, name) for name, home in fastrank._HOMES.items())
    return "\n".join(f"from {home} import {name} as {name}" for home, name in homes)


def _function(metric: Metric) -> str:
    """A measure as a function; like NumPy's reductions it returns a number or an array, so `Any`."""
    lines = [f"def {metric.definition.__name__}("]
    named = False
    for parameter in inspect.signature(metric).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and not named:
            lines.append("    *,")
            named = True
        lines.append(f"    {_parameter(metric, parameter)},")
    return "\n".join([*lines, ") -> Any:", textwrap.indent(_docstring(metric), "    "), ""])


def _parameter(metric: Metric, parameter: inspect.Parameter) -> str:
    text, default = f"{parameter.name}: {_annotation(metric, parameter.name)}", parameter.default
    if default is parameter.empty:
        return text
    return f"{text} = " + (f'"{default}"' if isinstance(default, str) else repr(default))


def _annotation(metric: Metric, name: str) -> str:
    if name == "ties" and metric.by_subtopic:
        return 'Literal["input"] | None'
    if name == "ties":
        return _TIES_AVERAGED if metric.averages_ties else _TIES_NAMED
    if name in _SHARED:
        return _SHARED[name]
    annotation = PARAMETERS[name].annotation
    optional = name in metric.defaults and metric.defaults[name] is None and name not in metric.required
    return annotation if "None" in annotation or not optional else f"{annotation} | None"


def _docstring(metric: Metric) -> str:
    """The definition's own words, for editors; parameters and examples are in ``help()`` and the reference."""
    text = inspect.cleandoc(metric.definition.__doc__ or "")
    own = text.split("\n\nReferences\n")[0].split("\n\nExamples\n")[0]
    return f'"""{own}"""' if "\n" not in own else f'"""{own}\n"""'
