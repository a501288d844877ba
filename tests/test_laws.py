"""Laws that every measure keeps, over the whole registry: a new measure is tested as soon as its file exists.

The expected value is always the plain-Python definition on an explicit ranking, never another kernel.
"""

from __future__ import annotations

import math

import hypothesis.strategies as st
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import assume, example, given, settings
from measures_under_test import AVERAGING, FEW, METRICS, by_name, measures_of, settings_of
from strategies import (
    ID_MAKERS,
    TIED_SCORES,
    JudgedLists,
    dense_lists,
    huge_lists,
    judged_lists,
    layouts,
    masks,
    splits,
)

import fastrank as fr
from fastrank import parallel

CLOSE = {"rel_tol": 1e-12, "abs_tol": 1e-15}
WIDE_KINDS = ("0 to 3", "signed", "float")
# How many documents were retrieved matters to these where there is no cutoff.
COUNTS_RETRIEVED = (
    "P", "F", "Judged", "relative_P", "SetAP", "NumRet", "utility", "Accuracy", "Compat", "Rndcg", "unj", "hole", "rbp_resid",
    "INSQ", "INST", "BPM", "SDCG", "NERR8", "NERR9", "NERR10", "NERR11", "TBG", "U", "IFT", "IFT_goal", "IFT_rate",
)  # fmt: skip
TIE_RULES = ("average", "input", "best", "worst")


def rules_of(metric):
    return TIE_RULES if metric.averages_ties else TIE_RULES[1:]


def defined(measure, rankings, pools):
    return np.array(
        [measure.metric.definition(r, p, **measure.parameters) for r, p in zip(rankings, pools, strict=True)]
    )


def same_or_close(a, b):
    """An undefined value, NaN, equals only itself."""
    return math.isclose(a, b, **CLOSE) or (math.isnan(a) and math.isnan(b))


def assert_close(found, wanted, context):
    found, wanted = np.asarray(found).reshape(-1), np.asarray(wanted).reshape(-1)
    assert found.shape == wanted.shape, context
    bad = [i for i, (a, b) in enumerate(zip(found, wanted, strict=True)) if not same_or_close(a, b)]
    assert not bad, (context, bad[0], found[bad[0]], wanted[bad[0]])


def array_values(measure, lists: JudgedLists, ties):
    return measure.metric(
        lists.arrow_grades(), lists.flat_scores(), ties=ties, ideal=lists.ideal(), **measure.parameters
    )


def judged_queries(lists):
    return [q for q in range(len(lists)) if lists.pool(q)]


def table_values(lists, measures, name=str, **options):
    """(measures, judged queries), in the order of the lists."""
    qrels, run = lists.tables(name)
    scores = fr.evaluate(qrels, run, measures, **options)
    assert scores.queries == tuple(f"q{q}" for q in judged_queries(lists))
    assert len(scores.measures) == len(measures)
    return scores.values[:, 0, :]


def as_tables_see(metric, lists):
    """What a document's judgement for another query changes in tables, for the measures that look there."""
    return lists.seen() if metric.across_queries else lists


def answered(lists):
    return any(lists.grades[q] for q in judged_queries(lists))


# --- kernel = definition -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(kinds=("0 to 3", "signed", "float", "large")))
def test_array_call_equals_definition(name, lists):
    metric = by_name(name)
    rankings, pools = ([f(q) for q in range(len(lists))] for f in (lists.ranking, lists.pool))
    for measure in measures_of(metric, lists):
        assert_close(array_values(measure, lists, "input"), defined(measure, rankings, pools), measure)


@pytest.mark.parametrize("name", METRICS)
@given(
    lists=judged_lists(kinds=("0 to 3", "signed", "float", "large")), ids=st.sampled_from(sorted(ID_MAKERS))
)
def test_table_equals_definition(name, lists, ids):
    assume(answered(lists))
    metric, make = by_name(name), ID_MAKERS[ids]
    measures = measures_of(metric, lists)
    found = table_values(lists, measures, make)
    as_bytes = lambda i: make(i) if isinstance(make(i), bytes) else str(make(i)).encode()  # noqa: E731
    kept, lists = judged_queries(lists), as_tables_see(metric, lists)
    rankings, pools = [lists.ranking(q, as_bytes) for q in kept], [lists.pool(q) for q in kept]
    for row, measure in zip(found, measures, strict=True):
        assert_close(row, defined(measure, rankings, pools), measure)


