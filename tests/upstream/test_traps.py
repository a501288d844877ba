"""Twenty-five places where tools that compute "the same" measure disagree: what is done here, and what adapters do.

Each test holds the worked values of one trap (with the tool that has each), asserts the native rule, and that the
adapter gives its package's value. The packages themselves are asked where they are installed; ranx in
`test_ranx_adapter.py`, as it compiles for all its tests. The figures of torchmetrics, rax, recometrics, RecTools,
recommenders, beir and trectools are stated beside what the native call gives on the same input, and which option gives
theirs.
"""

from __future__ import annotations

import copy
import warnings

import numpy as np
import pytest

import fastrank as fr
from fastrank.adapters import pytrec_eval, ranx, sklearn_metrics
from fastrank.cli import main

QRELS_A = {"q": {"a": 3, "b": 2, "c": 1, "d": 0}}
RUN_A = {"q": {"b": 3.0, "x": 2.5, "a": 2.0, "d": 1.0}}
TIED = {"q": {"a": 1.0, "b": 1.0}}
BOTH = {"q": {"a": 1}, "r": {"a": 1}}


def value(measure, qrels, run, **rules):
    """The mean over queries."""
    return float(fr.evaluate(qrels, run, measure, **rules).means()[0, 0])


def near(number, digits=6):
    """Equal to the last digit that the number is printed with."""
    return pytest.approx(number, abs=0.51 * 10.0**-digits, nan_ok=True)


def with_peer(package, call):
    """What the adapter gives, which the package gives too where it is installed."""
    ours = call(pytrec_eval)
    peer = pytest.importorskip(package)
    assert call(peer) == pytest.approx(ours, nan_ok=True)
    return ours


def trec(measure, qrels, run, **options):
    """Of the first query, by `fastrank.adapters.pytrec_eval` and by pytrec_eval."""
    return with_peer(
        "pytrec_eval",
        lambda m: next(iter(m.RelevanceEvaluator(qrels, [measure], **options).evaluate(run)["q"].values())),
    )


def ir(texts, qrels, run):
    """Means of `fastrank.adapters.ir_measures` and of ir_measures' own providers, which are the same."""
    ir_measures = pytest.importorskip("ir_measures")
    from fastrank.adapters.ir_measures import FastrankProvider

    measures = [ir_measures.parse_measure(text) for text in texts]
    found = FastrankProvider().calc_aggregate(measures, qrels, run)
    theirs = ir_measures.DefaultPipeline.calc_aggregate(measures, qrels, run)
    assert found == pytest.approx(theirs, rel=1e-12, nan_ok=True)
    return [found[measure] for measure in measures]


def printed(capsys, tmp_path, qrels, run, *options):
    """What `fastrank trec_eval` prints of nested dicts: code, lines, error."""
    rows = [f"{q} 0 {d} {grade}\n" for q, one in qrels.items() for d, grade in one.items()]
    (tmp_path / "qrels").write_text("".join(rows))
    rows = [f"{q} Q0 {d} 1 {score!r} tag\n" for q, one in run.items() for d, score in one.items()]
    (tmp_path / "run").write_text("".join(rows))
    code = main(["trec_eval", *options, str(tmp_path / "qrels"), str(tmp_path / "run")])
    out, err = capsys.readouterr()
    return code, [" ".join(line.split()) for line in out.splitlines()], err


def test_the_standard_case():
    assert value("nDCG", QRELS_A, RUN_A) == near(0.735007)
    assert trec("ndcg", QRELS_A, RUN_A) == near(0.735007)
    assert ranx.evaluate(QRELS_A, RUN_A, "ndcg") == near(0.735007)
    assert value("nDCG(gain='exponential')", QRELS_A, RUN_A) == near(0.692020)
    assert ranx.evaluate(QRELS_A, RUN_A, "ndcg_burges") == near(0.692020)
    assert value("AP", QRELS_A, RUN_A) == near(0.555556)
    assert value("RBP(p=0.8)", QRELS_A, RUN_A) == near(0.328)
    assert ranx.evaluate(QRELS_A, RUN_A, "rbp.80") == near(0.784)  # grades as they are, unbounded


