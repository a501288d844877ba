"""Threads: the only file that knows them. Cuts a range of items into chunks and runs a kernel on each.

A kernel is called as ``kernel(*inputs, lo, hi, *outputs)`` and writes items ``[lo, hi)`` only, so results
cannot depend on how the range is cut. Range kernels on a thread pool were measured equal to numba's
``prange`` on uniform work and twice as fast on skewed work (DESIGN §3), without its threading layers.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import numpy.typing as npt

Progress = Callable[[int, int], None]

# A submit costs 23 to 55 µs here: work below this many elements (about 50 µs of a light kernel) runs inline.
INLINE_ELEMENTS = 20_000
CHUNK_ELEMENTS = 50_000_000  # at most, about 0.1 s: Ctrl-C and progress wait for a chunk
CHUNKS_PER_THREAD = 8  # measured on skewed lists: fewer leaves threads idle, more only costs submits

_state = threading.local()
_pools: dict[tuple[int, int], ThreadPoolExecutor] = {}
_pools_lock = threading.Lock()
_chosen: int | None = None


def set_num_threads(n: int | None) -> None:
    """Use `n` threads from now on in this process; ``None`` goes back to the default.

    The default is ``FASTRANK_NUM_THREADS``, else the processors this process may use. Results never
    depend on it.
    """
    global _chosen
    if n is not None and (not isinstance(n, int | np.integer) or isinstance(n, bool) or n < 1):
        raise ValueError(f"set_num_threads: n must be a positive integer or None, got {n!r}")
    _chosen = None if n is None else int(n)


def get_num_threads() -> int:
    """Return how many threads a call may use."""
    if _chosen is not None:
        return _chosen
    setting = os.environ.get("FASTRANK_NUM_THREADS") or os.environ.get("NUMBA_NUM_THREADS")
    if setting:
        if not setting.isdecimal() or int(setting) < 1:
            raise ValueError(f"FASTRANK_NUM_THREADS must be a positive integer, got {setting!r}")
        return int(setting)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(
    kernel: Callable[..., Any],
    inputs: Sequence[Any],
    outputs: Sequence[Any],
    n_items: int,
    *,
    cost: npt.NDArray[np.int64] | int = 1,
    progress: Progress | None = None,
) -> None:
    """Run ``kernel(*inputs, lo, hi, *outputs)`` over ``range(n_items)``.

    Parameters
    ----------
    kernel
        A range loop from `fastrank.kernels.jit.kernel`.
    inputs, outputs
        Arrays and scalars; inputs are handed over read-only, so that one compiled signature serves
        arrays of any origin.
    n_items
        Length of the range.
    cost
        Elements behind one item, or the offsets (length ``n_items + 1``) of ragged items: chunks are
        balanced by it, and little work runs in the calling thread.
    progress
        Called as ``progress(done, total)`` in the calling thread after each chunk.
    """
    if n_items == 0:
        return
    inputs = [value if type(value) is int else read_only(value) for value in inputs]
    total = n_items * cost if isinstance(cost, int) else int(cost[-1] - cost[0])
    if (n_items == 1 or total <= INLINE_ELEMENTS) and progress is None:  # asking for threads takes 3 µs
        kernel(*inputs, 0, n_items, *outputs)
        return
    n_threads = 1 if getattr(_state, "inside", False) else get_num_threads()
    bounds = _chunk_bounds(n_items, total, cost, n_threads, progress is not None)
    chunks = list(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))
    if n_threads == 1 or len(chunks) == 1:
        for lo, hi in chunks:
            kernel(*inputs, lo, hi, *outputs)
            if progress is not None:
                progress(hi, n_items)
        return
    kernel(*inputs, 0, 0, *outputs)  # compile or load once, in this thread

    def chunk(i: int) -> None:
        kernel(*inputs, *chunks[i], *outputs)

    after = None if progress is None else lambda done, _: progress(int(bounds[done]), n_items)
    _share(chunk, len(chunks), n_threads, after)


def read_only(value: Any) -> Any:
    """A read-only view of an array (arrays inside a named tuple included); other values as they are."""
    if isinstance(value, np.ndarray):
        if value.flags.writeable:
            value = value.view()
            value.setflags(write=False)
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        fields = [read_only(field) for field in value]
        if any(new is not old for new, old in zip(fields, value, strict=True)):
            value = type(value)(*fields)
    return value


def _chunk_bounds(
    n_items: int, total: int, cost: npt.NDArray[np.int64] | int, n_threads: int, stepwise: bool
) -> npt.NDArray[np.int64]:
    if total <= INLINE_ELEMENTS or (n_threads == 1 and not stepwise and total <= CHUNK_ELEMENTS):
        return np.array([0, n_items])
    wanted = (
        1 if n_threads == 1 and not stepwise else CHUNKS_PER_THREAD * max(n_threads, 4 if stepwise else 1)
    )
    n_chunks = min(n_items, max(wanted, -(-total // CHUNK_ELEMENTS)))
    if isinstance(cost, int):
        bounds = np.linspace(0, n_items, n_chunks + 1).astype(np.int64)
    else:
        shares = cost[0] + np.linspace(0, total, n_chunks + 1)
        bounds = np.searchsorted(cost, shares, side="left")
        bounds[0], bounds[-1] = 0, n_items
    return np.unique(bounds)


def _share(work: Callable[[int], None], n_tasks: int, n_threads: int, after: Progress | None = None) -> None:
    """Do ``work(0)``, ``work(1)``, ... in the calling thread and up to ``n_threads - 1`` others.

    The caller works too: where it only waited, two threads took 14.6 ms for what takes them 12.0 this way,
    because workers woke up on the processor that it was about to leave. `after` is called by the caller.
    """
    tasks, taking, stop = iter(range(n_tasks)), threading.Lock(), threading.Event()
    done: list[int] = []

    def take(after: Progress | None = None) -> None:
        _state.inside = True
        try:
            while not stop.is_set():
                with taking:
                    task = next(tasks, None)
                if task is None:
                    return
                work(task)
                done.append(task)
                if after is not None and len(done) < n_tasks:
                    after(len(done), n_tasks)
        except BaseException:
            stop.set()  # an error or Ctrl-C: started tasks end, the others are not begun
            raise
        finally:
            _state.inside = False

    if after is not None:
        after(0, n_tasks)
    helpers = [_pool(n_threads - 1).submit(take) for _ in range(min(n_threads, n_tasks) - 1)]
    try:
        take(after)
    finally:
        for helper in helpers:
            if not helper.cancel():
                helper.exception()
    for helper in helpers:
        if not helper.cancelled():
            helper.result()
    if after is not None:
        after(n_tasks, n_tasks)


def _pool(n_threads: int) -> ThreadPoolExecutor:
    """One pool per process: a forked child must not wait for its parent's threads."""
    key = (os.getpid(), n_threads)
    with _pools_lock:
        if key not in _pools:
            _pools[key] = ThreadPoolExecutor(n_threads, thread_name_prefix="fastrank")
        return _pools[key]


