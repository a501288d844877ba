"""Ids decoded from Parquet pages: pyarrow's, whatever the writer, codec, encoding, page or damage."""

from __future__ import annotations

import itertools

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import fastrank as fr
from fastrank import parallel
from fastrank.tables import parquet_columns, parquet_file_rows, parquet_runs, run_pieces
from fastrank.tables.parquet_pages.compression import decompressor
from fastrank.tables.parquet_pages.footer import find_chunk, read_footer
from fastrank.tables.parquet_pages.not_covered import NotCoveredError

RNG = np.random.default_rng(7)
N = 3000
IDS = [f"D{i:0{1 + i % 9}}" for i in RNG.integers(0, 10**6, N)]
IDS[100], IDS[101], IDS[-1] = "", "é" * 40, "long " * 1000
QUERIES = [f"q{i}" for i in np.repeat(np.arange(N), RNG.integers(1, 40, N))[:N]]


def open_rows(path, repeated=()):
    with pq.ParquetFile(path) as file:
        footer = read_footer(path) or [[]] * file.num_row_groups
        return [
            parquet_columns.RowGroup(path, file.metadata, list(repeated), i, columns)
            for i, columns in enumerate(footer)
        ]


def taken(path, name, kind, sizes, repeated=()):
    """A column in pieces of these sizes, the last as often as needed, each as bytes."""
    pieces = []
    with open(path, "rb", buffering=0) as file:
        for rows in open_rows(path, repeated):
            column, n = (
                parquet_columns.IdColumn(rows, file, name, kind, repeated=name in repeated),
                rows.metadata.row_group(rows.group).num_rows,
            )
            asked = list(sizes)
            while n:
                m = min(n, asked.pop(0) if len(asked) > 1 else asked[0])
                pieces.append(plain(column.take(m)))
                assert len(pieces[-1]) == m
                n -= m
    return [value for piece in pieces for value in piece.to_pylist()]


def plain(ids):
    ids = pc.run_end_decode(ids) if pa.types.is_run_end_encoded(ids.type) else ids
    ids.validate(full=True) if "string" not in str(ids.type) else ids.validate()
    ids = pc.cast(ids, ids.type.value_type) if pa.types.is_dictionary(ids.type) else ids
    return pc.cast(pc.cast(ids, pa.binary()) if "view" in str(ids.type) else ids, pa.large_binary())


def expected(path, name, repeated=()):
    with pq.ParquetFile(path, read_dictionary=list(repeated)) as file:
        table = file.read([name])
    ids = plain(table.column(0)).to_pylist()
    n_rows = sum(file.metadata.row_group(i).num_rows for i in range(file.metadata.num_row_groups))
    if len(ids) != n_rows:  # pyarrow may pass over what is missing from a damaged column
        raise pa.ArrowInvalid("too few rows")
    return ids


@pytest.fixture
def no_pyarrow(monkeypatch):
    """What these tests write must be covered."""

    def refuse(*_):
        raise AssertionError("left to pyarrow")

    monkeypatch.setattr(parquet_columns.RowGroup, "batches", refuse)


def check(path, name, kind, sizes, **options):
    assert taken(path, name, kind, sizes, **options) == expected(path, name)


@pytest.mark.parametrize("sizes", [(N,), (1, 700), (999,)], ids=str)
@pytest.mark.parametrize("codec", ["none", "snappy", "zstd", "gzip", "brotli"])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("dictionary", [1 << 20, 3000, None], ids=str)
@pytest.mark.parametrize("nullable", [True, False])
def test_what_pyarrow_writes(nullable, dictionary, version, codec, sizes, tmp_path, no_pyarrow):
    """With a dictionary, with one that is given up half-way, and without."""
    path = tmp_path / "run.parquet"
    table = pa.table([IDS], pa.schema([pa.field("doc_id", pa.string(), nullable)]))
    pq.write_table(
        table, path, compression=codec, data_page_version=version, data_page_size=2000, write_batch_size=64,
        use_dictionary=dictionary is not None, dictionary_pagesize_limit=dictionary or 1, row_group_size=1700,
    )  # fmt: skip
    check(path, "doc_id", pa.string(), sizes)
    check(path, "doc_id", pa.string(), sizes, repeated=["doc_id"])


