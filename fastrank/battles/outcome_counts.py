"""Battles reduced to counts of what happened: millions of rows become at most three counts a pair of models.

Models stand in the order of their names, and the first of a pair is the smaller one, so nothing depends on the order
of rows, on sides, or on how a table is cut.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.battles.columns import BattleColumns, battle_columns
from fastrank.battles.outcomes import outcome_codes
from fastrank.significance.query_keys import query_keys
from fastrank.tables.delimited import numbers_of
from fastrank.tables.errors import shown
from fastrank.tables.ids import canonical, query_codes, texts

Codes = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]

MOST_BATTLES = 2**27  # counts of resamples are 32 bits wide, and one group of all has a weight of up to 8


class Battles(NamedTuple):
    """Rows: places of both models among the names, 2 / 1 / 0 for who won, how often, and the group's code."""

    models: tuple[str, ...]
    a: Codes
    b: Codes
    outcome: Codes
    counts: Codes | None
    groups: Codes | None
    group_names: tuple[str, ...]


class Units(NamedTuple):
    """How often each group has each outcome, group by group in the order of their keys."""

    keys: Keys
    units: Codes
    cells: Codes
    counts: Codes


class OutcomeCounts(NamedTuple):
    """Distinct outcomes: `pairs` has first model, second model, and 2 / 1 / 0 as the first won, tied or lost."""

    models: tuple[str, ...]
    pairs: Codes
    counts: Codes
    units: Units | None

    @property
    def keys(self) -> Keys:
        """What decides how often an outcome is drawn: both models' names, and what happened."""
        names = [f"{len(self.models[i])} {self.models[i]} {self.models[j]} {o}" for i, j, o in self.pairs.T]
        return query_keys(names, stratum="battles")


def read_battles(
    battles: Any, columns: Mapping[str, str] | None = None, counts: Any = None, groups: Any = None
) -> Battles:
    """Read a table, or (model_a, model_b, winner); check every row."""
    found = battle_columns(battles, columns, counts, groups)
    models, a, b = _models(found)
    same = np.flatnonzero(a == b)
    if len(same):
        raise ValueError(
            f"{found.source}: row {same[0]} is a battle of {shown(models[a[same[0]]])!r} with itself; drop the row"
        )
    outcome = outcome_codes(found.winner, a, b, models, found.source)
    group_names: tuple[str, ...] = ()
    group = None
    if found.groups is not None:
        ids = canonical(found.groups, "groups", found.source)
        group, known = query_codes(
            pa.chunked_array([ids]) if isinstance(ids, pa.Array) else ids, None, found.source
        )
        group_names = tuple(texts(known, found.source))
    return Battles(tuple(models), a, b, outcome, _counts(found), group, group_names)


def count_outcomes(battles: Battles, *, drop_ties: bool = False) -> OutcomeCounts:
    """Count what happened between every two models, also by group where there are groups."""
    n = len(battles.models)
    swapped = battles.a > battles.b
    first, second = np.where(swapped, battles.b, battles.a), np.where(swapped, battles.a, battles.b)
    outcome = np.where(swapped, 2 - battles.outcome, battles.outcome)
    code = (first * n + second) * 3 + outcome
    weight = np.ones(len(code), dtype=np.int64) if battles.counts is None else battles.counts
    keep = weight > 0
    if drop_ties:
        keep &= outcome != 1
    if not keep.all():
        code, weight = code[keep], weight[keep]
    total = np.bincount(code, weights=weight, minlength=3 * n * n) if len(code) else np.zeros(3 * n * n)
    cells = np.flatnonzero(total)
    pairs = np.stack([cells // 3 // n, cells // 3 % n, cells % 3])
    units = None
    if battles.groups is not None:
        place = np.zeros(3 * n * n, dtype=np.int64)
        place[cells] = np.arange(len(cells))
        units = _units(battles, battles.groups[keep], place[code], weight, len(cells))
    return OutcomeCounts(battles.models, pairs, total[cells].astype(np.int64), units)


def _units(battles: Battles, groups: Codes, cells: Codes, weight: Codes, n_cells: int) -> Units:
    keys = query_keys(battles.group_names)
    order = np.argsort(keys)
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.arange(len(keys))
    entries, at = np.unique(place[groups] * n_cells + cells, return_inverse=True)
    counts = np.bincount(at, weights=weight, minlength=len(entries)).astype(np.int64)
    seen, units = np.unique(entries // max(1, n_cells), return_inverse=True)
    return Units(keys[order][seen], units, entries % max(1, n_cells), counts)


def _models(found: BattleColumns) -> tuple[list[str], Codes, Codes]:
    """Names in the order of their bytes, and both models of every row."""
    ids = [
        canonical(column, name, found.source)
        for name, column in (("model_a", found.model_a), ("model_b", found.model_b))
    ]
    chunks = [
        chunk for part in ids for chunk in (part.chunks if isinstance(part, pa.ChunkedArray) else [part])
    ]
    encoded = pc.dictionary_encode(pa.concat_arrays(chunks))
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    codes = place[encoded.indices.to_numpy()]
    half = len(codes) // 2
    return texts(encoded.dictionary.take(pa.array(order)), found.source), codes[:half], codes[half:]


def _counts(found: BattleColumns) -> Codes | None:
    if found.counts is None:
        return None
    values = numbers_of(found.counts, "counts", found.source)
    bad = np.flatnonzero(~((values >= 0) & (values == np.floor(values))))
    if len(bad):
        raise ValueError(
            f"{found.source}: counts is {values[bad[0]]:g} in row {bad[0]}; it says how many battles a row stands for, "
            "a whole number"
        )
    if values.sum() > MOST_BATTLES:
        raise ValueError(
            f"{found.source}: counts add up to {values.sum():g} battles, and at most {MOST_BATTLES} are taken"
        )
    return values.astype(np.int64)
