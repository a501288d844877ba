"""What every result can do: become an Arrow table, a data frame, or a small HTML table."""

from __future__ import annotations

import html
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa

_HTML_ROWS = 20


class TableResult:
    """Mixin for results that are columns; a subclass gives them as a mapping of equal-length sequences."""

    def columns(self) -> dict[str, Any]:
        """Return the result as named columns of equal length."""
        raise TypeError(f"{type(self).__name__} has no columns")  # a subclass always overrides this

    def to_arrow(self) -> pa.Table:
        """Return the result as a pyarrow Table."""
        import pyarrow as pa

        return pa.table(self.columns())

    def to_pandas(self) -> Any:
        """Return the result as a pandas DataFrame (pandas must be installed)."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return the result as a polars DataFrame (polars must be installed)."""
        import polars

        return polars.from_arrow(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def _repr_html_(self) -> str:
        table = self.to_arrow()
        head = table.slice(0, _HTML_ROWS).to_pydict()
        rows = zip(*head.values(), strict=True)
        cells = "".join(f"<tr>{''.join(_cell('td', value) for value in row)}</tr>" for row in rows)
        more = table.num_rows - _HTML_ROWS
        foot = f"<p>{more} more rows</p>" if more > 0 else ""
        return f"<table><tr>{''.join(_cell('th', name) for name in head)}</tr>{cells}</table>{foot}"


class FrozenResult(TableResult):
    """Mixin for results that are dataclasses: no array changes under its reader."""

    def __post_init__(self) -> None:
        for field in fields(self):  # type: ignore[arg-type]  # of the dataclass that this is mixed into
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


def _cell(tag: str, value: Any) -> str:
    text = f"{value:.4f}" if isinstance(value, float) else str(value)
    return f"<{tag}>{html.escape(text)}</{tag}>"