@pytest.mark.parametrize("kind", [
    pa.string(), pa.large_string(), pa.string_view(), pa.binary(), pa.large_binary(), pa.binary_view(),
    pa.dictionary(pa.int32(), pa.string()),
], ids=str)  # fmt: skip
def test_every_type_of_text(kind, tmp_path, no_pyarrow):
    path = tmp_path / "run.parquet"
    values = pa.array(IDS).dictionary_encode() if pa.types.is_dictionary(kind) else pa.array(IDS, kind)
    pq.write_table(pa.table({"doc_id": values}), path, write_page_checksum=True)
    schema = pq.read_schema(path).field("doc_id").type
    assert schema == kind
    check(path, "doc_id", kind, (1000,))


@pytest.mark.parametrize(
    "queries", [QUERIES, ["q"] * N, [f"q{i}" for i in range(N)]], ids=["lists", "one", "many"]
)
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("sizes", [(N,), (1, 700)], ids=str)
def test_queries_stay_runs(sizes, version, queries, tmp_path, no_pyarrow):
    path = tmp_path / "run.parquet"
    pq.write_table(
        pa.table({"q": queries}), path, data_page_version=version, data_page_size=200, write_batch_size=64
    )
    check(path, "q", pa.string(), sizes, repeated=["q"])
    with open(path, "rb", buffering=0) as file:
        ids = parquet_columns.IdColumn(*open_rows(path), file, "q", pa.string(), repeated=True).take(N)
    assert ids.type == pa.run_end_encoded(pa.int64(), pa.large_string())
    changes = sum(a != b for a, b in itertools.pairwise(queries))
    assert changes < len(ids.run_ends) <= changes + 1 + N // 64  # pages begin a run


def test_bytes_that_are_not_text(tmp_path, no_pyarrow):
    """As pyarrow does where it reads a file: ids are bytes, and a wrong one is an id like any other."""
    path, raw = tmp_path / "run.parquet", [b"\xff\xfe", b"", b"\0", b"a\0b"] * 50
    pq.write_table(pa.table({"doc_id": pa.array(raw).view(pa.string())}), path)
    check(path, "doc_id", pa.string(), (200,))


@pytest.mark.parametrize("codec", ["uncompressed", "snappy", "zstd", "gzip"])
def test_what_polars_and_duckdb_write(codec, tmp_path, no_pyarrow):
    import duckdb
    import polars as pl

    table = pa.table({"doc_id": IDS, "q": QUERIES})
    path = tmp_path / "polars.parquet"
    pl.from_arrow(table).write_parquet(path, compression=codec, data_page_size=2000, row_group_size=1700)
    check(path, "doc_id", pa.large_string(), (1000,))
    check(path, "q", pa.large_string(), (1000,), repeated=["q"])
    path = tmp_path / "duckdb.parquet"
    with duckdb.connect() as connection:
        connection.sql(f"copy (select * from \"table\") to '{path}' (format parquet, codec {codec})")
    check(path, "doc_id", pa.string(), (1000,))
    check(path, "q", pa.string(), (1000,), repeated=["q"])


# --- what is left to pyarrow -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("null", [0, 1, 1500, N - 1])
@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("repeated", [(), ("doc_id",)], ids=len)
def test_nulls(repeated, version, null, tmp_path):
    """Pages before the one with a null have been decoded already."""
    path = tmp_path / "run.parquet"
    ids = [None if i == null else text for i, text in enumerate(IDS)]
    pq.write_table(
        pa.table({"doc_id": ids}), path, data_page_version=version, data_page_size=500, write_batch_size=64
    )
    check(path, "doc_id", pa.string(), (1, 400), repeated=repeated)


