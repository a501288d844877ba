"""Compiling everything ahead of time, and saying what this installation runs on."""

from __future__ import annotations

import os
import platform
import time
from typing import Any

from fastrank import parallel


def warmup() -> dict[str, Any]:
    """Compile every kernel once, so that no later process on this machine waits for it.

    Run it where an image is built or a cluster node starts, before work fans out. Code is kept in the
    directory that :func:`show_config` prints and is for this processor: on another one it is compiled anew.

    Returns
    -------
    dict
        Seconds taken, how many kernel signatures were compiled and how many loaded, and the directory.
    """
    from fastrank.kernels.cache_place import cache_directory
    from fastrank.kernels.jit import cache_counts

    start = time.perf_counter()
    _use_every_kernel()
    _use_meta_evaluation()
    _use_pairs_of_lists()
    _use_rank_biased_overlap()
    _use_ap_correlation()
    _use_rank_agreement()
    _use_exact_pvalues()
    _use_long_lists()
    _use_matrices()
    _use_label_ranking()
    loaded, compiled = cache_counts()
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "compiled": compiled,
        "loaded": loaded,
        "directory": str(cache_directory() or "none: nothing is kept"),
    }


def _use_every_kernel() -> None:
    """Twenty queries through every face: kernels are compiled by the calls that people make.

    Fewer than fourteen would take all sign flips, and never draw any.
    """
    import numpy as np

    from fastrank.compare import compare
    from fastrank.evaluate import evaluate
    from fastrank.leaderboard import leaderboard
    from fastrank.spec import all_metrics
    from fastrank.tables.trec import parse_trec

    lines = [f"{query} Q0 d{document} {document}" for query in range(20) for document in range(12)]
    qrels = parse_trec(
        "\n".join(f"{line.rsplit(' ', 1)[0]} {i % 3}" for i, line in enumerate(lines)).encode(), "qrels", ""
    )
    runs = {
        name: parse_trec(
            "\n".join(f"{line} {(i * step) % 7} {name}" for i, line in enumerate(lines)).encode(), "run", ""
        )
        for name, step in (("a", 3), ("b", 5), ("c", 11))
    }
    scores = evaluate(qrels, runs, list(all_metrics()))
    for test in ("t", "randomization", "bootstrap", "bootstrap_shift"):
        compare(scores["nDCG"], test=test, rng=0)
    leaderboard(scores["nDCG"], rng=0)
    for dtype in (np.float32, np.float64):
        keys = np.arange(40, dtype=dtype).reshape(2, 20)
        for metric in all_metrics().values():
            required = dict.fromkeys(metric.required, 1)
            for grades in (keys % 2, (keys % 2).astype(np.int64), (keys % 2).astype(np.float64)):
                metric(grades, keys, **required)
                if "k" in metric.defaults:
                    metric(grades, keys, k=3, **required)


def _use_meta_evaluation() -> None:
    """Twenty segments: above what is enumerated; a gap: lists of two lengths; a cycle without a majority."""
    import numpy as np

    from fastrank.correlation.kemeny import kemeny
    from fastrank.correlation.pairwise_accuracy import pairwise_accuracy
    from fastrank.correlation.soft_pairwise_accuracy import soft_pairwise_accuracy
    from fastrank.correlation.system_pairwise_accuracy import system_pairwise_accuracy

    scores = np.arange(60.0).reshape(3, 20) % 7
    for function in (pairwise_accuracy, system_pairwise_accuracy):
        function(scores, scores[:, ::-1])
    soft_pairwise_accuracy(scores, scores[:, ::-1], rng=0)
    for n in (3, 21):
        kemeny(np.array([np.roll(np.arange(n), shift) for shift in range(n)]))


def _use_pairs_of_lists() -> None:
    """Lists that are compared, and one that is sorted."""
    import numpy as np

    from fastrank.correlation.goodman_kruskal_gamma import goodman_kruskal_gamma
    from fastrank.correlation.kendalltau import kendalltau
    from fastrank.correlation.pair_counts import short
    from fastrank.correlation.spearmanr import spearmanr

    for n in (20, short() + 1):
        for function in (kendalltau, goodman_kruskal_gamma, spearmanr):
            function(np.arange(n) % 7, np.arange(n))


def _use_rank_biased_overlap() -> None:
    """Tied ids; scores of few items, and of more than are ranked by counting."""
    import numpy as np

    from fastrank.correlation.rbo import rbo
    from fastrank.correlation.rbo_scores import rbo_scores
    from fastrank.kernels.larger_counts import FEW

    rbo([1, [2, 3]], [[1, 2]], p=0.9)
    for shape in ((FEW,), (2, FEW + 1), (FEW + 1,)):
        rbo_scores(np.ones(shape), np.ones(shape), p=0.9, axis=-1)


