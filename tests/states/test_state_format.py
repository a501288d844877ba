"""The format of states, version 1: what is written does not change, and what is read is checked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import fastrank as fr
from fastrank.kernels.random_streams import GENERATOR
from fastrank.significance.query_keys import query_keys

SHARED = """state: string
version: int64
systems: large_list<item: string>
measure: string
higher_is_better: bool
bounds: large_list<item: double>
scale: double
quantum: double
missing: string
track_queries: bool
n_resamples: int64
seed: string
generator: string
n: int64
totals: large_list<item: string>
low: large_list<item: double>
high: large_list<item: double>
loss: double
binary: bool
n_missing: int64
n_left_out: int64
keys: large_list<item: int64>
"""
BOOTSTRAP = """observed: large_list<item: int64>
resampled: large_list<item: int64>
waiting_keys: large_list<item: int64>
waiting: large_list<item: int64>"""
MOMENTS = """products: large_list<item: int64>
larger: large_list<item: int64>"""

VALUES = np.array([[0.5, 0.25, 1.0], [0.75, -0.125, 0.1]])
QUERIES = ["x", "y", "z"]


def bootstrap():
    state = fr.BootstrapState(["a", "b"], n_resamples=99, rng=2**63 + 1, measure="m", scale=1.0)
    return state.update(VALUES, queries=QUERIES)


def moments():
    return fr.MomentState(["a", "b"], measure="m", bounds=(-0.5, 1.0)).update(VALUES, queries=QUERIES)


def digits(score: float) -> list[int]:
    """Signed digits of 18 bits, the lowest first."""
    whole, found = round(score * 2**52), []
    for unit in (2**36, 2**18, 1):
        digit = int(np.rint(whole / unit))
        found.insert(0, digit)
        whole -= digit * unit
    return found


def test_schemas():
    for state, expected in ((bootstrap(), SHARED + BOOTSTRAP), (moments(), SHARED + MOMENTS)):
        assert "\n".join(f"{field.name}: {field.type}" for field in state.to_arrow().schema) == expected


def test_what_bootstrap_states_hold():
    keys = query_keys(QUERIES)
    order = np.argsort(keys)
    assert bootstrap().to_arrow().to_pylist() == [{
        "state": "BootstrapState", "version": 1, "systems": ["a", "b"], "measure": "m", "higher_is_better": True,
        "bounds": None, "scale": 1.0, "quantum": 2.0**-26, "missing": "error", "track_queries": True,
        "n_resamples": 99, "seed": str(2**63 + 1), "generator": GENERATOR, "n": 3,
        "totals": [f"{sum(int(v * 2**60) for v in row) * 2**1014:x}" for row in VALUES],
        "low": [0.25, -0.125], "high": [1.0, 0.75], "loss": abs(round(0.1 * 2**26) / 2**26 - 0.1), "binary": False,
        "n_missing": 0, "n_left_out": 0, "keys": np.sort(keys).view(np.int64).tolist(),
        "observed": [round(v * 2**26) for v in (1.75, 0.725)], "resampled": [],
        "waiting_keys": keys[order].view(np.int64).tolist(),
        "waiting": [round(float(v) * 2**26) for v in VALUES[:, order].ravel()],
    }]  # fmt: skip


def test_what_moment_states_hold():
    (row,) = moments().to_arrow().to_pylist()
    columns = np.array([[digits(v) for v in system] for system in VALUES])  # system, query, digit
    lines = [*columns.transpose(2, 0, 1).reshape(6, 3), np.ones(3, int)]
    assert row["products"] == [int(a @ b) for a in lines for b in lines]
    assert row["larger"] == [0, 2, 1, 0]
    assert (row["bounds"], row["scale"], row["quantum"], row["seed"]) == ([-0.5, 1.0], 1.0, 2.0**-52, "0")


@pytest.mark.parametrize("make", [bootstrap, moments])
def test_what_is_written_is_read(make):
    state = make()
    rows = pa.Table.from_pylist(state.to_arrow().to_pylist(), state.to_arrow().schema)
    assert type(state).from_arrow(rows).to_bytes() == state.to_bytes()
    extended = rows.append_column("partition", pa.array([7]))
    assert type(state).from_arrow(extended).to_bytes() == state.to_bytes()


@pytest.mark.parametrize(("column", "value", "message"), [
    ("version", 2, "row 0 is a MomentState of version 2, and this reads MomentState of version 1"),
    ("state", "BootstrapState", "row 0 is a BootstrapState of version 1"),
    ("low", [0.0], "row 0 is damaged: low holds 1 numbers, not 2"),
    ("keys", [1, 2], "row 0 is damaged: its lists have other lengths"),
    ("totals", ["0", "zz"], "row 0 is damaged: invalid literal"),
    ("totals", None, "row 0 is damaged"),
    ("products", None, "row 0 is damaged"),
    ("larger", [0], "row 0 is damaged: larger holds 1 numbers, not 4"),
    ("n", None, "row 0 is damaged"),
    ("n", -1, "row 0 is damaged"),
])  # fmt: skip
def test_other_tables_are_refused(column, value, message):
    table = moments().to_arrow()
    (row,) = table.to_pylist()
    other = pa.Table.from_pylist([row | {column: value}], table.schema)
    with pytest.raises(ValueError, match=message):
        fr.MomentState.from_arrow(other)


@pytest.mark.parametrize(("column", "value"), [
    ("resampled", [0] * 297), ("waiting_keys", [1]), ("waiting", [1]), ("n", 65), ("n_resamples", 0),
])  # fmt: skip
def test_resamples_that_cannot_be_are_refused(column, value):
    table = bootstrap().to_arrow()
    (row,) = table.to_pylist()
    other = pa.Table.from_pylist([row | {"track_queries": False, "keys": []} | {column: value}], table.schema)
    with pytest.raises(ValueError, match="row 0 is damaged"):
        fr.BootstrapState.from_arrow(other)


def test_what_is_no_state_is_refused():
    table = moments().to_arrow()
    with pytest.raises(ValueError, match="no column 'observed', so this is no BootstrapState"):
        fr.BootstrapState.from_arrow(table)
    with pytest.raises(ValueError, match="no row, so this is no MomentState"):
        fr.MomentState.from_arrow(table.slice(0, 0))
    with pytest.raises(ValueError, match="MomentState: not the bytes of a state"):
        fr.MomentState.from_bytes(b"nothing")


def test_other_random_numbers_do_not_add_up():
    table = bootstrap().to_arrow()
    (row,) = table.to_pylist()
    other = fr.BootstrapState.from_arrow(pa.Table.from_pylist([row | {"generator": "dice"}], table.schema))
    with pytest.raises(ValueError, match=r"generator is 'Philox.*' in one and 'dice' in the other"):
        bootstrap() + other