@pytest.mark.parametrize("options", [
    {"compression": "lz4"}, {"column_encoding": "DELTA_BYTE_ARRAY"}, {"column_encoding": "DELTA_LENGTH_BYTE_ARRAY"},
], ids=lambda options: str(*options.values()))  # fmt: skip
def test_codecs_and_encodings_that_are_not_covered(options, tmp_path):
    path = tmp_path / "run.parquet"
    pq.write_table(pa.table({"doc_id": IDS}), path, use_dictionary=False, **options)
    check(path, "doc_id", pa.string(), (1, 400))


def test_columns_that_are_not_flat_text(tmp_path):
    path = tmp_path / "run.parquet"
    table = pa.table({
        "s": [{"b": "x"}] * 3, "list": [["x"], [], ["y", "z"]], "number": [1, 2, 3],
        "fixed": pa.array([b"abc", b"abd", b"abe"], pa.binary(3)),
    })  # fmt: skip
    pq.write_table(table, path)
    for name in ("s.b", "list.list.element", "number", "fixed", "absent"):
        with pytest.raises(NotCoveredError):
            find_chunk(read_footer(path)[0], pq.read_metadata(path).schema, name)
    for kind in (pa.int64(), pa.decimal128(5), pa.binary(3), pa.list_(pa.string())):
        assert str(kind) not in parquet_columns._GIVEN


@pytest.mark.parametrize("codec", ["SNAPPY", "ZSTD", "GZIP", "BROTLI"])
@pytest.mark.parametrize("wrong", [-1, 1, 100, -100])
def test_content_that_is_not_as_long_as_the_header_says(codec, wrong):
    """Memory that no codec has written to is never taken for content."""
    raw = bytes(range(200)) * 2
    packed = memoryview(pa.Codec(codec.lower()).compress(raw, asbytes=True))
    assert bytes(decompressor(codec)(packed, len(raw))) == raw
    for data, size in (
        (packed, len(raw) + wrong),
        (packed[:-9], len(raw)),
        (packed[:0], len(raw)),
    ):
        with pytest.raises(NotCoveredError):
            decompressor(codec)(data, size)


# --- damage ----------------------------------------------------------------------------------------------------------

WRITERS = [
    {"compression": codec, "data_page_version": version, "use_dictionary": dictionary}
    for codec in ("none", "snappy", "zstd")
    for version in ("1.0", "2.0")
    for dictionary in (True, False)
]


def damaged(content, rng):
    """Some bytes changed, cut or moved, mostly in the pages."""
    content, n = bytearray(content), len(content)
    pages = n - int.from_bytes(content[-8:-4], "little") - 8
    for _ in range(rng.integers(1, 4)):
        at = int(rng.integers(4, pages if rng.random() < 0.9 else n))
        if rng.random() < 0.8:
            content[at] = rng.choice(
                [0, 1, 255, int(rng.integers(256)), content[at] ^ 1 << int(rng.integers(8))]
            )
        else:
            length, other = int(rng.integers(1, 9)), int(rng.integers(4, pages))
            content[at : at + length] = content[other : other + length]
    return bytes(content)


def outcome(read):
    try:
        return read()
    except (pa.ArrowException, OSError, KeyError, MemoryError, UnicodeDecodeError):
        return None


def fuzz(folder, seed, n_cases):
    """Where pyarrow reads a damaged file, its values; where it does not, no crash. Returns how many it read."""
    rng = np.random.default_rng(seed)
    path, n_read = folder / "damaged.parquet", 0
    for case in range(n_cases):
        n, start = int(rng.integers(1, 300)), int(rng.integers(0, N - 300))
        table = pa.table({"q": QUERIES[start : start + n], "doc_id": IDS[start : start + n]})
        pq.write_table(table, path, **WRITERS[case % len(WRITERS)], data_page_size=300, write_batch_size=32)
        path.write_bytes(damaged(path.read_bytes(), rng))
        if outcome(lambda: pq.read_schema(path).names) != ["q", "doc_id"]:
            continue
        for name, repeated in (("q", ["q"]), ("doc_id", [])):
            theirs = outcome(lambda name=name, repeated=repeated: expected(path, name, repeated))
            ours = outcome(
                lambda name=name, repeated=repeated: taken(path, name, pa.string(), (7, 100), repeated)
            )
            n_read += theirs is not None
            assert theirs is None or ours == theirs, (seed, case, name)
    return n_read


