"""What `agreement` found, as sheets: statistics, ranks of systems, pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastrank.report.sheet import Cell, Sheet
from fastrank.significance.written import count, generator_name, interval, number, p_value

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.agreement import Agreement


def agreement_sheets(result: Agreement) -> list[Sheet]:
    """Statistics with intervals, and where each system stands on both sides."""
    return [_statistics(result), _systems(result)]


def _statistics(result: Agreement) -> Sheet:
    rows = tuple(
        (
            Cell(name),
            Cell(number(result.value[i]), interval(result.low[i], result.high[i])),
            Cell(number(result.standard_error[i])),
            Cell(number(result.resampled_mean[i])),
        )
        for i, name in enumerate(result.statistic)
    )
    drawn = f"{result.n_resamples:,} resamples, seed {result.seed} ({generator_name(result.generator)})"
    note = f"{result.confidence_level:.0%} percentile intervals over {result.over}; {drawn}"
    headers = ("statistic", "value", "standard error", "resampled mean")
    return Sheet(headers, rows, (note, *result.notes), title=_title(result))


def _title(result: Agreement) -> str:
    a, b = result.measures
    sizes = f"{count(len(result.systems), 'system')}, {count(result.n_queries, 'query', 'queries')}"
    return f"a: {a}, b: {b}; {sizes}"


def _systems(result: Agreement) -> Sheet:
    rows = tuple(
        (
            Cell(system),
            Cell(number(result.mean_a[i])),
            Cell(str(result.rank_a[i])),
            Cell(number(result.mean_b[i])),
            Cell(str(result.rank_b[i])),
        )
        for i, system in enumerate(result.systems)
    )
    dropped = f" ({result.max_drop_system})" if result.max_drop else ""
    kinds = ", ".join(f"{kind} {number}" for kind, number in result.pair_counts.items())
    notes = (f"maximum drop from a to b: {result.max_drop}{dropped}", f"pairs of systems: {kinds}")
    return Sheet(("system", "mean a", "rank a", "mean b", "rank b"), rows, notes)


def pairs_sheet(result: Agreement) -> Sheet:
    """Every pair of systems: differences and adjusted p by both sides, and the kind of agreement."""
    rows = tuple(
        (
            Cell(first),
            Cell(second),
            Cell(number(difference_a, signed=True)),
            Cell(p_value(p_a)),
            Cell(number(difference_b, signed=True)),
            Cell(p_value(p_b)),
            Cell(kind),
        )
        for first, second, difference_a, p_a, difference_b, p_b, kind in zip(
            *result.pairs().values(), strict=True
        )
    )
    headers = ("system", "other", "difference a", "adjusted p a", "difference b", "adjusted p b", "agreement")
    note = f"significant: adjusted p at most {result.alpha:g}; seed {result.seed}"
    return Sheet(headers, rows, (note, *result.notes), keys=2, title=_title(result))


def pairs_table(result: Agreement) -> pa.Table:
    """Return the same as data."""
    import pyarrow as pa

    return pa.table(result.pairs())