def test_t01_equal_scores_follow_the_bytes_of_the_id_and_the_rank_column_is_not_read(tmp_path):
    assert value("RR", {"q": {"a": 1, "b": 0}}, TIED) == 0.5
    assert trec("recip_rank", {"q": {"a": 1, "b": 0}}, TIED) == 0.5
    assert value("RR", {"q": {"d10": 1}}, {"q": {"d10": 1.0, "d9": 1.0}}) == 0.5  # "d9" > "d10"
    assert trec("recip_rank", {"q": {"d10": 1}}, {"q": {"d10": 1.0, "d9": 1.0}}) == 0.5
    assert value("RR", {"q": {"d10": 1}}, {"q": {"d10": 1.0, "d9": 1.0}}, ties="id_ascending") == 1.0
    path = tmp_path / "run"
    path.write_text("q Q0 a 1 1.0 tag\nq Q0 b 2 9.0 tag\n")
    assert value("RR", {"q": {"a": 1}}, path) == 0.5


def test_t02_scores_are_doubles_but_in_trec_eval_up_to_9():
    qrels, run = {"q": {"a": 1}}, {"q": {"a": 1.00000001, "b": 1.0}}
    compat = [
        value("RR", qrels, run, compat=version) for version in (None, "trec_eval-9.0.8", "trec_eval-10.0")
    ]
    assert compat == [1.0, 0.5, 1.0]
    assert trec("recip_rank", qrels, run) == 0.5
    assert ranx.evaluate(qrels, run, "mrr") == 1.0
    run = {"q": {"a": 16777217, "b": 16777216}}
    assert value("RR", qrels, run) == 1.0
    assert trec("recip_rank", qrels, run) == 0.5


def test_t03_one_rule_for_equal_scores_in_all_measures():
    qrels = {"q": {"a": 1}}
    assert [value(measure, qrels, TIED) for measure in ("RR", "RR@10", "Judged@1")] == [0.5, 0.5, 0.0]
    assert ir(["RR", "RR@10", "Judged@1"], qrels, TIED) == [
        0.5,
        1.0,
        1.0,
    ]  # falling and rising ids, by provider
    qrels = {"q": {"a": 1, "b": 0}}
    natively = [value(measure, qrels, TIED) for measure in ("Accuracy", "Compat")]
    rising = [value(measure, qrels, TIED, ties="id_ascending") for measure in ("Accuracy", "Compat")]
    by_provider = ir(["Accuracy", "Compat"], qrels, TIED)
    assert natively[0] == 0.0
    assert by_provider == pytest.approx(rising)  # the order of input, which here is that of rising ids
    turned = {"q": {"b": 1.0, "a": 1.0}}
    assert ir(["Accuracy"], qrels, turned) == [0.0]
    assert value("Accuracy", qrels, turned, ties="input") == 0.0


def test_t04_equal_scores_do_not_depend_on_how_a_run_is_passed():
    qrels = {"q": {"a": 1}}
    for run in (TIED, {"q": {"b": 1.0, "a": 1.0}}):
        assert value("RR", qrels, run) == 0.5
    assert ranx.evaluate(qrels, TIED, "mrr") == 0.5  # ranx turns the order of a dict round
    assert ranx.evaluate(qrels, {"q": {"b": 1.0, "a": 1.0}}, "mrr") == 1.0
    for n in (2, 8, 15, 16, 17, 50, 200):  # ranx, the first of n: rank 1, 1, 1, 15, 16, 26, 126
        run = {"q": {f"d{i:03}": 1.0 for i in range(n)}}
        assert value("RR", {"q": {"d000": 1}}, run) == 1 / n
        assert value("RR", {"q": {"d000": 1}}, run, ties="input") == 1.0