@pytest.mark.parametrize("seed", range(4))
def test_damage(seed, tmp_path):
    assert fuzz(tmp_path, seed, 40) > 10


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 104))
def test_much_damage(seed, tmp_path):
    assert fuzz(tmp_path, seed, 1000) > 250


# --- evaluation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("piece_rows", [7, 50, 1000])
@pytest.mark.parametrize("threads", [1, 7])
def test_evaluation_of_decoded_ids(threads, piece_rows, tmp_path, monkeypatch):
    table = pa.table(
        {"q": QUERIES, "doc_id": [f"d{i}" for i in range(N)], "score": RNG.integers(0, 9, N) * 1.0}
    )
    qrels = {f"q{q}": {f"d{d}": 1 + d % 3 for d in RNG.integers(0, N, 200)} for q in range(150)}
    path = tmp_path / "run.parquet"
    pq.write_table(table, path, row_group_size=1100, data_page_size=500, write_batch_size=64)
    rules = {"measures": ["nDCG@10", "AP"], "columns": {"query_id": "q"}}
    values = fr.evaluate(qrels, table, **rules).values
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", piece_rows)
    monkeypatch.setattr(parquet_runs, "MANY_ROWS", 0)
    monkeypatch.setattr(parallel, "INLINE_ELEMENTS", 1)
    fr.set_num_threads(threads)
    try:
        assert fr.evaluate(qrels, path, **rules).values.tobytes() == values.tobytes()
    finally:
        fr.set_num_threads(None)


@pytest.mark.parametrize("column", ["query_id", "doc_id", "score"])
def test_errors_name_the_row(column, tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_runs, "MANY_ROWS", 0)
    monkeypatch.setattr(run_pieces, "PIECE_ROWS", 400)
    columns = {"query_id": QUERIES, "doc_id": [f"d{i}" for i in range(N)], "score": [1.0] * N}
    columns[column] = [None if i == 1234 else value for i, value in enumerate(columns[column])]
    pq.write_table(pa.table(columns), tmp_path / "run.parquet", data_page_size=500, write_batch_size=64)
    with pytest.raises(ValueError, match=rf"{column}.* in row 1234"):
        fr.evaluate({q: {"d1": 1} for q in QUERIES}, tmp_path / "run.parquet", "AP")


def test_a_document_twice(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet_runs, "MANY_ROWS", 0)
    table = pa.table({"query_id": ["a"] * 3, "doc_id": ["x", "y", "x"], "score": [1.0, 2.0, 3.0]})
    pq.write_table(table, tmp_path / "run.parquet")
    with pytest.raises(ValueError, match="document x twice, in rows 0 and 2"):
        fr.evaluate({"a": {"x": 1}}, tmp_path / "run.parquet", "AP")


def test_a_footer_is_read_once_whatever_the_row_groups(tmp_path, monkeypatch):
    lists = pa.table({"query_id": list("abcd"), "doc_id": [["x"]] * 4, "score": [[1.0]] * 4})
    pq.write_table(lists, tmp_path / "run.parquet", row_group_size=1)
    read = []
    monkeypatch.setattr(
        parquet_file_rows, "read_footer", lambda path: (read.append(path), read_footer(path))[1]
    )
    fr.evaluate({"a": {"x": 1}}, tmp_path / "run.parquet", "AP")
    assert read == [tmp_path / "run.parquet"]
