"""What `compare` found, as a sheet: one row a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from fastrank.report.sheet import Cell, Sheet
from fastrank.significance.written import CORRECTIONS, TESTS, count, generator_name, interval, number, p_value

if TYPE_CHECKING:
    import pyarrow as pa

    from fastrank.compare import Comparison

_SIGNIFICANT = "*"


def comparison_sheet(result: Comparison) -> Sheet:
    """Differences with intervals, effect sizes and p-values; a mark where the corrected p is small enough."""
    against = result.baseline is not None
    same_n = bool((result.n == result.n[0]).all())
    headers = ("system", *(() if against else ("other",)), "mean", "difference", "d_z", "p", "adjusted p")
    return Sheet(
        (*headers, *(() if same_n else ("n",)), "W/T/L"),
        tuple(_row(result, i, against, same_n) for i in range(len(result))),
        (*_notes(result, same_n), *result.notes),
        keys=1 if against else 2,
        title=_title(result),
    )


def _row(result: Comparison, i: int, against: bool, same_n: bool) -> tuple[Cell, ...]:
    return (
        Cell(result.a[i]),
        *(() if against else (Cell(result.b[i]),)),
        Cell(number(result.mean_a[i])),
        Cell(number(result.difference[i], signed=True), interval(result.low[i], result.high[i])),
        Cell(number(result.effect_size[i], signed=True)),
        Cell(p_value(result.pvalue[i])),
        Cell(p_value(result.pvalue_adjusted[i]), mark=_SIGNIFICANT if result.significant[i] else ""),
        *(() if same_n else (Cell(f"{result.n[i]:,}"),)),
        Cell(f"{result.wins[i]}/{result.ties[i]}/{result.losses[i]}"),
    )


def _title(result: Comparison) -> str:
    rows = "all pairs"
    if result.baseline is not None:
        rows = f"against {result.baseline} (mean {number(result.mean_b[0])})"
    family = count(result.family_size, "pair")
    correction = f"{CORRECTIONS[result.correction]} over {family}"
    sided = "" if result.alternative == "two-sided" else f' (alternative "{result.alternative}")'
    return f"{result.measure}, {rows}: {TESTS[result.test]}{sided}, {correction}"


def _notes(result: Comparison, same_n: bool) -> list[str]:
    other = result.baseline or "other"
    queries = count(int(result.n[0]), "query", "queries") if same_n else "the n queries that both have"
    direction = "" if result.higher_is_better else "; lower is better"
    return [
        f"{_SIGNIFICANT}: adjusted p at most {result.alpha:g}. difference: mean of system minus {other} over {queries}"
        f"{direction}, with its {result.confidence_level:.0%} interval ({result.interval}, each pair by itself). "
        f"d_z: mean over standard deviation of the differences. W/T/L: queries where system is better, equal, worse.",
        *_resamples(result),
    ]


def _resamples(result: Comparison) -> list[str]:
    """Say what was drawn, if anything was."""
    bootstrapped = (
        result.interval not in ("t", "newcombe") and result.stopping is None
    )  # else a note says how many
    drawn = [what for what, by in (("p", not result.exact), ("intervals", bootstrapped)) if by]
    if not drawn:
        return []
    exact = "p is exact; " if result.exact and result.test == "randomization" else ""
    how = f"{result.n_resamples:,} resamples, seed {result.seed} ({generator_name(result.generator)})"
    error = np.nanmax(result.pvalue_se, initial=0.0)
    ending = "" if result.exact else f"; Monte Carlo standard error of p at most {number(error)}"
    return [f"{exact}{' and '.join(drawn)}: {how}{ending}"]


def comparison_table(results: list[Comparison]) -> pa.Table:
    """Return the rows of several comparisons with what tells them apart, for csv and Parquet."""
    import pyarrow as pa

    tables = []
    for result in results:
        facts = {name: getattr(result, name) for name in ("measure", "test", "correction", "n_resamples")}
        facts["seed"] = pa.scalar(result.seed, pa.uint64())
        n = len(result)
        told = {
            name: pa.repeat(value if name == "seed" else pa.scalar(value), n) for name, value in facts.items()
        }
        tables.append(pa.table({"measure": told.pop("measure"), **_columns(result), **told}))
    return pa.concat_tables(tables)


def _columns(result: Comparison) -> dict[str, pa.ChunkedArray]:
    table = result.to_arrow()
    return {name: table.column(name) for name in table.column_names}