def test_t05_ties_in_arrays_are_averaged():
    assert float(fr.ndcg([1, 0], [1.0, 1.0])) == near(0.815465)
    grades, scores = [3, 2, 0, 1], [0.5, 0.5, 0.5, 0.1]
    assert float(fr.ndcg(grades, scores, k=2)) == near(0.637801)
    theirs = pytest.importorskip("sklearn.metrics")
    for module in (sklearn_metrics, theirs):
        assert module.ndcg_score([[1, 0]], [[1, 1]]) == near(0.815465)
        assert module.ndcg_score([[1, 0]], [[1, 1]], ignore_ties=True) == near(
            0.630930
        )  # the last comes first
        assert module.ndcg_score([[0, 1]], [[1, 1]], ignore_ties=True) == 1.0
        assert module.ndcg_score([grades], [scores], k=2) == near(0.637801)
        assert module.ndcg_score([grades], [scores], k=2, ignore_ties=True) == near(0.296082)
    close = np.array([1.00000001, 1.0])
    assert float(fr.ndcg([1, 0], close.astype(np.float32))) == near(0.8155, 4)
    assert float(fr.ndcg([1, 0], close)) == 1.0


def test_t06_first_position_noise_or_row_order_is_a_rule_that_has_to_be_named():
    def rr(grades, **rules):
        return float(fr.reciprocal_rank(grades, [1.0, 1.0], **rules))

    assert [rr([1, 0], ties="input"), rr([0, 1], ties="input")] == [1.0, 0.5]  # rax
    assert (
        rr([1, 0]) == rr([0, 1]) == np.mean([1.0, 0.5])
    )  # recometrics' noise is one or the other, by its seed
    first, last = {"u": {"1": 1}}, {"u": {"2": 1}}
    run = {"u": {"1": 1.0, "2": 1.0}}
    assert value("nDCG", first, run, ties="input") == 1.0  # recommenders: the order of the frame's rows
    assert value("nDCG", last, run, ties="input") == near(0.6309, 4)
    unsorted = {"q": {"x": 1.0, "a": 9.0}}  # trectools: nDCG .6309 by rows, MAP 1.0 by scores
    assert [value(measure, {"q": {"a": 1}}, unsorted) for measure in ("nDCG", "AP")] == [1.0, 1.0]


def test_t07_the_ideal_is_of_all_judged_documents():
    qrels, run = {"q": {"a": 3, "b": 2, "c": 1}}, {"q": {"a": 1.0}}
    worked = {
        "ndcg": 0.63, "ndcg_cut_1": 1.0, "ndcg_cut_2": 0.7039, "ndcg_cut_10": 0.63, "P_5": 0.2, "recall_5": 0.3333,
        "map_cut_2": 0.3333, "Rprec": 0.3333, "set_P": 1.0,
    }  # fmt: skip
    for name, number in worked.items():
        assert value(name, qrels, run) == near(number, 4)
        assert trec(name, qrels, run) == near(number, 4)
    assert (
        float(fr.ndcg([1, 0], [2.0, 1.0])) == 1.0
    )  # as scikit-learn, torchmetrics and rax: what is passed is all
    assert sklearn_metrics.ndcg_score([[1, 0]], [[2, 1]]) == 1.0
    assert float(fr.ndcg([1, 0], [2.0, 1.0], ideal=[1, 1])) == near(
        0.613147
    )  # one more exists, not retrieved
    assert float(fr.ndcg([1, 0, 1], [2.0, 1.0, 0.0])) == near(0.919721)  # one more retrieved, last
    assert float(fr.precision([1, 1], [2.0, 1.0], k=5)) == 0.4  # rax divides by the two there are: 1.0


def test_t08_queries_that_the_run_does_not_answer(capsys, tmp_path):
    qrels = {"q1": {"a": 1, "b": 1}, "q2": {"c": 1}}
    run = {"q1": {"x": 3.0, "a": 2.0, "b": 1.0}}
    assert value("AP", qrels, run) == near(0.2917, 4)
    assert value("AP", qrels, run, missing="skip") == near(0.5833, 4)
    assert value("AP", qrels, run, compat="trec_eval-9.0.8") == near(0.5833, 4)
    of_run, of_all = ["map q1 0.5833", "map all 0.5833"], ["map q1 0.5833", "map all 0.2917"]
    old, new = ("--compat=trec_eval-9.0.8", "-mmap", "-q"), ("--compat=trec_eval-10.0", "-mmap", "-q")
    assert printed(capsys, tmp_path, qrels, run, *old)[:2] == (0, of_run)
    assert printed(capsys, tmp_path, qrels, run, *old, "-c")[:2] == (0, of_all)
    assert printed(capsys, tmp_path, qrels, run, *new, "-c")[:2] == (
        0,
        [of_all[0], "map q2 0.0000", of_all[1]],
    )
    code, lines, told = printed(capsys, tmp_path, qrels, run, *new)  # there exit code 4
    assert (code, lines) == (2, [])
    assert "query 'q2' is judged but not in the run, where trec_eval 10.0 stops" in told


