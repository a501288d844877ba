"""Output files that are whole or absent."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file under a temporary name in its folder and rename it once it is complete.

    An error or Ctrl-C leaves neither a partial file nor the temporary one; a file that was there stays as it was.
    What is no regular file (``/dev/stdout``, a pipe) is written to as it is.
    """
    target = Path(path)
    if target.exists() and not target.is_file():
        target.write_bytes(content)
        return
    target = target.resolve()  # a link keeps pointing at the file
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions that the file has, or those that the process gives new files."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def check_writable(path: str | os.PathLike[str]) -> None:
    """Raise before the work, not after it, if a file cannot be written."""
    target = Path(path)
    folder = target.resolve().parent
    if target.is_dir():
        raise IsADirectoryError(f"{path}: is a folder, not a file")
    if not folder.is_dir():
        raise FileNotFoundError(f"{path}: there is no folder {folder}")
    if not target.exists() and not os.access(folder, os.W_OK):
        raise PermissionError(f"{path}: no permission to write in {folder}")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(f"{path}: no permission to write")
