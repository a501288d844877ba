"""Vector operations that part sixteen integers by one bit and count inversions: see `fastrank.kernels.vectors`."""

from __future__ import annotations

from typing import Any

import llvmlite.binding
import numba
from llvmlite import ir
from numba.core import types

from fastrank.kernels.vector_type import I32, INTS, LANES, Lanes, numbers, operation, splat

_I16, _I64 = ir.IntType(LANES), ir.IntType(64)
_CHOSEN = ir.VectorType(ir.IntType(1), LANES)


def packs_lanes() -> bool:
    """Whether the processor moves chosen lanes together at once; elsewhere LLVM does so lane by lane."""
    features = numba.config.CPU_FEATURES
    if features is None:
        features = llvmlite.binding.get_host_cpu_features().flatten()
    return "+avx512f" in features


def _lanes_of(builder: Any, bits: Any) -> Any:
    return builder.bitcast(builder.trunc(bits, _I16), _CHOSEN)


def _call(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    kind = ir.FunctionType(result, [value.type for value in arguments])
    known = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(known, arguments)


@operation
def bits_set(typing, lanes, bit):  # type: ignore[no-untyped-def]
    """Set bit `i` if lane `i` has the bit `bit`."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, bit = arguments
        mask = splat(builder, builder.shl(I32(1), builder.trunc(bit, I32)))
        true = builder.icmp_unsigned("!=", builder.and_(lanes, mask), numbers([0] * LANES))
        return builder.zext(builder.bitcast(true, _I16), _I64)

    return types.int64(lanes, types.int64), codegen


@operation
def store_kept(typing, lanes, bits, values, at):  # type: ignore[no-untyped-def]
    """Write the lanes of the set bits from `at` on, and nothing behind them."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, bits, values, at = arguments
        name = "llvm.experimental.vector.compress.v16i32"  # its store form is microcode on Zen 4
        packed = _call(builder, name, INTS, lanes, _lanes_of(builder, bits), ir.Constant(INTS, ir.Undefined))
        kept = builder.trunc(builder.ctpop(builder.and_(bits, _I64((1 << LANES) - 1))), I32)
        first = builder.icmp_signed("<", numbers(range(LANES)), splat(builder, kept))
        place = builder.bitcast(builder.gep(values, [at]), INTS.as_pointer())
        _call(builder, "llvm.masked.store.v16i32.p0", ir.VoidType(), packed, place, I32(4), first)
        return context.get_dummy_value()

    return types.void(lanes, types.int64, values, types.int64), codegen


@operation
def count_kept(typing, counts, bits):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane whose bit is set."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, bits = arguments
        return builder.sub(counts, builder.sext(_lanes_of(builder, bits), INTS))

    return counts(counts, types.int64), codegen


@operation
def total_places(typing, counts):  # type: ignore[no-untyped-def]
    """Return the sum of lane number times count."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        wide = ir.VectorType(_I64, LANES)
        products = builder.mul(builder.sext(arguments[0], wide), ir.Constant(wide, list(range(LANES))))
        return _call(builder, "llvm.vector.reduce.add.v16i64", _I64, products)

    return types.int64(counts), codegen


@operation
def count_inverted(typing, counts, lanes):  # type: ignore[no-untyped-def]
    """Add to each count how many lanes before its own are larger."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lanes = arguments
        lowest = ir.Constant(INTS, [-(1 << 31)] * LANES)
        for back in range(1, LANES):
            moved = numbers(lane - back if lane >= back else LANES for lane in range(LANES))
            earlier = builder.shuffle_vector(lanes, lowest, moved)
            counts = builder.sub(counts, builder.sext(builder.icmp_signed(">", earlier, lanes), INTS))
        return counts

    return Lanes(types.int32)(counts, lanes), codegen