def test_t09_empty_results():
    def of_the_first(module):
        evaluator = module.RelevanceEvaluator({"q": {"a": 1}, "none": {}}, {"map"})
        assert evaluator.evaluate({}) == {}
        found = evaluator.evaluate({"q": {"a": 1.0}, "none": {"a": 1.0}, "extra": {"a": 1.0}})
        assert set(found) == {"q"}  # the queries that both have judgements and results of
        both = module.RelevanceEvaluator(BOTH, {"map", "iprec_at_recall.0"})
        found = both.evaluate({"r": {"a": 1.0}, "q": {}})
        assert found["q"]["map"] == 0.0
        return found["q"]["iprec_at_recall_0.00"]

    assert np.isnan(with_peer("pytrec_eval", of_the_first))  # 0 / 0
    run = {"r": {"a": 1.0}, "extra": {"a": 1.0}}
    assert ir(["AP"], BOTH, run) == [0.5]
    scores = fr.evaluate(BOTH, run, ["AP", "IPrec@0", "Judged@5"])
    assert scores.values[:, 0].tolist() == [[0.0, 1.0]] * 3  # never NaN, never an exception
    assert scores.counts["rows of queries that are not judged"] == [1]
    assert scores.counts["judged queries not answered"] == [1]
    with pytest.raises(ValueError, match="no query in common with the judgements"):
        fr.evaluate({"q": {"a": 1}}, {"q": {}}, "AP")


def test_t09_ir_measures_without_results():
    ir_measures = pytest.importorskip("ir_measures")
    from fastrank.adapters.ir_measures import FastrankProvider

    judged, accuracy = ir_measures.parse_measure("Judged@5"), ir_measures.parse_measure("Accuracy")
    with pytest.raises(ZeroDivisionError):
        ir_measures.calc_aggregate([judged], {"q": {"a": 1}}, {"q": {}})
    assert FastrankProvider().calc_aggregate([judged], {"q": {"a": 1}}, {"q": {}}) == {judged: 0.0}
    both = {"q": {"a": 1, "b": 0}, "r": {"a": 1, "b": 0}}
    run = {"r": {"a": 2.0, "b": 1.0}}
    for provider in (FastrankProvider(), ir_measures.DefaultPipeline):
        assert {metric.query_id for metric in provider.iter_calc([accuracy], both, run)} == {
            "r"
        }  # no row of "q"


def test_t10_queries_are_matched_by_id():
    qrels, run = {"q1": {"a": 1}, "q2": {"b": 1}}, {"q2": {"b": 1.0, "a": 0.5}, "q1": {"a": 1.0, "b": 0.5}}
    assert value("RR", qrels, run) == 1.0
    assert ranx.evaluate(qrels, run, "mrr") == 1.0  # ranx pairs dicts by position: .5
    half = {"q1": {"a": 1.0}}
    assert value("RR", qrels, half) == 0.5
    with pytest.raises(AssertionError):
        ranx.evaluate(qrels, half, "mrr")
    with pytest.raises(ValueError, match="no query in common"):
        fr.evaluate({"q": {"a": 1}}, {"q": {}}, "RR")  # ranx: ValueError of max()


