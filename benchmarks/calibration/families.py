"""Family-wise error, or share of false findings, of every correction over the 28 pairs of 8 systems, 50 queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from as_scores import Values, as_scores
from cells import Cell, Effort, cell, seed_of, stream

import fastrank as fr

SYSTEMS, QUERIES, ALPHA = 8, 50, 0.05
RESAMPLES = 999
ALONE = 10  # data sets for each call of the effort: a call is one data set

# (test, correction): those that go with any test, with t; the others with the tests they belong to.
CORRECTED = (
    ("t", "none"),
    ("t", "holm"),
    ("t", "hochberg"),
    ("t", "bonferroni"),
    ("randomization", "maxt"),
    ("randomization", "maxt_stepdown"),
    ("bootstrap", "maxt"),
    ("bootstrap", "maxt_stepdown"),
    ("tukey", "tukey"),
    ("tukey_randomization", "tukey"),
)
FALSE_DISCOVERY = (("t", "bh"), ("t", "by"))  # of these the expected share of false findings is bounded


class Family(NamedTuple):
    """True means and standard deviations of the systems' noise."""

    means: Values
    deviations: Values


_EQUAL, _ONE_WIDE = np.ones(SYSTEMS), np.r_[4.0, np.ones(SYSTEMS - 1)]
_NO_DIFFERENCE, _TWO_GROUPS = np.zeros(SYSTEMS), np.repeat([0.0, 0.8], SYSTEMS // 2)
FAMILIES = {
    "no difference, equal variances": Family(_NO_DIFFERENCE, _EQUAL),
    "no difference, one system with 4 × sd": Family(_NO_DIFFERENCE, _ONE_WIDE),
    "two groups of 4, equal variances": Family(_TWO_GROUPS, _EQUAL),
    "two groups of 4, one system with 4 × sd": Family(_TWO_GROUPS, _ONE_WIDE),
}


def families(effort: Effort) -> Iterator[Cell]:
    """Yield the chance of any false finding, and for BH and BY the share of false findings."""
    for name, family in FAMILIES.items():
        rng = stream("families", name)
        drawn = [(seed_of(rng), _draw(rng, family)) for _ in range(effort.calls * ALONE)]
        for chosen in (*CORRECTED, *FALSE_DISCOVERY):
            measured = _share_false if chosen in FALSE_DISCOVERY else _any_false
            few = drawn[::2] if chosen[0] == "tukey" else drawn  # a call takes 10 ms
            found = (measured(family, *_findings(chosen, *one)) for one in few)
            yield cell(f"{chosen[1]} of {chosen[0]}", name, QUERIES, found)


def _draw(rng: np.random.Generator, family: Family) -> Values:
    noise = rng.normal(size=(SYSTEMS, QUERIES)) * family.deviations[:, None]
    return family.means[:, None] + rng.normal(size=QUERIES) + noise


def _findings(chosen: tuple[str, str], seed: int, values: Values) -> tuple[Any, Any]:
    """Whether each pair is found to differ, and its place."""
    test, correction = chosen
    scores = as_scores(values)
    result = fr.compare(
        scores, test=test, correction=correction, interval="t", n_resamples=RESAMPLES, rng=seed, alpha=ALPHA
    )
    return result.significant, np.array([result.a, result.b], dtype=int)


def _false(family: Family, significant: Any, pairs: Any) -> Any:
    return significant & (family.means[pairs[0]] == family.means[pairs[1]])


def _any_false(family: Family, significant: Any, pairs: Any) -> float:
    return float(_false(family, significant, pairs).any())


def _share_false(family: Family, significant: Any, pairs: Any) -> float:
    return float(_false(family, significant, pairs).sum() / max(1, significant.sum()))
