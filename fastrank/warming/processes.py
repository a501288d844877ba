"""Compiling in other processes: numba holds one lock a process, and most of its time is Python's."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from multiprocessing.pool import ThreadPool

from fastrank import parallel
from fastrank.kernels.cache_place import cache_directory, kept_kernels
from fastrank.warming import TOPICS


def compile_all(processes: int) -> None:
    """Compile every topic, so many processes at once; what fails there is left to the caller."""
    with ThreadPool(processes) as pool:
        pool.map(lambda topic: _started(topic).wait(), TOPICS, chunksize=1)


@contextlib.contextmanager
def compiling_beside(topics: Sequence[str]) -> Iterator[None]:
    """Meanwhile compile topics, each in a process, where nothing is compiled yet and there is a processor for it."""
    cold = cache_directory() is not None and not kept_kernels()
    wanted = topics if cold and parallel.get_num_threads() > 1 else ()
    started = [_started(topic) for topic in wanted]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
            process.wait()


def _started(topic: str) -> subprocess.Popen[bytes]:
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, "-m", "fastrank.warming", topic], stdin=quiet, stdout=quiet, stderr=quiet
    )
