"""The functions inside the real engines, on enough rows for several of their batches and threads."""

from __future__ import annotations

from functools import partial

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import fastrank as fr

QUERIES, DEPTH = 2500, 6  # duckdb calls a function with 2048 rows
MEASURES = ["nDCG@5", "RR"]


@pytest.fixture(scope="module")
def joined():
    """A joined table with nulls on both sides, and queries without a judgement."""
    rng = np.random.default_rng(5)
    n = QUERIES * DEPTH
    grades = pa.array(rng.integers(0, 3, n), mask=rng.random(n) < 0.4)
    scores = pa.array(rng.integers(0, 9, n) / 4, mask=rng.random(n) < 0.2)
    queries = np.repeat(np.arange(QUERIES), DEPTH)
    return pa.table({"query_id": queries, "relevance": grades, "score": scores})


@pytest.fixture(scope="module")
def nested(joined):
    lists = joined.group_by("query_id", use_threads=False).aggregate(
        [("relevance", "list"), ("score", "list")]
    )
    return lists.rename_columns(["query_id", "relevance", "score"])


@pytest.fixture(scope="module")
def expected(nested):
    """By the array calls: what was retrieved apart from all that was judged."""
    grades, scores, pools = [], [], []
    for row in nested.to_pylist():
        pairs = list(zip(row["relevance"], row["score"], strict=True))
        grades.append([grade for grade, score in pairs if score is not None])
        scores.append([score for _, score in pairs if score is not None])
        pools.append([grade for grade, _ in pairs if grade is not None])
    options = {"ideal": pa.array(pools, pa.list_(pa.int64()))}
    listed = pa.array(grades, pa.list_(pa.int64())), pa.array(scores, pa.list_(pa.float64()))
    found = zip(fr.ndcg(*listed, k=5, **options), fr.reciprocal_rank(*listed, **options), strict=True)
    assert [] in pools
    values = [
        tuple(map(float, one)) if pool else (None, None) for one, pool in zip(found, pools, strict=True)
    ]
    return dict(zip(nested["query_id"].to_pylist(), values, strict=True))


def of_lists(measure):
    return lambda relevance, score: fr.evaluate_lists(relevance, score, measure)


def as_found(rows):
    return {query: tuple(values) for query, *values in rows}


def test_polars_lazy_eager_and_streaming(joined, expected):
    measure = partial(fr.evaluate_table, measures=MEASURES)
    schema = {"query_id": pl.Int64, "nDCG@5": pl.Float64, "RR": pl.Float64}
    plan = pl.DataFrame(joined).lazy().map_batches(measure, schema=schema)
    assert as_found(plan.collect().rows()) == expected
    assert as_found(plan.collect(engine="streaming").rows()) == expected
    assert as_found(pl.DataFrame(joined).pipe(measure).rows()) == expected
    mean = plan.select(pl.col("RR").mean()).collect().item()
    assert mean == pytest.approx(np.mean([v[1] for v in expected.values() if v[1] is not None]), rel=1e-12)


def test_polars_groups_and_expressions(joined, nested, expected):
    some = pl.DataFrame(joined).filter(pl.col("query_id") < 40)
    groups = some.group_by("query_id").map_groups(partial(fr.evaluate_table, measures=MEASURES))
    assert as_found(groups.rows()) == {q: v for q, v in expected.items() if q < 40}
    ndcg = pl.map_batches(
        ["relevance", "score"], lambda s: fr.evaluate_lists(*s, "nDCG@5"), return_dtype=pl.Float64
    )
    rr = pl.map_batches(
        ["relevance", "score"], lambda s: fr.evaluate_lists(*s, "RR"), return_dtype=pl.Float64
    )
    assert (
        as_found(
            pl.DataFrame(nested)
            .lazy()
            .select("query_id", ndcg.alias("nDCG@5"), rr.alias("RR"))
            .collect()
            .rows()
        )
        == expected
    )


@pytest.mark.parametrize("threads", [1, 4])
def test_duckdb_functions_of_lists(joined, nested, expected, threads):
    con = duckdb.connect(config={"threads": threads})
    for name, measure in (("ndcg5", "nDCG@5"), ("rr", "RR")):
        con.create_function(
            name, of_lists(measure), ["BIGINT[]", "DOUBLE[]"], "DOUBLE", type="arrow", null_handling="special",
        )  # fmt: skip
    rows = con.sql("SELECT query_id, ndcg5(relevance, score), rr(relevance, score) FROM nested").fetchall()
    assert as_found(rows) == expected
    rows = con.sql(
        "SELECT query_id, ndcg5(list(relevance), list(score)), rr(list(relevance), list(score)) FROM joined GROUP BY ALL"
    ).fetchall()
    assert set(as_found(rows)) == set(expected)
    assert con.sql("SELECT rr(NULL, NULL), rr([1], [2.0])").fetchall() == [(None, 1.0)]


def test_duckdb_relations(joined, expected):
    con = duckdb.connect()
    con.register("found", fr.evaluate_table(con.sql("FROM joined"), MEASURES))
    assert as_found(con.sql("FROM found").fetchall()) == expected


def test_pandas_whole_and_by_group(joined, nested, expected):
    frame = joined.to_pandas()
    found = fr.evaluate_table(frame, MEASURES)
    assert isinstance(found, pd.DataFrame)
    assert [v for v in expected.values() if v[0] is not None] == list(
        zip(*(found[m].dropna() for m in MEASURES), strict=True)
    )
    some = frame[frame["query_id"] < 40].groupby("query_id").apply(fr.evaluate_table, MEASURES, by=[])
    assert some.droplevel(1).equals(found.set_index("query_id").loc[:39])
    lists = nested.to_pandas().set_index("query_id")
    by_lists = fr.evaluate_lists(lists["relevance"], lists["score"], "RR")
    assert by_lists.equals(found.set_index("query_id")["RR"].rename(None))


def test_correlations_of_list_columns():
    rng = np.random.default_rng(1)
    lists = [rng.integers(0, 9, rng.integers(1, 20)).tolist() for _ in range(2100)]
    others = [rng.integers(0, 9, len(values)).tolist() for values in lists]
    frame = pl.DataFrame({"item": range(2100), "x": lists, "y": others})
    wanted = [fr.kendalltau(x, y).statistic for x, y in zip(lists, others, strict=True)]
    taus = frame.select(
        pl.map_batches(
            ["x", "y"], lambda s: pl.Series(fr.kendalltau(*s).statistic), return_dtype=pl.Float64
        ).alias("tau")
    )["tau"].to_list()
    assert np.array(taus).tobytes() == np.array(wanted).tobytes()
    con = duckdb.connect()
    con.create_function(
        "tau", lambda x, y: pa.array(fr.kendalltau(x, y).statistic, from_pandas=True),
        ["BIGINT[]", "BIGINT[]"], "DOUBLE", type="arrow", null_handling="special",
    )  # fmt: skip
    rows = con.sql("SELECT tau(x, y) FROM frame ORDER BY item").fetchall()
    assert [value for (value,) in rows] == [None if np.isnan(tau) else tau for tau in wanted]
    assert [
        fr.spearmanr(pa.array([x]), pa.array([y])).statistic[0]
        for x, y in zip(lists[:5], others[:5], strict=True)
    ] == (fr.spearmanr(frame["x"][:5], frame["y"][:5]).statistic.tolist())