def test_t11_every_measure_is_over_the_same_queries_and_nothing_is_changed():
    qrels, run = {"q1": {"a": 1}, "q2": {"b": 1}}, {"q1": {"a": 1.0, "q1": 0.5}}
    before = copy.deepcopy((qrels, run))
    measures = ["nDCG@10", "RR@10", "AP", "R@10", "P@10"]
    both = fr.evaluate(qrels, run, measures).means()[:, 0]  # beir: NDCG@10 1.0, MRR@10 .5
    assert both.tolist() == [0.5, 0.5, 0.5, 0.5, 0.05]
    assert fr.evaluate(qrels, run, measures, missing="skip").means()[:, 0].tolist() == [
        1.0,
        1.0,
        1.0,
        1.0,
        0.1,
    ]
    assert (qrels, run) == before  # beir's ignore_identical_ids takes entries out of the caller's run
    assert [value(measure, {"q": {"a": 1}}, TIED) for measure in ("AP", "RR")] == [
        0.5,
        0.5,
    ]  # beir: .5 and 1.0
    assert value("R@10", {"q": {"a": 0}}, {"q": {"a": 1.0}}) == 0.0  # its recall_cap: ZeroDivisionError
    third = {"q": {"a": 1, "b": 1, "c": 1}}
    assert value("R@10", third, {"q": {"a": 1.0}}) == 1 / 3  # not rounded to 5 decimals


RATED = {"u1": {"a": 2, "b": 3}, "u2": {"c": 2}, "u3": {"d": 3}}
RECOMMENDED = {"u1": {"a": 3.0, "x": 2.0, "b": 1.0}, "u2": {"x": 1.0}}


def test_t12_which_queries_a_mean_is_over_does_not_depend_on_the_measure():
    binary = "nDCG(gain={2: 1, 3: 1})@10"
    assert value(binary, RATED, RECOMMENDED) == near(
        0.3066, 4
    )  # recommenders' ndcg; RecTools: all users, too
    assert value(binary, RATED, RECOMMENDED, missing="skip") == near(
        0.4599, 4
    )  # its precision, recall and map
    assert value("P@1", RATED, RECOMMENDED) == near(1 / 3)
    assert value("P@1", RATED, RECOMMENDED, missing="skip") == 0.5
    scores = fr.evaluate({"q": {"a": 1}}, {"q": {"a": 1.0}, "extra": {"a": 1.0}}, "nDCG")
    assert scores.means()[0, 0] == 1.0  # trectools divides by the topics of the run: .5
    assert scores.counts["rows of queries that are not judged"] == [1]


def test_t13_a_query_without_a_relevant_document():
    qrels, run = {"q": {"a": 0}, "r": {"a": 1}}, {"q": {"a": 1.0}, "r": {"a": 1.0}}
    for measure, name in {
        "nDCG": "ndcg",
        "AP": "map",
        "RR": "recip_rank",
        "P@1": "P.1",
        "R@1": "recall.1",
    }.items():
        assert value(measure, qrels, run) == 0.5
        assert value(measure, qrels, run, undefined=float("nan")) == 1.0
        assert trec(name, qrels, run) == 0.0
    assert ir(["nDCG", "AP", "RR"], qrels, run) == [0.5, 0.5, 0.5]
    assert ranx.evaluate(qrels, run, ["ndcg", "map", "mrr"]) == {"ndcg": 0.5, "map": 0.5, "mrr": 0.5}
    assert fr.evaluate(qrels, run, "gm_map").values[0, 0, 0] == pytest.approx(1e-5)
    assert trec("gm_map", qrels, run) == pytest.approx(np.log(1e-5))
    auc = fr.evaluate(qrels, run, "AUC")
    assert np.isnan(auc.values[0, 0]).all()  # as recometrics: nothing to compare in either query
    nothing, perfect = [[0, 0], [1, 0]], [[2, 1], [2, 1]]
    assert fr.ndcg(nothing, perfect).tolist() == [0.0, 1.0]
    theirs = pytest.importorskip("sklearn.metrics")
    for module in (sklearn_metrics, theirs):
        assert module.ndcg_score(nothing, perfect) == 0.5
        assert module.label_ranking_average_precision_score([[0, 0]], [[2, 1]]) == 1.0
        assert module.coverage_error([[0, 0]], [[2, 1]]) == 0.0
        assert module.label_ranking_loss([[0, 0]], [[2, 1]]) == 0.0
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            assert module.average_precision_score([0, 0], [2, 1]) == 0.0
        assert any("No positive class" in str(one.message) for one in told)


