"""Where compiled kernels are kept: one directory per hash of every source a kernel can read."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import sys
import time
import warnings
from pathlib import Path

import llvmlite
import numba

_PACKAGE = Path(__file__).resolve().parent.parent

# Kernels live here and may only read constants and functions from here (a test enforces it).
KERNEL_PACKAGES = ("correlation", "kernels", "metrics", "significance")

_PRUNE_AFTER_DAYS = 30


@functools.cache
def sources_salt() -> str:
    """Hash of all kernel sources and of the compiler that reads them."""
    digest = hashlib.sha256(f"{numba.__version__} {llvmlite.__version__} {sys.version_info[:2]}".encode())
    for package in KERNEL_PACKAGES:
        for path in sorted((_PACKAGE / package).glob("**/*.py")):
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:24]


@functools.cache
def cache_directory() -> Path | None:
    """The directory of this version's machine code, or None (with one warning) where none can be written.

    ``FASTRANK_CACHE_DIR`` names the parent; a directory that is already there is used without a write probe,
    so one baked into a read-only image is read. ``FASTRANK_CACHE_DIR=off`` switches the cache off.
    """
    chosen = os.environ.get("FASTRANK_CACHE_DIR", "")
    if chosen.lower() in ("off", "0"):
        return None
    try:
        root = Path(chosen).expanduser() if chosen else _user_directory()
        directory = root / f"kernels-{sources_salt()}"
        if directory.is_dir():
            _mark_used(directory)
            return directory
        directory.mkdir(parents=True, exist_ok=True)
        _prune(root, keep=directory)
    except (OSError, RuntimeError) as error:  # RuntimeError: no home directory
        warnings.warn(
            f"fastrank keeps no compiled kernels, so every process compiles anew: {error}. "
            "Set FASTRANK_CACHE_DIR to a writable directory.",
            RuntimeWarning,
            stacklevel=2,
        )
        return None
    return directory


def kept_kernels() -> int:
    """How many signatures the directory holds."""
    directory = cache_directory()
    return 0 if directory is None else sum(1 for _ in directory.glob("*.nbc"))


def _user_directory() -> Path:
    if os.name == "nt":
        return Path(os.environ.get("LOCALAPPDATA", "~")).expanduser() / "fastrank"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/fastrank").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "fastrank"


def _mark_used(directory: Path) -> None:
    """Refresh the time that pruning goes by, at most once a day."""
    try:
        if time.time() - directory.stat().st_mtime > 86_400:
            os.utime(directory)
    except OSError:
        pass  # a directory in a read-only image is never pruned either


def _prune(root: Path, keep: Path) -> None:
    """Drop directories of other versions that no process has used for a month."""
    oldest = time.time() - _PRUNE_AFTER_DAYS * 86_400
    for directory in root.glob("kernels-*"):
        if directory != keep and directory.stat().st_mtime < oldest:
            shutil.rmtree(directory, ignore_errors=True)
