"""Eight or sixteen Philox blocks at once: see `fastrank.kernels.random_streams`, whose definition is the law.

Words are held in the lower halves of 64-bit lanes, where they multiply; two vectors of them interleave without a
shuffle. What stands in the upper halves never matters.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.types.containers import UniTuple

from fastrank.kernels.random_streams import PHILOX_MULTIPLIERS, PHILOX_STEPS
from fastrank.kernels.vector_type import I32, INTS, LANES, Lanes, operation

_WORDS = Lanes(types.int32)
_FOUR = UniTuple(_WORDS, 4)
_I64 = ir.IntType(64)
_WIDE = ir.VectorType(_I64, LANES // 2)


@operation
def philox_blocks(typing, keys, at, block, domain, seed):  # type: ignore[no-untyped-def]
    """Return two times sixteen words of each of the four queries from `at` on, in the eight blocks from `block` on.

    Of every query words 1 and 0 of each block in turn; then of every query words 3 and 2.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        keys, at, block, domain, seed = arguments
        blocks = builder.add(_repeat(builder, block), ir.Constant(_WIDE, list(range(LANES // 2))))
        steps = [seed, builder.lshr(seed, _I64(32))]
        queries = [builder.load(builder.gep(keys, [builder.add(at, _I64(i))])) for i in range(4)]
        counters = [_two_rounds(builder, key, blocks, domain, steps) for key in queries]
        steps = _stepped(builder, _stepped(builder, steps))
        for _ in range(7):
            # In step: one query's rounds wait for each other, and the processor looks ahead no further than two.
            counters = [_round(builder, counter, steps) for counter in counters]
            steps = _stepped(builder, steps)
        words = [_last_round(builder, counter, steps) for counter in counters]
        return context.make_tuple(
            builder,
            signature.return_type,
            [context.make_tuple(builder, _FOUR, half) for half in zip(*words, strict=True)],
        )

    return types.Tuple((_FOUR, _FOUR))(keys, types.int64, types.int64, types.int64, types.uint64), codegen


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
    keys = [seed, builder.lshr(seed, _I64(32))]
    for _ in range(10):
        counters = [_round(builder, counter, keys) for counter in counters]
        keys = _stepped(builder, keys)
    even, odd = counters
    low, up = _constant(0xFFFFFFFF), _constant(32)
    words = [
        builder.bitcast(builder.or_(builder.and_(a, low), builder.shl(b, up)), INTS)
        for a, b in zip(even, odd, strict=True)
    ]
    return context.make_tuple(builder, _FOUR, words)


def _two_rounds(builder: Any, key: Any, blocks: Any, domain: Any, keys: list[Any]) -> tuple[Any, ...]:
    """Two rounds of one query in several blocks: what blocks have in common, the first words, is not a vector yet.

    The first product of the blocks is the same for all queries, so that it leaves the loop.
    """
    down, (m0, m1) = _I64(32), PHILOX_MULTIPLIERS
    low = _I64(0xFFFFFFFF)
    product = builder.mul(builder.and_(key, low), _I64(m0))
    c2 = builder.xor(builder.xor(builder.lshr(product, down), domain), keys[1])
    of_block = builder.mul(builder.and_(blocks, _constant(0xFFFFFFFF)), _constant(m1))
    first = _repeat(builder, builder.xor(builder.lshr(key, down), keys[0]))
    c0 = builder.xor(builder.lshr(of_block, _constant(32)), first)
    k0, k1 = _stepped(builder, keys)
    p0 = builder.mul(builder.and_(c0, _constant(0xFFFFFFFF)), _constant(m0))
    p1 = builder.mul(builder.and_(c2, low), _I64(m1))
    c0 = builder.xor(_repeat(builder, builder.xor(builder.lshr(p1, down), k0)), of_block)
    c2 = builder.xor(builder.lshr(p0, _constant(32)), _repeat(builder, builder.xor(product, k1)))
    return c0, _repeat(builder, p1), c2, p0


def _round(builder: Any, counter: tuple[Any, ...], keys: list[Any]) -> tuple[Any, ...]:
    """The counter after a round."""
    c0, c1, c2, c3 = counter
    down = _constant(32)
    p0, p1 = _products(builder, c0, c2)
    k0, k1 = (_repeat(builder, key) for key in keys)
    c0 = builder.xor(builder.xor(builder.lshr(p1, down), c1), k0)
    c2 = builder.xor(builder.xor(builder.lshr(p0, down), c3), k1)
    return c0, p1, c2, p0


def _last_round(builder: Any, counter: tuple[Any, ...], keys: list[Any]) -> list[Any]:
    """Words 1 and 0, and words 3 and 2, side by side: of each product the lower half is a word as it stands."""
    c0, c1, c2, c3 = counter
    p0, p1 = _products(builder, c0, c2)
    up, words = _I64(32), []
    for product, c, key in zip((p1, p0), (c1, c3), keys, strict=True):
        upper = builder.xor(builder.shl(c, _constant(32)), _repeat(builder, builder.shl(key, up)))
        words.append(builder.bitcast(builder.xor(product, upper), INTS))
    return words


def _products(builder: Any, c0: Any, c2: Any) -> list[Any]:
    return [
        builder.mul(builder.and_(c, _constant(0xFFFFFFFF)), _constant(factor))
        for c, factor in zip((c0, c2), PHILOX_MULTIPLIERS, strict=True)
    ]


def _stepped(builder: Any, keys: list[Any]) -> list[Any]:
    """The keys of the next round."""
    return [builder.add(key, _I64(step)) for key, step in zip(keys, PHILOX_STEPS, strict=True)]


def _constant(value: int) -> Any:
    return ir.Constant(_WIDE, [value] * (LANES // 2))


def _repeat(builder: Any, scalar: Any) -> Any:
    one = builder.insert_element(ir.Constant(_WIDE, ir.Undefined), scalar, I32(0))
    zeros = ir.Constant(ir.VectorType(I32, LANES // 2), [0] * (LANES // 2))
    return builder.shuffle_vector(one, one, zeros)
