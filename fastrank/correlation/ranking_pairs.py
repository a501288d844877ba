"""Two rankings of ids, or batches of them, as a caller gives them: read, and refused where they do not fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from fastrank.arrays.rankings import IdRankings


def read_ranking_pairs(
    ranking_a: Any, ranking_b: Any, batch: bool
) -> tuple[IdRankings, IdRankings, tuple[int, ...]]:
    """Return both sides and the shape of the batch; one ranking meets each of a batch."""
    from fastrank.arrays.rankings import read_rankings

    a, b = read_rankings(ranking_a, "ranking_a", batch), read_rankings(ranking_b, "ranking_b", batch)
    if a.kind and b.kind and a.kind != b.kind:
        raise TypeError(f"ranking_a and ranking_b: ids are {a.kind} in one and {b.kind} in the other")
    return a, b, _shape_of_batch(a, b)


def _shape_of_batch(a: IdRankings, b: IdRankings) -> tuple[int, ...]:
    if a.shape == b.shape:
        return a.shape
    try:
        return np.broadcast_shapes(a.shape, b.shape)
    except ValueError:
        raise ValueError(
            f"ranking_a and ranking_b: {a.shape[0]} and {b.shape[0]} rankings; give as many, or one for all"
        ) from None


def refuse_repeated(a: IdRankings, b: IdRankings, repeated: npt.NDArray[np.int64]) -> None:
    """Raise if an id is twice in a ranking: `repeated` has, for each pair, what `match_ids` returned."""
    if not repeated.any():
        return
    row = int(np.argmax(repeated != 0))
    number = int(repeated[row])
    side, name = (a, "ranking_a") if number > 0 else (b, "ranking_b")
    row = min(row, len(side.offsets) - 2)
    place = int(side.offsets[row]) + abs(number) - 1
    where = f"{name}: ranking {row}" if side.shape else name
    raise ValueError(f"{where} holds id {side.id_at(place)!r} more than once; drop all but the best place")
