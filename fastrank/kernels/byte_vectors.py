"""Operations on bytes, four in each of sixteen integers: sums of products, and weights and signs made ready for them.

As in `fastrank.kernels.vectors`, each operation's Python definition is its law.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.types.containers import UniTuple

from fastrank.kernels.random_streams import POISSON_THRESHOLDS
from fastrank.kernels.vector_type import INTS, LANES, Lanes, numbers, operation, splat

_LANES = Lanes(types.int32)
_FOUR = UniTuple(_LANES, 4)
_BYTES = ir.VectorType(ir.IntType(8), 4 * LANES)


@operation
def repeat_at(typing, values, at):  # type: ignore[no-untyped-def]
    """Repeat the value at `at` in every lane."""
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return splat(builder, builder.load(builder.gep(arguments[0], [arguments[1]])))

    return lanes(values, types.int64), codegen


@operation
def four_zeros(typing):  # type: ignore[no-untyped-def]
    """Return four times sixteen zeros."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return context.make_tuple(builder, _FOUR, [numbers([0] * LANES)] * 4)

    return _FOUR(), codegen


@operation
def load_four(typing, values, at):  # type: ignore[no-untyped-def]
    """Read four times sixteen integers from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return context.make_tuple(
            builder, _FOUR, [builder.load(place, align=4) for place in _places(builder, *arguments)]
        )

    return _FOUR(values, types.int64), codegen


@operation
def store_four(typing, four, values, at):  # type: ignore[no-untyped-def]
    """Write four times sixteen integers from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        four, values, at = arguments
        for i, place in enumerate(_places(builder, values, at)):
            builder.store(builder.extract_value(four, i), place, align=4)
        return context.get_dummy_value()

    return types.void(four, values, types.int64), codegen


@operation
def add_four(typing, four, values, at):  # type: ignore[no-untyped-def]
    """Add four times sixteen integers to those from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        four, values, at = arguments
        for i, place in enumerate(_places(builder, values, at)):
            more = builder.extract_value(four, i)
            builder.store(builder.add(builder.load(place, align=4), more), place, align=4)
        return context.get_dummy_value()

    return types.void(four, values, types.int64), codegen


def _places(builder: Any, values: Any, at: Any) -> list[Any]:
    starts = [builder.add(at, at.type(LANES * i)) for i in range(4)]
    return [builder.bitcast(builder.gep(values, [start]), INTS.as_pointer()) for start in starts]


@operation
def add_byte_products(typing, sums, unsigned, signed):  # type: ignore[no-untyped-def]
    """Add to each integer four products of its bytes, with the same sixteen signed ones for all four.

    AVX-512 VNNI makes and adds 64 products in one instruction, all exact. LLVM knows no other way to say it, and
    where a processor has no such instruction this does not compile. The name's older form, with integers for
    bytes, is read by every version of LLVM.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        sums, unsigned, signed = arguments
        name, kind = "llvm.x86.avx512.vpdpbusd.512", ir.FunctionType(INTS, [INTS] * 3)
        dot = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        made = [
            builder.call(dot, [builder.extract_value(sums, i), builder.extract_value(unsigned, i), signed])
            for i in range(4)
        ]
        return context.make_tuple(builder, _FOUR, made)

    return _FOUR(_FOUR, _FOUR, _LANES), codegen


@operation
def poisson_weights(typing, lanes):  # type: ignore[no-untyped-def]
    """Turn each of the 64 bytes of sixteen words into its Poisson(1) weight."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        u = builder.bitcast(arguments[0], _BYTES)
        weight = ir.Constant(_BYTES, [0] * 64)
        for more, threshold in enumerate(POISSON_THRESHOLDS, 1):
            reached = builder.icmp_unsigned(">=", u, ir.Constant(_BYTES, [threshold] * 64))
            # One masked move: of `weight + 1` LLVM makes two operations.
            weight = builder.select(reached, ir.Constant(_BYTES, [more] * 64), weight)
        return builder.bitcast(weight, INTS)

    return lanes(lanes), codegen


@operation
def turn_bytes(typing, a, b, c, d):  # type: ignore[no-untyped-def]
    """Bring the bytes of four times sixteen words together, one of each, the first one lowest.

    Word `k` of each four neighbours goes to result `k`, its bytes one to a lane: what two rounds of interleaving
    within the processor's 128-bit lanes make.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        front, back = (_interleaved(builder, *two, 8) for two in (arguments[:2], arguments[2:]))
        four = [lanes for two in zip(front, back, strict=True) for lanes in _interleaved(builder, *two, 16)]
        return context.make_tuple(builder, _FOUR, [builder.bitcast(lanes, INTS) for lanes in four])

    return _FOUR(a, b, c, d), codegen


def _interleaved(builder: Any, a: Any, b: Any, bits: int) -> list[Any]:
    """The lower and the upper half of every 128 bits of two vectors, parts of `bits` in turn."""
    n, own = 512 // bits, 128 // bits
    vector = ir.VectorType(ir.IntType(bits), n)
    a, b = builder.bitcast(a, vector), builder.bitcast(b, vector)
    made = []
    for half in range(2):
        places = [
            which * n + lane + half * own // 2 + at
            for lane in range(0, n, own)
            for at in range(own // 2)
            for which in range(2)
        ]
        made.append(builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), n), places)))
    return made


@operation
def spread_bits(typing, a, b, c, d):  # type: ignore[no-untyped-def]
    """Make bit `i` of four numbers the four bytes of lane `i`, the first one lowest."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        spread = numbers([0] * LANES)
        for byte, bits in enumerate(arguments):
            where = builder.bitcast(
                builder.trunc(bits, ir.IntType(LANES)), ir.VectorType(ir.IntType(1), LANES)
            )
            more = builder.or_(spread, numbers([1 << 8 * byte] * LANES))
            spread = builder.select(where, more, spread)
        return spread

    return _LANES(types.int64, types.int64, types.int64, types.int64), codegen
