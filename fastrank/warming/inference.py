"""Significance, but the leaderboard."""

from __future__ import annotations

from fastrank.warming.leaderboard import few_scores


def use() -> None:
    """Compile what inference needs."""
    _use_tests()
    _use_bootstrap()
    _use_agreements()
    _use_states()
    _use_battles()


def _use_tests() -> None:
    from fastrank.compare import compare

    for test in ("t", "randomization", "bootstrap", "bootstrap_shift", "tukey_randomization"):
        compare(few_scores(), test=test, rng=0)


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


def _use_states() -> None:
    """Ids that are text and integers; more queries than are kept as they are, and fewer."""
    import numpy as np

    from fastrank.states import BootstrapState, MomentState

    values = np.arange(200.0).reshape(2, 100) / 200.0
    for n, ids in ((100, list(range(100))), (20, [f"q{i}" for i in range(20)])):
        for state in (BootstrapState(["a", "b"], 99, rng=0), MomentState(["a", "b"])):
            state.update(values[:, :n], queries=ids).result()


def _use_battles() -> None:
    """Strengths with and without groups, and ratings in order."""
    from fastrank.bradley_terry import bradley_terry
    from fastrank.elo import elo

    battles = ["a", "b", "a"], ["b", "a", "b"], [1.0, 1.0, 0.5]
    for groups in (None, [1, 2, 3]):
        bradley_terry(battles, groups=groups, prior=1.0, n_resamples=99, rng=0)
    elo(battles)
