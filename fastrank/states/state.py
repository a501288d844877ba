"""What both states are: a setting, and tallies of it that batches and other states are added to."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from fastrank.significance.quantise import rounded
from fastrank.states.batch import Batch, checked
from fastrank.states.query_tally import QueryTally
from fastrank.states.setting import Setting, refuse_other

if TYPE_CHECKING:
    import pyarrow as pa

Values = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]


class Held(NamedTuple):
    """All that has been counted. A state replaces it in one step: a batch is in it or is not."""

    queries: QueryTally
    sums: Any


class State(ABC):
    """Common part of `BootstrapState` and `MomentState`."""

    KIND: ClassVar[str]

    _setting: Setting
    _held: Held

    @abstractmethod
    def _counted(self, sums: Any, batch: Batch, whole: Values) -> Any:
        """Return the sums of this kind of state with those of one batch."""

    @property
    def systems(self) -> tuple[str, ...]:
        """Names of the systems."""
        return self._setting.systems

    @property
    def n_queries(self) -> int:
        """How many queries have been counted."""
        return self._held.queries.n

    def update(
        self,
        scores: Any,
        *,
        queries: Any = None,
        dataset: Any = None,
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Count scores of more queries.

        Parameters
        ----------
        scores : Scores, table, path, stream or array_like
            `Scores`; an Arrow batch, table or data frame with the ids of queries and one column a system (other columns
            are passed over), or one row a system and query; a path of such a table; a reader, dataset, ``ParquetFile``
            or iterator of batches; or an array (systems, queries) with `queries`. A batch holds all systems of its
            queries.
        queries : sequence or Arrow array, optional
            Ids of an array's queries, text or integers.
        dataset : str or sequence of str, optional
            Data set of an array's queries: part of their identity, as a text column ``dataset`` is in tables.
        columns : mapping, optional
            ``{"query_id": column}`` where the name is not recognised.
        progress : callable, optional
            Called as ``progress(queries done, queries)``, queries 0 where a source does not tell.

        Returns
        -------
        The state itself.

        Raises
        ------
        ValueError
            If a query comes twice, a score is missing, infinite or beyond the scale, or a system is not there. All that
            was given is then left out, whole streams too; so it is after Ctrl-C.
        """
        from fastrank.states.batch_reading import read_batch
        from fastrank.states.sources import Source, source_of

        given = Source(iter([scores])) if queries is not None else source_of(scores, self._setting, columns)
        held, done = self._held, 0
        for part in given.batches:
            batch = read_batch(part, self._setting, queries=queries, dataset=dataset, columns=columns)
            held, done = self._with_batch(held, checked(batch, self._setting)), done + len(batch.keys)
            if progress is not None:
                progress(done, given.n_queries)
        self._held = held
        return self

    def _with_batch(self, held: Held, batch: Batch) -> Held:
        again = np.flatnonzero(held.queries.keys.holds(batch.keys))
        if len(again):
            raise ValueError(
                f"query {batch.names[again[0]]!r} has been counted already ({len(again)} such queries in this batch); "
                "leave it out, or tell data sets apart with dataset="
            )
        whole, loss = rounded(batch.values, self._setting.quantum)
        queries = held.queries + QueryTally.of(batch, loss, track=self._setting.track_queries)
        self._refuse_overflow(queries)
        return Held(queries, self._counted(held.sums, batch, whole))

    @abstractmethod
    def _refuse_overflow(self, queries: QueryTally) -> None:
        """Refuse more queries than sums stay exact for."""

    def __add__(self, other: Any) -> Self:
        if isinstance(other, int) and other == 0:  # where `sum` begins
            return self._with(self._held)
        if not isinstance(other, type(self)):
            return NotImplemented
        refuse_other(self._setting, other._setting)
        common = self._held.queries.keys.common(other._held.queries.keys)
        if common:
            raise ValueError(
                f"states do not add up: {common} queries are in both, and would be counted twice"
            )
        queries = self._held.queries + other._held.queries
        self._refuse_overflow(queries)
        return self._with(Held(queries, self._held.sums + other._held.sums))

    __radd__ = __add__

    def __iadd__(self, other: Any) -> Self:
        added = self + other
        if added is not NotImplemented:
            self._held = added._held
            return self
        return NotImplemented

    def _with(self, held: Held) -> Self:
        return self._made_of(self._setting, held)

    @classmethod
    def _made_of(cls, setting: Setting, held: Held) -> Self:
        state = object.__new__(cls)
        state._setting, state._held = setting, held
        return state

    def _drawn(self) -> Held:
        """Return what is held, with nothing left to be drawn."""
        return self._held

    def to_arrow(self) -> pa.Table:
        """Return the state as a table of one row, whose format does not change (`docs/decisions/0023-state-format.md`).

        Rows of several states may stand in one table: `from_arrow` adds them.
        """
        from fastrank.states.state_table import table_of

        return table_of(self.KIND, self._setting, self._drawn())

    @classmethod
    def from_arrow(cls, table: Any) -> Self:
        """Return the sum of the states in a table, a row each; it may be anything with an Arrow stream, or a path."""
        from fastrank.states.state_table import rows_of

        states = [cls._made_of(setting, held) for setting, held in rows_of(table, cls.KIND)]
        total = states[0]
        for state in states[1:]:
            total += state
        return total

    def to_bytes(self) -> bytes:
        """Return the state as an Arrow IPC stream of one row."""
        import pyarrow as pa

        table, sink = self.to_arrow(), pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as stream:
            stream.write_table(table)
        return sink.getvalue().to_pybytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the state that `to_bytes` gave the bytes of."""
        import pyarrow as pa

        try:
            table = pa.ipc.open_stream(data).read_all()
        except pa.ArrowException as error:
            raise ValueError(f"{cls.KIND}: not the bytes of a state: {str(error).splitlines()[0]}") from None
        return cls.from_arrow(table)

    def __reduce__(self) -> Any:
        return type(self).from_bytes, (self.to_bytes(),)

    def __repr__(self) -> str:
        return f"{self.KIND}({len(self.systems)} systems × {self.n_queries} queries: {self._setting.measure})"
