"""The one place that names numba's flags and decides where compiled code is kept.

Numba's own cache can lie: it does not notice an edited callee or imported constant in another file, and
processes that compile at once can leave one key pointing at another key's code. Here the directory is named
by a hash over every source file a kernel can read, and entries are saved under a file lock.
"""

from __future__ import annotations

import contextlib
import functools
import os
import pickle
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numba
import numpy as np
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator

from fastrank.kernels.cache_place import cache_directory, sources_salt

_Function = TypeVar("_Function", bound=Callable[..., Any])

# No fastmath: reassociated sums would differ between machines. `numpy` division needs no zero checks.
FLAGS = {"nogil": True, "error_model": "numpy", "fastmath": False}

_KERNELS: list[Any] = []

# What reading a file cut short, or written by other code, raises.
_DAMAGED = (EOFError, pickle.UnpicklingError, AttributeError, ImportError, IndexError)


def kernel(function: _Function) -> _Function:
    """Compile a module-level range loop on first use and keep its machine code on disk.

    With ``NUMBA_DISABLE_JIT=1`` the function stays plain Python, to be debugged; it is then only kept from
    warning where hashes and random streams wrap around, as compiled code does.
    """
    if numba.config.DISABLE_JIT:
        return np.errstate(all="ignore")(function)
    dispatcher = numba.njit(**FLAGS)(function)
    directory = cache_directory()
    if directory is not None:
        dispatcher._cache = _SaltedCache(function)
    _KERNELS.append(dispatcher)
    return dispatcher


def inlined(function: _Function) -> _Function:
    """Compile a small function that only kernels call; it is cached as a part of its callers."""
    if numba.config.DISABLE_JIT:
        return function
    return numba.njit(inline="never", **FLAGS)(function)


def spliced(function: _Function) -> _Function:
    """Put a small function's body into the kernels that call it, before they are compiled.

    A call counts references to every array it passes, atomically: 50 of the 200 ns a document costs where
    the judgement index is handed on. Branchy functions run slower this way; they stay :func:`inlined`.
    """
    if numba.config.DISABLE_JIT:
        return function
    return numba.njit(inline="always", **FLAGS)(function)


def cache_counts() -> tuple[int, int]:
    """How many signatures were loaded from disk, and how many were compiled, in this process."""
    stats = [dispatcher.stats for dispatcher in _KERNELS if dispatcher.overloads]
    return (
        sum(sum(stat.cache_hits.values()) for stat in stats),
        sum(sum(stat.cache_misses.values()) for stat in stats),
    )


class _SaltedLocator(_CacheLocator):
    """Yields our directory; numba's other locators are never asked, so code is never kept elsewhere."""

    def __init__(self, function: Callable[..., Any], file: str) -> None:
        package, module = Path(file).parent.name, Path(file).stem
        self._disambiguator = f"{package}.{module}.{function.__code__.co_firstlineno}"
        self._py_file = file

    @classmethod
    def from_function(cls, function: Callable[..., Any], file: str) -> _SaltedLocator:
        return cls(function, file)

    def get_cache_path(self) -> str:
        return str(cache_directory())

    def ensure_cache_path(self) -> None:
        Path(self.get_cache_path()).mkdir(parents=True, exist_ok=True)

    def get_source_stamp(self) -> str:
        return sources_salt()

    def get_disambiguator(self) -> str:
        return self._disambiguator


class _SaltedImplementation(CompileResultCacheImpl):
    _locator_classes = [_SaltedLocator]  # noqa: RUF012 - numba reads a class attribute


class _SaltedCache(FunctionCache):
    _impl_class = _SaltedImplementation

    def load_overload(self, signature: Any, context: Any) -> Any:
        # A file cut short by a full disk or a killed process is a miss, never an error.
        with contextlib.suppress(OSError, *_DAMAGED):
            return super().load_overload(signature, context)

    def save_overload(self, signature: Any, data: Any) -> None:
        try:
            with _locked(cache_directory()):
                try:
                    super().save_overload(signature, data)
                except _DAMAGED:  # the index was cut short: begin it anew
                    self.flush()
                    super().save_overload(signature, data)
        except OSError as error:
            _warn_once(str(error))


@contextlib.contextmanager
def _locked(directory: Path | None) -> Iterator[None]:
    """Hold the directory's lock: two processes must not both add to one index."""
    if directory is None:
        yield
        return
    directory.mkdir(parents=True, exist_ok=True)
    with open(directory / ".lock", "a+b") as file:
        if os.name == "nt":  # pragma: no cover - posix runners
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined]
            try:
                yield
            finally:
                file.seek(0)
                msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
            yield  # closing the file releases the lock


@functools.cache
def _warn_once(reason: str) -> None:
    warnings.warn(
        f"fastrank cannot keep compiled kernels ({reason}): every process compiles anew. "
        "Set FASTRANK_CACHE_DIR to a writable directory.",
        RuntimeWarning,
        stacklevel=2,
    )
