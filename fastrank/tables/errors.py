"""Errors of reading: what damaged bytes raise, and what files hold as part of a message of one line."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

# What Arrow raises for damaged bytes; a column's name that is not UTF-8 only where it is asked for.
UNREADABLE = (pa.ArrowException, OSError, UnicodeDecodeError)

MOST = 200  # characters of one id; a damaged file may hold an id of megabytes


def shown(value: object) -> str:
    """Return an id, a name or the text of an error; what cannot be printed is escaped.

    >>> shown("doc\\n1"), shown(b"d\\xff"), shown(7)
    ('doc\\\\n1', 'd\\\\xff', '7')
    """
    text = value.decode(errors="backslashreplace") if isinstance(value, bytes) else str(value)
    text = text if len(text) <= MOST else f"{text[:MOST]}..."
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def listed(names: Iterable[object]) -> str:
    """Return names, one after the other."""
    return ", ".join(map(shown, names))


def first_line(error: Exception) -> str:
    """Return what an error says first; Arrow's go on with where it was raised."""
    return shown(str(error).split("\n")[0]) if str(error) else type(error).__name__
