"""Sixteen Philox blocks at once: see `fastrank.kernels.random_streams`, whose definition is the law.

Words are held in the lower halves of 64-bit lanes, blocks of even number in one vector and of odd number in another,
so that both multiply at once and interleave without a shuffle. What stands in the upper halves never matters.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.types.containers import UniTuple

from fastrank.kernels.random_streams import PHILOX_MULTIPLIERS, PHILOX_STEPS
from fastrank.kernels.vector_type import I32, INTS, LANES, Lanes, operation

_FOUR = UniTuple(Lanes(types.int32), 4)
_I64 = ir.IntType(64)
_WIDE = ir.VectorType(_I64, LANES // 2)


@operation
def philox_blocks(typing, key, block, domain, seed):  # type: ignore[no-untyped-def]
    """Return four times sixteen words: of one query in sixteen blocks from `block` on, an even number."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        key, block, domain, seed = arguments
        low, high = _repeat(builder, key), _repeat(builder, builder.lshr(key, _I64(32)))
        first = _repeat(builder, block)
        blocks = [builder.add(first, ir.Constant(_WIDE, list(range(odd, LANES, 2)))) for odd in (0, 1)]
        last = _repeat(builder, domain)
        return _words(context, builder, [(low, high, at, last) for at in blocks], seed)

    return _FOUR(types.uint64, types.int64, types.int64, types.uint64), codegen


@operation
def philox_queries(typing, keys, at, block, domain, seed):  # type: ignore[no-untyped-def]
    """Return four times sixteen words: of one block of the sixteen queries from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        keys, at, block, domain, seed = arguments
        place = builder.bitcast(builder.gep(keys, [at]), ir.VectorType(_I64, LANES).as_pointer())
        sixteen = builder.load(place, align=8)
        middle, last = _repeat(builder, block), _repeat(builder, domain)
        counters = []
        for odd in (0, 1):
            chosen = ir.Constant(ir.VectorType(I32, LANES // 2), list(range(odd, LANES, 2)))
            key = builder.shuffle_vector(sixteen, sixteen, chosen)
            counters.append((key, builder.lshr(key, _constant(32)), middle, last))
        return _words(context, builder, counters, seed)

    return _FOUR(keys, types.int64, types.int64, types.int64, types.uint64), codegen


def _words(context: Any, builder: Any, counters: list[Any], seed: Any) -> Any:
    """The words of both vectors of blocks, interleaved."""
    even, odd = (_rounds(builder, counter, seed) for counter in counters)
    low, up = _constant(0xFFFFFFFF), _constant(32)
    words = [
        builder.bitcast(builder.or_(builder.and_(a, low), builder.shl(b, up)), INTS)
        for a, b in zip(even, odd, strict=True)
    ]
    return context.make_tuple(builder, _FOUR, words)


def _rounds(builder: Any, counter: Any, seed: Any) -> Any:
    c0, c1, c2, c3 = counter
    keys = [seed, builder.lshr(seed, _I64(32))]
    low, down = _constant(0xFFFFFFFF), _constant(32)
    for _ in range(10):
        p0, p1 = (
            builder.mul(builder.and_(c, low), _constant(factor))
            for c, factor in zip((c0, c2), PHILOX_MULTIPLIERS, strict=True)
        )
        k0, k1 = (_repeat(builder, key) for key in keys)
        c0 = builder.xor(builder.xor(builder.lshr(p1, down), c1), k0)
        c2 = builder.xor(builder.xor(builder.lshr(p0, down), c3), k1)
        c1, c3 = p1, p0
        keys = [builder.add(key, _I64(step)) for key, step in zip(keys, PHILOX_STEPS, strict=True)]
    return c0, c1, c2, c3


def _constant(value: int) -> Any:
    return ir.Constant(_WIDE, [value] * (LANES // 2))


def _repeat(builder: Any, scalar: Any) -> Any:
    one = builder.insert_element(ir.Constant(_WIDE, ir.Undefined), scalar, I32(0))
    zeros = ir.Constant(ir.VectorType(I32, LANES // 2), [0] * (LANES // 2))
    return builder.shuffle_vector(one, one, zeros)
