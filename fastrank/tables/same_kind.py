"""Tables go out in the form they came in: a polars or pandas frame for one, else Arrow."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def same_kind(result: pa.Table | pa.Array, like: Any) -> Any:
    """Return a table, or a column, in the library of what the caller passed; a pandas column keeps its index."""
    library = type(like).__module__.partition(".")[0]
    if library == "polars":
        import polars

        return polars.from_arrow(result)
    if library != "pandas":
        return result
    made = result.to_pandas()
    if isinstance(result, pa.Array):
        made.index = like.index
    return made
