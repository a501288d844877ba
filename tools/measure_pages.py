"""One page a measure, and the table of all of them, for the documentation."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from typing import Any

from fastrank.spec import Metric
from fastrank.spec.metric import Parameters
from fastrank.spec.parameters import PARAMETERS

_POOL = {
    "none": "nothing",
    "top": "as many of the largest grades as ranks count",
    "whole": "all judged grades of the query",
}

_DETAIL = {
    False: "Where scores are tied and averaged over, the value is the mean of this over their orders.",
    True: "Instead of a grade a document has a mapping from subtopics to grades.",
}

_AGGREGATION = {"mean": "their mean", "geometric": "their geometric mean", "sum": "their sum"}


def measure_page(metric: Metric) -> str:
    """Return the page of one measure, as Markdown."""
    function = metric.definition.__name__
    return f"""\
# {metric.name}

{_first_paragraph(metric)}

{_facts(metric)}

## Definition

What the measure is, in plain Python; tests hold the compiled loop to it. `ranking` holds the grades of the
retrieved documents in rank order (`None` where unjudged), `pool` all judged grades of the query.
{_DETAIL[metric.by_subtopic]}

```python
{_definition(metric)}
```

## In tables

{_table_parameters(metric)}

## In arrays

```{{eval-rst}}
.. currentmodule:: fastrank
.. autofunction:: {function}
```
"""


def measure_index(metrics: Mapping[str, Metric]) -> str:
    """Return the table of all measures, with the tree of their pages."""
    rows = "\n".join(_row(metric) for metric in metrics.values())
    pages = "\n".join(metric.definition.__name__ for metric in metrics.values())
    return f"""\
# All measures

| name | call | bounds | parameters | what it is |
|---|---|---|---|---|
{rows}

```{{toctree}}
:hidden:

{pages}
```
"""


def _row(metric: Metric) -> str:
    function = metric.definition.__name__
    parameters = ", ".join(f"`{name}`" for name in metric.defaults) or "none"
    cells = (
        f"[{metric.name}]({function}.md)",
        f"`fr.{function}`",
        _bounds(metric),
        parameters,
        _first_paragraph(metric),
    )
    return f"| {' | '.join(cells)} |"


def _facts(metric: Metric) -> str:
    ties = "averaged over their orders" if metric.averages_ties else "an order must be named"
    facts = {
        "name in tables": f"`{metric.name}`",
        "array call": f"`fr.{metric.definition.__name__}`",
        "other spellings": _spellings(metric.aliases),
        "bounds": _bounds(metric),
        "direction": "higher is better" if metric.higher_is_better else "lower is better",
        "judged query that a run does not answer": _worst(metric),
        "query without a relevant document": f"{metric.undefined:g}",
        "values of queries become one of a system by": _AGGREGATION[metric.aggregation],
        "tied scores in arrays": ties,
        "judged documents of grade 0": "matter" if metric.reads_nonrelevant else "count like unjudged ones",
        "reads of what could have been found": _POOL[metric.pool],
    }
    return "\n".join(
        ["| fact | value |", "|---|---|", *(f"| {name} | {value} |" for name, value in facts.items())]
    )


def _worst(metric: Metric) -> str:
    return "what an empty list is worth" if metric.worst is None else f"{metric.worst:g}"


def _spellings(aliases: Mapping[str, Parameters]) -> str:
    return ", ".join(f"`{alias}`" + _implied(implied) for alias, implied in aliases.items()) or "none"


def _implied(implied: Parameters) -> str:
    values = ", ".join(f"`{name}={value!r}`" for name, value in implied.items())
    return f" ({values})" if values else ""


def _bounds(metric: Metric) -> str:
    low, high = (None if bound is None else f"{bound:g}" for bound in metric.bounds)
    return f"{low or 'no limit'} to {high or 'no limit'}"


def _table_parameters(metric: Metric) -> str:
    if not metric.defaults:
        return f"`{metric.name}` has no parameters."
    lines = [
        f"- {_written(name, default)}: {PARAMETERS[name].meaning}"
        for name, default in metric.defaults.items()
    ]
    return f"`{metric.name}` takes:\n\n" + "\n".join(lines)


def _written(name: str, default: Any) -> str:
    if name == "k":
        return "a cutoff, written `@k`"
    return f"`{name}`" + (f", {default!r} if not given" if default is not None else ", optional")


def _first_paragraph(metric: Metric) -> str:
    text = inspect.cleandoc(metric.definition.__doc__ or "")
    return " ".join(text.split("\n\n")[0].split())


def _definition(metric: Metric) -> str:
    """The source of the definition, without its decorator and its docstring."""
    source = textwrap.dedent(inspect.getsource(metric.definition))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    lines = source.splitlines()
    docstring = function.body[0]
    kept = lines[function.lineno - 1 : docstring.lineno - 1] + lines[docstring.end_lineno :]
    return "\n".join(kept)