def test_t14_negative_grades_are_pooled_and_not_judged():
    qrels, run = {"q": {"a": 1, "b": -1, "c": 2}}, {"q": {"b": 2.0, "a": 1.0}}
    assert value("nDCG", qrels, run) == near(0.2398, 4)
    assert trec("ndcg", qrels, run) == near(0.2398, 4)
    assert value("bpref", qrels, run) == trec("bpref", qrels, run) == 0.5
    assert ranx.evaluate(qrels, run, "bpref") == 0.0  # there it is judged, and not relevant
    assert value("infAP", qrels, run) == pytest.approx(trec("infAP", qrels, run))
    assert value("infAP", qrels, run) != value("infAP", {"q": {"a": 1, "c": 2}}, run)  # in the pool
    assert (
        value("AP", qrels, run, judged_only=True)
        == trec("map", qrels, run, judged_docs_only_flag=True)
        == 0.5
    )
    assert value("Judged@2", qrels, run) == 0.5
    assert ir(["Judged@2"], qrels, run) == [1.0]
    theirs = pytest.importorskip("sklearn.metrics")
    for module in (sklearn_metrics, theirs):
        with pytest.raises(ValueError, match="negative"):
            module.ndcg_score([[2, -1]], [[2, 1]])
        assert module.dcg_score([[2, -1]], [[2, 1]]) == near(1.369, 3)
    assert float(fr.dcg([2, -1], [2.0, 1.0])) == 2.0
    assert float(fr.ndcg([-1, 2], [2.0, 1.0])) == near(0.63093, 5)  # recometrics lets it lower DCG: .1309


def test_t15_bpref_without_a_judged_nonrelevant_document():
    qrels, run = {"q": {"a": 1}}, {"q": {"a": 1.0}}
    assert value("bpref", qrels, run) == trec("bpref", qrels, run) == 1.0
    assert np.isnan(ranx.evaluate(qrels, run, "bpref"))


def test_t16_a_level_never_touches_ndcg():
    qrels, run = {"q": {"a": 1, "b": 2}}, {"q": {"a": 2.0, "b": 1.0}}
    assert value("AP(rel=2)", qrels, run) == trec("map", qrels, run, relevance_level=2) == 0.5
    assert value("nDCG", qrels, run) == near(0.8597, 4)
    assert trec("ndcg", qrels, run, relevance_level=2) == near(0.8597, 4)
    with pytest.raises(ValueError, match="nDCG has no parameter 'rel'"):
        fr.parse("ndcg-l2")
    assert ranx.evaluate(QRELS_A, RUN_A, "ndcg") == near(0.7350, 4)
    assert ranx.evaluate(QRELS_A, RUN_A, "ndcg-l2") == near(0.8212, 4)  # gains below the level are gone
    assert value("nDCG(gain={1: 0})", QRELS_A, RUN_A) == near(0.8212, 4)


def test_t17_gains_are_real_numbers(capsys, tmp_path):
    qrels, run = {"q": {"a": 1, "b": 2}}, {"q": {"a": 2.0, "b": 1.0}}
    for gains in ("ndcg.1=0.9,2=0.5", "ndcg.1=9,2=5"):  # trec_eval: 0.0000 and 1.0
        assert value(gains, qrels, run) == 1.0
        assert printed(capsys, tmp_path, qrels, run, "-m", gains)[1] == [
            f"{gains.replace('.', '_', 1)} all 1.0000"
        ]