@pytest.mark.parametrize("name", METRICS)
def test_lists_of_ten_thousand_documents_equal_definition(name):
    metric, lists = by_name(name), huge_lists()
    rankings, pools = ([f(q) for q in range(len(lists))] for f in (lists.ranking, lists.pool))
    seen = as_tables_see(metric, lists)
    as_bytes = [seen.ranking(q, lambda i: str(i).encode()) for q in judged_queries(lists)]
    measures = measures_of(metric, lists, FEW)
    if metric.__name__ in ("average_precision", "bpref"):  # their definitions take quadratic time
        measures = measures[:1]
    for measure, row in zip(measures, table_values(lists, measures), strict=True):
        assert_close(array_values(measure, lists, "input"), defined(measure, rankings, pools), measure)
        assert_close(row, defined(measure, as_bytes, [lists.pool(q) for q in judged_queries(lists)]), measure)


@pytest.mark.parametrize("name", METRICS)
@given(data=st.data(), shaped=dense_lists())
def test_dense_call_without_pool_takes_the_list_as_all_there_is(name, data, shaped):
    metric, (grades, scores) = by_name(name), shaped
    where = data.draw(st.one_of(st.none(), masks(grades.shape)))
    kept = np.ones(grades.shape, bool) if where is None else where
    rankings = [
        [float(row[i]) for i in sorted(np.flatnonzero(keep), key=lambda i: (-key[i], i))]
        for row, key, keep in zip(grades, scores, kept, strict=True)
    ]
    for setting in settings_of(metric, 3):
        found = metric(grades, scores, ties="input", where=where, **setting)
        wanted = [metric.definition(r, r, **metric.parameters(setting)) for r in rankings]
        assert_close(found, wanted, setting)


# --- ties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", AVERAGING)
@given(lists=judged_lists(max_lists=3, max_size=6, scores=TIED_SCORES))
def test_average_over_ties_is_the_mean_over_all_orders(name, lists):
    metric = by_name(name)
    measures = measures_of(metric, lists)
    tables = table_values(lists, measures, ties="average") if answered(lists) else None
    kept, lists = judged_queries(lists), as_tables_see(metric, lists)
    orders = [list(lists.orders(q)) for q in range(len(lists))]
    for i, measure in enumerate(measures):
        wanted = [
            math.fsum(metric.definition(order, lists.pool(q), **measure.parameters) for order in orders[q])
            / len(orders[q])
            for q in range(len(lists))
        ]
        assert_close(array_values(measure, lists, "average"), wanted, measure)
        if tables is not None:
            assert_close(tables[i], [wanted[q] for q in kept], measure)


def keeps_order(measure):
    """Whether the larger grade first is never worse; a mapping of gains need not be so.

    Neither is BPM: with gains of 1/2 and 1 and a target of 1, ranks (-, -, 1, 1/2) have 1/3 and (-, -, 1/2, 1) 3/8.
    Foragers too stop by what they have found: with gains of 1/3 and 1 and a goal of 1, (1/3, 1, -) has .44413 and
    (-, 1/3, 1) .44418.
    """
    stops_by_gain = ("BPM", "IFT", "IFT_goal", "IFT_rate")
    return not isinstance(measure.parameters.get("gain"), tuple) and measure.metric.name not in stops_by_gain


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(max_lists=3, max_size=6, scores=TIED_SCORES, kinds=("0 to 3",)))
def test_best_and_worst_are_the_extremes_over_all_orders(name, lists):
    metric = by_name(name)
    orders = [list(lists.orders(q)) for q in range(len(lists))]
    for measure in filter(keeps_order, measures_of(metric, lists, FEW)):
        values = [defined(measure, order, [lists.pool(q)] * len(order)) for q, order in enumerate(orders)]
        best, worst = (np.max, np.min) if metric.higher_is_better else (np.min, np.max)
        assert_close(array_values(measure, lists, "best"), [best(v) for v in values], (measure, "best"))
        assert_close(array_values(measure, lists, "worst"), [worst(v) for v in values], (measure, "worst"))


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(scores=TIED_SCORES, kinds=("0 to 3", "signed", "float")))
def test_best_and_worst_are_by_falling_and_rising_grade(name, lists):
    """Also where a mapping of gains makes another order the most favourable one; unjudged counts as lowest."""
    metric = by_name(name)
    if (
        metric.across_queries
    ):  # to it a document of negative grade, as low as one that is not judged, is another thing
        lists = JudgedLists(
            [[g if g is None else max(g, 0) for g in r] for r in lists.grades], lists.scores, lists.missed
        )
    for rule, sign in (("best", 1), ("worst", -1)):
        rankings = []
        for row, scores in zip(lists.grades, lists.scores, strict=True):
            keys = [
                (-s, -sign * (g if g is not None and g >= 0 else -1))
                for g, s in zip(row, scores, strict=True)
            ]
            rankings.append([row[i] for i in sorted(range(len(row)), key=keys.__getitem__)])
        pools = [lists.pool(q) for q in range(len(lists))]
        for measure in measures_of(metric, lists, FEW):
            assert_close(
                array_values(measure, lists, rule), defined(measure, rankings, pools), (measure, rule)
            )


