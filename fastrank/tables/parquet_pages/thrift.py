"""Thrift's compact protocol, as far as Parquet's footers and headers of pages use it."""

from __future__ import annotations

from typing import Any

from fastrank.tables.parquet_pages.not_covered import NotCoveredError

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, STRUCT = 1, 2, 3, 4, 5, 6, 7, 8, 9, 12
_DEPTH = 12  # of structs and lists within each other

Fields = dict[tuple[int, int], Any]


def read_struct(data: memoryview, at: int, depth: int = _DEPTH) -> tuple[Fields, int]:
    """Return a struct's fields by number and type, and where it ends; ``IndexError`` where `data` ends before it."""
    fields: Fields = {}
    number = 0
    while byte := data[at]:
        number, kind, at = number + (byte >> 4), byte & 15, at + 1
        if byte < 16 or not depth:  # fields that are not in order: nobody writes them
            raise NotCoveredError
        if kind in (TRUE, FALSE):
            fields[number, TRUE] = kind == TRUE
        else:
            fields[number, kind], at = _value(data, at, kind, depth - 1)
    return fields, at + 1


def _value(data: memoryview, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in (I16, I32, I64):
        value, at = _varint(data, at)
        return (value >> 1) ^ -(value & 1), at
    if kind == BINARY:
        size, at = _varint(data, at)
        return data[at : at + size], at + size
    if kind == STRUCT:
        return read_struct(data, at, depth)
    if kind == LIST and depth:
        return _list(data, at, depth - 1)
    if kind in (BYTE, DOUBLE):
        return None, at + (1 if kind == BYTE else 8)
    raise NotCoveredError


def _list(data: memoryview, at: int, depth: int) -> tuple[list[Any], int]:
    n, kind, at = data[at] >> 4, data[at] & 15, at + 1
    if n == 15:
        n, at = _varint(data, at)
    values = []
    for _ in range(n):
        value, at = _value(data, at, BYTE if kind in (TRUE, FALSE) else kind, depth)
        values.append(value)
        if at > len(data):
            raise IndexError
    return values, at


def _varint(data: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while (byte := data[at]) >= 128:
        value |= (byte & 127) << shift
        shift, at = shift + 7, at + 1
        if shift > 63:
            raise NotCoveredError
    return value | byte << shift, at + 1
