"""The ids of a Parquet run: decoded from its pages, and by pyarrow."""

from __future__ import annotations

import fastrank as fr

from . import input_files, parquet_ids
from .cases import CASES, dimensions


class ParquetIds:
    """Query and document ids, without scores."""

    params = (CASES["table_sizes"], ["fastrank", "pyarrow"], CASES["threads"])
    param_names = ("size", "engine", "threads")
    version = "1"

    def setup(self, size: str, engine: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.path = input_files.parquet_files(*dimensions(size)).run
        self.read = parquet_ids.by_pages if engine == "fastrank" else parquet_ids.by_pyarrow
        self.time_read()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_read(self, *_: object) -> None:
        self.read(self.path)

    def peakmem_read(self, *_: object) -> None:
        self.time_read()