@pytest.mark.parametrize("name", AVERAGING)
@given(lists=judged_lists(scores=TIED_SCORES, kinds=("0 to 3", "float")))
def test_best_is_at_least_average_is_at_least_worst(name, lists):
    metric = by_name(name)
    for measure in filter(keeps_order, measures_of(metric, lists, FEW)):
        sign = 1 if metric.higher_is_better else -1
        best, average, worst = (
            sign * array_values(measure, lists, rule) for rule in ("best", "average", "worst")
        )
        defined = ~np.isnan(average)
        assert (best[defined] >= average[defined] - 1e-12).all(), measure
        assert (average[defined] >= worst[defined] - 1e-12).all(), measure


@pytest.mark.parametrize("name", METRICS)
def test_a_measure_without_average_refuses_ties_it_was_not_told_about(name):
    metric = by_name(name)
    needed = settings_of(metric, 3, FEW)[0]
    if metric.averages_ties:
        assert metric([1, 0], [1.0, 1.0], **needed) == metric([1, 0], [1.0, 1.0], ties="average", **needed)
        return
    with pytest.raises(ValueError, match=f"list 1 holds equal scores and {metric.name} has no average"):
        metric([[1, 0], [1, 0]], [[2.0, 1.0], [1.0, 1.0]], **needed)
    with pytest.raises(ValueError, match=f"{metric.name} has no average over tied orders"):
        metric([1, 0], [1.0, 1.0], ties="average", **needed)
    with pytest.raises(ValueError, match=f"{metric.name}.* has no average over tied orders"):
        fr.evaluate({"q": {"a": 1}}, {"q": {"a": 1.0}}, metric.name, ties="average")


# --- one value, whatever the form ----------------------------------------------------------------------------------


def same_bits(a, b):
    return np.asarray(a, dtype=float).tobytes() == np.asarray(b, dtype=float).tobytes()


@pytest.mark.parametrize("name", METRICS)
@given(shaped=dense_lists(), data=st.data())
def test_dense_ragged_arrow_and_chunked_calls_give_the_same_bits(name, shaped, data):
    metric, (grades, scores) = by_name(name), shaped
    rows, width = grades.shape
    offsets = np.arange(rows + 1) * width
    arrow = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(grades.ravel()))
    arrow_scores = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(scores.ravel()))
    parts = data.draw(splits(rows))
    for setting in settings_of(metric, 3, FEW):
        for ties in rules_of(metric):
            options = {**setting, "ties": ties}
            dense = metric(grades, scores, **options)
            context = (setting, ties)
            assert same_bits(
                dense, metric((grades.ravel(), offsets), (scores.ravel(), offsets), **options)
            ), context
            assert same_bits(dense, metric((grades.ravel(), offsets), scores.ravel(), **options)), context
            assert same_bits(dense, metric(arrow, arrow_scores, **options)), context
            chunked = [metric(grades[part], scores[part], **options) for part in parts]
            assert same_bits(dense, np.concatenate(chunked)), context
            assert same_bits(dense[:, None], metric(grades.T, scores.T, axis=0, **options)), context
            cube = metric(grades[:, None], scores[:, None], keepdims=True, **options)
            assert cube.shape == (rows, 1, 1)
            assert same_bits(dense, cube), context


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(scores=TIED_SCORES, kinds=(*WIDE_KINDS, "decimal")))
def test_table_and_array_call_give_the_same_bits(name, lists):
    assume(answered(lists))
    metric = by_name(name)
    measures, kept = measures_of(metric, lists, FEW), judged_queries(lists)
    listed = as_tables_see(metric, lists)
    for ties in ("average", "input") if metric.across_queries else rules_of(metric):
        table = table_values(lists, measures, ties=ties)
        for row, measure in zip(table, measures, strict=True):
            assert same_bits(row, array_values(measure, listed, ties)[kept]), (measure, ties)


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(scores=TIED_SCORES, kinds=(*WIDE_KINDS, "decimal")), seed=st.integers(0, 1000))
@example(lists=JudgedLists([[0.1, 0.2, 0.3, 0.7]], [[1.0] * 4], [[]]), seed=0)
@example(lists=JudgedLists([[0.1, 0.2, 0.3, 0.7]], [[1.0] * 4], [[]]), seed=3)
@example(lists=JudgedLists([[1, 1, 2]], [[-1.5, 0.0, -1.5]], [[]]), seed=0)
@example(lists=JudgedLists([[1, 1, 2]], [[-1.5, 0.0, -1.5]], [[]]), seed=1)
def test_order_of_rows_does_not_change_a_bit(name, lists, seed):
    assume(answered(lists))
    metric, rng = by_name(name), np.random.default_rng(seed)
    measures = measures_of(metric, lists, FEW)
    qrels, run = lists.tables()
    mixed_qrels, mixed_run = (table.take(rng.permutation(table.num_rows)) for table in (qrels, run))
    for ties in ("id_descending", "id_ascending", *(rule for rule in rules_of(metric) if rule != "input")):
        one, other = (
            fr.evaluate(qrels, run, measures, ties=ties),
            fr.evaluate(mixed_qrels, mixed_run, measures, ties=ties),
        )
        aligned = other.sel(queries=one.queries)
        assert same_bits(one.values, aligned.values), ties


