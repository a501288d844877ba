"""What `bootstrap` found, as a sheet: one row a value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.report.sheet import Cell, Sheet
from fastrank.significance.written import count, generator_name, interval, number

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.bootstrap import Bootstrap


def bootstrap_sheet(result: Bootstrap) -> Sheet:
    """Estimates with intervals and standard errors."""
    rows = tuple(
        (Cell(name), Cell(number(estimate), interval(low, high)), Cell(number(error)))
        for name, estimate, low, high, error in zip(*result.columns().values(), strict=True)
    )
    sided = "" if result.alternative == "two-sided" else f' (alternative "{result.alternative}")'
    drawn = f"{result.n_resamples:,} resamples, seed {result.seed} ({generator_name(result.generator)})"
    note = (
        f"{result.confidence_level:.0%} {result.method} intervals{sided} over {count(result.n, 'query', 'queries')}; "
        f"{drawn}, {result.weights} weights"
    )
    return Sheet(
        ("name", result.statistic, "standard error"), rows, (note, *result.notes), title=result.measure
    )


def bootstrap_table(results: list[Bootstrap]) -> pa.Table:
    """Return the rows of several results with what tells them apart, for csv and Parquet."""
    import pyarrow as pa

    tables = []
    for result in results:
        names = ("statistic", "method", "weights", "n", "n_resamples")
        facts = {name: pa.scalar(getattr(result, name)) for name in names}
        facts["seed"] = pa.scalar(result.seed, pa.uint64())
        told = {name: pa.repeat(value, len(result)) for name, value in facts.items()}
        measure = pa.repeat(pa.scalar(result.measure), len(result))
        tables.append(pa.table({"measure": measure, **result.columns(), **told}))
    return pa.concat_tables(tables)
