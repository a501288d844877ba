"""Eight bytes at once, wherever they stand, as one little-endian number.

LLVM makes the same loads and stores of shifted bytes, but numba takes long to compile those: 3.5 s for the kernels that
use them, where these operations leave 1.6. Places are not checked, whatever numba is told.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic

WORD = np.uint64(8)  # bytes


def word_at(data: Any, at: Any) -> Any:
    """Return ``data[at:at + 8]``."""
    return np.uint64(int.from_bytes(data[int(at) : int(at) + 8].tobytes(), "little"))


def put_word(word: Any, data: Any, at: Any) -> None:
    """Write to ``data[at:at + 8]``."""
    data[int(at) : int(at) + 8] = np.frombuffer(int(word).to_bytes(8, "little"), np.uint8)


def _place(context: Any, builder: Any, kind: Any, data: Any, at: Any) -> Any:
    begin = context.make_array(kind)(context, builder, data).data
    return builder.bitcast(builder.gep(begin, [at]), ir.IntType(64).as_pointer())


@intrinsic
def _load(typing, data, at):  # type: ignore[no-untyped-def]
    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.load(_place(context, builder, data, *arguments), align=1)

    return types.uint64(data, types.uint64), codegen


@intrinsic
def _store(typing, word, data, at):  # type: ignore[no-untyped-def]
    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        builder.store(arguments[0], _place(context, builder, data, *arguments[1:]), align=1)
        return context.get_dummy_value()

    return types.void(types.uint64, data, types.uint64), codegen


if not numba.config.DISABLE_JIT:
    word_at, put_word = _load, _store
