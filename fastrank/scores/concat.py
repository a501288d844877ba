"""Several Scores as one: systems side by side, or data sets one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from fastrank.scores.attributes import DATASET, Attributes
from fastrank.scores.scores import Scores

LACKING = "data sets without a run"


def concat(parts: Sequence[Scores] | Mapping[str, Scores]) -> Scores:
    """Put several Scores together: systems side by side, or data sets one after the other.

    A sequence has other systems in every part: they are aligned by query id. Queries that not every part has become
    missing values (NaN), so that tests refuse or name them; no system may stand in two parts.

    A mapping has data sets: the queries of one follow those of another, with the attribute ``dataset``, and systems
    are aligned by name. A system that a data set lacks has missing values there.

    Measures must be the same in every part.

    Parameters
    ----------
    parts : sequence of Scores, or mapping of str to Scores
        At least one.

    Returns
    -------
    Scores
        Queries, and of data sets systems, in the order of their first appearance. Attributes of queries that one part
        has and another has not are an error, and so are those that differ.

    Examples
    --------
    >>> import fastrank as fr
    >>> nq = fr.Scores([[0.5, 1.0]], systems=["bm25"], queries=["1", "2"], measure="AP")
    >>> fiqa = fr.Scores([[0.25]], systems=["bm25"], queries=["1"], measure="AP")
    >>> both = fr.concat({"nq": nq, "fiqa": fiqa})
    >>> both.queries
    ('nq/1', 'nq/2', 'fiqa/1')
    >>> both.summary("dataset")
    AP             nq      fiqa     macro     micro
    bm25       0.7500    0.2500    0.5000    0.5833
    queries         2         1                   3
    """
    if not parts:
        raise ValueError("concat: no Scores given")
    if isinstance(parts, Mapping):
        return _data_sets({str(name): part for name, part in parts.items()})
    first = parts[0]
    for part in parts[1:]:
        if part.measures != first.measures:
            raise ValueError(f"concat: measures differ: {first.measures} and {part.measures}")
    at = {query: i for i, query in enumerate(dict.fromkeys(q for part in parts for q in part.queries))}
    return _like(
        first,
        np.concatenate([_on(at, part) for part in parts], axis=1),
        systems=[system for part in parts for system in part.systems],
        queries=_ids(at, parts),
        counts=_counts(parts),
        attributes=_attributes(at, parts),
    )


def _like(first: Scores, values: npt.NDArray[np.float64], **others: Any) -> Scores:
    """Return Scores by the measures of others."""
    return Scores(
        values,
        measure=first.measures,
        higher_is_better=first.higher_is_better,
        bounds=first.bounds,
        aggregation=first.aggregation,
        **others,
    )


def _on(at: Mapping[str, int], part: Scores) -> npt.NDArray[np.float64]:
    """Values of a part on all queries, NaN where it has none."""
    values = np.full((len(part.measures), len(part.systems), len(at)), np.nan)
    values[:, :, [at[query] for query in part.queries]] = part.values
    return values


def _ids(at: Mapping[str, int], parts: Sequence[Scores]) -> list[str]:
    ids = {name: own for part in parts for name, own in zip(part.queries, part.query_ids, strict=True)}
    return [ids[name] for name in at]


def _attributes(at: Mapping[str, int], parts: Sequence[Scores]) -> dict[str, list[Any]]:
    """Return every attribute that a part has, of all queries."""
    return {
        name: _attribute(name, at, [part for part in parts if name in part.attributes])
        for name in dict.fromkeys(name for part in parts for name in part.attributes)
    }


def _attribute(name: str, at: Mapping[str, int], parts: Sequence[Scores]) -> list[Any]:
    found: dict[str, Any] = {}
    for part in parts:
        for query, value in zip(part.queries, part.attributes[name].tolist(), strict=True):
            if found.setdefault(query, value) != value:
                raise ValueError(
                    f"concat: attribute {name!r} of query {query!r} is {found[query]!r} in one part and {value!r} in "
                    f"another; leave it out of one with without_attributes({name!r})"
                )
    return [found.get(query) for query in at]  # None is refused


def _counts(parts: Sequence[Scores]) -> dict[str, npt.NDArray[np.int64]]:
    """Counts of every rule that any part knows; 0 for systems of the others."""
    rules = dict.fromkeys(rule for part in parts for rule in part.counts)
    zeros = [np.zeros(len(part.systems), np.int64) for part in parts]
    return {
        rule: np.concatenate([p.counts.get(rule, none) for p, none in zip(parts, zeros, strict=True)])
        for rule in rules
    }


def _data_sets(parts: Mapping[str, Scores]) -> Scores:
    """Put the queries of data sets one after the other."""
    first = next(iter(parts.values()))
    for name, part in parts.items():
        _refuse_other_measures(first, part, next(iter(parts)), name)
        if DATASET in part.attributes:
            raise ValueError(
                f"concat: queries of {name!r} have data sets already; pass a sequence, or without_attributes('dataset')"
            )
    systems = {s: i for i, s in enumerate(dict.fromkeys(s for part in parts.values() for s in part.systems))}
    return _like(
        first,
        np.concatenate([_of_all_systems(systems, part) for part in parts.values()], axis=2),
        systems=list(systems),
        queries=[query for part in parts.values() for query in part.query_ids],
        counts=_added_counts(systems, list(parts.values())),
        attributes=_of_data_sets(parts),
    )


def _refuse_other_measures(first: Scores, part: Scores, first_name: str, name: str) -> None:
    if part.measures != first.measures:
        one, other = ", ".join(first.measures), ", ".join(part.measures)
        hint = "; write max_grade into the measure's name" if "max_grade" in one + other else ""
        raise ValueError(f"concat: measures differ: {one} of {first_name!r} and {other} of {name!r}{hint}")


def _of_all_systems(systems: Mapping[str, int], part: Scores) -> npt.NDArray[np.float64]:
    values = np.full((len(part.measures), len(systems), len(part.queries)), np.nan)
    values[:, [systems[system] for system in part.systems]] = part.values
    return values


def _added_counts(systems: Mapping[str, int], parts: Sequence[Scores]) -> dict[str, npt.NDArray[np.int64]]:
    """Counts of every rule, added up over data sets; also of how many each system lacks."""
    counts: dict[str, npt.NDArray[np.int64]] = {}
    lacking = np.full(len(systems), len(parts))
    for part in parts:
        at = [systems[system] for system in part.systems]
        lacking[at] -= 1
        for rule, count in part.counts.items():
            counts.setdefault(rule, np.zeros(len(systems), np.int64))[at] += count
    return counts | {LACKING: lacking}


def _of_data_sets(parts: Mapping[str, Scores]) -> Attributes:
    names = dict.fromkeys(name for part in parts.values() for name in part.attributes)
    for attribute in names:
        without = [dataset for dataset, part in parts.items() if attribute not in part.attributes]
        if without:
            raise ValueError(
                f"concat: queries of {without[0]!r} have no attribute {attribute!r}, which others have; give them one "
                f"with with_attributes(), or leave it out of all with without_attributes({attribute!r})"
            )
    own: Attributes = {name: np.concatenate([p.attributes[name] for p in parts.values()]) for name in names}
    dataset = [dataset for dataset, part in parts.items() for _ in part.queries]
    return {DATASET: np.array(dataset, dtype=object), **own}
