"""Fused runs: the formulas written plainly, ranx's numbers, and the same bits whatever the order of things."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import fastrank as fr
from fastrank.tables.fusion import METHODS, NORMALISATIONS

RANKED = ["rrf", "isr", "log_isr", "rbc", "borda"]
COMB = [method for method in METHODS if method.startswith("comb")]
RUNS = {
    "a": {"q1": {"d1": 12.5, "d2": 11.0, "d3": 7.25, "d4": 3.0}, "q2": {"d1": 2.0, "d5": 1.5}},
    "b": {"q1": {"d3": 0.9, "d1": 0.7, "d5": 0.65}, "q2": {"d6": 0.8, "d1": 0.5, "d7": 0.1}},
    "c": {"q1": {"d6": 31.0, "d3": 30.0, "d2": 12.0, "d7": 11.0, "d1": 4.0}, "q2": {"d5": 9.0}},
}


def ranked(documents, depth=None):
    return sorted(documents, key=lambda d: (documents[d], d.encode()), reverse=True)[:depth]


def normalised(documents, order, normalize, n_candidates):
    """Points of one list by the formulas of the docstring."""
    scores = [documents[d] for d in order]
    n, low, high = len(scores), min(scores), max(scores)
    if normalize == "min-max":
        values = [(s - low) / (high - low) if high > low else 0.0 for s in scores]
    elif normalize == "max":
        values = [s / high for s in scores]
    elif normalize == "sum":
        total = math.fsum(s - low for s in scores)
        values = [(s - low) / total if total else 0.0 for s in scores]
    elif normalize == "zmuv":
        mean, deviation = statistics.fmean(scores), statistics.pstdev(scores)
        values = [(s - mean) / deviation if high > low else 0.0 for s in scores]
    elif normalize in ("rank", "borda"):
        values = [1 - i / (n if normalize == "rank" else n_candidates) for i in range(n)]
    else:
        values = scores
    return dict(zip(order, values, strict=True))


COMBINE = {
    "combsum": sum, "combmnz": lambda v: sum(v) * len(v), "combanz": statistics.fmean, "combmax": max,
    "combmin": min, "combmed": statistics.median,
}  # fmt: skip


def definition(lists, method, normalize=None, k=60.0, phi=0.8, weights=None, depth=None):
    """The fused scores of one query; `lists` are ``{document: score}``."""
    orders = [ranked(documents, depth) for documents in lists]
    candidates = set().union(*orders)
    weights = weights or [1.0] * len(lists)
    normalize = "borda" if method == "borda" else normalize
    given_points = []
    for documents, order in zip(lists, orders, strict=True):
        ranks = {d: r for r, d in enumerate(order, 1)}
        points = {
            "rrf": lambda r: 1 / (k + r), "isr": lambda r: 1 / r**2, "log_isr": lambda r: 1 / r**2,
            "rbc": lambda r: (1 - phi) * phi ** (r - 1),
        }  # fmt: skip
        if method in points:
            own = {d: points[method](r) for d, r in ranks.items()}
        else:
            own = normalised(documents, order, normalize, len(candidates)) if order else {}
        if normalize == "borda":
            absent = 0.5 - (len(order) - 1) / (2 * len(candidates))
            own |= dict.fromkeys(candidates - own.keys(), absent)
        if method == "borda":
            own = {d: len(candidates) * value for d, value in own.items()}
        given_points.append(own)
    fused = {}
    for d in candidates:
        held = [w * own[d] for own, w in zip(given_points, weights, strict=True) if d in own]
        if method == "isr":
            fused[d] = len(held) * sum(held)
        elif method == "log_isr":
            fused[d] = math.log(len(held)) * sum(held)
        else:
            fused[d] = COMBINE.get(method, sum)(held)
    return fused


def as_dicts(table):
    found = {}
    for query, document, score in zip(*(table[c].to_pylist() for c in table.column_names), strict=True):
        found.setdefault(query, {})[document] = score
    return found


def ways():
    return [(m, None) for m in RANKED] + list(itertools.product(COMB, NORMALISATIONS))


SCORES = st.sampled_from([0.1, 0.3, 0.3, 0.7, 1.5, 2.0, 9.25])
LISTS = st.dictionaries(st.sampled_from([f"d{i}" for i in range(12)]), SCORES, max_size=9)


@settings(max_examples=8, deadline=None)
@pytest.mark.parametrize(("method", "normalize"), ways())
@given(
    lists=st.lists(LISTS, min_size=1, max_size=4).filter(any),
    depth=st.sampled_from([None, 1, 3]),
    data=st.data(),
)
def test_the_formulas(method, normalize, lists, depth, data):
    weights = data.draw(
        st.lists(st.sampled_from([0.0, 0.5, 1.0, 3.0]), min_size=len(lists), max_size=len(lists))
    )
    tables = {str(r): long({"q": documents}) for r, documents in enumerate(lists)}
    options = {
        "method": method,
        "normalize": normalize,
        "weights": weights,
        "depth": depth,
        "k": 10,
        "phi": 0.6,
    }
    fused = as_dicts(fr.fuse(tables, **options)).get("q", {})
    expected = definition(lists, **options)
    assert fused == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert list(fused) == ranked(fused)


# What ranx 0.3.21 gives for RUNS: its methods rrf(k=60), isr, log_isr, rbc(phi=0.8), bordafuse, and sum, mnz, anz,
# max, min and med after each of its normalisations; nine digits.
RANX = json.loads((Path(__file__).parent / "ranx_fusion.json").read_text())


@pytest.mark.parametrize("way", RANX)
def test_what_ranx_gives(way):
    method, _, normalize = way.partition(" ")
    fused = as_dicts(fr.fuse(RUNS, method, normalize=None if normalize in ("", "None") else normalize))
    for query, expected in RANX[way].items():
        assert fused[query] == pytest.approx(expected, abs=2e-9)


def long(run):
    rows = [(q, d, float(s)) for q, documents in run.items() for d, s in documents.items()]
    columns = zip(*rows, strict=True) if rows else ((), (), ())
    kinds = (pa.string(), pa.string(), pa.float64())
    return pa.table(dict(zip(("query_id", "doc_id", "score"), map(pa.array, columns, kinds), strict=True)))


def many(n_queries=40, depth=200, n_runs=5, seed=1):
    """Runs long enough for several threads, scores tied and in an order of their own."""
    rng = np.random.default_rng(seed)
    runs = {}
    for r in range(n_runs):
        queries = np.repeat([f"q{q}" for q in range(n_queries)], depth)
        documents = [f"d{d}" for _ in range(n_queries) for d in rng.choice(2 * depth, depth, replace=False)]
        runs[f"r{r}"] = pa.table(
            {"query_id": queries, "doc_id": documents, "score": rng.integers(0, 90, len(queries)) / 7}
        )
    return runs


@pytest.mark.parametrize(
    ("method", "normalize"), [*((m, None) for m in RANKED), *(("combsum", n) for n in NORMALISATIONS), ("combmed", "zmuv")]
)  # fmt: skip
def test_the_same_bits_whatever_the_order(method, normalize):
    runs = many()
    fused = fr.fuse(runs, method, normalize=normalize)
    rng = np.random.default_rng(2)
    shuffled = {name: run.take(pa.array(rng.permutation(len(run)))) for name, run in reversed(runs.items())}
    try:
        for n in (1, 2, 7):
            fr.set_num_threads(n)
            assert fr.fuse(runs, method, normalize=normalize) == fused
            assert fr.fuse(shuffled, method, normalize=normalize) == fused
    finally:
        fr.set_num_threads(None)


def test_one_query_alone_is_what_it_is_among_others():
    runs = many(n_queries=5)
    fused = as_dicts(fr.fuse(runs))
    for query in fused:
        alone = {name: run.filter(pa.compute.equal(run["query_id"], query)) for name, run in runs.items()}
        assert as_dicts(fr.fuse(alone)) == {query: fused[query]}


def test_every_form_of_a_run(tmp_path):
    expected = fr.fuse(RUNS)
    tables = {name: long(run) for name, run in RUNS.items()}
    pq.write_table(tables["b"], tmp_path / "b.parquet")
    rows = [(q, d, s) for q, documents in RUNS["c"].items() for d, s in documents.items()]
    (tmp_path / "c.run").write_text("".join(f"{q} Q0 {d} 1 {s} c\n" for q, d, s in rows))
    assert fr.fuse({"a": tables["a"], "b": tmp_path / "b.parquet", "c": tmp_path / "c.run"}) == expected
    nested = pa.table({
        "query_id": list(RUNS["a"]),
        "doc_id": [list(documents) for documents in RUNS["a"].values()],
        "score": [list(documents.values()) for documents in RUNS["a"].values()],
    })  # fmt: skip
    assert fr.fuse({"a": nested, "b": tables["b"], "c": tables["c"]}) == expected
    together = pa.concat_tables(
        table.append_column("system", pa.array([name] * len(table))) for name, table in tables.items()
    )
    assert fr.fuse(together) == expected
    assert fr.fuse([tmp_path / "b.parquet", tmp_path / "c.run"], weights={"b": 1, "c": 1}) == fr.fuse(
        {"b": RUNS["b"], "c": RUNS["c"]}
    )


def test_ids_keep_their_kind():
    integers = {"a": pa.table({"query_id": [10, 2], "doc_id": [7, 7], "score": [1.0, 2.0]})}
    assert fr.fuse(integers).to_pydict()["query_id"] == [10, 2]  # by the bytes of "10" and "2"
    narrow = {
        "b": pa.table({"query_id": pa.array([2], pa.int8()), "doc_id": [300], "score": [1.0]}),
        **integers,
    }
    assert fr.fuse(narrow)["query_id"].to_pylist() == ["10", "2", "2"]
    mixed = {**integers, "b": long({"2": {"7": 1.0}})}
    assert as_dicts(fr.fuse(mixed, k=0)) == {"10": {"7": 1.0}, "2": {"7": 2.0}}
    raw = {"a": pa.table({"query_id": ["q"], "doc_id": [b"\xff"], "score": [1.0]})}
    assert fr.fuse(raw)["doc_id"].to_pylist() == [b"\xff"]
    assert fr.evaluate(pa.table({"query_id": ["q"], "doc_id": [b"\xff"], "relevance": [1]}), fr.fuse(raw), "RR")["RR"].values.item() == 1  # fmt: skip


def test_limit_keeps_the_first():
    whole = as_dicts(fr.fuse(RUNS))
    cut = as_dicts(fr.fuse(RUNS, limit=2))
    assert cut == {query: dict(list(documents.items())[:2]) for query, documents in whole.items()}


def test_duplicates():
    run = pa.table({"query_id": ["q"] * 3, "doc_id": ["a", "b", "a"], "score": [1.0, 2.0, 3.0]})
    with pytest.raises(ValueError, match=r"^two: query q holds document a twice, in rows 0 and 2; say"):
        fr.fuse({"one": RUNS["a"], "two": run})
    assert as_dicts(fr.fuse({"r": run}, "combsum", duplicates="best")) == {"q": {"a": 3.0, "b": 2.0}}
    assert as_dicts(fr.fuse({"r": run}, "combsum", duplicates="first")) == {"q": {"b": 2.0, "a": 1.0}}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "combvec"}, r"method: must be one of 'rrf', .*got 'combvec'"),
        ({"normalize": "min-max"}, r"normalize: 'rrf' reads ranks"),
        ({"method": "combsum", "normalize": "none"}, r"normalize: must be one of None, 'min-max'"),
        ({"k": -1}, r"k: must be a number from 0 up"),
        ({"method": "rbc", "phi": 1.0}, r"phi: must be between 0 and 1"),
        ({"depth": 0}, r"depth: must be a whole number from 1 up"),
        ({"limit": 2.5}, r"limit: must be a whole number"),
        ({"weights": [1.0]}, r"weights: 3 runs need as many weights, got 1"),
        ({"weights": {"a": 1.0}}, r"weights: must name the runs a, b, c; got a$"),
        ({"weights": [1.0, -1.0, 0.0]}, r"weights: must be finite and not negative"),
    ],
)  # fmt: skip
def test_what_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fr.fuse(RUNS, **options)


def test_scores_that_a_normalisation_cannot_take():
    low = {"low": {"q": {"a": -1.0, "b": -2.0}}, "b": RUNS["b"]}
    with pytest.raises(ValueError, match=r"^low: query q has no positive score, which normalize='max'"):
        fr.fuse(low, "combsum", normalize="max")
    endless = {"a": RUNS["a"], "b": {"q1": {"a": np.inf, "b": 1.0}}}
    with pytest.raises(ValueError, match=r"^b: score is infinite in row 0;"):
        fr.fuse(endless, "combsum")
    assert as_dicts(fr.fuse(endless, "combsum", normalize="rank"))["q1"]["a"] == 1.0


def test_no_rows():
    empty = long({})
    assert fr.fuse({"a": empty}).num_rows == 0
    assert as_dicts(fr.fuse({"a": empty, "b": RUNS["b"]})) == as_dicts(fr.fuse({"b": RUNS["b"]}))
