"""What these decoders leave to pyarrow."""

from __future__ import annotations


class NotCoveredError(Exception):
    """A column chunk that is not the common case, or is damaged: pyarrow reads it, or says what is wrong."""
