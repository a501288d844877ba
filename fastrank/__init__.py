"""Ranking metrics, exact and explained, at the speed of the hardware.

Public names are loaded on first use, so that importing fastrank loads neither numba nor pyarrow.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

__version__ = "0.1.0"

# Where each public name lives. Metrics are not listed: a file in metrics/ is a public function.
_HOMES = {
    "Agreement": "fastrank.agreement",
    "Bootstrap": "fastrank.bootstrap",
    "BootstrapRanking": "fastrank.states",
    "BootstrapState": "fastrank.states",
    "BordaRanking": "fastrank.correlation.borda",
    "BradleyTerry": "fastrank.bradley_terry",
    "Comparison": "fastrank.compare",
    "CorrelationComparison": "fastrank.compare_correlations",
    "EloRatings": "fastrank.elo",
    "KemenyRanking": "fastrank.correlation.kemeny",
    "Leaderboard": "fastrank.leaderboard",
    "LeaveOneOut": "fastrank.leave_one_out",
    "Measure": "fastrank.spec",
    "MomentState": "fastrank.states",
    "PairAgreement": "fastrank.correlation.pair_agreement",
    "ProxyAgreement": "fastrank.correlation.proxy_agreement",
    "RankBiasedOverlap": "fastrank.correlation.rbo_result",
    "SampleVariance": "fastrank.sample_variance",
    "Scores": "fastrank.scores",
    "SoftAgreement": "fastrank.correlation.soft_pairwise_accuracy",
    "SystemAgreement": "fastrank.correlation.system_pairwise_accuracy",
    "WinRates": "fastrank.win_rates",
    "agreement": "fastrank.agreement",
    "bootstrap": "fastrank.bootstrap",
    "borda": "fastrank.correlation.borda",
    "bradley_terry": "fastrank.bradley_terry",
    "compare": "fastrank.compare",
    "compare_correlations": "fastrank.compare_correlations",
    "concat": "fastrank.scores",
    "correlation_matrix": "fastrank.correlation.correlation_matrix",
    "elo": "fastrank.elo",
    "evaluate": "fastrank.evaluate",
    "evaluate_datasets": "fastrank.evaluate_datasets",
    "evaluate_lists": "fastrank.evaluate_lists",
    "evaluate_matrix": "fastrank.evaluate_matrix",
    "evaluate_samples": "fastrank.evaluate_samples",
    "evaluate_table": "fastrank.evaluate_table",
    "footrule": "fastrank.correlation.footrule",
    "fuse": "fastrank.fuse",
    "get_num_threads": "fastrank.parallel",
    "goodman_kruskal_gamma": "fastrank.correlation.goodman_kruskal_gamma",
    "kemeny": "fastrank.correlation.kemeny",
    "kendall_w": "fastrank.correlation.kendall_w",
    "kendalltau": "fastrank.correlation.kendalltau",
    "leaderboard": "fastrank.leaderboard",
    "leave_one_out": "fastrank.leave_one_out",
    "mean_rank_variance": "fastrank.correlation.mean_rank_variance",
    "minimum_detectable_effect": "fastrank.significance.power",
    "overlap": "fastrank.correlation.overlap",
    "overlap_scores": "fastrank.correlation.overlap_scores",
    "pairwise_accuracy": "fastrank.correlation.pairwise_accuracy",
    "parse": "fastrank.spec",
    "pass_at_k": "fastrank.samples.pass_at_k",
    "pass_hat_k": "fastrank.samples.pass_at_k",
    "proxy_agreement": "fastrank.correlation.proxy_agreement",
    "rank_variance": "fastrank.rank_variance",
    "rbo": "fastrank.correlation.rbo",
    "rbo_scores": "fastrank.correlation.rbo_scores",
    "read_scores": "fastrank.scores",
    "required_queries": "fastrank.significance.power",
    "sample_variance": "fastrank.sample_variance",
    "set_num_threads": "fastrank.parallel",
    "show_config": "fastrank.show_config",
    "soft_pairwise_accuracy": "fastrank.correlation.soft_pairwise_accuracy",
    "somersd": "fastrank.correlation.somersd",
    "spearmanr": "fastrank.correlation.spearmanr",
    "system_pairwise_accuracy": "fastrank.correlation.system_pairwise_accuracy",
    "tau_23": "fastrank.correlation.tau_23",
    "tau_ap": "fastrank.correlation.tau_ap",
    "topk_kendalltau": "fastrank.correlation.topk_kendalltau",
    "topk_kendalltau_scores": "fastrank.correlation.topk_kendalltau_scores",
    "warmup": "fastrank.warmup",
    "weightedtau": "fastrank.correlation.weightedtau",
    "win_rates": "fastrank.win_rates",
}


def _metric_names() -> list[str]:
    return [path.stem for path in Path(__file__).with_name("metrics").glob("[a-z]*.py")]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
    elif name in _metric_names():
        value = getattr(importlib.import_module(f"fastrank.metrics.{name}"), name)
    else:
        raise AttributeError(f"module 'fastrank' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*_HOMES, *_metric_names(), "__version__"})


class _Package(ModuleType):
    """Keeps `fastrank.compare` the function: Python binds a submodule's name when it is imported anywhere."""

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _HOMES and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
