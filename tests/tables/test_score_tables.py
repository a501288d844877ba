"""Score tables: long, wide, one column a measure; files and frames; what is refused."""

from __future__ import annotations

import gzip
import lzma
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest

import fastrank as fr

LONG = {
    "system": ["a", "a", "b", "b"],
    "query_id": ["q1", "q2", "q1", "q2"],
    "value": [0.1, 0.2, 0.3, 0.4],
}
WIDE = {"query_id": ["q1", "q2"], "a": [0.1, 0.2], "b": [0.3, 0.4]}
VALUES = [[0.1, 0.2], [0.3, 0.4]]


def same(scores: fr.Scores, values: Any = VALUES) -> bool:
    assert scores.systems == ("a", "b")
    assert scores.queries == ("q1", "q2")
    return np.array_equal(np.asarray(scores), values, equal_nan=True)


@pytest.mark.parametrize("table", [LONG, WIDE], ids=["long", "wide"])
def test_both_forms_from_every_kind_of_source(table: dict[str, Any], tmp_path: Path) -> None:
    arrow = pa.table(table)
    text = (
        ",".join(table)
        + "\n"
        + "".join(",".join(map(str, row)) + "\n" for row in zip(*table.values(), strict=True))
    )
    (tmp_path / "s.csv").write_text(text)
    (tmp_path / "s.tsv").write_text(text.replace(",", "\t"))
    (tmp_path / "s.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "s.csv.xz").write_bytes(lzma.compress(text.encode()))
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    pq.write_table(arrow, tmp_path / "s.parquet")
    pyarrow.feather.write_feather(arrow, tmp_path / "s.arrow")
    sources = [table, arrow, arrow.to_reader(), *sorted(tmp_path.iterdir())]
    assert all(same(fr.read_scores(source)) for source in sources)
    assert len(sources) == 10


def test_frames(tmp_path: Path) -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    assert same(fr.read_scores(pandas.DataFrame(LONG)))
    assert same(fr.Scores.from_arrow(polars.DataFrame(WIDE)))
    indexed = pandas.DataFrame({"a": [0.1, 0.2], "b": [0.3, 0.4]}, index=["q1", "q2"])
    assert same(fr.read_scores(indexed))


def test_rows_in_any_order_are_aligned_by_id() -> None:
    order = [2, 1, 0, 3]
    shuffled = {name: [column[i] for i in order] for name, column in LONG.items()}
    scores = fr.read_scores(shuffled).sel(systems=["a", "b"], queries=["q1", "q2"])
    assert same(scores)


def test_several_measures_by_name_or_by_column() -> None:
    doubled = {name: column * 2 for name, column in LONG.items()} | {
        "measure": ["AP"] * 4 + ["ndcg_cut_10"] * 4
    }
    scores = fr.read_scores(doubled)
    assert scores.measures == ("AP", "ndcg_cut_10")
    assert same(fr.read_scores(doubled, measure="nDCG@10"))
    by_column = fr.read_scores(
        {"model": LONG["system"], "task": LONG["query_id"], "x": LONG["value"], "y": [1, 2, 3, 4]}
    )
    assert by_column.measures == ("x", "y")
    assert same(by_column["x"])


def test_missing_cells_are_nan() -> None:
    short = {name: column[:3] for name, column in LONG.items()}
    assert same(fr.read_scores(short), [[0.1, 0.2], [0.3, np.nan]])
    assert same(fr.read_scores(WIDE | {"b": [0.3, None]}), [[0.1, 0.2], [0.3, np.nan]])


def test_ids_keep_their_text(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("query_id,a,b\n007,1,NA\nNA,2,3\n")
    scores = fr.read_scores(tmp_path / "s.csv")
    assert scores.queries == ("007", "NA")
    assert np.isnan(np.asarray(scores)[1, 0])


def test_a_table_without_query_ids_counts_rows() -> None:
    assert fr.read_scores({"a": [0.5, 1.0], "b": [0.1, 0.2]}).queries == ("1", "2")


def test_direction_and_bounds_of_known_measures() -> None:
    known = fr.read_scores(LONG, measure="AP")
    assert (known.measures, known.higher_is_better, known.bounds) == (("AP",), (True,), ((0.0, 1.0),))
    assert fr.read_scores(LONG | {"value": [10, 20, 30, 40]}, measure="AP").bounds == (None,)
    assert fr.read_scores(LONG, measure="loss", higher_is_better=False).higher_is_better == (False,)


def test_columns_may_be_named() -> None:
    odd = {"who": LONG["system"], "what": LONG["query_id"], "how": LONG["value"]}
    assert same(fr.read_scores(odd, columns={"system": "who", "query_id": "what", "value": "how"}))


@pytest.mark.parametrize(
    ("table", "fragments"),
    [
        (LONG | {"query_id": ["q1", "q1", "q1", "q2"]}, ["'a' on query 'q1' stands twice, in rows 0 and 1"]),
        (WIDE | {"query_id": ["q1", "q1"]}, ["query 'q1' stands twice, in rows 0 and 1"]),
        (LONG | {"system": ["a", None, "b", "b"]}, ["null system in row 1"]),
        (LONG | {"query_id": ["q1", "", "q1", "q2"]}, ["empty query_id in row 1"]),
        (LONG | {"query_id": [1.0, 2.0, 1.0, 2.0]}, ["ids are never floats"]),
        (WIDE | {"a": ["x", "y"]}, ["'x' in row 0, column 'a', is not a number"]),
        (WIDE | {"a": [[1], [2]]}, ["column 'a' must hold numbers, got list"]),
        ({"system": ["a", "b"], "AP": [0.1, 0.2]}, ["none for queries", "Means are not enough"]),
        ({"x": ["a"], "y": ["b"], "z": [1]}, ["'x' and 'y' hold text"]),
        ({"n": list(range(12)), "a": [0.5] * 12}, ["column 'n' counts upwards", "columns={'query_id': 'n'}"]),
        ({"query_id": ["q1"]}, ["no column with scores"]),
        ({"query_id": [], "a": []}, ["no row"]),
    ],
)
def test_what_is_refused_is_named(table: dict[str, Any], fragments: list[str]) -> None:
    with pytest.raises((ValueError, TypeError)) as error:
        fr.read_scores(table)
    assert [f for f in fragments if f not in str(error.value)] == []
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "fragment"),
    [
        ("s.csv", "", "the file is empty"),
        ("s.csv", "query_id,a,a\nq,1,2\n", "two columns are called 'a'"),
        ("s.csv", "query_id,a\nq1,1,2\n", "cannot be read"),
        ("s.csv.gz", "query_id,a\nq1,1\n", "cannot be read"),
        ("s.txt", "q1 1\n", "csv or tsv"),
        ("s.parquet", "query_id,a\n", "cannot be read"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, name: str, content: str, fragment: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ValueError, match=fragment) as error:
        fr.read_scores(tmp_path / name)
    assert str(tmp_path / name) in str(error.value)


REAL = {
    "score_matrices/adhoc5_ap.csv": (61, 50),
    "score_matrices/web2010_err20.csv": (88, 48),
    "tables/alpaca_eval1_gpt4_preference.csv.gz": (53, 805),
    "tables/swebench_pro_resolved.csv.xz": (9, 970),
    "tables/mteb_beir15_retrieval_metrics.csv.xz": (302, 15),
    "trec_covid_r1/matrix_map_topics_x_systems.csv.gz": (143, 30),
}


@pytest.mark.parametrize("name", REAL)
def test_real_tables(data: Path, name: str) -> None:
    scores = fr.read_scores(data / name)
    assert (len(scores.systems), len(scores.queries)) == REAL[name]
    if name.startswith("score_matrices"):
        loaded = np.loadtxt(data / name, delimiter=",", skiprows=1)
        assert np.array_equal(np.asarray(scores), loaded.T)
