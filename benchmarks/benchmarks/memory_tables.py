"""The tables of `input_files` with other ids and another order of rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import input_files

Tables = tuple[Any, Any]  # judgements and run


def variants(n_queries: int, depth: int) -> dict[str, Tables]:
    """Return the same collection with text as ids, with integers, and with rows shuffled within each query."""
    qrels, run = input_files.tables(n_queries, depth)
    places = np.random.default_rng(7).permuted(np.arange(n_queries * depth).reshape(n_queries, depth), axis=1)
    return {
        "string ids": (qrels, run),
        "integer ids": (_with_integers(qrels), _with_integers(run)),
        "shuffled": (qrels, run.take(places.ravel())),
    }


def _with_integers(table: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    # q12 becomes 12 and D0000034 10000034: as many digits for all, so that ties by an id's bytes stay as they are.
    for place, (name, least) in enumerate((("query_id", 0), ("doc_id", 10_000_000))):
        numbers = pc.add(pc.cast(pc.utf8_slice_codeunits(table.column(name), 1), pa.int64()), least)
        table = table.set_column(place, name, numbers)
    return table
