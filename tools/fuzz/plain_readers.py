"""Files read a second time, by Python's own text and csv readers and by Arrow's plainest way, into lists of values."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import re
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tools.fuzz.small_collections import Rows


class Refused(ValueError):
    """There is no answer; the text says why."""


@dataclass(frozen=True)
class Column:
    """Values of a column, None where null; `kind` is an Arrow type as text, of the lists' values if it is `nested`."""

    values: list[Any]
    kind: str
    nested: bool = False


Columns = dict[str, Column]

_NUMBER = re.compile(
    r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)", re.ASCII | re.IGNORECASE
)
_NO_NUMBER = (  # pyarrow.csv's own list: no score, or an unjudged document
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "N/A", "NA", "NULL",
    "NaN", "n/a", "nan", "null",
)  # fmt: skip
_FIELDS = {
    "qrels": ("query_id", "subtopic", "doc_id", "relevance"),
    "run": ("query_id", "", "doc_id", "", "score"),
}


def read(data: bytes, suffix: str, kind: str) -> Columns:
    """Return the columns that the bytes of a file hold."""
    if not data:
        raise Refused("empty")
    try:
        return _read(data, suffix, kind)
    except (pa.ArrowException, OSError, EOFError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise Refused(f"{type(error).__name__}: {error}") from None
    except Exception as error:  # zlib.error and what else Arrow may raise: this reader has no answer
        raise Refused(f"{type(error).__name__}: {error}") from None


def _read(data: bytes, suffix: str, kind: str) -> Columns:
    if suffix.endswith(".gz"):
        return _read(gzip.decompress(data), suffix[:-3], kind)
    if suffix.endswith(".xz"):
        return _read(lzma.decompress(data), suffix[:-3], kind)
    if suffix in (".csv", ".tsv"):
        return delimited(data, "," if suffix == ".csv" else "\t", strict=kind not in ("qrels", "run"))
    if suffix == ".parquet":
        table = pq.ParquetFile(io.BytesIO(data)).read(use_threads=False)
        return from_arrow(_as_bytes(table))
    if suffix in (".arrow", ".arrows"):
        opened = pa.ipc.open_file if data[:6] == b"ARROW1" else pa.ipc.open_stream
        return from_arrow(opened(pa.BufferReader(data)).read_all())
    return _trec(data, kind)


def from_rows(rows: Rows, number: str) -> Columns:
    """Return the columns of rows of which nothing was lost."""
    ids = [[str(i).encode() if not isinstance(i, bytes) else i for i in (q, d)] for q, d, _ in rows]
    columns = {
        name: Column([row[at] for row in ids], "binary") for at, name in enumerate(("query_id", "doc_id"))
    }
    return {**columns, number: Column([float(value) for *_, value in rows], "double")}


def _as_bytes(table: pa.Table) -> pa.Table:
    """Text of Parquet files as bytes: nobody has looked whether it is UTF-8."""
    for at, field in enumerate(table.schema):
        if str(field.type) in ("string", "large_string"):
            table = table.set_column(at, field.name, table.column(at).cast(pa.large_binary()))
    return table


def from_arrow(table: pa.Table) -> Columns:
    """Return the columns of a table whose buffers say the truth."""
    table.validate(full=True)
    if len(set(table.column_names)) < len(table.column_names):
        raise Refused("two columns of one name")
    return {name: _column(table.column(name)) for name in table.column_names}


def _column(column: pa.ChunkedArray) -> Column:
    kind, nested = column.type, False
    if str(kind).split("<")[0] in ("list", "large_list", "fixed_size_list", "list_view", "large_list_view"):
        kind, nested = kind.value_type, True
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    text = str(kind) in ("string", "large_string", "string_view")
    if text and not nested:  # text that is not UTF-8 is told by validate()
        return Column(column.to_pylist(), "text")
    return Column(column.to_pylist(), "text" if text else str(kind), nested)


def number(text: str) -> float:
    """Return what a field of text says, in the syntax that Python, C and Arrow share."""
    if not _NUMBER.fullmatch(text):
        raise Refused(f"{text!r} is not a number")
    return float(text)


def _trec(data: bytes, kind: str) -> Columns:
    names = _FIELDS[kind]
    rows = []
    for line in data.split(b"\n"):
        fields = re.findall(rb"[^\x00-\x20]+", line)
        if not fields or fields[0].startswith(b"#"):
            continue
        if len(fields) < 6 if kind == "run" else len(fields) != 4:
            raise Refused(f"{len(fields)} fields")
        rows.append(fields)
    if not rows:
        raise Refused("no line")
    columns = {n: Column([row[i] for row in rows], "binary") for i, n in enumerate(names) if n}
    texts = [value.decode() for value in columns[names[-1]].values]
    values = [number(text) for text in texts]
    columns[names[-1]] = Column(values, "double")
    return columns


def _bytes(text: str) -> bytes:
    return text.encode(errors="surrogateescape")


def delimited(data: bytes, delimiter: str, *, strict: bool) -> Columns:
    """Comma- or tab-separated text with a header; ids are what is written there, UTF-8 or, unless `strict`, not."""
    text = data.decode("utf-8-sig", "strict" if strict else "surrogateescape")
    rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
    if not rows:
        raise Refused("no header")
    header, *rows = rows
    "".join(header).encode()
    if len(set(header)) < len(header):
        raise Refused("two columns of one name")
    if any(len(row) != len(header) for row in rows):
        raise Refused("a row of another length")
    columns = {name: Column([row[i] for row in rows], "text") for i, name in enumerate(header)}
    if not strict:
        columns = {
            name: Column(list(map(_bytes, column.values)), "binary") for name, column in columns.items()
        }
    for name in ("relevance", "score"):
        if name in columns:
            texts = [row[header.index(name)] for row in rows]
            values = [None if v.strip() in _NO_NUMBER else number(v.strip()) for v in texts]
            columns[name] = Column(values, "double")
    return columns
