# Written by tools/generate.py from the measures and the table of homes in __init__.py. Do not edit.

from collections.abc import Mapping
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from fastrank.agreement import Agreement as Agreement
from fastrank.agreement import agreement as agreement
from fastrank.bootstrap import Bootstrap as Bootstrap
from fastrank.bootstrap import bootstrap as bootstrap
from fastrank.bradley_terry import BradleyTerry as BradleyTerry
from fastrank.bradley_terry import bradley_terry as bradley_terry
from fastrank.compare import Comparison as Comparison
from fastrank.compare import compare as compare
from fastrank.compare_correlations import CorrelationComparison as CorrelationComparison
from fastrank.compare_correlations import compare_correlations as compare_correlations
from fastrank.correlation.borda import BordaRanking as BordaRanking
from fastrank.correlation.borda import borda as borda
from fastrank.correlation.correlation_matrix import correlation_matrix as correlation_matrix
from fastrank.correlation.footrule import footrule as footrule
from fastrank.correlation.goodman_kruskal_gamma import goodman_kruskal_gamma as goodman_kruskal_gamma
from fastrank.correlation.kemeny import KemenyRanking as KemenyRanking
from fastrank.correlation.kemeny import kemeny as kemeny
from fastrank.correlation.kendall_w import kendall_w as kendall_w
from fastrank.correlation.kendalltau import kendalltau as kendalltau
from fastrank.correlation.mean_rank_variance import mean_rank_variance as mean_rank_variance
from fastrank.correlation.overlap import overlap as overlap
from fastrank.correlation.overlap_scores import overlap_scores as overlap_scores
from fastrank.correlation.pair_agreement import PairAgreement as PairAgreement
from fastrank.correlation.pairwise_accuracy import pairwise_accuracy as pairwise_accuracy
from fastrank.correlation.proxy_agreement import ProxyAgreement as ProxyAgreement
from fastrank.correlation.proxy_agreement import proxy_agreement as proxy_agreement
from fastrank.correlation.rbo import rbo as rbo
from fastrank.correlation.rbo_result import RankBiasedOverlap as RankBiasedOverlap
from fastrank.correlation.rbo_scores import rbo_scores as rbo_scores
from fastrank.correlation.soft_pairwise_accuracy import SoftAgreement as SoftAgreement
from fastrank.correlation.soft_pairwise_accuracy import soft_pairwise_accuracy as soft_pairwise_accuracy
from fastrank.correlation.somersd import somersd as somersd
from fastrank.correlation.spearmanr import spearmanr as spearmanr
from fastrank.correlation.system_pairwise_accuracy import SystemAgreement as SystemAgreement
from fastrank.correlation.system_pairwise_accuracy import system_pairwise_accuracy as system_pairwise_accuracy
from fastrank.correlation.tau_23 import tau_23 as tau_23
from fastrank.correlation.tau_ap import tau_ap as tau_ap
from fastrank.correlation.topk_kendalltau import topk_kendalltau as topk_kendalltau
from fastrank.correlation.topk_kendalltau_scores import topk_kendalltau_scores as topk_kendalltau_scores
from fastrank.correlation.weightedtau import weightedtau as weightedtau
from fastrank.elo import EloRatings as EloRatings
from fastrank.elo import elo as elo
from fastrank.evaluate import evaluate as evaluate
from fastrank.evaluate_datasets import evaluate_datasets as evaluate_datasets
from fastrank.evaluate_lists import evaluate_lists as evaluate_lists
from fastrank.evaluate_matrix import evaluate_matrix as evaluate_matrix
from fastrank.evaluate_samples import evaluate_samples as evaluate_samples
from fastrank.evaluate_table import evaluate_table as evaluate_table
from fastrank.fuse import fuse as fuse
from fastrank.leaderboard import Leaderboard as Leaderboard
from fastrank.leaderboard import leaderboard as leaderboard
from fastrank.leave_one_out import LeaveOneOut as LeaveOneOut
from fastrank.leave_one_out import leave_one_out as leave_one_out
from fastrank.parallel import get_num_threads as get_num_threads
from fastrank.parallel import set_num_threads as set_num_threads
from fastrank.rank_variance import rank_variance as rank_variance
from fastrank.sample_variance import SampleVariance as SampleVariance
from fastrank.sample_variance import sample_variance as sample_variance
from fastrank.samples.pass_at_k import pass_at_k as pass_at_k
from fastrank.samples.pass_at_k import pass_hat_k as pass_hat_k
from fastrank.scores import Scores as Scores
from fastrank.scores import concat as concat
from fastrank.scores import read_scores as read_scores
from fastrank.show_config import show_config as show_config
from fastrank.significance.power import minimum_detectable_effect as minimum_detectable_effect
from fastrank.significance.power import required_queries as required_queries
from fastrank.spec import Measure as Measure
from fastrank.spec import parse as parse
from fastrank.states import BootstrapRanking as BootstrapRanking
from fastrank.states import BootstrapState as BootstrapState
from fastrank.states import MomentState as MomentState
from fastrank.warmup import warmup as warmup
from fastrank.win_rates import WinRates as WinRates
from fastrank.win_rates import win_rates as win_rates

