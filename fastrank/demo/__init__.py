"""A small real collection for trying things out: judgements and runs over NumPy's and SciPy's docstrings."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def load() -> tuple[pa.Table, pa.Table]:
    """Read the demo collection.

    Returns
    -------
    qrels : pyarrow.Table
        ``query_id``, ``doc_id``, ``relevance``: 2 for the function a query describes, 1 for those named by
        its "See Also".
    runs : pyarrow.Table
        ``system``, ``query_id``, ``doc_id``, ``score``: up to 100 documents a query from each of eight
        systems, by system, query and falling score.

    Examples
    --------
    >>> from fastrank import demo
    >>> qrels, runs = demo.load()
    >>> runs.column_names
    ['system', 'query_id', 'doc_id', 'score']
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    def read(name: str) -> pa.Table:
        # From memory: with a Python file object, pyarrow 26 aborted 3 of 10 processes when they ended.
        return pq.ParquetFile(pa.BufferReader((files(__name__) / name).read_bytes())).read()

    return read("qrels.parquet"), read("runs.parquet")