@pytest.fixture
def many_chunks(monkeypatch):
    """Cut even the smallest work into chunks for the pool."""
    monkeypatch.setattr(parallel, "INLINE_ELEMENTS", 0)
    yield
    parallel.set_num_threads(None)


@pytest.mark.parametrize("name", METRICS)
def test_one_two_and_seven_threads_give_the_same_bits(name, many_chunks):
    metric = by_name(name)
    rng = np.random.default_rng(11)
    lists = huge_lists(seed=7, sizes=(*rng.integers(0, 60, 90).tolist(), 3000))
    grades, scores = rng.integers(0, 4, (301, 33)), rng.integers(0, 20, (301, 33)).astype(np.float32)
    measures = measures_of(metric, lists, FEW)
    seen = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        ties = rules_of(metric)[0]
        values = [array_values(measure, lists, ties) for measure in measures]
        values += [metric(grades, scores, ties=ties, **setting) for setting in settings_of(metric, 3, FEW)]
        values += [metric(grades, **setting) for setting in settings_of(metric, 3, FEW)]
        values += list(table_values(lists, measures))
        seen.append(b"".join(np.asarray(value).tobytes() for value in values))
    assert seen[0] == seen[1] == seen[2]


@pytest.mark.parametrize("name", METRICS)
def test_layout_and_byte_order_of_the_input_do_not_matter(name):
    metric = by_name(name)
    rng = np.random.default_rng(2)
    setting, ties = settings_of(metric, 3, FEW)[-1], rules_of(metric)[0]
    scores = rng.integers(0, 9, (12, 17)).astype(np.float64)
    reference = rng.integers(0, 4, (12, 17))
    wanted = metric(reference, scores, ties=ties, **setting)
    for kind in (np.int8, np.uint16, np.int64, np.float32, np.float64):
        for other in (np.int32, np.float32, np.float64):
            for layout, grades in layouts(reference.astype(kind)).items():
                keys = layouts(scores.astype(other))[layout]
                assert same_bits(metric(grades, keys, ties=ties, **setting), wanted), (kind, other, layout)
            flat = layouts(reference.astype(kind).ravel())["read-only"], np.arange(13) * 17
            flat[1].flags.writeable = False
            assert same_bits(metric(flat, scores.astype(other).ravel(), ties=ties, **setting), wanted)
    assert same_bits(metric(reference > 1, **setting), metric((reference > 1).astype(float), **setting))


# --- facts of the registry -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(scores=TIED_SCORES, kinds=("0 to 3", "signed", "float", "large")))
def test_values_stay_within_the_registered_bounds(name, lists):
    metric = by_name(name)
    low, high = metric.bounds
    for measure in measures_of(metric, lists):
        if isinstance(measure.parameters.get("gain"), tuple) or measure.parameters.get("rel", 1) < 1:
            continue
        values = array_values(measure, lists, rules_of(metric)[0])
        if np.isnan(metric.undefined):
            values = values[~np.isnan(values)]
        assert not np.isnan(values).any(), measure
        assert low is None or (values >= low).all(), (measure, values.min())
        assert high is None or (values <= high * (1 + 1e-12)).all(), (measure, values.max())


