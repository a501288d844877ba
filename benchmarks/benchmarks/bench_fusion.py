"""fuse, by ranks and by scores; and leave_one_out, which evaluates all runs once for each of them."""

from __future__ import annotations

import fastrank as fr

from . import input_files
from .cases import CASES, dimensions
from .fusion_runs import fusion_runs

SIZES = ["3x20x100", "5x100x1000", "5x1000x1000"]


class Fuse:
    """Systems × queries × documents; string ids, tables in memory."""

    params = (SIZES, ["rrf", "combmnz", "borda"], CASES["threads"])
    param_names = ("size", "method", "threads")
    version = "1"

    def setup(self, size: str, method: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.runs = fusion_runs(*map(int, size.split("x")))
        self.time_fuse(size, method)

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_fuse(self, size: str, method: str, *_: object) -> None:
        fr.fuse(self.runs, method, normalize="min-max" if method == "combmnz" else None)


class LeaveOneOut:
    """Five runs: one of every query, and four that hold every document of it but some."""

    params = (["20x100", "500x1000"], CASES["threads"])
    param_names = ("size", "threads")
    version = "1"

    def setup(self, size: str, threads: int) -> None:
        fr.set_num_threads(threads)
        self.qrels, run = input_files.tables(*dimensions(size))
        self.runs = {"all": run} | {
            f"without {i}": run.filter([row % 5 != i for row in range(len(run))]) for i in range(4)
        }
        self.time_leave_one_out()

    def teardown(self, *_: object) -> None:
        fr.set_num_threads(None)

    def time_leave_one_out(self, *_: object) -> None:
        fr.leave_one_out(self.qrels, self.runs, ["AP", "nDCG@10"], depth=50)
