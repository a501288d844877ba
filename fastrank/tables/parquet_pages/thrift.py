"""Thrift's compact protocol, as far as headers of Parquet pages use it."""

from __future__ import annotations

from typing import Any

from fastrank.tables.parquet_pages.not_covered import NotCoveredError

TRUE, FALSE, I16, I32, I64, BINARY, STRUCT = 1, 2, 4, 5, 6, 8, 12
_DEPTH = 4  # of structs within structs; headers have two

Fields = dict[tuple[int, int], Any]


def read_struct(data: memoryview, at: int, depth: int = _DEPTH) -> tuple[Fields, int]:
    """Return a struct's fields by number and type, and where it ends; ``IndexError`` where `data` ends before it."""
    fields: Fields = {}
    number = 0
    value: Any = None
    while byte := data[at]:
        number, kind, at = number + (byte >> 4), byte & 15, at + 1
        if byte < 16 or not depth:  # fields that are not in order: nobody writes them
            raise NotCoveredError
        if kind in (I16, I32, I64):
            value, at = _varint(data, at)
            value = (value >> 1) ^ -(value & 1)
        elif kind == BINARY:
            size, at = _varint(data, at)
            value, at = None, at + size  # bounds of statistics: not needed
        elif kind == STRUCT:
            value, at = read_struct(data, at, depth - 1)
        elif kind in (TRUE, FALSE):
            value, kind = kind == TRUE, TRUE
        else:
            raise NotCoveredError
        fields[number, kind] = value
    return fields, at + 1


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while (byte := data[at]) >= 128:
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if shift > 63:
            raise NotCoveredError
    return value | byte << shift, at + 1
