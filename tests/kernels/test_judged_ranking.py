"""Ranks of judged documents against a sort of the whole run, however they are found."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fastrank.kernels.jit import kernel
from fastrank.kernels.larger_counts import bisect_each, compare_each
from fastrank.kernels.vectors import pointer
from fastrank.tables.judgements import read_judgements
from fastrank.tables.run_rows import RankingRules
from fastrank.tables.runs import TableRun, rank_run

TIES = ("id_descending", "id_ascending", "input", "best", "worst", "average")


def definition(rows, judged, rules):
    """The law, for one query: (first rank, last rank, grade) of its judged documents in order, and counts."""
    kept = {}
    for place, (document, score) in enumerate(rows):
        if document not in kept or (rules.duplicates == "best" and score > kept[document][1]):
            kept[document] = (place, score)
    dropped = len(rows) - len(kept)
    if rules.judged_only:
        kept = {document: row for document, row in kept.items() if judged.get(document, -1) >= 0}
    scores = [score for _, score in kept.values()]
    order = sorted(kept, key=lambda document: tie_key(document, kept[document][0], judged, rules.ties))
    order.sort(key=lambda document: -kept[document][1])
    entries = []
    for rank, document in enumerate(order, 1):
        if document in judged:
            score, grade = kept[document][1], judged[document]
            above, least = (sum(s > score for s in scores), sum(s >= score for s in scores))
            entries.append((above + 1, least, grade) if rules.ties == "average" else (rank, rank, grade))
    tied = sum(scores.count(kept[document][1]) > 1 for document in kept if document in judged)
    unjudged = len(kept) - sum(judged.get(document, -1) >= 0 for document in kept)
    return entries, {
        "judged documents with tied scores": tied,
        "duplicate documents left out": dropped,
        "unjudged documents": unjudged,
    }


def tie_key(document, place, judged, ties):
    grade, unjudged = judged.get(document, -1), document not in judged
    return {
        "id_descending": [-byte for byte in document.encode()] + [1],
        "id_ascending": list(document.encode()),
        "input": place,
        "best": (-grade, unjudged),
        "worst": (grade, unjudged),
        "average": -grade,
    }[ties]


def refuse_difference(rows, judged, rules):
    documents, scores = ([row[i] for row in rows] for i in (0, 1))
    table = pa.table({
        "query_id": ["q"] * len(rows), "doc_id": pa.array(documents, pa.string()),
        "score": np.array(scores, dtype=float),
    })  # fmt: skip
    ranked = rank_run(TableRun(table, "run"), read_judgements({"q": judged}), rules)
    lists, given = ranked.lists, ranked.counts
    found = list(zip(lists.first.tolist(), lists.last.tolist(), lists.grades.tolist(), strict=True))
    entries, counts = definition(rows, judged, rules)
    assert found == entries
    assert counts == {rule: given[rule] for rule in counts}


IDS = st.text("aé0", max_size=3) | st.sampled_from(["x" * 7, "x" * 8, "x" * 9, "yx" * 8, "zx" * 8 + "z"])


@given(
    st.lists(st.tuples(IDS, st.integers(0, 4)), min_size=1, max_size=30),
    st.dictionaries(IDS, st.integers(-2, 3), min_size=1),
    st.sampled_from(TIES),
    st.sampled_from(["first", "best"]),
    st.booleans(),
    st.booleans(),
)
def test_ranks_are_those_of_a_sort(rows, judged, ties, duplicates, judged_only, falling):
    if falling:
        rows.sort(key=lambda row: -row[1])
    refuse_difference(rows, judged, RankingRules(ties, duplicates, judged_only))


@pytest.mark.parametrize("falling", [True, False])
@pytest.mark.parametrize("levels", [3, 100, 10**6])
@pytest.mark.parametrize(("n", "m"), [(150, 1), (700, 150), (700, 300), (70, 2000), (9000, 30)])
def test_long_lists_by_every_way_to_a_rank(n, m, levels, falling):
    rng = np.random.default_rng(n + m + levels)
    scores = rng.integers(0, levels, n)
    scores = -np.sort(-scores) if falling else scores
    rows = [
        (f"document {i}", score)
        for i, score in zip(rng.permutation(n).tolist(), scores.tolist(), strict=True)
    ]
    judged = {
        f"document {i}": int(rng.integers(-1, 3)) for i in rng.permutation(2 * n if m < n else m)[:m].tolist()
    }
    refuse_difference(rows, judged, RankingRules())
    if (n, levels) != (9000, 3):  # many rows repeated, and none
        refuse_difference(rows + rows[: n // 7], judged, RankingRules("average", "first"))


@kernel
def counts_of(line, scores, lo, hi, by_bisection, larger, no_less):
    count(line, scores, by_bisection, np.zeros(2 * len(scores), np.int64), larger, no_less)


@kernel
def count(line, scores, by_bisection, spare, larger, no_less):
    own, above, least = pointer(scores, 0), pointer(larger, 0), pointer(no_less, 0)
    if by_bisection:
        bisect_each(pointer(line, 0), len(line), own, len(scores), pointer(spare, 0), above, least)
    else:
        compare_each(pointer(line, 0), len(line), own, len(scores), above, least)


@pytest.mark.parametrize("by_bisection", [True, False])
@pytest.mark.parametrize("n", [0, 1, 15, 16, 50])
def test_counts_of_larger_scores(n, by_bisection):
    rng = np.random.default_rng(n)
    line = rng.integers(0, 6, n).astype(float)
    line[rng.random(n) < 0.1] = np.nan
    scores = -np.sort(-rng.integers(0, 7, 9)).astype(float)
    larger, no_less = np.ones((2, 9), dtype=np.int64)
    counts_of(line, scores, 0, 1, by_bisection, larger, no_less)
    assert larger.tolist() == [1 + (line > score).sum() for score in scores]
    assert no_less.tolist() == [1 + (line >= score).sum() for score in scores]
