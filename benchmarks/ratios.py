"""Print the tables of docs/speed.md: ``python benchmarks/ratios.py [--quick] [--only NAME]``.

Each ratio is the median over rounds that run both sides alternately in this process, after one call of each
whose values must agree; so compiling is not timed, and no side computes something else.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
from collections.abc import Callable, Iterable

from ratio_table import (
    adapters,
    agreement,
    ap_correlation,
    arrays,
    battles,
    bootstrap,
    catalogue,
    exact_pvalues,
    fusion,
    inference,
    long_pairs,
    matrix,
    memory_runs,
    pairs,
    parquet_ids,
    processes,
    rbo,
    resampling,
    tables,
    trec_text,
    weighted,
)
from ratio_table.timing import Row

import fastrank as fr

PARTS = {
    "arrays": arrays.rows,
    "adapters": adapters.rows,
    "tables": tables.rows,
    "processes": processes.rows,
    "inference": inference.rows,
    "bootstrap": bootstrap.rows,
    "weighted": weighted.rows,
    "pairs": pairs.rows,
    "rbo": rbo.rows,
    "ap_correlation": ap_correlation.rows,
    "exact_pvalues": exact_pvalues.rows,
    "long_pairs": long_pairs.rows,
    "matrix": matrix.rows,
    "fusion": fusion.rows,
    "catalogue": catalogue.rows,
    "memory_runs": memory_runs.rows,
    "trec_text": trec_text.rows,
    "parquet_ids": parquet_ids.rows,
    "resampling": resampling.rows,
    "agreement": agreement.rows,
    "battles": battles.rows,
}
PEERS = (
    "numpy",
    "numba",
    "scikit-learn",
    "ranx",
    "pytrec_eval-terrier",
    "pandas",
    "polars",
    "duckdb",
    "scipy",
    "pyarrow",
)
HEADER = Row("what", "against", "fastrank", "peer", "times as fast (range)", "target")


def main() -> None:
    parser = argparse.ArgumentParser(description="Print the tables of docs/speed.md.")
    parser.add_argument("--quick", action="store_true", help="small sizes: shows that it runs, says nothing")
    parser.add_argument("--only", choices=PARTS, action="append", help="a part of the table; may be repeated")
    options = parser.parse_args()
    print(_line(HEADER), _line(["---"] * len(HEADER)), sep="\n", flush=True)
    for row in _rows([PARTS[name] for name in options.only or PARTS], options.quick):
        print(_line(row), flush=True)
    print(f"\n{machine()}")


def _rows(parts: Iterable[Callable[[bool], Iterable[Row]]], quick: bool) -> Iterable[Row]:
    for part in parts:
        yield from part(quick)


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def machine() -> str:
    """Return what a reader must know to compare with another machine."""
    import llvmlite.binding

    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PEERS)
    parts = (
        f"{llvmlite.binding.get_host_cpu_name()}, {os.cpu_count()} cores, {fr.get_num_threads()} threads",
        f"{platform.python_implementation()} {platform.python_version()} on {sys.platform}",
        f"fastrank {fr.__version__}, {versions}",
    )
    return "; ".join(parts) + f". Load average at the end: {os.getloadavg()[0]:.1f}."


if __name__ == "__main__":
    main()
