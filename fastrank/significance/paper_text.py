"""Results as text for a paper: what was done, what was found, and what to keep in mind; a line an item."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from fastrank.significance.written import count, generator_name

LISTED = 10  # rows that are told one by one; beyond, how many there are


def sections(done: Iterable[str], found: Iterable[str], notes: Sequence[str], *, scores: bool = True) -> str:
    """Put the items under their headings; items that are empty, and headings without items, are left out."""
    gaps = [note for note in notes if note.startswith("missing=")]
    others = [note for note in notes if note not in gaps]
    method = (*done, f"Missing scores: {'; '.join(gaps) or 'none'}" if scores else "", _software())
    parts = (("Method", method), ("Result", found), ("Keep in mind", others))
    kept = [(head, [item for item in items if item]) for head, items in parts]
    return "\n\n".join(
        "\n".join([f"{head}:", *(f"- {item}" for item in items)]) for head, items in kept if items
    )


def queries(n: npt.NDArray[np.int64]) -> str:
    """Write one number of queries, or the range of several."""
    low, high = int(n.min()), int(n.max())
    return count(high, "query", "queries") if low == high else f"{low:,} to {high:,} queries"


def direction(measure: str, higher_is_better: bool) -> str:
    """Write a measure with its direction."""
    return f"{measure} ({'higher' if higher_is_better else 'lower'} is better)"


def resampling(n_resamples: int, seed: int, generator: str) -> str:
    """Write what was drawn, if anything was."""
    if not n_resamples:
        return ""
    return f"Resampling: B = {n_resamples:,}, seed {seed}, {generator_name(generator)} generator"


def dependence(n_groups: Sequence[int], n_strata: int) -> str:
    """Write what queries were drawn in, if they were not taken as independent."""
    clusters = " crossed with ".join(count(n, "cluster") for n in n_groups)
    strata = count(n_strata, "stratum", "strata") if n_strata else ""
    held = f"{clusters or 'queries'}{', within ' if strata else ''}{strata}"
    return f"Resampling units: {held}" if clusters or strata else ""


def sided(alternative: str) -> str:
    """Write the direction of a test or an interval."""
    return alternative if alternative == "two-sided" else f'one-sided (alternative "{alternative}")'


def _software() -> str:
    from fastrank import __version__

    return f"Software: fastrank {__version__}"