def test_t18_names_that_mean_nothing_are_refused():
    qrels, run = {"q": {"a": 1}}, {"q": {f"d{i}": 20.0 - i for i in range(12)} | {"a": 1.0}}
    assert value("recip_rank_10", qrels, run) == 0.0  # cut at 10, as it says
    assert trec("recip_rank_10", qrels, run) == near(1 / 13)  # the parameter is not read
    assert str(fr.parse("ndcg_cut_10")) == "nDCG@10"
    with pytest.raises(ValueError, match="a cutoff must be a whole number of ranks"):
        fr.parse("ndcg_cut_10.5")
    assert list(pytrec_eval.RelevanceEvaluator(qrels, ["ndcg_cut_10.5"]).evaluate(run)["q"]) == [
        "ndcg_cut_10"
    ]
    with pytest.raises(ValueError, match="k=0 must be a whole number of ranks"):
        fr.parse("P_0")
    for name in ("P_0", "ndcg.1=3"):  # both end pytrec_eval's process
        with pytest.raises(ValueError, match=r"k=0 must be|cannot have parameters"):
            pytrec_eval.RelevanceEvaluator(qrels, [name])
    assert value("ndcg.1=3", {"q": {"a": 1}}, {"q": {"a": 1.0}}) == 1.0


def test_t19_any_numbers_will_do_but_nan():
    run = {"q": {"a": 1.0, "b": 0.5}}
    peer = pytest.importorskip("pytrec_eval")
    for grade, taken in ((1.0, False), (np.int64(1), False), (True, True), (1, True)):
        qrels = {"q": {"a": grade}}
        assert value("AP", qrels, run) == 1.0
        for module in (pytrec_eval, peer):
            if taken:
                assert module.RelevanceEvaluator(qrels, ["map"]).evaluate(run)["q"]["map"] == 1.0
            else:
                with pytest.raises(TypeError):
                    module.RelevanceEvaluator(qrels, ["map"])
    for score, taken in ((np.float32(2), False), (np.int64(2), False), (np.float64(2), True), (2, True)):
        run = {"q": {"a": score}}
        assert value("AP", {"q": {"a": 1}}, run) == 1.0
        for module in (pytrec_eval, peer):
            evaluator = module.RelevanceEvaluator({"q": {"a": 1}}, ["map"])
            if taken:
                assert evaluator.evaluate(run)["q"]["map"] == 1.0
            else:
                with pytest.raises(TypeError, match="Unable to extract query/object scores"):
                    evaluator.evaluate(run)
    with pytest.raises(ValueError, match="score is NaN"):
        fr.evaluate({"q": {"a": 1}}, {"q": {"a": float("nan")}}, "RR")
    halves, run = {"q": {"a": 0.5, "b": 1.0}}, {"q": {"a": 2.0, "b": 1.0}}
    assert value("nDCG", halves, run) == near(0.859719)  # of .5 ranx makes 0: .6309


def test_t20_the_largest_grade_costs_nothing():
    qrels, run = {"q": {"a": 10**7, "b": 1}}, {"q": {"a": 1.0, "b": 0.5}}
    assert value("nDCG", qrels, run) == 1.0  # trec_eval: more than ten minutes
    assert value("nDCG@10", qrels, run) == 1.0
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, ["ndcg"])
    assert evaluator.evaluate(run) == {"q": {"ndcg": 1.0}}


def test_t21_exponential_gain_and_err_need_no_script():
    measure = "nDCG(gain='exponential')"
    assert value("nDCG(dcg='exp-log2')", QRELS_A, RUN_A) == value(measure, QRELS_A, RUN_A)
    assert value(f"{measure}@10", QRELS_A, RUN_A) == near(0.692020)
    assert value("ERR(max_grade=4)@10", QRELS_A, RUN_A) == near(0.30599, 5)
    found = fr.evaluate({"q-1": {"a": 9}}, {"q-1": {"a": 1.0}}, ["ERR@10", f"{measure}@10"])
    assert found.queries == ("q-1",)  # gdeval makes it "1", and refuses grades above 4
    assert found.values[:, 0, 0].tolist() == [511 / 512, 1.0]
    assert found.measures[0] == "ERR(max_grade=9)@10"
    ir_measures = pytest.importorskip("ir_measures")
    from fastrank.adapters.ir_measures import FastrankProvider

    measures = [ir_measures.parse_measure(text) for text in ("ERR@10", "nDCG(dcg='exp-log2')@10")]
    by_adapter = FastrankProvider().calc_aggregate(measures, QRELS_A, RUN_A)
    assert [by_adapter[one] for one in measures] == [0.30599, 0.69202]  # five digits, as the script prints


