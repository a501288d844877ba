"""Which column is which: the names the field uses, and errors that say what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from fastrank.tables.origin import LINE, ROW

# Canonical name -> names in the wild (ir_measures, ranx, PyTerrier, BEIR/MTEB, RecTools, recommenders).
ALIASES: dict[str, tuple[str, ...]] = {
    "query_id": ("query_id", "q_id", "qid", "query-id", "query", "topic", "topic_id", "user_id", "user", "userID"),
    "doc_id": (
        "doc_id", "docno", "docid", "doc-id", "corpus-id", "corpus_id", "corpus-ids", "document_id", "doc",
        "item_id", "item", "itemID", "pid",
    ),
    "score": ("score", "scores", "sim", "similarity", "prediction", "weight"),
    "relevance": ("relevance", "rel", "label", "grade", "rating", "relevances", "score"),
    "system": ("system", "run", "run_id", "model", "tag", "name"),
}  # fmt: skip

NEEDED = {"qrels": ("query_id", "doc_id", "relevance"), "run": ("query_id", "doc_id", "score")}


def find_columns(table: pa.Table, kind: str, columns: Mapping[str, str] | None, source: str) -> pa.Table:
    """Return the columns that `kind` needs under their canonical names, `system` too if there is one."""
    present = choose_columns(table.column_names, kind, columns, source)
    present |= {name: name for name in (ROW, LINE) if name in table.column_names}
    return pa.table({name: table.column(column) for name, column in present.items()})


def choose_columns(
    names: Sequence[str], kind: str, columns: Mapping[str, str] | None, source: str
) -> dict[str, str]:
    """Return which of the named columns stands for each canonical name."""
    overrides = dict(columns or {})
    unknown = set(overrides) - set(ALIASES)
    if unknown:
        raise ValueError(f"columns: {unknown.pop()!r} is not one of {', '.join(ALIASES)}")
    wanted = NEEDED[kind] + (("system",) if kind == "run" else ())
    found = {name: _find(names, name, overrides, source) for name in wanted}
    absent = [name for name in NEEDED[kind] if found[name] is None]
    if absent:
        name = absent[0]
        hint = "; a rank column is not a score" if name == "score" and "rank" in names else ""
        raise ValueError(
            f"{source}: no column for {name} (accepted: {', '.join(ALIASES[name])}); "
            f"it has: {', '.join(names) or 'none'}{hint}; name it with columns={{{name!r}: ...}}"
        )
    return {name: column for name, column in found.items() if column is not None}


def _find(names: Sequence[str], name: str, overrides: Mapping[str, str], source: str) -> str | None:
    if name in overrides:
        if overrides[name] not in names:
            raise ValueError(
                f"{source}: no column {overrides[name]!r} for {name}; it has: {', '.join(names)}"
            )
        return overrides[name]
    return next((alias for alias in ALIASES[name] if alias in names), None)
