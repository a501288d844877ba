"""Evaluation over a catalogue: against tables, against counting by hand, and in every form of input."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

import fastrank as fr
from fastrank import parallel
from fastrank.arrays.catalogue import count_ranks, read_source
from fastrank.kernels.catalogue_ranks import Wanted, catalogue_ranks_definition
from fastrank.kernels.factor_tiles import pack, score_items, scores_definition
from fastrank.kernels.larger_counts import COMPARED
from fastrank.spec import all_metrics

OF_CATALOGUES = {n: m for n, m in all_metrics().items() if not (m.by_subtopic or m.across_queries)}
AVERAGING = [name for name, m in OF_CATALOGUES.items() if m.averages_ties]
OTHERS = [name for name, m in OF_CATALOGUES.items() if not m.averages_ties]


@st.composite
def catalogues(draw):
    """Scores with ties, grades of test items, training items beside them."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    users, items = draw(st.integers(1, 6)), draw(st.integers(1, 70))
    scores = rng.integers(0, draw(st.sampled_from([2, 8, 1000])), (users, items)) / 4
    part = rng.random((users, items))
    test, train = part < draw(st.sampled_from([0.1, 0.5])), part > draw(st.sampled_from([0.6, 1.1]))
    test[0, 0], train[0, 0] = True, False
    grades = np.where(test, rng.integers(-1, 4, (users, items)), 0)
    return scores, test, grades, train


def _csr(mask, values=None):
    rows, columns = np.nonzero(mask)
    data = np.ones(len(rows)) if values is None else values[mask]
    return sp.csr_matrix((data, (rows, columns)), shape=mask.shape)


def _by_tables(scores, test, grades, train, measures, **rules):
    """What `evaluate` makes of the same, with an id for every item."""
    kept = np.argwhere(~train)
    run = pa.table(
        {"query_id": kept[:, 0].astype(str), "doc_id": kept[:, 1].astype(str), "score": scores[~train]}
    )
    wanted = np.argwhere(test)
    qrels = pa.table(
        {"query_id": wanted[:, 0].astype(str), "doc_id": wanted[:, 1].astype(str), "relevance": grades[test]}
    )
    return fr.evaluate(qrels, run, measures, **rules)


@settings(max_examples=15)
@given(catalogues(), st.sampled_from([np.float32, np.float64]), st.sampled_from(["average", "best", "worst"]))
def test_is_what_tables_give(case, dtype, ties):
    scores, test, grades, train = case
    measures = [*AVERAGING, *(OTHERS if ties != "average" else ())]
    measures += [
        "nDCG@3",
        "R@5",
        "P@5",
        "RR@2",
        "AP@10",
        "Success@1",
        "nDCG(gain='exponential')",
        "AUC(unjudged=True)",
    ]
    found = fr.evaluate_matrix(
        scores.astype(dtype), _csr(test, grades), measures, train_items=_csr(train), ties=ties
    )
    expected = _by_tables(scores, test, grades, train, measures, ties=ties)
    assert (found.queries, found.measures) == (expected.queries, expected.measures)
    np.testing.assert_array_equal(found.values, expected.values)


def test_measures_by_subtopic_are_refused():
    with pytest.raises(ValueError, match="alpha_nDCG@10 needs judgements by subtopic"):
        fr.evaluate_matrix(np.eye(2), [[0], [1]], "alpha_nDCG@10")


@settings(max_examples=15)
@given(
    st.integers(0, 2**32), st.sampled_from([np.float32, np.float64]), st.integers(1, 40), st.integers(1, 9)
)
def test_factors_are_their_products(seed, dtype, dimensions, users):
    rng = np.random.default_rng(seed)
    factors = rng.integers(-4, 5, (users, dimensions)).astype(dtype)
    items = rng.integers(-4, 5, (rng.integers(1, 150), dimensions)).astype(dtype)
    scores = scores_definition(factors, items)  # whole numbers: exact
    np.testing.assert_array_equal(scores, factors @ items.T)
    test = rng.random(scores.shape) < 0.2
    test[0, 0] = True
    train = ~test & (rng.random(scores.shape) < 0.3)
    measures = ["nDCG@10", "AP", "num_ret"]
    found, expected = (
        fr.evaluate_matrix(source, _csr(test), measures, train_items=_csr(train)).values
        for source in ((factors, items), scores)
    )
    np.testing.assert_array_equal(found, expected)


