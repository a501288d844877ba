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
_HALVES = ir.VectorType(ir.IntType(16), 2 * LANES)


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
    """Turn each of the 32 halves of sixteen words, a number u below 2^16, into its Poisson(1) weight.

    Compared 16 bits wide, twice as many at once as LLVM makes of the plain loop.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        u = builder.bitcast(arguments[0], _HALVES)
        weight = ir.Constant(_HALVES, [0] * 32)
        for more, threshold in enumerate(POISSON_THRESHOLDS, 1):
            reached = builder.icmp_unsigned(">=", u, ir.Constant(_HALVES, [threshold] * 32))
            # One masked move: of `weight + 1` LLVM makes two operations.
            weight = builder.select(reached, ir.Constant(_HALVES, [more] * 32), weight)
        return builder.bitcast(weight, INTS)

    return lanes(lanes), codegen


@operation
def low_bytes(typing, a, b, c, d):  # type: ignore[no-untyped-def]
    """Put the lowest bytes of four times sixteen words together, the first one lowest."""
    return a(a, b, c, d), _four_bytes(low=True)


@operation
def high_bytes(typing, a, b, c, d):  # type: ignore[no-untyped-def]
    """Put the lowest bytes of the upper halves of four times sixteen words together, the first one lowest.

    Both operations take words whose other bytes are 0.
    """
    return a(a, b, c, d), _four_bytes(low=False)


def _four_bytes(*, low: bool) -> Any:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b, c, d = arguments
        byte, half = numbers([8] * LANES), numbers([16] * LANES)
        front = builder.or_(a, builder.shl(b, byte))
        back = builder.or_(c, builder.shl(d, byte))
        if low:
            return builder.or_(builder.and_(front, numbers([0xFFFF] * LANES)), builder.shl(back, half))
        return builder.or_(builder.lshr(front, half), builder.and_(back, numbers([-0x10000] * LANES)))

    return codegen


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
