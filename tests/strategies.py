"""Generated ranked lists: ties, empty lists, single documents, unjudged and negative grades, masks, ids, layouts."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import strategies as st

Grade = float | None


@dataclass(frozen=True)
class JudgedLists:
    """Lists of retrieved documents (grade, None where unjudged, and score), and the grades not retrieved."""

    grades: list[list[Grade]]
    scores: list[list[float]]
    missed: list[list[float]]

    def __len__(self) -> int:
        return len(self.grades)

    def pool(self, q: int) -> list[float]:
        """Every judged grade of a query."""
        return [grade for grade in self.grades[q] if grade is not None] + self.missed[q]

    def ranking(self, q: int, tie_keys: Any = None) -> list[Grade]:
        """The grades of a query in rank order; equal scores by falling key, else in the order given."""
        keys = tie_keys or (lambda position: -position)
        order = sorted(range(len(self.grades[q])), key=lambda i: (self.scores[q][i], keys(i)), reverse=True)
        return [self.grades[q][i] for i in order]

    def seen(self) -> JudgedLists:
        """The lists with grade -1 in place of none where the document is judged for another query (see `tables`)."""
        judged = {
            i
            for grades, missed in zip(self.grades, self.missed, strict=True)
            for i, grade in enumerate([*grades, *missed])
            if grade is not None
        }
        grades = [
            [-1 if grade is None and i in judged else grade for i, grade in enumerate(row)]
            for row in self.grades
        ]
        return JudgedLists(grades, self.scores, self.missed)

    def orders(self, q: int) -> Iterator[list[Grade]]:
        """Every ranking that equal scores allow, each as often as it is likely."""
        levels = sorted(set(self.scores[q]), reverse=True)
        groups = [
            [grade for grade, score in zip(self.grades[q], self.scores[q], strict=True) if score == level]
            for level in levels
        ]
        for choice in itertools.product(*(itertools.permutations(group) for group in groups)):
            yield [grade for group in choice for grade in group]

    @property
    def offsets(self) -> np.ndarray:
        return np.cumsum([0, *map(len, self.grades)])

    def flat_scores(self) -> np.ndarray:
        return np.array([score for scores in self.scores for score in scores], dtype=float)

    def arrow_grades(self) -> pa.Array:
        return pa.array(self.grades, pa.list_(pa.float64()))

    def ideal(self) -> tuple[np.ndarray, np.ndarray]:
        """The pool as (values, offsets)."""
        pools = [self.pool(q) for q in range(len(self))]
        return np.array([g for pool in pools for g in pool], dtype=float), np.cumsum([0, *map(len, pools)])

    def largest(self) -> float:
        return max((grade for q in range(len(self)) for grade in self.pool(q)), default=0)

    def tables(self, name: Any = str) -> tuple[pa.Table, pa.Table]:
        """Judgements and run with document ids ``name(position)``; every query has at least one judgement."""
        qrels, run = [], []
        for q in range(len(self)):
            for position, (grade, score) in enumerate(zip(self.grades[q], self.scores[q], strict=True)):
                run.append((f"q{q}", name(position), score))
                if grade is not None:
                    qrels.append((f"q{q}", name(position), grade))
            n = len(self.grades[q])
            qrels += [(f"q{q}", name(n + i), grade) for i, grade in enumerate(self.missed[q])]
        return _table(qrels, "relevance"), _table(run, "score")


def _table(rows: list[tuple[Any, ...]], number: str) -> pa.Table:
    queries, documents, numbers = zip(*rows, strict=True) if rows else ((), (), ())
    return pa.table({
        "query_id": pa.array(queries, pa.string()),
        "doc_id": pa.array(documents) if documents else pa.array([], pa.string()),
        number: pa.array(numbers, pa.float64()),
    })  # fmt: skip


WHOLE_GRADES = st.sampled_from([0, 0, 0, 1, 1, 2, 3])
SIGNED_GRADES = st.sampled_from([-2, -1, 0, 0, 1, 2, 3])
FLOAT_GRADES = st.sampled_from([-0.5, 0.0, 0.25, 0.5, 1.0, 1.5, 2.5, 4.0])
DECIMAL_GRADES = st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.1])  # their sums depend on the order of adding
LARGE_GRADES = st.sampled_from([0, 1, 40, 1000, 1023])
KINDS_OF_GRADES = {
    "0 to 3": WHOLE_GRADES,
    "signed": SIGNED_GRADES,
    "float": FLOAT_GRADES,
    "decimal": DECIMAL_GRADES,
    "large": LARGE_GRADES,
}

TIED_SCORES = st.sampled_from([-1.5, 0.0, 0.5, 0.5, 2.0])
SCORES = st.one_of(TIED_SCORES, st.floats(-1e6, 1e6, width=32), st.sampled_from([np.inf, -np.inf, 1e-300]))


@st.composite
def judged_lists(
    draw: Any,
    *,
    max_lists: int = 6,
    max_size: int = 12,
    unjudged: bool = True,
    scores: Any = SCORES,
    kinds: tuple[str, ...] = ("0 to 3", "signed", "float"),
    distinct_scores: bool = False,
) -> JudgedLists:
    """Ragged lists of one kind of grades; a list may be empty, and so may what was not retrieved."""
    grade = KINDS_OF_GRADES[draw(st.sampled_from(kinds))]
    entry = st.one_of(st.none(), grade, grade) if unjudged else grade
    grades = draw(st.lists(st.lists(entry, max_size=max_size), min_size=1, max_size=max_lists))
    missed = [draw(st.lists(grade, max_size=5)) for _ in grades]
    made = []
    for row in grades:
        if distinct_scores:
            made.append([float(value) for value in draw(st.permutations(range(len(row))))])
        else:
            made.append(draw(st.lists(scores, min_size=len(row), max_size=len(row))))
    return JudgedLists(grades, made, missed)


@st.composite
def dense_lists(draw: Any, *, max_rows: int = 8, max_width: int = 20) -> tuple[np.ndarray, np.ndarray]:
    """Grades and scores of equal shape, with ties; width 0 and 1 included."""
    shape = draw(st.integers(1, max_rows)), draw(st.integers(0, max_width))
    n = shape[0] * shape[1]
    grades = draw(
        st.lists(draw(st.sampled_from([WHOLE_GRADES, WHOLE_GRADES, DECIMAL_GRADES])), min_size=n, max_size=n)
    )
    scores = draw(st.lists(SCORES, min_size=n, max_size=n))
    return np.array(grades).reshape(shape), np.array(scores, dtype=float).reshape(shape)


@st.composite
def splits(draw: Any, n: int) -> list[slice]:
    """Consecutive parts that cover ``range(n)``; some may be empty."""
    cuts = sorted(draw(st.lists(st.integers(0, n), max_size=4)))
    return [slice(lo, hi) for lo, hi in itertools.pairwise([0, *cuts, n])]


def masks(shape: tuple[int, ...]) -> st.SearchStrategy[np.ndarray]:
    """Which documents are present."""
    n = int(np.prod(shape))
    return st.lists(st.booleans(), min_size=n, max_size=n).map(
        lambda bits: np.array(bits, bool).reshape(shape)
    )


# Document ids by position. Each keeps ids distinct; their byte orders differ from the order of positions.
ID_MAKERS: dict[str, Any] = {
    "text": lambda i: f"d{i}",
    "integer": lambda i: 7 * i - 3,
    "unicode": lambda i: "äπ\N{GRINNING FACE}"[i % 3] + "z" * (i % 4) + str(i),
    "bytes": lambda i: b"\xff\x00" * (i % 2) + bytes([i % 251]) + str(i).encode(),
}


@st.composite
def id_rankings(draw: Any, *, max_size: int = 8, ties: bool = True) -> tuple[list[Any], list[Any]]:
    """Two rankings of some of the same ids, text or integers, as lists; a tied group is a list of its own."""
    name = ID_MAKERS[draw(st.sampled_from(["text", "integer", "unicode"]))]
    rankings = []
    for _ in range(2):
        ids = draw(st.lists(st.integers(0, max_size), max_size=max_size, unique=True))
        cuts = sorted(draw(st.sets(st.integers(0, len(ids))))) if ties else range(len(ids))
        bounds = itertools.pairwise(sorted({0, *cuts, len(ids)}))
        groups = [[name(i) for i in ids[lo:hi]] for lo, hi in bounds]
        rankings.append([group if len(group) > 1 else group[0] for group in groups if group])
    return rankings[0], rankings[1]


def layouts(array: np.ndarray) -> dict[str, np.ndarray]:
    """The same values read-only, strided, reversed in memory, in Fortran order and byte-swapped."""
    read_only = array.copy()
    read_only.flags.writeable = False
    strided = np.empty((*array.shape[:-1], array.shape[-1] * 2), array.dtype)[..., ::2]
    strided[...] = array
    backwards = np.ascontiguousarray(array[..., ::-1])[..., ::-1]
    return {
        "read-only": read_only,
        "strided": strided,
        "backwards": backwards,
        "fortran": np.asfortranarray(array),
        "byte-swapped": array.astype(array.dtype.newbyteorder("S")),
    }


def huge_lists(seed: int = 3, sizes: tuple[int, ...] = (10_000, 0, 1, 2500)) -> JudgedLists:
    """A few fixed lists of up to 10 000 documents, one in five judged, with many equal scores."""
    rng = np.random.default_rng(seed)
    grades, scores, missed = [], [], []
    for n in sizes:
        drawn = rng.choice([0, 0, 0, 1, 2, 3, -1], n).tolist()
        judged = rng.random(n) < 0.2
        grades.append([grade if is_judged else None for grade, is_judged in zip(drawn, judged, strict=True)])
        scores.append(rng.integers(0, max(2, n // 4), n).astype(float).tolist())
        missed.append(rng.choice([0, 1, 2], n // 100 + 1).tolist())
    return JudgedLists(grades, scores, missed)


LEVELS = st.sampled_from([-1.5, 0.0, -0.0, 0.5, 2.0, np.inf, -np.inf])


@st.composite
def pairs_of_lists(draw: Any, *, max_size: int = 40, nan: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """Two aligned lists: distinct, tied or constant values, infinities, both zeros; empty and single ones too."""
    n = draw(st.integers(0, max_size))
    sides = []
    for _ in range(2):
        values = draw(st.sampled_from([LEVELS, st.floats(-1e6, 1e6), st.just(1.0), st.integers(0, 5)]))
        sides.append(np.array(draw(st.lists(values, min_size=n, max_size=n)), dtype=float))
        if nan and draw(st.booleans()):
            sides[-1][np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=bool)] = np.nan
    return sides[0], sides[1]


@st.composite
def tied_rankings(draw: Any, *, max_size: int = 9, items: int = 14) -> list[Any]:
    """A ranking of distinct integer ids, tied ones in a list; it may be empty, or one group."""
    order = draw(st.lists(st.integers(0, items - 1), unique=True, max_size=max_size))
    ranking: list[Any] = []
    while order:
        size = draw(st.sampled_from([1, 1, 2, 3, 9]))
        group, order = order[:size], order[size:]
        ranking.append(group if len(group) > 1 or draw(st.booleans()) else group[0])
    return ranking


@st.composite
def variables(draw: Any, *, nan: bool = False, max_rows: int = 5, max_size: int = 40) -> np.ndarray:
    """Rows of equal length, of every kind that `pairs_of_lists` draws; none, empty and single ones too."""
    s, n = draw(st.integers(0, max_rows)), draw(st.integers(0, max_size))
    rows = np.empty((s, n))
    for row in rows:
        values = draw(st.sampled_from([LEVELS, st.floats(-1e6, 1e6), st.just(1.0), st.integers(0, 5)]))
        row[:] = draw(st.lists(values, min_size=n, max_size=n))
        if nan and draw(st.booleans()):
            row[np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n)), dtype=bool)] = np.nan
    return rows


@dataclass(frozen=True)
class ListsBySubtopic:
    """Queries with documents in the order of the run: grades by subtopic (None where unjudged), scores; and missed ones.

    Ids follow from positions, so `ranking` and `pool` know the order in which tables settle ties: by falling id.
    """

    retrieved: list[list[dict[int, float] | None]]
    scores: list[list[float]]
    missed: list[list[dict[int, float]]]

    def __len__(self) -> int:
        return len(self.retrieved)

    def _documents(self, q: int) -> dict[str, dict[int, float] | None]:
        return {f"d{i}": document for i, document in enumerate([*self.retrieved[q], *self.missed[q]])}

    def ranking(self, q: int) -> list[dict[int, float] | None]:
        """Documents by falling score, equal ones by falling id."""
        ids = sorted(enumerate(self.scores[q]), key=lambda at: (at[1], f"d{at[0]}"), reverse=True)
        return [self.retrieved[q][i] for i, _ in ids]

    def pool(self, q: int) -> list[dict[int, float]]:
        """Judged documents by falling id."""
        return [document for _, document in sorted(self._documents(q).items(), reverse=True) if document]

    def judged(self) -> list[int]:
        """Queries with a judgement."""
        return [q for q in range(len(self)) if self.pool(q)]

    def qrels(self) -> dict[str, list[Any]]:
        """Columns with one row a document and subtopic."""
        rows = [
            (f"q{q}", f"d{name[1:]}", str(subtopic), float(grade))
            for q in range(len(self))
            for name, document in self._documents(q).items()
            for subtopic, grade in (document or {}).items()
        ]
        names = ("query_id", "doc_id", "subtopic", "relevance")
        return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))

    def run(self) -> pa.Table:
        """The run as a table."""
        return _table(
            [(f"q{q}", f"d{i}", score) for q in range(len(self)) for i, score in enumerate(self.scores[q])],
            "score",
        )


@st.composite
def lists_by_subtopic(draw: Any, *, max_lists: int = 4, max_size: int = 9) -> ListsBySubtopic:
    """Few subtopics, so that documents share them; ties in scores; unjudged and missed documents; negative grades."""
    grade = st.sampled_from([-1, 0, 0, 1, 1, 1, 2])
    judged = st.dictionaries(st.integers(0, 4), grade, min_size=1, max_size=4)
    one = st.one_of(st.none(), judged, judged, judged)
    retrieved = draw(st.lists(st.lists(one, max_size=max_size), min_size=1, max_size=max_lists))
    scores = [[draw(TIED_SCORES | st.floats(-9, 9)) for _ in row] for row in retrieved]
    return ListsBySubtopic(retrieved, scores, [draw(st.lists(judged, max_size=4)) for _ in retrieved])


# Ids whose order by bytes is not that by letters; scores that are equal as C floats.
DOC_IDS = st.sampled_from(
    ["a", "b", "d1", "d10", "d9", "D9", "é", "ö", "日本", "\N{GRINNING FACE}", "z", "zz", "Ω", "0", "-"]
)
TINY_STEPS = st.sampled_from([1.0, 1.00000001, 1.0000001, 16777216.0, 16777217.0, -1.0, 0.0, 1e-40, 2.5])


@st.composite
def judged_runs(draw: Any, *, min_size: int = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """Judgements and a run over a few queries as nested dicts; one query may be in only one of the two."""
    queries = ["1", "2", "été"]
    grades = st.dictionaries(DOC_IDS, st.integers(-2, 4), min_size=1)
    qrels = {q: draw(grades) for q in queries[: draw(st.integers(1, 3))]}
    for judged in qrels.values():  # pytrec_eval ends the process where all grades of a query are negative
        judged["judged"] = draw(st.integers(0, 4))
    scores = st.dictionaries(DOC_IDS, TINY_STEPS, min_size=min_size)
    run = {q: draw(scores) for q in queries[draw(st.integers(0, 1)) :]}
    return qrels, run


@st.composite
def samples_of_items(draw: Any, *, max_size: int = 20) -> list[tuple[str, str, bool]]:
    """Systems, items and whether a sample is correct: items with any number of samples, none among them."""
    row = st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.booleans())
    return draw(st.lists(row, min_size=1, max_size=max_size))


@st.composite
def repeated_scores(draw: Any, *, min_samples: int = 2) -> list[list[float]]:
    """Scores of the samples of each item, two items at least, in different numbers."""
    own = st.lists(st.sampled_from([0.0, 0.25, 1.0]), min_size=min_samples, max_size=5)
    return draw(st.lists(own, min_size=2, max_size=8))
