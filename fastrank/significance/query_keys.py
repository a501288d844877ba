"""A fixed 64-bit key for every query: the same on every machine, in every order and file format.

The key of an id is a hash of the bytes of (stratum, id). Ids are taken eight bytes a step through the
finaliser of splitmix64, which is a bijection: two ids of one length up to eight bytes can never collide.
Other collisions (2.7e-8 likely among a million queries) are refused, because two queries with one key would
be resampled as one.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from fastrank import parallel
from fastrank.kernels.jit import inlined, kernel

Keys = npt.NDArray[np.uint64]

_MASK = 0xFFFFFFFFFFFFFFFF
_START = 0x66617374_72616E6B  # "fastrank"
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _BYTE = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(8)


@inlined
def mix(h):  # type: ignore[no-untyped-def]
    """Finaliser of splitmix64 (Steele, Lea, Flood 2014)."""
    h = (h ^ (h >> _S30)) * _A
    h = (h ^ (h >> _S27)) * _B
    return h ^ (h >> _S31)


@kernel
def hash_ids(data, offsets, start, lo, hi, out):  # type: ignore[no-untyped-def]
    """Hash of every byte string ``data[offsets[i]:offsets[i + 1]]``."""
    for i in range(lo, hi):
        h, word, shift = start, np.uint64(0), np.uint64(0)
        for at in range(offsets[i], offsets[i + 1]):
            word |= np.uint64(data[at]) << shift
            shift += _BYTE
            if shift == np.uint64(64):
                h = mix(h ^ word)
                word, shift = np.uint64(0), np.uint64(0)
        out[i] = mix(mix(h ^ word) ^ np.uint64(offsets[i + 1] - offsets[i]))


def query_keys(queries: Sequence[str], *, stratum: str | Sequence[str] = "") -> Keys:
    """Return the 64-bit key of every query.

    Parameters
    ----------
    queries : sequence of str
        Canonical ids: text, integers in decimal.
    stratum : str or sequence of str
        Name of the data set or stratum, of all or of each: query "1" of two data sets is two queries.

    Returns
    -------
    ndarray of uint64
        In the order of `queries`.

    Raises
    ------
    ValueError
        If two ids have the same key.

    Examples
    --------
    >>> from fastrank.significance.query_keys import query_keys
    >>> [hex(key) for key in query_keys(["1", "2"]).tolist()]
    ['0x1177a34d36bff88a', '0x18bf23e8d4664115']
    """
    if isinstance(stratum, str):
        keys = _hashed(queries, stratum)
    else:
        keys, strata = np.empty(len(queries), dtype=np.uint64), np.array(stratum, dtype=object)
        for one in dict.fromkeys(stratum):
            at = np.flatnonzero(strata == one)
            keys[at] = _hashed([queries[i] for i in at.tolist()], one)
    _refuse_collisions(keys, queries)
    return keys


def _hashed(queries: Sequence[str], stratum: str) -> Keys:
    """Return the keys of the queries of one stratum."""
    return keys_of_bytes(*_bytes_of(queries), stratum)


def keys_of_bytes(data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], stratum: str = "") -> Keys:
    """Return the key of every id ``data[offsets[i]:offsets[i + 1]]`` of one stratum; whether all differ is not seen."""
    start = np.uint64(hash_definition(stratum.encode())) if stratum else np.uint64(_START)
    keys = np.empty(len(offsets) - 1, dtype=np.uint64)
    parallel.run(hash_ids, (data, offsets, start), (keys,), len(keys), cost=8)
    return keys


def _bytes_of(queries: Sequence[str]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]:
    """UTF-8 of all ids, and where each begins: a zero between them is found faster than ids are measured."""
    data = np.frombuffer("\0".join(queries).encode(), dtype=np.uint8)
    zero = data == 0
    offsets = np.zeros(len(queries) + 1, dtype=np.int64)
    ends = np.flatnonzero(zero)
    if len(ends) == len(queries) - 1:
        offsets[1:-1], offsets[-1] = ends - np.arange(len(ends)), len(data) - len(ends)
        return data[~zero], offsets
    parts = [query.encode() for query in queries]  # none, or an id that holds a zero itself
    np.cumsum([len(part) for part in parts], out=offsets[1:])
    return np.frombuffer(b"".join(parts), dtype=np.uint8), offsets


def hash_definition(text: bytes, start: int = _START) -> int:
    """The law for `hash_ids`, in Python integers."""
    h = start
    for at in range(0, len(text) + 1, 8):
        word = int.from_bytes(text[at : at + 8], "little")
        h = _mix_definition(h ^ word)
    return _mix_definition(h ^ len(text))


def _mix_definition(h: int) -> int:
    h = ((h ^ (h >> 30)) * int(_A)) & _MASK
    h = ((h ^ (h >> 27)) * int(_B)) & _MASK
    return h ^ (h >> 31)


def _refuse_collisions(keys: Keys, queries: Sequence[str]) -> None:
    rising = np.sort(keys)  # five times as fast as an order of them
    if (rising[1:] == rising[:-1]).any():
        order = np.argsort(keys, kind="stable")
        same = np.flatnonzero(keys[order[1:]] == keys[order[:-1]])
        one, other = (queries[order[same[0] + step]] for step in (0, 1))
        raise ValueError(
            f"queries {one!r} and {other!r} have the same 64-bit key, so they would be resampled as one; rename one"
        )