def test_t22_levels_of_recall_are_rounded_as_the_version_does():
    qrels = {"q": {"b": 1, "e": 1, "z": 1}}
    run = {"q": {"a": 5.0, "b": 4.0, "c": 3.0, "d": 2.0, "e": 1.0}}
    worked = {"IPrec@0.4": (0.4, 0.5), "IPrec@0.8": (0.0, 0.4), "11pt_avg": (0.3273, 0.3727)}
    for measure, (old, new) in worked.items():
        assert value(measure, qrels, run) == near(old, 4)
        assert value(measure, qrels, run, compat="trec_eval-9.0.8") == near(old, 4)
        assert value(measure, qrels, run, compat="trec_eval-10.0") == near(new, 4)
    assert trec("iprec_at_recall.0.4", qrels, run) == near(0.4)
    assert trec("11pt_avg", qrels, run) == near(0.3273, 4)


def test_t23_what_there_is_to_find_decides_the_ideal():
    qrels, run = {"u": {"a": 1}}, {"u": {"a": 3.0, "x": 2.0, "y": 1.0}}
    assert value("nDCG@3", qrels, run) == 1.0  # RecTools: .4693, unless divide_by_achievable
    assert float(fr.ndcg([1, 0, 0], [3.0, 2.0, 1.0], k=3, ideal=[1, 1, 1])) == near(0.4693, 4)
    assert value("nDCG(gain={2: 1, 3: 1})@10", RATED, RECOMMENDED) == near(0.3066, 4)  # recommenders' default
    assert value("nDCG@10", RATED, RECOMMENDED) == near(0.2737, 4)  # its score_type="raw"
    assert value("nDCG(gain='exponential')@10", RATED, RECOMMENDED) == near(0.2436, 4)  # its "exp"


def test_t24_scores_only_order_and_rows_are_lists():
    grades, scores = [[1, 0], [0, 1]], [[-1.0, -2.0], [0.0, 1.0]]
    assert fr.reciprocal_rank(grades, scores).tolist() == [
        1.0,
        1.0,
    ]  # torchmetrics: 0 where the score is not above 0
    assert fr.precision(grades, scores, k=1).tolist() == [1.0, 1.0]
    assert fr.ndcg(grades, scores).shape == (2,)  # torchmetrics makes one list of both
    assert float(fr.reciprocal_rank([1, 0], np.array([1.00000001, 1.0]))) == 1.0  # its float32: a tie
    assert value("RR", {"q": {"a": 1}}, {"q": {"a": -1.0, "b": -2.0}}) == 1.0


def test_t25_short_flat_and_deep_input():
    assert float(fr.ndcg([5], [0.3])) == 1.0
    theirs = pytest.importorskip("sklearn.metrics")
    for module in (sklearn_metrics, theirs):
        for truth, scores, options in (
            ([[1]], [[1]], {}),
            ([1, 0], [1, 0], {}),
            ([[1, 0]], [[np.nan, 0]], {}),
            ([[1, 0]], [[1, 0]], {"k": 0}),
        ):
            with pytest.raises(ValueError):  # noqa: PT011 - scikit-learn's texts are its own
                module.ndcg_score(truth, scores, **options)
    with pytest.raises(ValueError, match="NaN"):
        fr.ndcg([1, 0], [np.nan, 0.0])
    with pytest.raises(ValueError, match="k=0 must be a whole number of ranks"):
        fr.ndcg([1, 0], [1.0, 0.0], k=0)
    qrels = {"q": {f"d{i}": {"s": 1} for i in range(40)}}
    run = {"q": {f"d{i}": -float(i) for i in range(40)}}
    assert value("alpha_nDCG@30", qrels, run) == pytest.approx(1.0)
    pyndeval = pytest.importorskip("pyndeval")
    with pytest.raises(AssertionError):
        pyndeval.ndeval([("q", "s", "d0", 1)], [("q", "d0", 1.0)], measures=["alpha-nDCG@30"])