__version__: str

class _ArrowArray(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = ...) -> tuple[object, object]: ...

class _ArrowStream(Protocol):
    def __arrow_c_stream__(self, requested_schema: object | None = ...) -> object: ...

# Dense arrays; Arrow lists; flat values with offsets.
_Pair: TypeAlias = tuple[npt.NDArray[Any], npt.NDArray[np.integer]]
_Lists: TypeAlias = npt.ArrayLike | _ArrowArray | _ArrowStream | _Pair

def accuracy(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How likely a relevant document stands above another one, both drawn from what was retrieved.

    Unjudged documents count as not relevant, and what was not retrieved does not count; :func:`fastrank.auc` looks
    at all judged documents, and at no others. A query where nothing relevant, or nothing else, was retrieved has
    no value (NaN): it is left out of means and counted. Tied scores: half.
    """

def alpha_dcg(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    alpha: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Discounted novelty of a ranking, over what it would be if every document had every subtopic.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by log2(rank + 1). The sum is divided by the number of subtopics that have a
    relevant document and by the same sum of a list that has one subtopic at each of `k` ranks (without `k`: at
    each rank of the list). ndeval divides by neither at k = 1.
    """

def alpha_ndcg(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    alpha: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Discounted novelty of a ranking, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by log2(rank + 1). The best order is hard to find: as in ndeval it is taken
    greedily, the document of the largest gain next (of equal ones the one with the larger id; in arrays the
    first). A ranking can be better than that, so values can exceed 1, by no more than e / (e − 1). Finding it
    takes as many steps as ranks count, times relevant documents, times subtopics of each: give a cutoff where
    thousands are relevant.
    """

def auc(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    unjudged: bool = False,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How likely a relevant document stands above one judged not relevant, both drawn at random.

    All judged documents of the query count: those not retrieved stand below all others, in no order, which is half
    a pair where both are missing. Unjudged documents, and those of negative grade, are passed over; with `unjudged`
    those that were retrieved count as not relevant, so that over a full catalogue (:func:`fastrank.evaluate_matrix`)
    all other items do. A query without a relevant document, or without another, has no value (NaN): it is left out
    of means and counted. The mean over queries is what recommendation calls grouped, or per-user, AUC. Tied scores:
    half.
    """

def average_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    denominator: Literal["R", "min(k,R)"] = "R",
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Mean over the relevant documents of the precision at their ranks, 0 for those not retrieved.

    The mean is over all relevant documents of the query, also with a cutoff (trec_eval's ``map_cut``);
    ``denominator="min(k,R)"`` divides by no more than `k` of them. A query without a relevant document has
    the value 0. Tied scores: the expectation over their orders.
    """

def average_precision_ia(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Average precision for each subtopic, and of these the mean.

    Precision at the rank of each relevant document of a subtopic is summed over the first `k` ranks and divided
    by the number of all its relevant documents. Subtopics without one are left out.
    """

def binary_gain(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Mean over the relevant documents of 1 / log2(2 + documents above that are not relevant), trec_eval's binG.

    Documents not retrieved give 0. A query without a relevant document has the value 0. Tied scores: name an order
    with `ties`. For grades see :func:`fastrank.graded_gain`.
    """

def bpm(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 1,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Gain a document for a user who stops as soon as `target` of gain is found, or at rank `k`.

    The static model: gains run from 0 at `min_grade` to 1 at `max_grade`, and every document costs the same. ``T``
    in names is understood for `target`. Tied scores: name an order with `ties`.
    """

def bpref(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How seldom documents judged not relevant stand above the relevant ones.

    Unjudged documents, and those of negative grade, are passed over. Each relevant document retrieved gives
    1 − n / min(R, N) for the n (at most R) judged non-relevant documents above it, of R relevant and N
    non-relevant ones judged; the sum is divided by R. A query without a relevant document has the value 0.
    Tied scores: name an order with `ties`.
    """

def compatibility(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    p: float = 0.95,
    normalize: bool = True,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Rank-biased overlap of the ranking with the best one that is most like it.

    The best ranking holds the documents of positive grade by falling grade; of equal grade those retrieved come
    first, in their order. The overlap at each depth d is weighed with p^(d − 1) down to the end of the longer
    list; with `normalize` the value is over that of the best ranking itself. A query without a positive grade has
    the value 0. Tied scores: name an order with `ties`.
    """

def dcg(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    gain: Literal["linear", "exponential"] | Mapping[float, float] = "linear",
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Discounted cumulative gain: the sum of gains, each divided by log2(rank + 1).

    It has no upper bound and is not comparable between queries with other judgements; see
    :func:`fastrank.ndcg`.
    """

def eleven_point_average(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    recalls: tuple[float, ...] = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1),
    rel: float = 1,
    rounding: Literal["up", "nearest"] = "up",
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Mean of the interpolated precision at eleven levels of recall, or at those given.

    See :func:`fastrank.interpolated_precision` for `rounding` and tied scores. trec_eval's ``11pt_avg.25,.5,.75``
    names three levels.
    """

def err(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    max_grade: float,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected reciprocal rank of the document that satisfies a user who reads from the top.

    A document of grade g satisfies with probability (2^g − 1) / 2^max_grade. In tables `max_grade` is that
    of all judgements unless given, and is printed in the name. The expectation over tied scores has no
    closed form here: name an order with `ties`.
    """

def err_ia(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    alpha: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Expected reciprocal rank where the user wants one of the subtopics, over that of a list that has all.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by the rank. The sum is divided by the number of subtopics that have a relevant
    document and by the same sum of a list that has one subtopic at each of `k` ranks (without `k`: at each rank of
    the list). ndeval divides by neither at k = 1.
    """

def f_measure(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    beta: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Weighted harmonic mean of the precision and the recall of the first `k` ranks.

    With h relevant documents among the first k and R in all it is (1 + β²) h / (k + β² R); without `k` the
    documents retrieved stand for k. A query without a relevant document has the value 0. Tied scores: the
    expectation over their orders.

    `beta` is van Rijsbergen's, under every name of the measure. trec_eval's `set_F` and ir_measures' `SetF(beta=x)`
    put x where β² stands: their ``SetF(beta=4)`` is ``F(beta=2)`` here, and so is trec_eval's spelling ``set_F.4``.
    """

def gm_bpref(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Binary preference, at least 0.00001, whose mean over queries is geometric.

    See :func:`fastrank.bpref` for the measure and :func:`fastrank.gm_map` for the mean.
    """

def gm_map(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Average precision, at least 0.00001, whose mean over queries is geometric.

    A query that is answered badly weighs more than in the mean of average precision. trec_eval prints no value of
    a query, and pytrec_eval its logarithm. A query without a relevant document has the value 0.00001. Tied
    scores: name an order with `ties`.
    """

def graded_gain(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    gain: Literal["linear", "exponential"] | Mapping[float, float] = "linear",
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Gain of each document over log2(2 + how far the ranking is behind by then), trec_eval's G.

    How far it is behind at a rank is the gain of the best ranking so far, every rank counting at least 1, less the
    gain of this ranking so far, the document included. The sum is divided by the sum of all gains. `rel` of other
    measures has no part here. A query without gain has the value 0. Tied scores: name an order with `ties`.
    """

def hole(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Documents among the first `k` ranks that are judged for no query, divided by `k` also where fewer were retrieved.

    As in BEIR and MTEB: how much of what stands on top nobody has ever looked at. In tables a document counts as
    seen where it is judged, with any grade, for whatever query; in arrays where its grade is not null. Tied scores:
    the expectation over their orders; where a rule orders by grade (``'best'``, ``'worst'``), documents without a grade
    for the query that are judged for another stand before those that are judged for none.
    """

def ift(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 2,
    b1: float = 0.9,
    r1: float = 10,
    rate: float = 0.2,
    b2: float = 0.9,
    r2: float = 10,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document for a user who wants `target` of gain and expects a `rate` of it.

    The user goes on from rank r with the product of the probabilities of IFT_goal and IFT_rate: neither sated, nor
    disappointed by the gain a document, each of which costs the same. Gains run from 0 at `min_grade` to 1 at
    `max_grade`. Tied scores: name an order with `ties`.
    """

def ift_goal(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 2,
    b1: float = 0.9,
    r1: float = 10,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document for a user who wants `target` of gain, and stops sooner the nearer it is.

    The user goes on from rank r with probability 1 − 1 / (1 + b1 exp((T − g) R1)), where g is the gain found down to
    r and T the `target`: a threshold for a large R1, and as in RBP for 0 (``T``, ``R1`` in names are understood). Gains
    run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.
    """

def ift_rate(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    rate: float = 0.2,
    b2: float = 0.9,
    r2: float = 10,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document for a user who expects a `rate` of gain, and stops when it comes slower.

    The user goes on from rank r with probability 1 / (1 + b2 exp((A − g / r) R2)), where g is the gain found down to r
    and A the `rate`, gain a document, each of which costs the same (``A``, ``R2`` in names are understood). Gains run
    from 0 at `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.
    """

def inferred_average_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Average precision where only a sample of the pool was judged.

    A negative grade means in the pool but not judged, None not in the pool. Above a relevant document at rank k,
    of the c documents in the pool a share (r + ε) / (r + n + 2 ε) is expected to be relevant, given the r
    relevant and n non-relevant ones judged there; the precision is (1 + c × share) / k, and the mean is over all
    documents judged relevant. Documents outside the pool are not relevant. A query without a relevant document
    has the value 0. Tied scores: name an order with `ties`.
    """

def insq(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 1,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document for a user who wants `target` of gain and gets more patient with every rank.

    The user goes on from rank r with probability ((r + 2T − 1) / (r + 2T))², T the gain wanted (``T`` in names is
    understood), down to rank `k`. Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation
    over their orders.
    """

def inst(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 1,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document for a user who wants `target` of gain and stops sooner the more is found.

    The user goes on from rank r with probability ((r + T + Tᵣ − 1) / (r + T + Tᵣ))², where T is the gain wanted
    (``T`` in names is understood) and Tᵣ what of it is left after rank r, down to rank `k`. Gains run from 0 at
    `min_grade` to 1 at `max_grade`. Tied scores: name an order with `ties`.
    """

def interpolated_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    recall: float = 0,
    rel: float = 1,
    rounding: Literal["up", "nearest"] = "up",
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Largest precision at any rank where recall is at least `recall`.

    In names the level stands after the ``@``: ``IPrec@0.5``. Of R relevant documents a level needs
    ⌊recall × R + 0.9⌋ (trec_eval up to 9.0.8, pytrec_eval, ranx), with ``rounding="nearest"`` the nearest whole
    number (trec_eval 10.0); `compat` decides. 0 where the level is not reached. Tied scores: name an order with
    `ties`.
    """

def judged(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Share of judged documents among the first `k` ranks, or of all where fewer were retrieved.

    A negative grade means in the pool but unjudged. Tied scores: the expectation over their orders.
    """

def ndcg(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    gain: Literal["linear", "exponential"] | Mapping[float, float] = "linear",
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Discounted cumulative gain over that of the best possible ranking.

    Each document gives its gain divided by log2(rank + 1). The best ranking holds all judged documents of
    the query, so a relevant document that was not retrieved counts against the run. `rel` of other measures
    has no part here. A query without gain has the value 0.
    """

def ndcg_levels(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    gain: Literal["linear", "exponential"] | Mapping[float, float] = "linear",
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Mean of nDCG at the ranks where the best ranking's gain falls to a lower level, trec_eval's Rndcg.

    With 5 documents of gain 2 and 3 of gain 1 these are ranks 5 and 8; the end of the list is one more where the
    list is longer than that by two or more (trec_eval). `rel` of other measures has no part here. A query without
    gain has the value 0. Tied scores: name an order with `ties`.
    """

def ndcg_relevant(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    gain: Literal["linear", "exponential"] | Mapping[float, float] = "linear",
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Mean over the documents with a gain of nDCG at their ranks; of the whole list for those not retrieved.

    trec_eval's ndcg_rel: nDCG averaged where average precision looks. `rel` of other measures has no part here. A
    query without gain has the value 0. Tied scores: name an order with `ties`.
    """

def nerr10(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    p: float = 0.9,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Nearly expected reciprocal rank: a user goes on from a document of gain g with probability p (1 − g).

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.
    """

def nerr11(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    target: float = 1,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Nearly expected reciprocal rank: a user goes on as in INSQ, times 1 − g from a document of gain g.

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.
    """

def nerr8(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Nearly expected reciprocal rank: a user goes on from a document of gain g with probability 1 − g.

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.
    """

def nerr9(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["input", "best", "worst"] | None = None,
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Nearly expected reciprocal rank: a user goes on from gain g at rank r with probability r / (r + 1) × (1 − g).

    Gains run from 0 at `min_grade` to 1 at `max_grade`; the value is the expected gain of a document that the user
    looks at, among the first `k` ranks. Tied scores: name an order with `ties`.
    """

def nerr_ia(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    alpha: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Intent-aware expected reciprocal rank, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one; gains are divided by the rank. The best order, its cost and its bound are those of `alpha_nDCG`.
    """

def nnrbp(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    alpha: float = 0.5,
    p: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Novelty- and rank-biased precision, over that of the greedy ranking of all judged documents.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one, and p^(rank − 1) is how likely it is read (p is ndeval's beta, which in names is understood). The
    best order and its bound are those of `alpha_nDCG`; as the whole list counts, finding it takes the square
    of the number of relevant documents.
    """

def nrbp(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    alpha: float = 0.5,
    p: float = 0.5,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Novelty of the documents that a patient user reads, over what it would be if each had every subtopic.

    A document gains (1 − α)^c for each subtopic that it is relevant to, where c documents above it were relevant
    to that one, and p^(rank − 1) is how likely it is read (p is ndeval's beta, which in names is understood). The
    sum is divided by the number of subtopics that have a relevant document and by that of an endless list that
    has one subtopic at every rank, 1 / (1 − (1 − α) p).
    """

def num_nonrelevant_retrieved(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How many documents judged not relevant were retrieved.

    Unjudged documents, and those of negative grade, are not among them. Over queries it is a sum, not a mean.
    """

def num_queries(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """One for every query, so that the sum over queries says how many a mean is over."""

def num_relevant(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How many relevant documents the query has, retrieved or not.

    Over queries it is a sum, not a mean.
    """

def num_retrieved(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float | None = None,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How many documents were retrieved; with `rel`, how many relevant ones.

    Over queries it is a sum, not a mean.
    """

def precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Share of relevant documents among the first `k` ranks.

    A list shorter than `k` is still divided by `k` (trec_eval); without `k` by the documents retrieved
    (trec_eval's ``set_P``). Tied scores: the expectation over their orders.
    """

def precision_ia(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Precision of the first `k` ranks for each subtopic, and of these the mean.

    Subtopics without a relevant document are left out. A list shorter than `k` is still divided by `k`; without
    `k` by the documents retrieved.
    """

def r_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Precision at rank R, where R is how many relevant documents the query has.

    A query without a relevant document has the value 0. Tied scores: the expectation over their orders.
    """

def r_precision_multiple(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    multiple: float = 1,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Precision at rank `multiple` times R, where R is how many relevant documents the query has.

    The rank is ⌊multiple × R + 0.9⌋ (trec_eval). A query without a relevant document, or where the rank is 0, has
    the value 0. Tied scores: the expectation over their orders.
    """

def rbp(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    p: float = 0.8,
    max_grade: float | None = None,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """What a user gains who goes from each rank to the next with probability `p`.

    It is the sum of (1 − p) p^(rank − 1) over the relevant documents; with `max_grade` each counts for
    grade / max_grade (TREC-COVID used ``RBP(p=0.5, max_grade=2)``). Tied scores: the expectation over
    their orders.
    """

def rbp_residual(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    p: float = 0.9,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """How much rank-biased precision could grow if everything unjudged were relevant.

    It is the sum of (1 − p) p^(rank − 1) over the unjudged documents, and p^n for what comes after the n documents
    retrieved; 0 where all of them are judged (trec_eval 10.0). A negative grade means unjudged. Tied scores: the
    expectation over their orders.
    """

def recall(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Share of the query's relevant documents that are among the first `k` ranks.

    A query without a relevant document has the value 0. Tied scores: the expectation over their orders.
    """

def reciprocal_rank(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """One over the rank of the first relevant document; 0 if there is none among the first `k`.

    Tied scores: the expectation over their orders.
    """

def relative_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Precision of the first `k` ranks over the largest that there could be.

    With R relevant documents it is precision up to rank R and recall beyond; ir_measures writes it
    ``SetP(relative=True)``. A query without a relevant document has the value 0. Tied scores: the expectation
    over their orders.
    """

def scaled_dcg(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Discounted cumulative gain over that of `k` documents of the largest grade.

    Unlike nDCG it does not look at what the query has, so that a query with few good documents cannot reach 1.
    Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.
    """

def set_average_precision(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Precision times recall of what was retrieved, whatever its order.

    It is average precision where every relevant document retrieved has the precision of the whole set. A query
    without a relevant document has the value 0.
    """

def subtopic_recall(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["input"] | None = None,
    ideal: _Lists | None = None,
    out: npt.NDArray[np.float64] | None = None,
) -> Any:
    """Share of the subtopics that a document among the first `k` ranks is relevant to.

    Subtopics without a relevant document are left out.
    """

def success(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    rel: float = 1,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Whether a relevant document is among the first `k` ranks: 1 or 0.

    Tied scores: the probability over their orders.
    """

def time_biased_gain(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    half_life: float = 224,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document where half of the users are left after each `half_life` of documents.

    Rank r is looked at with weight 2^(−(r − 1) / `half_life`), down to rank `k`, and weights are divided by their sum,
    as in cwl-eval. Every document costs the same, 1: that is RBP with persistence 2^(−1 / `half_life`). Gains run from
    0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.
    """

def u_measure(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = 1000,
    length: float = 1000,
    max_grade: float,
    min_grade: float = 0,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Expected gain of a document where users get fewer with every rank, evenly, until none is left after `length`.

    Rank r is looked at with weight max(0, 1 − (r − 1) / L), L the `length` of what is read (``L`` in names is
    understood), down to rank `k`, and weights are divided by their sum, as in cwl-eval. Every document costs the same,
    1. Gains run from 0 at `min_grade` to 1 at `max_grade`. Tied scores: the expectation over their orders.
    """

def unjudged(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    k: int | None = None,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Unjudged documents among the first `k` ranks, divided by `k` also where fewer were retrieved.

    A negative grade means in the pool but unjudged. Without `k` it is one less :func:`fastrank.judged`. Tied
    scores: the expectation over their orders.
    """

def utility(
    relevance: _Lists,
    scores: _Lists | None = None,
    *,
    coefficients: tuple[float, float, float, float] = (1, -1, 0, 0),
    rel: float = 1,
    n_documents: int = 0,
    ties: Literal["average", "input", "best", "worst"] = "average",
    ideal: _Lists | None = None,
    n_relevant: int | npt.NDArray[np.integer] | None = None,
    axis: int = -1,
    where: npt.ArrayLike | None = None,
    out: npt.NDArray[np.float64] | None = None,
    keepdims: bool = False,
) -> Any:
    """Weighted sum of the counts of relevant and other documents, retrieved and not.

    The four `coefficients` weigh, in this order, relevant documents retrieved, others retrieved, relevant ones not
    retrieved, and others not retrieved; the last needs `n_documents`. trec_eval writes ``utility.2,-1,0,0``. A
    judged query that a run does not answer is worth what an empty list is.
    """
