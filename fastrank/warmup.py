"""warmup: compile everything ahead of time."""

from __future__ import annotations

import time
from typing import Any

from fastrank import parallel


def warmup(*, processes: int | None = None) -> dict[str, Any]:
    """Compile every kernel once, so that no later process on this machine waits for it.

    Run it where an image is built or a cluster node starts, before work fans out. Code is kept in the
    directory that :func:`show_config` prints and is for this processor: on another one it is compiled anew.

    Parameters
    ----------
    processes : int, optional
        How many compile at once; by default as many as there are threads (``FASTRANK_NUM_THREADS``). They are new
        interpreters, and what one cannot do is left to this process.

    Returns
    -------
    dict
        Seconds taken, how many kernel signatures were compiled and how many were there already, and the directory.
    """
    from fastrank.kernels.cache_place import cache_directory, kept_kernels
    from fastrank.kernels.jit import cache_counts
    from fastrank.warming import TOPICS, warm
    from fastrank.warming.processes import compile_all

    start, before = time.perf_counter(), kept_kernels()
    most = parallel.get_num_threads() if processes is None else processes
    if most > 1 and cache_directory() is not None:
        compile_all(most)
    elsewhere = kept_kernels() - before
    for topic in TOPICS:
        warm(topic)
    loaded, compiled = cache_counts()
    return {
        "seconds": round(time.perf_counter() - start, 2),
        "compiled": compiled + elsewhere,
        "loaded": loaded - elsewhere,
        "directory": str(cache_directory() or "none: nothing is kept"),
    }
