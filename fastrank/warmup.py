"""Compiling everything ahead of time, and saying what this installation runs on."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
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
    _evaluate_and_compare()
    _call_metrics()
    _call_correlations()
    _use_fusion()
    _use_catalogues()
    _use_slices()
    _use_joined_tables()
    _use_label_ranking()
    _use_tables_in_memory()
    _use_parquet_pages()
    _use_bootstrap()
    _use_agreements()
    _use_battles()
    loaded, compiled = cache_counts()
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "compiled": compiled,
        "loaded": loaded,
        "directory": str(cache_directory() or "none: nothing is kept"),
    }


def _evaluate_and_compare() -> None:
    """Twenty queries: fewer than fourteen would take all sign flips, and never draw any."""
    from fastrank.compare import compare
    from fastrank.evaluate import evaluate
    from fastrank.leaderboard import leaderboard
    from fastrank.spec import all_metrics
    from fastrank.tables.trec import parse_trec

    pairs = [f"{query} Q0 d{document}" for query in range(20) for document in range(12)]
    grades = "\n".join(f"{pair} {i % 3}" for i, pair in enumerate(pairs))
    runs = {
        name: parse_trec(
            "\n".join(f"{pair} 1 {i * step % 7} {name}" for i, pair in enumerate(pairs)).encode(), "run", ""
        )
        for name, step in (("a", 3), ("b", 5), ("c", 11))
    }
    ordinary = [name for name, metric in all_metrics().items() if not metric.by_subtopic]
    scores = evaluate(parse_trec(grades.encode(), "qrels", ""), runs, ordinary)
    for test in ("t", "randomization", "bootstrap", "bootstrap_shift", "tukey_randomization"):
        compare(scores["nDCG"], test=test, rng=0)
    leaderboard(scores["nDCG"], rng=0)


def _call_metrics() -> None:
    import numpy as np

    from fastrank.spec import all_metrics

    for dtype in (np.float32, np.float64):
        keys = np.arange(40, dtype=dtype).reshape(2, 20)
        for metric in all_metrics().values():
            required = dict.fromkeys(metric.required, 1)
            if metric.by_subtopic:
                metric([[1, 0], [1, 1]])
                continue
            for grades in (keys % 2, (keys % 2).astype(np.int64), (keys % 2).astype(np.float64)):
                metric(grades, keys, **required)
                if "k" in metric.defaults:
                    metric(grades, keys, k=3, **required)


def _call_correlations() -> None:
    """Every length that has an engine of its own; tests/test_warmup.py finds what the table lacks."""
    import fastrank

    for names, *arguments, options in _correlations():
        for name in names.split():
            getattr(fastrank, name)(*arguments, **options)


def _correlations() -> Iterator[tuple[Any, ...]]:
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


def _use_fusion() -> None:
    """Two runs fused, and each left out of the pool."""
    from fastrank.fuse import fuse
    from fastrank.leave_one_out import leave_one_out

    runs = {"a": {"q": {"x": 2.0, "y": 1.0}}, "b": {"q": {"y": 2.0, "z": 1.0}}}
    fuse(runs)
    leave_one_out({"q": {"x": 1, "y": 1}}, runs, "AP")


def _use_slices() -> None:
    """Means of slices, and documents with the query's own id."""
    from fastrank.evaluate_datasets import evaluate_datasets

    one = {"a": {"a": 1, "b": 1}}, {"a": {"a": 1.0, "b": 0.5}}
    scores = evaluate_datasets({"one": one, "two": one}, "AP", ignore_identical_ids=True)
    scores.means(over="macro")
    scores.means(weights=[1.0, 2.0])


def _use_catalogues() -> None:
    """Scores and factors, in both types."""
    import numpy as np

    from fastrank.evaluate_matrix import evaluate_matrix

    for dtype in (np.float32, np.float64):
        scores = np.arange(6, dtype=dtype).reshape(2, 3)
        for source in (scores, (scores, scores)):
            evaluate_matrix(source, [[0], [1]], "nDCG@10")


def _use_joined_tables() -> None:
    """With document ids, and without."""
    import pyarrow as pa

    from fastrank.evaluate_table import evaluate_table

    columns = {"query_id": ["q", "q"], "score": [2.0, None], "relevance": [1, 1]}
    for ids in ({}, {"doc_id": ["a", "b"]}):
        evaluate_table(pa.table(columns | ids), "nDCG@10")


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


def _use_tables_in_memory() -> None:
    """Ids that are integers, and text with offsets of 64 bits."""
    import pyarrow as pa

    from fastrank.evaluate import evaluate

    for kind in (pa.int64(), pa.large_string()):
        ids = pa.array([1, 2]).cast(kind)
        qrels, run = (
            pa.table({"query_id": ids, "doc_id": ids, value: [1.0, 2.0]}) for value in ("relevance", "score")
        )
        evaluate(qrels, run, "nDCG@10")


def _use_parquet_pages() -> None:
    """What files of many rows are decoded by: a dictionary, in a page that Snappy has compressed."""
    import tempfile
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

    from fastrank.tables.parquet_columns import IdColumn, RowGroup
    from fastrank.tables.parquet_pages.footer import read_footer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ids.parquet"
        pq.write_table(pa.table({"doc_id": ["a", "b"]}), path)
        group = RowGroup(path, pq.read_metadata(path), [], 0, read_footer(path)[0])
        with open(path, "rb", buffering=0) as file:
            IdColumn(group, file, "doc_id", pa.string()).take(2)


def _use_bootstrap() -> None:
    """Weights of both kinds, as sums and written out; quantiles and tau with their jackknife."""
    import numpy as np

    from fastrank.bootstrap import bootstrap
    from fastrank.significance.pairwise_sums import sums_without_each

    rows = np.arange(40.0).reshape(2, 20) % 7
    for weights in ("poisson", "multinomial"):
        for statistic, q in (("mean", None), ("quantile", 0.5), ("kendalltau", None)):
            bootstrap(rows, statistic, weights=weights, method="bca", q=q, rng=0)
    sums_without_each(rows[0])


def _use_agreements() -> None:
    """Two sides' rankings of systems, and metrics against people, for every statistic."""
    import numpy as np

    from fastrank.agreement import agreement
    from fastrank.agreements.list_statistics import STATISTICS
    from fastrank.compare_correlations import compare_correlations
    from fastrank.scores import Scores

    values = np.random.default_rng(0).random((3, 4, 20))
    a, b = (Scores(one, systems="wxyz", queries=range(20), measure="gain") for one in values[:2])
    for over in ("queries", "both"):
        agreement(a, b, over=over, p=0.9, rng=0, n_resamples=99)
    sides = {"a": values[0], "b": values[1]}
    for level, average in (("system", "item"), ("segment", "item"), ("segment", "pooled")):
        for statistic in STATISTICS:
            options = {"statistic": statistic, "level": level, "average": average}
            compare_correlations(values[2], sides, rng=0, n_resamples=99, **options)  # type: ignore[arg-type]


def _use_battles() -> None:
    """Strengths with and without groups, and ratings in order."""
    from fastrank.bradley_terry import bradley_terry
    from fastrank.elo import elo

    battles = ["a", "b", "a"], ["b", "a", "b"], [1.0, 1.0, 0.5]
    for groups in (None, [1, 2, 3]):
        bradley_terry(battles, groups=groups, prior=1.0, n_resamples=99, rng=0)
    elo(battles)