def test_a_score_alone_has_the_bits_of_its_tile():
    """A test item is tied with itself in the tile: exactly one score is no less and not larger."""
    rng = np.random.default_rng(0)
    for dtype in (np.float32, np.float64):
        users, items = rng.normal(size=(50, 37)).astype(dtype), rng.normal(size=(301, 37)).astype(dtype)
        every = np.arange(301)
        wanted = Wanted(
            np.arange(50),
            np.arange(51) * 301,
            np.tile(every, 50),
            np.zeros(51, np.int64),
            np.zeros(0, np.int64),
        )
        ranks = count_ranks(read_source((users, items), ""), wanted)
        np.testing.assert_array_equal(ranks.larger, np.tile(every, 50))
        np.testing.assert_array_equal(ranks.no_less, np.tile(every + 1, 50))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_each_product_is_rounded_once(dtype):
    """Against fractions; of float32 their way through float64 rounds twice, which these numbers do not show."""
    rng = np.random.default_rng(6)
    row, items = rng.normal(size=9).astype(dtype), rng.normal(size=(20, 9)).astype(dtype)
    expected = np.zeros(20, dtype=dtype)
    for item in range(20):
        for a, b in zip(row, items[item], strict=True):
            exact = Fraction(float(a)) * Fraction(float(b)) + Fraction(float(expected[item]))
            expected[item] = float(exact)
    found = np.empty(20, dtype=dtype)
    parallel.run(score_items, (row, pack(items)), (found,), 20)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("m", [COMPARED, COMPARED + 1, 700])
def test_counts_are_those_of_the_definition(m):
    rng = np.random.default_rng(m)
    scores = rng.integers(0, 300, (2, 1100)).astype(float)
    items = np.concatenate([rng.permutation(1100)[:m] for _ in range(2)])
    excluded = np.setdiff1d(np.arange(0, 1100, 3), items)
    wanted = Wanted(
        np.arange(2),
        np.arange(3) * m,
        items,
        np.arange(3) * len(excluded),
        np.tile(excluded, 2),
    )
    ranks = count_ranks(read_source(scores, ""), wanted)
    for user in range(2):
        part = slice(user * m, (user + 1) * m)
        expected = catalogue_ranks_definition(scores[user], items[ranks.order[part]], excluded)
        assert list(zip(ranks.larger[part], ranks.no_less[part], strict=True)) == expected


def test_same_bits_for_any_threads_and_tiles():
    rng = np.random.default_rng(1)
    users, items = (
        rng.normal(size=(300, 24)).astype(np.float32),
        rng.normal(size=(900, 24)).astype(np.float32),
    )
    test = rng.random((300, 900)) < 0.01
    measures = ["nDCG@10", "AP", "RR"]
    results = []
    for threads in (1, 2, 7):
        fr.set_num_threads(threads)
        results.append(fr.evaluate_matrix((users, items), _csr(test), measures).values)
    fr.set_num_threads(None)
    lists = _csr(test)
    judged = np.flatnonzero(np.diff(lists.indptr))
    wanted = Wanted(
        judged,
        np.append(lists.indptr[judged], lists.nnz).astype(np.int64),
        lists.indices.astype(np.int64),
        np.zeros(len(judged) + 1, np.int64),
        np.zeros(0, np.int64),
    )
    source = read_source((users, items), "")
    for tile, batch in ((512, 128), (32, 1), (64, 5), (1024, 300)):
        ranks = count_ranks(source, wanted, tile, batch)
        results.append(np.stack([ranks.order, ranks.larger, ranks.no_less]))
    for found in results[1:3]:
        np.testing.assert_array_equal(found, results[0])
    for found in results[4:]:
        np.testing.assert_array_equal(found, results[3])


