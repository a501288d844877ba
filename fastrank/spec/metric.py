"""A metric: a plain-Python definition, the loop that computes it, and the facts the package needs."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.arrays import call as array_call
from fastrank.arrays import subtopic_call
from fastrank.arrays.docstrings import array_docstring, array_signature
from fastrank.kernels.ranked_lists import WHOLE_LIST, RankedLists
from fastrank.kernels.subtopic_lists import SubtopicLists
from fastrank.spec.parameters import PARAMETERS, Parameters, convert_parameters

Arguments = tuple[Any, ...]
Lists = RankedLists | SubtopicLists
Prepare = Callable[[Any, Parameters], tuple[Any, Arguments]]


AGGREGATIONS = ("mean", "geometric", "sum")  # how values of queries become one of a system


@dataclass(frozen=True, eq=False)
class Metric:
    """One registered metric; calling it is the NumPy-style array call.

    Attributes
    ----------
    name : str
        The name in tables, as ir_measures writes it (``nDCG``).
    definition : callable
        ``definition(ranking, pool, **parameters)``: the grades of the retrieved documents in rank order
        (None where unjudged) and all judged grades of the query. It is the law that tests enforce.
    kernel : callable
        The compiled range loop ``kernel(lists, *arguments, lo, hi, out)``.
    prepare : callable
        Turns parameters into the kernel's arguments, and grades into gains.
    bounds : tuple
        Smallest and largest value; None where there is no limit.
    worst : float or None
        What a judged query that a run does not answer is worth; None: what an empty list is.
    undefined : float
        The value of a query without a relevant document; NaN: none, and the query is left out of means.
    aggregation : {'mean', 'geometric', 'sum'}
        How values of queries become one of a system.
    averages_ties : bool
        Whether the kernel knows the expectation over the orders of tied documents.
    reads_nonrelevant : bool
        Whether judged documents of grade 0 matter.
    pool : {'none', 'top', 'whole'}
        What is read of the grades that could have been found: nothing, the first `k`, or all.
    by_subtopic : bool
        Whether the measure reads grades by subtopic: its loop takes `SubtopicLists`, its definition documents as
        mappings from subtopic to grade, and its array call has an axis of subtopics.
    across_queries : bool
        Whether judgements for other queries matter: in tables its lists hold every document judged for any.
    at : str
        The parameter that names write after ``@``.
    required : tuple of str
        Parameters that the array call cannot do without.
    aliases : mapping
        Other tools' spellings, and the parameters each implies.
    """

    name: str
    definition: Callable[..., float]
    kernel: Callable[..., Any]
    prepare: Prepare
    bounds: tuple[float | None, float | None] = (0.0, 1.0)
    worst: float | None = 0.0
    undefined: float = 0.0
    aggregation: str = "mean"
    higher_is_better: bool = True
    averages_ties: bool = True
    reads_nonrelevant: bool = False
    pool: str = "none"
    by_subtopic: bool = False
    across_queries: bool = False
    at: str = "k"
    required: tuple[str, ...] = ()
    aliases: Mapping[str, Parameters] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "__name__", self.definition.__name__)
        object.__setattr__(self, "__qualname__", self.definition.__name__)
        object.__setattr__(self, "__module__", "fastrank")
        object.__setattr__(self, "__doc__", array_docstring(self, PARAMETERS))
        object.__setattr__(self, "__signature__", array_signature(self))

    def __call__(self, relevance: Any, scores: Any = None, **options: Any) -> Any:
        face = subtopic_call if self.by_subtopic else array_call
        return face.call(self, relevance, scores, **options)

    def __repr__(self) -> str:
        return f"<fastrank metric {self.name}>"

    @property
    def defaults(self) -> dict[str, Any]:
        """The parameters and their defaults, read from the definition's signature."""
        return _keyword_defaults(self.definition)

    def parameters(self, given: Mapping[str, Any]) -> Parameters:
        """Return all parameters, checked, with defaults filled in."""
        return convert_parameters(self.name, self.defaults, given)

    def evaluate(
        self, lists: Lists, parameters: Parameters, progress: parallel.Progress | None = None
    ) -> npt.NDArray[np.float64]:
        """Run the kernel over all lists; one value a list."""
        out = np.empty(len(lists.n_retrieved))
        prepared, arguments = self.prepare(lists, parameters)
        inputs = (prepared, *arguments)
        parallel.run(self.kernel, inputs, (out,), len(out), cost=lists.offsets, progress=progress)
        return out


def _keyword_defaults(definition: Callable[..., float]) -> dict[str, Any]:
    found = inspect.signature(definition).parameters.values()
    return {p.name: p.default for p in found if p.kind is p.KEYWORD_ONLY}


def plain_arguments(lists: Lists, parameters: Parameters) -> tuple[Lists, Arguments]:
    """Hand the parameters to the kernel as they are: whole numbers for `k`, floats for the rest."""
    return lists, tuple(cutoff(value) if name == "k" else float(value) for name, value in parameters.items())


def cutoff(k: int | None) -> int:
    """The last rank that counts, for a kernel."""
    return WHOLE_LIST if k is None else k


def metric(name: str, kernel: Callable[..., Any], **facts: Any) -> Callable[[Callable[..., float]], Metric]:
    """Register the decorated plain-Python definition as the metric `name`, computed by `kernel`."""
    facts.setdefault("prepare", plain_arguments)

    def register(definition: Callable[..., float]) -> Metric:
        return Metric(name=name, definition=definition, kernel=kernel, **facts)

    return register
