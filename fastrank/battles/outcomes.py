"""Who won: the spellings of arenas, names of models, or numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from fastrank.tables.errors import listed, shown
from fastrank.tables.ids import canonical, texts

Codes = npt.NDArray[np.int64]

# Twice the share of the battle that the first model won.
LABELS = {
    "model_a": 2, "model_b": 0, "tie": 1, "tie (bothbad)": 1, "bothbad": 1, "both_bad": 1, "both bad": 1, "draw": 1,
    "1": 2, "1.0": 2, "0": 0, "0.0": 0, "0.5": 1, ".5": 1,
}  # fmt: skip


def outcome_codes(winner: pa.ChunkedArray, a: Codes, b: Codes, models: Sequence[str], source: str) -> Codes:
    """Return 2 where the first model won, 1 where the two tied, 0 where the second won."""
    kind = winner.type
    if pa.types.is_boolean(kind) or pa.types.is_floating(kind):
        return _numbers(pc.cast(winner, pa.float64()), source)
    ids = canonical(winner, "winner", source)
    encoded = pa.chunked_array(ids.chunks if isinstance(ids, pa.ChunkedArray) else [ids]).combine_chunks()
    encoded = pc.dictionary_encode(encoded)
    rows = encoded.indices.to_numpy()
    names = texts(encoded.dictionary, source)
    _refuse_ambiguous(names, models, source)
    label = np.array([LABELS.get(name.strip().lower(), -1) for name in names])[rows]
    known = {name: i for i, name in enumerate(models)}
    model = np.array([known.get(name, -1) for name in names])[rows]
    outcome = np.where(label >= 0, label, np.where(model == a, 2, np.where(model == b, 0, -1)))
    bad = np.flatnonzero(outcome < 0)
    if len(bad):
        row = int(bad[0])
        raise ValueError(
            f"{source}: winner {shown(names[rows[row]])!r} in row {row} is neither {shown(models[a[row]])!r} nor "
            f"{shown(models[b[row]])!r}, nor one of {listed(LABELS)}"
        )
    return outcome.astype(np.int64)


def _numbers(winner: pa.ChunkedArray, source: str) -> Codes:
    twice = 2.0 * pc.fill_null(winner, np.nan).to_numpy()
    bad = np.flatnonzero(~np.isin(twice, (0.0, 1.0, 2.0)))
    if len(bad):
        raise ValueError(
            f"{source}: winner is {twice[bad[0]] / 2} in row {bad[0]}; numbers are 1 (the first model won), 0 or 0.5"
        )
    return twice.astype(np.int64)


def _refuse_ambiguous(names: Sequence[str], models: Sequence[str], source: str) -> None:
    double = [name for name in names if name in models and name.strip().lower() in LABELS]
    if double:
        raise ValueError(
            f"{source}: winner {shown(double[0])!r} is the name of a model, and says who won otherwise too; rename it"
        )