def test_by_hand():
    """Training items leave their ranks to others; a tie across the cutoff counts with its share."""
    scores = np.array([[9.0, 8.0, 7.0, 6.0, 5.0], [1.0, 3.0, 3.0, 3.0, 0.0]])
    found = fr.evaluate_matrix(
        scores, [[2, 4], [1]], ["R@2", "P@2", "Success@2", "RR", "AP", "nDCG@2"], train_items=[[0], [0, 4]]
    )
    expected = [  # ranks 2 and 4 of 1..4; one of three tied
        [1 / 2, 2 / 3],
        [1 / 2, 1 / 3],
        [1.0, 2 / 3],
        [1 / 2, (1 + 1 / 2 + 1 / 3) / 3],
        [(1 / 2 + 2 / 4) / 2, (1 + 1 / 2 + 1 / 3) / 3],
        [(1 / np.log2(3)) / (1 + 1 / np.log2(3)), (1 + 1 / np.log2(3)) / 3],
    ]
    np.testing.assert_allclose(found.values[:, 0], expected, rtol=1e-15)
    assert found.counts["training items that do not rank"].tolist() == [3]
    assert found.counts["test items with tied scores"].tolist() == [1]


def test_every_form_of_test_items_is_the_same():
    rng = np.random.default_rng(2)
    scores = rng.random((4, 20))
    lists = [[3], [7], [19], [0]]
    forms = [
        lists,
        pa.array(lists),
        (np.array([3, 7, 19, 0]), np.arange(5)),
        np.array([3, 7, 19, 0]),
        np.array([[3], [7], [19], [0]]),
        _csr(np.eye(20, dtype=bool)[[3, 7, 19, 0]]),
        sp.coo_array((np.ones(4), ([0, 1, 2, 3], [3, 7, 19, 0])), shape=(4, 20)),
    ]
    values = [fr.evaluate_matrix(scores, form, "RR").values for form in forms]
    for found in values[1:]:
        np.testing.assert_array_equal(found, values[0])
    graded = fr.evaluate_matrix(scores, [[3, 4], [7], [], [0]], "nDCG", grades=[2, 1, 1, 3], users="abcd")
    assert graded.queries == ("a", "b", "d")
    assert graded.counts["users without test items"].tolist() == [1]


@pytest.mark.parametrize(
    "layout",
    [np.asfortranarray, lambda s: s.astype(np.float16).astype(float), lambda s: np.repeat(s, 2, 1)[:, ::2]],
)
def test_any_layout(layout):
    scores = np.round(np.random.default_rng(3).random((9, 33)), 1).astype(np.float16).astype(float)
    test = np.arange(9)
    expected = fr.evaluate_matrix(scores, test, "RR").values
    np.testing.assert_array_equal(fr.evaluate_matrix(layout(scores), test, "RR").values, expected)
    np.testing.assert_array_equal(fr.evaluate_matrix(scores.astype(np.float16), test, "RR").values, expected)


def test_systems_stand_side_by_side_and_can_be_compared(tmp_path):
    rng = np.random.default_rng(4)
    users, items = rng.normal(size=(30, 8)), rng.normal(size=(50, 8))
    test = items.argmax(axis=0)[np.arange(30) % 8]
    path = tmp_path / "scores.npy"
    np.save(path, rng.random((30, 50)).astype(np.float32))
    systems = {"factors": (users, items), "random": np.load(path, mmap_mode="r")}
    scores = fr.evaluate_matrix(systems, test, ["nDCG@10", "RR"])
    alone = fr.evaluate_matrix(systems["random"], test, "RR")
    np.testing.assert_array_equal(scores["RR"].values[0, 1], alone.values[0, 0])
    assert scores.systems == ("factors", "random")
    fr.compare(scores["nDCG@10"], rng=0)
    fr.leaderboard(scores["nDCG@10"], rng=0)


def test_nan_is_named_unless_it_does_not_rank():
    scores = np.ones((3, 40))
    scores[2, 33] = np.nan
    with pytest.raises(ValueError, match="dense: the score of user 2 and item 33 is NaN"):
        fr.evaluate_matrix({"dense": scores}, np.zeros(3, int), "RR")
    fr.evaluate_matrix(scores, np.zeros(3, int), "RR", train_items=[[], [], [33]])
    fr.evaluate_matrix(scores, [[0], [0], []], "RR")
    items = np.ones((40, 2))
    items[7, 1] = np.inf
    with pytest.raises(ValueError, match="the score of user 1 and item 7 is NaN"):
        fr.evaluate_matrix((np.array([[1.0, 1], [1, 0]]), items), np.zeros(2, int), "RR")


