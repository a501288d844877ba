"""Runs and judgements: of every form, and what is made of them."""

from __future__ import annotations


def use() -> None:
    """Compile what tables need."""
    _evaluate()
    _use_tables_in_memory()
    _use_joined_tables()
    _use_parquet_pages()
    _use_catalogues()
    _use_slices()
    _use_fusion()


def _evaluate() -> None:
    """Every measure of three runs."""
    from fastrank.evaluate import evaluate
    from fastrank.spec import all_metrics
    from fastrank.tables.trec import parse_trec

    pairs = [f"{query} Q0 d{document}" for query in range(20) for document in range(12)]
    grades = "\n".join(f"{pair} {i % 3}" for i, pair in enumerate(pairs))
    runs = {
        name: parse_trec(
            "\n".join(f"{pair} 1 {i * step % 7} {name}" for i, pair in enumerate(pairs)).encode(), "run", ""
        )
        for name, step in (("a", 3), ("b", 5), ("c", 11))
    }
    ordinary = [name for name, metric in all_metrics().items() if not metric.by_subtopic]
    evaluate(parse_trec(grades.encode(), "qrels", ""), runs, ordinary)


def _use_tables_in_memory() -> None:
    """Ids that are integers, and text with offsets of 64 bits."""
    import pyarrow as pa

    from fastrank.evaluate import evaluate

    for kind in (pa.int64(), pa.large_string()):
        ids = pa.array([1, 2]).cast(kind)
        qrels, run = (
            pa.table({"query_id": ids, "doc_id": ids, value: [1.0, 2.0]}) for value in ("relevance", "score")
        )
        evaluate(qrels, run, "nDCG@10")


def _use_joined_tables() -> None:
    """With document ids, and without."""
    import pyarrow as pa

    from fastrank.evaluate_table import evaluate_table

    columns = {"query_id": ["q", "q"], "score": [2.0, None], "relevance": [1, 1]}
    for ids in ({}, {"doc_id": ["a", "b"]}):
        evaluate_table(pa.table(columns | ids), "nDCG@10")


def _use_parquet_pages() -> None:
    """What files of many rows are decoded by: a dictionary, in a page that Snappy has compressed."""
    import tempfile
    from pathlib import Path

    import pyarrow as pa
    import pyarrow.parquet as pq

    from fastrank.tables.parquet_columns import IdColumn, RowGroup
    from fastrank.tables.parquet_pages.footer import read_footer

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ids.parquet"
        pq.write_table(pa.table({"doc_id": ["a", "b"]}), path)
        group = RowGroup(path, pq.read_metadata(path), [], 0, read_footer(path)[0])
        with open(path, "rb", buffering=0) as file:
            IdColumn(group, file, "doc_id", pa.string()).take(2)


def _use_catalogues() -> None:
    """Scores and factors, in both types."""
    import numpy as np

    from fastrank.evaluate_matrix import evaluate_matrix

    for dtype in (np.float32, np.float64):
        scores = np.arange(6, dtype=dtype).reshape(2, 3)
        for source in (scores, (scores, scores)):
            evaluate_matrix(source, [[0], [1]], "nDCG@10")


def _use_slices() -> None:
    """Means of slices, and documents with the query's own id."""
    from fastrank.evaluate_datasets import evaluate_datasets

    one = {"a": {"a": 1, "b": 1}}, {"a": {"a": 1.0, "b": 0.5}}
    scores = evaluate_datasets({"one": one, "two": one}, "AP", ignore_identical_ids=True)
    scores.means(over="macro")
    scores.means(weights=[1.0, 2.0])


def _use_fusion() -> None:
    """Two runs fused, and each left out of the pool."""
    from fastrank.fuse import fuse
    from fastrank.leave_one_out import leave_one_out

    runs = {"a": {"q": {"x": 2.0, "y": 1.0}}, "b": {"q": {"y": 2.0, "z": 1.0}}}
    fuse(runs)
    leave_one_out({"q": {"x": 1, "y": 1}}, runs, "AP")
