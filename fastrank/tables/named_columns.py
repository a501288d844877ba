"""What `columns=` says of one kind of table, where one mapping names columns of judgements and of runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fastrank.tables.errors import listed

KINDS = ("qrels", "run")
SHARED = ("query_id", "doc_id")  # judgements and runs both have them


class NamedColumns(Mapping[str, str]):
    """Canonical name -> column, for tables of one kind.

    ``run.doc_id`` speaks of runs only, and goes before ``doc_id``, which speaks of every table that has such a
    column: `optional` holds those names. Where they were found, and where not, is kept in `seen` and `lacking`.
    A table that is read `alone` has no other kind beside it: every name speaks of it, to the letter.
    """

    def __init__(self, kind: str, columns: Mapping[str, str], *, alone: bool = False) -> None:
        others = tuple(f"{other}." for other in KINDS if other != kind and not alone)
        own = {n.removeprefix(f"{kind}."): c for n, c in columns.items() if n.startswith(f"{kind}.")}
        general = {n: c for n, c in columns.items() if not n.startswith((f"{kind}.", *others))}
        self._columns = general | own
        self.own = frozenset(own)
        self.optional = frozenset() if alone else frozenset(SHARED) & (general.keys() - own.keys())
        self.seen: set[str] = set()
        self.lacking: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return self._columns[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def note(self, name: str, source: str, has: Sequence[str]) -> None:
        """Keep whether a table has the column that an optional name asks for."""
        if self[name] in has:
            self.seen.add(name)
        else:
            self.lacking.setdefault(
                name, f"{source}: no column {self[name]!r} for {name}; it has: {listed(has)}"
            )


def refuse_unseen(kinds: Sequence[NamedColumns]) -> None:
    """Raise where a column was named for all tables and none has it."""
    for name in SHARED:
        lacking = [kind.lacking[name] for kind in kinds if name in kind.lacking]
        if lacking and not any(name in kind.seen for kind in kinds):
            raise ValueError("; ".join(lacking))
