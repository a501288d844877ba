"""Which column of a table of samples is which."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from fastrank.tables.columns import ALIASES, refuse_doubled
from fastrank.tables.errors import listed

# In the order in which columns are given away: inspect's epochs have a sample_id that names the item, a HumanEval
# completion has a task_id, lm-eval's items are documents.
NAMES: dict[str, tuple[str, ...]] = {
    "system": ("system", "model", "model_name", "model_id", "agent", "run", "run_id", "tag", "name"),
    "sample": (
        "epoch", "trial", "repeat", "attempt", "rollout", "completion_id", "generation_id", "response_id",
        "sample", "sample_id", "sample_index", "seed", "run", "run_id",
    ),
    "query_id": (
        *ALIASES["query_id"], "item", "item_id", "problem", "problem_id", "question_id", "example_id", "instance_id",
        "prompt_id", "task_id", "doc_id", "sample_id", "sample", "example", "instance", "question", "prompt", "id",
        "index", "task",
    ),
    "score": (
        "score", "correct", "passed", "is_correct", "success", "reward", "value", "acc", "accuracy", "exact_match",
    ),
}  # fmt: skip
_NEEDED = ("query_id", "score")
_SYNONYMS = {"item": "query_id", "value": "score"}


def find_sample_columns(table: pa.Table, columns: Mapping[str, str] | None, source: str) -> dict[str, str]:
    """Return the columns that a table of samples has, by what they are; items and scores must be there."""
    refuse_doubled(table.column_names, source)
    given = _given(table, columns or {}, source)
    found: dict[str, str] = {}
    for what, aliases in NAMES.items():
        taken = {*found.values(), *(column for other, column in given.items() if other != what)}
        free = [name for name in aliases if name in table.column_names and name not in taken]
        if what in given:
            found[what] = given[what]
        elif free:
            found[what] = _only(what, free, source)
    for what in _NEEDED:
        if what not in found:
            raise ValueError(
                f"{source}: no column for {what} (accepted: {', '.join(NAMES[what][:12])}, ...); "
                f"it has: {listed(table.column_names)}; name it with columns={{{what!r}: ...}}"
            )
    return found


def _only(what: str, free: list[str], source: str) -> str:
    """Return the column found; a task beside it may be a data set, whose items must not be mixed."""
    if what == "query_id" and len(free) > 1 and "task" in free:
        raise ValueError(
            f"{source}: is an item a {free[0]!r} or a 'task'? Say columns={{'query_id': ...}}; where ids repeat from "
            "task to task, also call the column of tasks 'dataset'"
        )
    return free[0]


def _given(table: pa.Table, columns: Mapping[str, str], source: str) -> dict[str, str]:
    given = {_SYNONYMS.get(name, name): column for name, column in columns.items()}
    for name, column in given.items():
        if name not in NAMES:
            raise ValueError(f"columns: {name!r} is not one of {', '.join(NAMES)}")
        if column not in table.column_names:
            raise ValueError(
                f"{source}: no column {column!r} for {name}; it has: {listed(table.column_names)}"
            )
    return given
