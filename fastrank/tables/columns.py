"""Which column is which: the names the field uses, and errors that say what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa

from fastrank.tables.errors import listed
from fastrank.tables.named_columns import NamedColumns
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
    "subtopic": ("subtopic", "subtopic_id", "iteration", "aspect"),
    "system": ("system", "run", "run_id", "model", "tag", "name"),
}  # fmt: skip

OPTIONAL = {"qrels": ("subtopic",), "run": ("system",), "joined": ("query_id", "doc_id", "system")}
NEEDED = {
    "qrels": ("query_id", "doc_id", "relevance"),
    "run": ("query_id", "doc_id", "score"),
    "joined": ("score", "relevance"),
}


def find_columns(table: pa.Table, kind: str, columns: Mapping[str, str] | None, source: str) -> pa.Table:
    """Return the columns that `kind` needs under their canonical names, and the optional ones it has."""
    present = choose_columns(table.column_names, kind, columns, source)
    present |= {name: name for name in (ROW, LINE) if name in table.column_names}
    return renamed(table, present)


def renamed(table: pa.Table, columns: Mapping[str, str]) -> pa.Table:
    """Return the columns that canonical names stand for, under those names."""
    return pa.table({name: table.column(column) for name, column in columns.items()})


def choose_columns(
    names: Sequence[str], kind: str, columns: Mapping[str, str] | None, source: str
) -> dict[str, str]:
    """Return which of the named columns stands for each canonical name."""
    wanted = NEEDED[kind] + OPTIONAL[kind]
    given = columns if isinstance(columns, NamedColumns) else NamedColumns(kind, columns or {}, alone=True)
    _refuse_unknown(given, kind, wanted)
    found = {name: _find(names, name, given, source) for name in wanted}
    absent = [name for name in NEEDED[kind] if found[name] is None]
    if absent:
        name = absent[0]
        hint = "; a rank column is not a score" if name == "score" and "rank" in names else ""
        raise ValueError(
            f"{source}: no column for {name} (accepted: {', '.join(ALIASES[name])}); "
            f"it has: {listed(names) or 'none'}{hint}; name it with columns={{{name!r}: ...}}"
        )
    chosen = {name: column for name, column in found.items() if column is not None}
    refuse_doubled([name for name in names if name in chosen.values()], source)
    return chosen


def refuse_doubled(names: Sequence[str], source: str) -> None:
    """Raise where a name stands twice: nobody could say which column it means."""
    double = [name for name in names if names.count(name) > 1]
    if double:
        raise ValueError(f"{source}: two columns are called {double[0]!r}; columns need different names")


def _refuse_unknown(given: NamedColumns, kind: str, wanted: tuple[str, ...]) -> None:
    for name in given:
        if name not in ALIASES:
            raise ValueError(f"columns: {name!r} is not one of {', '.join(ALIASES)}")
        if name in given.own and name not in wanted:
            raise ValueError(f"columns: '{kind}.{name}': {kind} has only {', '.join(wanted)}")


def _find(names: Sequence[str], name: str, given: NamedColumns, source: str) -> str | None:
    alias = next((alias for alias in ALIASES[name] if alias in names), None)
    if name not in given:
        return alias
    given.note(name, source, names)
    if given[name] in names:
        return given[name]
    if name in given.optional and alias is not None:
        return alias
    raise ValueError(f"{source}: no column {given[name]!r} for {name}; it has: {listed(names)}")