def map_tasks(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    """Apply a Python function that releases the GIL (reading, decoding) to every item, in order."""
    if len(items) <= 1 or get_num_threads() == 1 or getattr(_state, "inside", False):
        return [function(item) for item in items]
    results: list[Any] = [None] * len(items)

    def task(i: int) -> None:
        results[i] = function(items[i])

    _share(task, len(items), get_num_threads())
    return results


def map_streams(
    read: Callable[[Any], Iterable[Any]],
    streams: Sequence[Any],
    work: Callable[[Any], Any],
    n_elements: int,
) -> list[Any]:
    """Apply `work` to all that ``read(stream)`` yields, in any order, while the rest is read.

    One thread reads a stream and works on what it yields; threads that have no stream left help it, so that
    nothing waits while all are busy, and few items are held at once. Little work runs in the calling thread.
    """
    n_threads = 1 if getattr(_state, "inside", False) else get_num_threads()
    if n_threads == 1 or n_elements <= INLINE_ELEMENTS:
        return [work(item) for stream in streams for item in read(stream)]
    shared = _Streams(read, streams, work)
    results: list[Any] = []
    _share(lambda _: results.extend(shared.take_part()), n_threads, n_threads)
    return results


class _Streams:
    """What the threads of one `map_streams` share."""

    def __init__(
        self, read: Callable[[Any], Iterable[Any]], streams: Sequence[Any], work: Callable[[Any], Any]
    ) -> None:
        self._read, self._work = read, work
        self._streams, self._items = deque(streams), deque[Any]()
        self._readers = self._idle = 0
        self._stopped = False
        self._changed = threading.Condition()

    def take_part(self) -> list[Any]:
        """Read streams while there are any, then help those who still read; return what was computed."""
        try:
            return list(self._results())
        except BaseException:
            self.stop()  # after Ctrl-C or an error: what has started ends, the rest is left
            raise

    def _results(self) -> Iterator[Any]:
        while stream := self._next_stream():
            for item in self._read(stream[0]):
                if self._stopped:
                    return
                if not self._handed_over(item):
                    yield self._work(item)
            self._end_stream()
        while item := self._next_item():
            yield self._work(item[0])

    def _next_stream(self) -> tuple[Any] | None:
        with self._changed:
            if self._stopped or not self._streams:
                return None
            self._readers += 1
            return (self._streams.popleft(),)

    def _end_stream(self) -> None:
        with self._changed:
            self._readers -= 1
            self._changed.notify_all()

    def _handed_over(self, item: Any) -> bool:
        """Give an item to a thread that waits for one, if there is any."""
        with self._changed:
            if self._idle <= len(self._items):
                return False
            self._items.append(item)
            self._changed.notify()
            return True

    def _next_item(self) -> tuple[Any] | None:
        with self._changed:
            self._idle += 1
            while self._readers and not self._items and not self._stopped:
                self._changed.wait()
            self._idle -= 1
            return (self._items.popleft(),) if self._items and not self._stopped else None

    def stop(self) -> None:
        """Let every thread end after the item that it has."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
