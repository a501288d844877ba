"""Run and judgement files, made once from seeds and kept outside the repository. Frozen like `inputs`."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

# Part of every file's name: raise it when the makers below must change, so that old files are not read.
VERSION = 1
COLLECTION = 2_000_000
STRIDE = 1_299_709  # prime to COLLECTION: consecutive documents of a query look random, none comes twice
JUDGED_RETRIEVED, JUDGED_OTHERS = 20, 10


class Files(NamedTuple):
    """Where the judgements and the run are."""

    qrels: Path
    run: Path


def parquet_files(n_queries: int, depth: int) -> Files:
    """Return string ids, float64 scores in falling order, 30 judgements a query (5000 queries: 150 000)."""
    return _files(n_queries, depth, "parquet", _write_parquet)


def trec_files(n_queries: int, depth: int) -> Files:
    """Return the same as TREC text."""
    return _files(n_queries, depth, "txt", _write_trec)


def tables(n_queries: int, depth: int) -> tuple[Any, Any]:
    """Return judgements and run as Arrow tables in memory."""
    import pyarrow.parquet as pq

    files = parquet_files(n_queries, depth)
    return pq.read_table(files.qrels), pq.read_table(files.run)


def _files(n_queries: int, depth: int, suffix: str, write: Any) -> Files:
    chosen = os.environ.get("FASTRANK_BENCH_DATA")
    folder = Path(chosen) if chosen else Path("~/.cache/fastrank-bench").expanduser()
    names = (f"{kind}-{n_queries}x{depth}-v{VERSION}.{suffix}" for kind in ("qrels", "run"))
    files = Files(*(folder / name for name in names))
    if not all(path.exists() for path in files):
        folder.mkdir(parents=True, exist_ok=True)
        for path, table in zip(files, _make(n_queries, depth), strict=True):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                write(table, Path(place) / path.name)
                os.replace(Path(place) / path.name, path)  # two processes may make one file at once
    return files


def _make(n_queries: int, depth: int) -> tuple[Any, Any]:
    """Return the judgements and the run.

    Retrieved relevant documents stand near the top more often. Scores are multiples of 2^-10: exact as
    float32, so trec_eval up to 9.0.8 sees the same order, and about one in sixty is tied.
    """
    import pyarrow as pa

    rng = np.random.default_rng(20261126)
    first = rng.integers(0, COLLECTION, n_queries)
    documents = (first[:, None] + STRIDE * np.arange(depth)) % COLLECTION
    scores = -np.sort(-np.rint(rng.gamma(4.0, 4.0, (n_queries, depth)) * 1024) / 1024, axis=1)
    # The largest of u^(1/weight) are a sample without replacement by weight; here the weight is 1 / rank.
    keys = rng.random((n_queries, depth)) ** np.arange(1, depth + 1)
    found = np.argpartition(-keys, JUDGED_RETRIEVED, axis=1)[:, :JUDGED_RETRIEVED]
    others = np.broadcast_to(depth + np.arange(JUDGED_OTHERS), (n_queries, JUDGED_OTHERS))
    judged = (first[:, None] + STRIDE * np.concatenate([found, others], axis=1)) % COLLECTION
    grades = rng.choice(4, judged.shape, p=(0.5, 0.25, 0.15, 0.1))
    qrels = {"query_id": _query_ids(judged.shape), "doc_id": _doc_ids(judged), "relevance": grades.ravel()}
    run = {"query_id": _query_ids(scores.shape), "doc_id": _doc_ids(documents), "score": scores.ravel()}
    return pa.table(qrels), pa.table(run)


def _query_ids(shape: tuple[int, int]) -> Any:
    import pyarrow as pa

    names = pa.array([f"q{i}" for i in range(shape[0])])
    return names.take(pa.array(np.repeat(np.arange(shape[0]), shape[1])))


def _doc_ids(numbers: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    digits = pc.utf8_lpad(pc.cast(pa.array(numbers.ravel()), pa.string()), 7, "0")
    return pc.binary_join_element_wise("D", digits, "")


def _write_parquet(table: Any, path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(table, path)


def _write_trec(table: Any, path: Path) -> None:
    rows = zip(*(table.column(name).to_pylist() for name in table.column_names), strict=True)
    with open(path, "w", encoding="ascii") as file:
        if "relevance" in table.column_names:
            file.writelines(f"{query} 0 {document} {grade}\n" for query, document, grade in rows)
        else:
            file.writelines(f"{query} Q0 {document} 0 {score!r} bench\n" for query, document, score in rows)