@pytest.mark.parametrize("name", METRICS)
@given(lists=judged_lists(scores=st.floats(-5, 5), kinds=("0 to 3",)))
def test_an_unjudged_document_at_the_end_matters_only_where_the_whole_list_is_counted(name, lists):
    metric = by_name(name)
    longer = JudgedLists(
        [[*row, None] for row in lists.grades], [[*row, -9.0] for row in lists.scores], lists.missed
    )
    for measure in measures_of(metric, lists, FEW):
        k = measure.parameters.get("k")
        if (metric.name in COUNTS_RETRIEVED and k is None) or measure.parameters.get("unjudged"):
            continue
        enough = metric.name not in ("Judged", "unj", "hole") or all(len(row) >= k for row in lists.grades)
        if enough:
            assert same_bits(array_values(measure, lists, "input"), array_values(measure, longer, "input")), (
                measure
            )


@pytest.mark.parametrize("name", METRICS)
@given(data=st.data(), shaped=dense_lists(max_width=8))
def test_a_masked_document_is_absent(name, data, shaped):
    metric, (grades, scores) = by_name(name), shaped
    where = data.draw(masks(grades.shape))
    offsets = np.concatenate([[0], np.cumsum(where.sum(axis=1))])
    for setting in settings_of(metric, 3, FEW):
        for ties in rules_of(metric):
            masked = metric(grades, scores, where=where, ties=ties, **setting)
            removed = metric((grades[where], offsets), scores[where], ties=ties, **setting)
            assert same_bits(masked, removed), (setting, ties)


@pytest.mark.parametrize("name", METRICS)
def test_empty_input_has_the_registered_values(name):
    metric = by_name(name)
    setting = settings_of(metric, 3, FEW)[0]
    assert metric(np.empty((0, 5)), **setting).shape == (0,)
    assert metric(np.empty((0, 5)), np.empty((0, 5)), **setting).shape == (0,)
    assert_close(metric(np.empty((3, 0)), np.empty((3, 0)), **setting), [metric.undefined] * 3, setting)
    nothing = pa.array([[], None, []], pa.list_(pa.int64()))
    assert_close(metric(nothing, **setting), [metric.undefined] * 3, setting)
    nothing_found = fr.evaluate({"q": {"a": 1}, "r": {"a": 1}}, {"r": {"a": 1.0}}, metric.name).sel(
        queries=["q"]
    )
    worst = metric.worst
    if worst is None:
        worst = metric.definition([], [1.0], **metric.parameters(setting))
    assert_close(nothing_found.values, [worst], setting)


@pytest.mark.parametrize("name", METRICS)
@settings(max_examples=10)
@given(lists=judged_lists(kinds=("0 to 3",), scores=TIED_SCORES))
def test_ideal_order_is_best(name, lists):
    """No order of the documents beats that of falling grades, and nDCG, AP, Rprec, Bpref of it are 1."""
    metric = by_name(name)
    whole = JudgedLists(
        [[g for g in row if g is not None] for row in lists.grades],
        [[g for g in row if g is not None] for row in lists.grades],
        [[] for _ in lists.grades],
    )
    for setting in settings_of(metric, 3, FEW):
        if isinstance(setting.get("gain"), dict):
            continue
        best = metric(whole.arrow_grades(), whole.flat_scores(), ties="best", **setting)
        if metric.name in ("nDCG", "Rprec", "Bpref") or (metric.name == "AP" and setting["k"] is None):
            has_relevant = [any(g > 0 for g in row) for row in whole.grades]
            assert_close(best, np.array(has_relevant, float), setting)


def test_exponential_gain_stays_finite_or_raises():
    assert float(fr.ndcg([1023, 1], gain="exponential")) == 1.0
    for grades in ([1024], [1.0, 1e6]):
        with pytest.raises(
            ValueError, match=r"exponential gain of grade .*: 2\*\*grade is infinite above grade 1023"
        ):
            fr.ndcg(grades, gain="exponential")
    with np.errstate(all="ignore"):
        value = float(fr.ndcg([1023, 1023, 1023], [3.0, 2.0, 1.0], gain="exponential"))
    assert value == 1.0
