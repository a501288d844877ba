"""Eight bytes at once, wherever they stand: LLVM joins the shifts below into one unaligned load or store."""

from __future__ import annotations

import numpy as np

from fastrank.kernels.jit import spliced

WORD = np.uint64(8)  # bytes


@spliced
def word_at(data, at):  # type: ignore[no-untyped-def]
    """Return ``data[at:at + 8]`` as one little-endian number; `at` is unsigned, or LLVM cannot join the loads."""
    return (
        np.uint64(data[at])
        | (np.uint64(data[at + np.uint64(1)]) << np.uint64(8))
        | (np.uint64(data[at + np.uint64(2)]) << np.uint64(16))
        | (np.uint64(data[at + np.uint64(3)]) << np.uint64(24))
        | (np.uint64(data[at + np.uint64(4)]) << np.uint64(32))
        | (np.uint64(data[at + np.uint64(5)]) << np.uint64(40))
        | (np.uint64(data[at + np.uint64(6)]) << np.uint64(48))
        | (np.uint64(data[at + np.uint64(7)]) << np.uint64(56))
    )


@spliced
def put_word(word, data, at):  # type: ignore[no-untyped-def]
    """Write a number's eight bytes, little-endian, to ``data[at:at + 8]``."""
    data[at] = word & np.uint64(255)
    data[at + np.uint64(1)] = (word >> np.uint64(8)) & np.uint64(255)
    data[at + np.uint64(2)] = (word >> np.uint64(16)) & np.uint64(255)
    data[at + np.uint64(3)] = (word >> np.uint64(24)) & np.uint64(255)
    data[at + np.uint64(4)] = (word >> np.uint64(32)) & np.uint64(255)
    data[at + np.uint64(5)] = (word >> np.uint64(40)) & np.uint64(255)
    data[at + np.uint64(6)] = (word >> np.uint64(48)) & np.uint64(255)
    data[at + np.uint64(7)] = (word >> np.uint64(56)) & np.uint64(255)
