"""Rank correlations, of every length that has an engine of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def use() -> None:
    """Compile what correlations need; tests/test_warmup.py finds what the table lacks."""
    import fastrank

    for names, *arguments, options in _calls():
        for name in names.split():
            getattr(fastrank, name)(*arguments, **options)


def _calls() -> Iterator[tuple[Any, ...]]:
    """Names of functions, their arguments, and options."""
    import numpy as np

    from fastrank.correlation import weighted_lists
    from fastrank.correlation.ap_sorting import LONG
    from fastrank.correlation.ap_thresholds import short_list
    from fastrank.correlation.pair_counts import short
    from fastrank.kernels.larger_counts import FEW

    last: dict[str, Any] = {"axis": -1}
    x, y = np.arange(80.0).reshape(2, 40) % 7  # compared, ranked by counting, more than have tabled p-values
    longer = np.arange(2000.0) % 7
    yield "kendalltau goodman_kruskal_gamma spearmanr weightedtau", x, y, {}
    for n in (20, short() + 1):
        yield "kendalltau goodman_kruskal_gamma spearmanr", np.arange(n) % 7, np.arange(n), {}
    yield "kendalltau spearmanr", np.arange(300.0), np.arange(300.0), {"axis": 0}
    yield "kendalltau", np.arange(40) * 0.5, np.arange(40), {"method": "exact"}
    for n in (20, weighted_lists.LONG):
        for additive in (True, False):
            yield "weightedtau", np.arange(n) % 7, np.arange(n) % 11, {"rank": False, "additive": additive}
    # Long: with and without ties, and values that only their last bits tell apart.
    distinct = np.arange(1 << 17) * 1.0
    alike = np.arange(1 << 17) % 2 + distinct * 2.0**-52
    for a, b in ((distinct, distinct // 2), (distinct // 2, alike), (distinct // 2, distinct // 3)):
        yield "kendalltau", a, b, {}
    for shape in ((short_list(),), (short_list() + 1,), (2, short_list() + 1), (LONG,)):
        z = np.arange(float(np.prod(shape))).reshape(shape)
        yield "tau_ap", z, z % 1009, last
    for shape in ((FEW,), (2, FEW + 1), (FEW + 1,)):
        yield "rbo_scores", np.ones(shape), np.ones(shape), last | {"p": 0.9}
    yield "rbo", [1, [2, 3]], [[1, 2]], {"p": 0.9}
    yield "overlap", [1, [2, 3]], [2, 3], {}
    for a, b in ((x, y), (longer[:1000], longer[1000:])):
        yield "proxy_agreement", a, b, {"top": 1.0, "k": 5}
        yield "topk_kendalltau_scores", a, b, {"k": len(a)}
    yield "overlap_scores", a, b, {"k": 5}
    yield "footrule", [x[:5], y[:5]], y[:5], last
    yield "kendall_w", [a, b], {}
    segments = np.arange(60.0).reshape(3, 20) % 7  # twenty: above what is enumerated
    yield "pairwise_accuracy system_pairwise_accuracy", segments, segments[:, ::-1], {}
    yield "soft_pairwise_accuracy", segments, segments[:, ::-1], {"rng": 0}
    for n in (3, 21):  # a cycle without a majority
        yield "kemeny", np.array([np.roll(np.arange(n), shift) for shift in range(n)]), {}
    many, long = np.arange(800.0).reshape(40, 20) % 7, np.arange(4000.0).reshape(2, 2000) % 11
    for matrix in (many, long):  # one for each engine
        yield "correlation_matrix", matrix, {"pvalues": True}
        yield "correlation_matrix", matrix, {"top_k": 2}
    for statistic in ("spearmanr", "pearsonr", "weightedtau", "tau_ap"):
        yield "correlation_matrix", long, {"statistic": statistic}
