"""A table as the bytes of a file, in every way that its format offers."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tools.fuzz.arrow_tables import arrow_table
from tools.fuzz.small_collections import Rows

Rng = np.random.Generator
Systems = list[str] | None  # one a row

_CODECS = ["none", "snappy", "gzip", "zstd", "lz4", "brotli"]
_ID_ENCODINGS = ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]
_INTEGER_ENCODINGS = ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]


def trec(rng: Rng, rows: Rows, kind: str, systems: Systems = None) -> bytes:
    """TREC text, which has no systems; runs and judgements have other columns."""
    gap, end = str(rng.choice([" ", "\t", "  ", " \t"])), str(rng.choice(["\n", "\r\n"]))
    tail = "" if rng.random() < 0.2 else end
    if kind == "qrels":
        lines = [gap.join([str(q), "0", str(d), str(g)]) for q, d, g in rows]
    else:
        lines = [gap.join([str(q), "Q0", str(d), str(i), repr(s), "tag"]) for i, (q, d, s) in enumerate(rows)]
    return (end.join(lines) + tail).encode()


def delimited(rng: Rng, rows: Rows, kind: str, systems: Systems = None) -> bytes:
    """Comma-separated, with a header."""
    out = io.StringIO()
    quoting = [csv.QUOTE_MINIMAL, csv.QUOTE_ALL][int(rng.integers(2))]
    writer = csv.writer(out, lineterminator=str(rng.choice(["\n", "\r\n"])), quoting=quoting)
    number = "relevance" if kind == "qrels" else "score"
    writer.writerow(["query_id", "doc_id", number, *([] if systems is None else ["system"])])
    writer.writerows(rows if systems is None else [(*row, s) for row, s in zip(rows, systems, strict=True)])
    return out.getvalue().encode()


def parquet(rng: Rng, rows: Rows, kind: str, systems: Systems = None) -> bytes:
    """Parquet of any version, codec, encoding, page and row group size."""
    table = arrow_table(rng, rows, kind, nested=rng.random() < 0.2, in_memory=False, systems=systems)
    dictionary = bool(rng.random() < 0.5)
    options: dict[str, object] = {
        "version": str(rng.choice(["1.0", "2.4", "2.6"])),
        "compression": str(rng.choice(_CODECS)),
        "data_page_version": str(rng.choice(["1.0", "2.0"])),
        "data_page_size": int(rng.choice([1, 16, 1 << 20])),
        "write_batch_size": int(rng.choice([1, 3, 1024])),
        "row_group_size": int(rng.choice([1, 3, 7, 1000])),
        "use_dictionary": dictionary,
        "write_statistics": bool(rng.random() < 0.5),
        "write_page_index": bool(rng.random() < 0.3),
        "write_page_checksum": bool(rng.random() < 0.1),
        "store_schema": bool(rng.random() < 0.7),
    }
    encodings = {f.name: e for f in table.schema if (e := _encoding(rng, f.type)) is not None}
    if not dictionary and encodings and rng.random() < 0.7:
        options["column_encoding"] = encodings
    out = io.BytesIO()
    pq.write_table(table, out, **options)
    return out.getvalue()


def _encoding(rng: Rng, kind: pa.DataType) -> str | None:
    if pa.types.is_floating(kind):
        return str(rng.choice(["PLAIN", "BYTE_STREAM_SPLIT"]))
    if kind in (pa.int32(), pa.int64()):
        return str(rng.choice(_INTEGER_ENCODINGS))
    return str(rng.choice(_ID_ENCODINGS)) if kind in (pa.string(), pa.binary(), pa.large_string()) else None


def ipc_file(rng: Rng, rows: Rows, kind: str, systems: Systems = None) -> bytes:
    """An Arrow IPC file."""
    return _ipc(rng, rows, kind, systems, pa.ipc.new_file)


def ipc_stream(rng: Rng, rows: Rows, kind: str, systems: Systems = None) -> bytes:
    """An Arrow IPC stream."""
    return _ipc(rng, rows, kind, systems, pa.ipc.new_stream)


def _ipc(
    rng: Rng, rows: Rows, kind: str, systems: Systems, new: Callable[..., pa.ipc.RecordBatchFileWriter]
) -> bytes:
    table = arrow_table(rng, rows, kind, nested=rng.random() < 0.2, systems=systems).unify_dictionaries()
    codec = [None, "lz4", "zstd"][int(rng.integers(3))]
    out = io.BytesIO()
    with new(out, table.schema, options=pa.ipc.IpcWriteOptions(compression=codec)) as writer:
        writer.write_table(table, max_chunksize=int(rng.choice([1, 3, 1000])))
    return out.getvalue()


# suffix -> writer, what packs its bytes
FORMATS: dict[str, tuple[Callable[..., bytes], Callable[[bytes], bytes] | None]] = {
    ".txt": (trec, None),
    ".txt.gz": (trec, gzip.compress),
    ".txt.xz": (trec, lzma.compress),
    ".csv": (delimited, None),
    ".parquet": (parquet, None),
    ".arrow": (ipc_file, None),
    ".arrows": (ipc_stream, None),
}
TEXT = tuple(suffix for suffix, (write, _) in FORMATS.items() if write in (trec, delimited))
