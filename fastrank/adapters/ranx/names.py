"""ranx's names of metrics: which one, its cutoff or persistence, and the level of relevance."""

from __future__ import annotations

from typing import NamedTuple

METRICS = (
    "hits", "hit_rate", "precision", "recall", "f1", "r-precision", "mrr", "map", "dcg", "dcg_burges", "ndcg",
    "ndcg_burges", "bpref", "rbp",
)  # fmt: skip


class Metric(NamedTuple):
    """A metric as ranx reads its name; without a cutoff `k` is None."""

    name: str
    k: int | None
    p: float
    level: int


def read(text: str) -> Metric:
    """Read ``ndcg@10``, ``map-l2`` or ``rbp.95``."""
    assert isinstance(text, str), "Metrics error"
    name, _, level = text.partition("-l")
    k, p = None, 0.0
    if "rbp" in name:
        name, _, digits = name.partition("." if "." in name else "@")
        if not digits:
            raise ValueError(f"{text}: RBP needs its persistence, as in rbp.95")
        p = float(f"0.{digits}")
    else:
        name, _, cutoff = name.partition("@")
        k = int(cutoff) if cutoff else None
    if name not in METRICS:
        raise ValueError(f"Metric {name} not supported. Supported metrics are: {', '.join(METRICS)}")
    if level and int(level) < 1:
        raise ValueError(f"{text}: a level of relevance is 1 or more")
    return Metric(name, k or None, p, int(level or 1))
