"""Bytes damaged in numbered steps, so that a finding can be narrowed down to the steps that matter."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

Rng = np.random.Generator
Step = Callable[[Rng, bytes], bytes]

_WHOLE_NUMBERS = [0, 1, -1, 127, 128, 255, 2**15, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1, -(2**63)]
_PIECES_OF_TEXT = [
    b"\0", b"\r", b"\n", b"\r\n", b"\t", b" ", b"#", b",", b'"', b"nan", b"inf", b"-inf", b"1e999", b"1e-999", b"0x1F",
    b"1_0", b"+1", b".5", b"5.", b"9007199254740993", b"99999999999999999999", "é".encode(), "\u2028".encode(),
    "１".encode(), b"\xff", b"\xef\xbb\xbf", b"\x1a", b"x" * 3000, b"\\", b"1.0", b"--1", b"null", b"true",
]  # fmt: skip


def _at(rng: Rng, data: bytes) -> int:
    """A place, the beginning and the end more often than others."""
    if rng.random() < 0.15:
        return int(max(0, len(data) - 1 - rng.integers(0, 48)))
    return int(rng.integers(0, max(1, len(data))))


def _span(rng: Rng, data: bytes) -> tuple[int, int]:
    begin = _at(rng, data)
    return begin, min(len(data), begin + int(2 ** rng.uniform(0, 8)))


def flip_a_bit(rng: Rng, data: bytes) -> bytes:
    """One bit."""
    at = _at(rng, data)
    return data[:at] + bytes([data[at] ^ 1 << int(rng.integers(8))]) + data[at + 1 :] if data else data


def set_a_byte(rng: Rng, data: bytes) -> bytes:
    """One byte."""
    at, value = _at(rng, data), int(rng.integers(256))
    return data[:at] + bytes([value]) + data[at + 1 :]


def cut(rng: Rng, data: bytes) -> bytes:
    """The end is lost."""
    return data[: _at(rng, data)]


def insert(rng: Rng, data: bytes) -> bytes:
    """Bytes from nowhere."""
    at = _at(rng, data)
    return data[:at] + rng.bytes(int(rng.integers(1, 9))) + data[at:]


def drop(rng: Rng, data: bytes) -> bytes:
    """A block is lost."""
    begin, end = _span(rng, data)
    return data[:begin] + data[end:]


def double(rng: Rng, data: bytes) -> bytes:
    """A block comes twice."""
    begin, end = _span(rng, data)
    return data[:end] + data[begin:]


def swap(rng: Rng, data: bytes) -> bytes:
    """Two blocks that follow each other."""
    begin, end = _span(rng, data)
    middle = (begin + end) // 2
    return data[:begin] + data[middle:end] + data[begin:middle] + data[end:]


def blank(rng: Rng, data: bytes) -> bytes:
    """A block of zeros, or of ones."""
    begin, end = _span(rng, data)
    return data[:begin] + bytes([int(rng.choice([0, 255]))]) * (end - begin) + data[end:]


def lie(rng: Rng, data: bytes) -> bytes:
    """A whole number of four or eight bytes that counts something else."""
    at, value, size = _at(rng, data), int(rng.choice(_WHOLE_NUMBERS)), int(rng.choice([4, 8]))
    return data[:at] + (value % 2 ** (8 * size)).to_bytes(size, "little") + data[at + size :]


def lie_at_the_end(rng: Rng, data: bytes) -> bytes:
    """The length of a footer (Parquet, Arrow IPC: eight and ten bytes from the end)."""
    at = max(0, len(data) - int(rng.choice([8, 10])))
    value = int(rng.choice([*_WHOLE_NUMBERS[:6], len(data), len(data) - 8, len(data) // 2]))
    return data[:at] + (value % 2**32).to_bytes(4, "little") + data[at + 4 :]


def put_text(rng: Rng, data: bytes) -> bytes:
    """Something that a parser may read in another way, in the place of a field or between two."""
    at = _at(rng, data)
    piece = _PIECES_OF_TEXT[int(rng.integers(len(_PIECES_OF_TEXT)))]
    end = at
    if rng.random() < 0.6:  # a whole field
        while at and data[at - 1 : at] not in b" \t\n,":
            at -= 1
        while end < len(data) and data[end : end + 1] not in b" \t\n,":
            end += 1
    return data[:at] + piece + data[end:]


def drop_a_field(rng: Rng, data: bytes) -> bytes:
    """A field of a line of text, with what separates it."""
    lines = data.split(b"\n")
    at = int(rng.integers(len(lines)))
    fields = lines[at].split(b",") if b"," in lines[at] else lines[at].split(b" ")
    del fields[int(rng.integers(len(fields)))]
    lines[at] = (b"," if b"," in lines[at] else b" ").join(fields)
    return b"\n".join(lines)


def move_a_line(rng: Rng, data: bytes) -> bytes:
    """A line of text to another place, or once more there."""
    lines = data.split(b"\n")
    at, to = (int(rng.integers(len(lines))) for _ in range(2))
    line = lines[at] if rng.random() < 0.5 else lines.pop(at)
    lines.insert(to, line)
    return b"\n".join(lines)


ANY: tuple[Step, ...] = (
    flip_a_bit,
    flip_a_bit,
    set_a_byte,
    cut,
    insert,
    drop,
    double,
    swap,
    blank,
    lie,
    lie_at_the_end,
)
OF_TEXT: tuple[Step, ...] = (
    *ANY[:8],
    put_text,
    put_text,
    put_text,
    put_text,
    drop_a_field,
    move_a_line,
    move_a_line,
)


def damaged(
    rng: Rng, data: bytes, steps: tuple[Step, ...], kept: Collection[int] | None
) -> tuple[bytes, list[str]]:
    """Take one to four steps, or those of them that are kept; also say which."""
    taken = []
    for i in range(int(rng.choice([1, 1, 1, 2, 3, 4]))):
        step, own = steps[int(rng.integers(len(steps)))], np.random.default_rng(int(rng.integers(2**62)))
        if kept is None or i in kept:
            data = step(own, data)
            taken.append(step.__name__)
    return data, taken