SCORES = np.random.default_rng(5).random((2, 4))


@pytest.mark.parametrize(
    ("arguments", "options", "message"),
    [
        ((SCORES[0], [0]), {}, "scores: expected scores"),
        (((SCORES, np.ones((5, 3))), [0]), {}, "factors have shapes"),
        ((SCORES, [[0]]), {}, "test_items: 1 lists for 2 users"),
        ((SCORES, [[0], [4]]), {}, "test_items: user 1 has item 4, but items are numbered 0 to 3"),
        ((SCORES, [[0], [-1]]), {}, "test_items: user 1 has item -1"),
        ((SCORES, [[0, 1, 0], [1]]), {}, "test_items: user 0 has item 0 twice"),
        ((SCORES, [[], []]), {}, "no user has any"),
        ((SCORES, sp.eye(3, 4)), {}, "sparse matrix of shape"),
        ((SCORES, [[0], [1]]), {"train_items": [[1], [2, 1]]}, "item 1 of user 1 is in train_items too"),
        ((SCORES, sp.eye(2, 4)), {"grades": [1, 1]}, "grades: the values of a sparse matrix"),
        ((SCORES, [[0], [1]]), {"grades": [1]}, "grades: 1 values for 2 test items"),
        ((SCORES, [[0], [1]]), {"grades": [1, np.nan]}, "grades: NaN at position 1"),
        ((SCORES, [[0], [1]]), {"ties": "input"}, "ties: must be one of 'average', 'best', 'worst'"),
        ((SCORES, [[0], [1]]), {"users": ["a"]}, "users: 1 names for 2 users"),
        (({"a": SCORES, "b": SCORES[:, :3]}, [[0], [1]]), {}, "b: \\(2, 3\\) users × items, but a has"),
        (({}, [[0], [1]]), {}, "no system given"),
        ((SCORES * 0, [[0], [1]], "ERR"), {}, "ERR has no average over orders of equal scores"),
    ],
)
def test_bad_input_is_refused(arguments, options, message):
    with pytest.raises(ValueError, match=message):
        fr.evaluate_matrix(*arguments[:2], *(arguments[2:] or ("RR",)), **options)


@pytest.mark.parametrize("items", [np.array([0.5, 1.0]), [["a"], ["b"]], 3])
def test_items_are_numbers(items):
    with pytest.raises(TypeError, match="test_items"):
        fr.evaluate_matrix(SCORES, items, "RR")


def test_users_times_items_never_exist_at_once():
    """2000 users × 60 000 items are 480 MB in float32; the factors take 8, their packed copy as much."""
    code = """
    import resource, numpy as np, fastrank as fr
    users, items = (np.random.default_rng(n).random((n, 32), dtype=np.float32) for n in (2000, 60_000))
    fr.evaluate_matrix((users[:2], items[:9]), [0, 1], ["nDCG@10", "AP"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    fr.evaluate_matrix((users, items), np.arange(2000), ["nDCG@10", "AP"])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
    """
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, check=True)
    assert int(ran.stdout) < 40_000  # KiB


@settings(max_examples=15)
@given(catalogues())
def test_auc_over_the_catalogue_counts_pairs(case):
    """As recometrics has it: a test item against every item that is neither test nor training, ties half."""
    scores, test, _, train = case
    found = fr.evaluate_matrix(scores, _csr(test), "AUC(unjudged=True)", train_items=_csr(train))
    wanted = []
    for row, relevant, excluded in zip(scores, test, train, strict=True):
        pairs = [
            (positive > other) + (positive == other) / 2
            for positive in row[relevant].tolist()
            for other in row[~relevant & ~excluded].tolist()
        ]
        if relevant.any():
            wanted.append(float(Fraction(sum(map(Fraction, pairs))) / len(pairs)) if pairs else np.nan)
    np.testing.assert_allclose(found.values[0, 0], wanted, rtol=1e-15)
