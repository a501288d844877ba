"""States as rows of Arrow tables: the format of `docs/decisions/0023-state-format.md`.

Only types that every engine has: text, truth values, 64-bit integers, float64, and lists of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from fastrank.states.product_tally import ProductTally
from fastrank.states.query_tally import QueryTally
from fastrank.states.resampled_tally import FEW, ResampledTally, Rows
from fastrank.states.seen_keys import SeenKeys
from fastrank.states.setting import Setting
from fastrank.states.state import Held
from fastrank.tables.arrow_input import read_table
from fastrank.tables.errors import shown

Values = npt.NDArray[np.float64]

VERSION = 1

_INTEGERS, _FLOATS = pa.large_list(pa.int64()), pa.large_list(pa.float64())
_SHARED = {
    "state": pa.string(),
    "version": pa.int64(),
    "systems": pa.large_list(pa.string()),
    "measure": pa.string(),
    "higher_is_better": pa.bool_(),
    "bounds": _FLOATS,
    "scale": pa.float64(),
    "quantum": pa.float64(),
    "missing": pa.string(),
    "track_queries": pa.bool_(),
    "n_resamples": pa.int64(),
    "seed": pa.string(),
    "generator": pa.string(),
    "n": pa.int64(),
    "totals": pa.large_list(pa.string()),
    "low": _FLOATS,
    "high": _FLOATS,
    "loss": pa.float64(),
    "binary": pa.bool_(),
    "n_missing": pa.int64(),
    "n_left_out": pa.int64(),
    "keys": _INTEGERS,
}
_OWN = {
    "BootstrapState": dict.fromkeys(("observed", "resampled", "waiting_keys", "waiting"), _INTEGERS),
    "MomentState": dict.fromkeys(("products", "larger"), _INTEGERS),
}


def table_of(kind: str, setting: Setting, held: Held) -> pa.Table:
    """Return one state as a table of one row."""
    queries, sums = held
    row = {
        **vars(setting),
        "state": kind,
        "version": VERSION,
        "seed": str(setting.seed),
        "n": queries.n,
        "totals": [f"{total:x}" for total in queries.totals],
        "low": queries.low,
        "high": queries.high,
        "loss": queries.loss,
        "binary": queries.binary,
        "n_missing": queries.n_missing,
        "n_left_out": queries.n_left_out,
        "keys": queries.keys.ordered().view(np.int64),
        **(_resampled_columns(sums) if kind == "BootstrapState" else _product_columns(sums)),
    }
    schema = pa.schema(_SHARED | _OWN[kind])
    return pa.table([_cell(row[name], schema.field(name).type) for name in schema.names], schema)


def rows_of(table: Any, kind: str) -> Iterator[tuple[Setting, Held]]:
    """Yield the states of a table, checked for what kernels and sums rely on."""
    found, label = read_table(table, "states")
    lacking = [name for name in _SHARED | _OWN[kind] if name not in found.column_names]
    if lacking or not found.num_rows:
        what = f"no column {lacking[0]!r}" if lacking else "no row"
        raise ValueError(f"{label}: {what}, so this is no {kind}; make it with to_arrow()")
    for at in range(found.num_rows):
        row = {name: _value(found.column(name)[at]) for name in _SHARED | _OWN[kind]}
        if row["state"] != kind or row["version"] != VERSION:
            raise ValueError(
                f"{label}: row {at} is a {shown(row['state'])} of version {row['version']}, and this reads {kind} of "
                f"version {VERSION}"
            )
        try:
            yield _setting(row), _held(row, kind)
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            raise ValueError(f"{label}: row {at} is damaged: {error}; make it anew with to_arrow()") from None


def _cell(value: Any, kind: pa.DataType) -> pa.Array:
    if not isinstance(value, np.ndarray):
        return pa.array([value], kind)
    flat = pa.array(np.ascontiguousarray(value).ravel(), kind.value_type)
    return pa.LargeListArray.from_arrays(pa.array([0, len(flat)], pa.int64()), flat)


def _value(cell: pa.Scalar) -> Any:
    """Lists of numbers as arrays of their own, all else as Python has it."""
    numbers = cell.is_valid and hasattr(cell, "values") and pa.types.is_primitive(cell.values.type)
    return np.array(cell.values) if numbers else cell.as_py()


def _setting(row: dict[str, Any]) -> Setting:
    bounds = None if row["bounds"] is None else tuple(row["bounds"].tolist())
    names = Setting.__dataclass_fields__
    own = {name: row[name] for name in names}
    return Setting(**own | {"systems": tuple(row["systems"]), "bounds": bounds, "seed": int(row["seed"])})


def _held(row: dict[str, Any], kind: str) -> Held:
    n_systems = len(row["systems"])
    keys = row["keys"].astype(np.int64).view(np.uint64)
    queries = QueryTally(
        n=row["n"],
        totals=tuple(int(total, 16) for total in row["totals"]),
        low=_sized(row, "low", n_systems),
        high=_sized(row, "high", n_systems),
        loss=row["loss"],
        binary=row["binary"],
        n_missing=row["n_missing"],
        n_left_out=row["n_left_out"],
        keys=SeenKeys().with_keys(keys),
    )
    if (
        queries.n < 0
        or len(queries.totals) != n_systems
        or len(keys) != (row["n"] if row["track_queries"] else 0)
    ):
        raise ValueError("its lists have other lengths than it says")
    return Held(queries, _resampled(row) if kind == "BootstrapState" else _products(row))


def _resampled_columns(tally: ResampledTally) -> dict[str, Any]:
    drawn = tally.drawn()
    rows = drawn.rows[0] if drawn.rows else Rows(np.empty(0, np.uint64), np.empty(0))
    return {
        "observed": drawn.observed.astype(np.int64),
        "resampled": np.empty(0, np.int64) if drawn.sums is None else drawn.sums.astype(np.int64),
        "waiting_keys": rows.keys.view(np.int64),
        "waiting": rows.whole.astype(np.int64),
    }


def _resampled(row: dict[str, Any]) -> ResampledTally:
    n_systems, n_resamples = len(row["systems"]), row["n_resamples"]
    keys = row["waiting_keys"].astype(np.int64).view(np.uint64)
    sums: Values | None = None
    waiting: tuple[Rows, ...] = ()
    if len(row["resampled"]):
        found = _sized(row, "resampled", (n_systems + 1) * n_resamples)
        sums = found.reshape(n_systems + 1, n_resamples).astype(np.float64)
    if len(keys):
        whole = _sized(row, "waiting", n_systems * len(keys)).reshape(n_systems, -1).astype(np.float64)
        waiting = (Rows(keys, whole),)
    if row["n"] <= FEW:
        kept = sums is None and len(keys) == row["n"]
    else:
        kept = sums is not None and bool(sums[-1].all()) and not len(keys)
    if n_resamples < 1 or not kept:
        raise ValueError("its resampled sums are not those of its queries")
    observed = _sized(row, "observed", n_systems).astype(np.float64)
    return ResampledTally(int(row["seed"]), n_resamples, observed, sums, waiting)


def _product_columns(tally: ProductTally) -> dict[str, Any]:
    return {"products": tally.products, "larger": tally.larger}


def _products(row: dict[str, Any]) -> ProductTally:
    empty = ProductTally.empty(len(row["systems"]))
    products, larger = (
        _sized(row, name, own.size).reshape(own.shape)
        for name, own in (("products", empty.products), ("larger", empty.larger))
    )
    return ProductTally(products, larger)


def _sized(row: dict[str, Any], name: str, size: int) -> npt.NDArray[Any]:
    if len(row[name]) != size:
        raise ValueError(f"{name} holds {len(row[name])} numbers, not {size}")
    found: npt.NDArray[Any] = row[name]
    return found