def _use_ap_correlation() -> None:
    """Lists that are compared, sorted, and sorted in parts; matrices of the statistics that weigh the top more."""
    import numpy as np

    from fastrank.correlation.ap_sorting import LONG
    from fastrank.correlation.ap_thresholds import short_list
    from fastrank.correlation.correlation_matrix import correlation_matrix
    from fastrank.correlation.tau_ap import tau_ap

    for shape in ((short_list(),), (short_list() + 1,), (2, short_list() + 1), (LONG,)):
        x = np.arange(float(np.prod(shape))).reshape(shape)
        tau_ap(x, x % 1009, axis=-1)
    for statistic in ("weightedtau", "tau_ap"):
        correlation_matrix(
            [[3.0, 1.0, 2.0], [1.0, 2.0, 3.0]], statistic=statistic
        )  # one kernel, whatever the length


def _use_rank_agreement() -> None:
    """Forty items are compared pair by pair, one thousand are sorted; short rows are ranked by counting."""
    import numpy as np

    from fastrank.correlation.footrule import footrule
    from fastrank.correlation.kendall_w import kendall_w
    from fastrank.correlation.overlap import overlap
    from fastrank.correlation.overlap_scores import overlap_scores
    from fastrank.correlation.proxy_agreement import proxy_agreement
    from fastrank.correlation.topk_kendalltau_scores import topk_kendalltau_scores

    for n in (40, 1000):
        x, y = np.arange(2.0 * n).reshape(2, n) % 7
        proxy_agreement(x, y, top=1.0, k=5)
        topk_kendalltau_scores(x, y, k=n)
    footrule([x[:5], y[:5]], y[:5], axis=-1)
    overlap_scores(x, y, k=5)
    overlap([1, [2, 3]], [2, 3])
    kendall_w([x, y])


def _use_exact_pvalues() -> None:
    """Forty items: more than are tabled."""
    from fastrank.correlation.kendalltau import kendalltau

    kendalltau([0.5 * i for i in range(40)], range(40), method="exact")


def _use_long_lists() -> None:
    """With and without ties in either list, with values that only their last bits tell apart."""
    import numpy as np

    from fastrank.correlation.kendalltau import kendalltau
    from fastrank.correlation.spearmanr import spearmanr

    n = 1 << 17
    distinct = np.arange(n) * 1.0
    alike = np.arange(n) % 2 + distinct * 2.0**-52
    for x, y in ((distinct, distinct // 2), (distinct // 2, alike), (distinct // 2, distinct // 3)):
        kendalltau(x, y)
    spearmanr(distinct[:300], distinct[:300])


def _use_matrices() -> None:
    """Both engines, with and without p-values and gaps, and what keeps the nearest."""
    import numpy as np

    from fastrank.correlation.correlation_matrix import correlation_matrix

    many, long = np.arange(800.0).reshape(40, 20) % 7, np.arange(4000.0).reshape(2, 2000) % 11
    for x in (many, long):
        correlation_matrix(x, pvalues=True)
        correlation_matrix(x, top_k=2)
    for statistic in ("spearmanr", "pearsonr"):
        correlation_matrix(long, statistic=statistic)


def show_config() -> dict[str, str]:
    """Print, and return, versions, processor, threads and where compiled kernels are kept."""
    import llvmlite
    import llvmlite.binding
    import numba
    import numpy
    import pyarrow

    import fastrank
    from fastrank.kernels.cache_place import cache_directory

    config = {
        "fastrank": fastrank.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": f"{numba.__version__} (llvmlite {llvmlite.__version__})",
        "pyarrow": pyarrow.__version__,
        "system": platform.platform(),
        "processor": f"{llvmlite.binding.get_host_cpu_name()}, {os.cpu_count()} processors",
        "threads": str(parallel.get_num_threads()),
        "kernel cache": str(cache_directory() or "none"),
        "JIT": "off (NUMBA_DISABLE_JIT)" if numba.config.DISABLE_JIT else "on",
    }
    width = max(map(len, config))
    print("\n".join(f"{name:{width}}  {value}" for name, value in config.items()))
    return config


def _use_label_ranking() -> None:
    """What scikit-learn's metrics of labels have in their adapter."""
    import numpy as np

    from fastrank.arrays.row_loop import row_values
    from fastrank.kernels.label_ranking import coverages, label_precisions, ranking_losses

    scores = np.arange(40.0).reshape(2, 20)
    for kernel in (coverages, label_precisions, ranking_losses):
        row_values(kernel, scores % 2, scores)
