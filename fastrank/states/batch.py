"""A batch of scores by query, ready to be counted: complete, within the scale, no query twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from fastrank.significance.sample import without_gaps
from fastrank.states.setting import Setting

Values = npt.NDArray[np.float64]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Batch:
    """Scores (systems, queries) and what names each query; how many cells were missing, queries left out."""

    values: Values
    keys: Keys
    names: Sequence[str]
    n_missing: int = 0
    n_left_out: int = 0


def checked(batch: Batch, setting: Setting) -> Batch:
    """Apply the rule for missing cells; refuse scores beyond the scale, and a query that comes twice."""
    given = without_gaps(
        batch.values,
        setting.systems,
        batch.names,
        setting.measure,
        bounds=setting.bounds,
        higher_is_better=setting.higher_is_better,
        missing=setting.missing,
    )
    _refuse_beyond(given.values, batch.names, setting)
    _refuse_twice(batch)
    every = bool(given.keep.all())
    return Batch(
        np.ascontiguousarray(given.values if every else given.values[:, given.keep]),
        batch.keys if every else batch.keys[given.keep],
        batch.names if every else [batch.names[i] for i in np.flatnonzero(given.keep).tolist()],
        given.n_missing,
        int((~given.keep).sum()),
    )


def _refuse_beyond(values: Values, names: Sequence[str], setting: Setting) -> None:
    low, high = setting.limits
    least, most = (reduce(values, axis=None, initial=0.0) for reduce in (np.fmin.reduce, np.fmax.reduce))
    if (least < low and (values < low).any()) or (most > high and (values > high).any()):
        system, query = np.argwhere((values < low) | (values > high))[0].tolist()
        said = f"bounds={setting.bounds}" if setting.bounds else f"scale={setting.scale:g}"
        raise ValueError(
            f"{setting.measure} of system {setting.systems[system]!r} on query {names[query]!r} is "
            f"{values[system, query]:g}, beyond {said} that the state was made with; make it anew with bounds= or "
            "scale= that hold all scores"
        )


def _refuse_twice(batch: Batch) -> None:
    order = np.argsort(batch.keys, kind="stable")
    same = np.flatnonzero(batch.keys[order[1:]] == batch.keys[order[:-1]])
    if len(same):
        one, other = (int(order[same[0] + step]) for step in (0, 1))
        a, b = batch.names[one], batch.names[other]
        if a == b:
            raise ValueError(f"query {a!r} stands twice in one batch, in rows {one} and {other}; keep one")
        raise ValueError(f"queries {a!r} and {b!r} have the same 64-bit key; rename one")
