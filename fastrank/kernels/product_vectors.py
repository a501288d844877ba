"""Operations on sixteen numbers that sums of products and counts of larger scores take.

A product is added by one fused operation with one rounding, which IEEE 754 defines: the bits are those of every
machine, and so a sum that runs through its terms in order has the same bits in a vector of scores as alone.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir

from fastrank.kernels.vector_type import INTS, LANES, Lanes, compare, operation, splat


@operation
def no_products(typing, values):  # type: ignore[no-untyped-def]
    """Return sixteen zeros of the type that a pointer has."""
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return ir.Constant(context.get_value_type(lanes), [0.0] * LANES)

    return lanes(values), codegen


@operation
def add_product(typing, sums, lanes, factor):  # type: ignore[no-untyped-def]
    """Add a number times each lane, rounded once."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        sums, lanes, factor = arguments
        return _fused(builder, lanes, splat(builder, factor), sums)

    return sums(sums, sums, sums.dtype), codegen


@operation
def fused(typing, a, b, c):  # type: ignore[no-untyped-def]
    """Return ``a * b + c``, rounded once."""
    return c(c, c, c), lambda context, builder, signature, arguments: _fused(builder, *arguments)


@operation
def count_above(typing, counts, lanes, value):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane that is larger than a value."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lanes, value = arguments
        return builder.sub(counts, builder.sext(compare(builder, ">", lanes, splat(builder, value)), INTS))

    return counts(counts, lanes, lanes.dtype), codegen


def _fused(builder: Any, a: Any, b: Any, c: Any) -> Any:
    """Call it by LLVM's name (``llvm.fma.v16f32``); a processor without it takes the C library's, same bits."""
    vector = isinstance(a.type, ir.VectorType)
    size = "f32" if isinstance(a.type.element if vector else a.type, ir.FloatType) else "f64"
    name = f"llvm.fma.v{LANES}{size}" if vector else f"llvm.fma.{size}"
    kind = ir.FunctionType(a.type, [a.type] * 3)
    fma = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(fma, [a, b, c])
