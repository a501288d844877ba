"""Sixteen counters or sums in registers, one for each digit of four bits: see `fastrank.kernels.vectors`."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba.core import types

from fastrank.kernels.vector_type import I32, INTS, LANES, Lanes, numbers, operation, splat


def _below(builder: Any, lane: Any) -> Any:
    return builder.icmp_signed("<", numbers(range(LANES)), splat(builder, builder.trunc(lane, I32)))


@operation
def no_sums(typing):  # type: ignore[no-untyped-def]
    """Return sixteen sums of 0.0."""
    zeros = ir.Constant(ir.VectorType(ir.DoubleType(), LANES), [0.0] * LANES)
    return Lanes(types.float64)(), lambda context, builder, signature, arguments: zeros


@operation
def count_below(typing, counts, lane):  # type: ignore[no-untyped-def]
    """Add one to the counts of the lanes below `lane`."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lane = arguments
        return builder.sub(counts, builder.sext(_below(builder, lane), INTS))

    return counts(counts, types.int64), codegen


@operation
def add_below(typing, sums, lane, value):  # type: ignore[no-untyped-def]
    """Add a value to the sums of the lanes below `lane`."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        sums, lane, value = arguments
        return builder.select(_below(builder, lane), builder.fadd(sums, splat(builder, value)), sums)

    return sums(sums, types.int64, types.float64), codegen


@operation
def lane_of(typing, lanes, lane):  # type: ignore[no-untyped-def]
    """Return one lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, lane = arguments
        return builder.extract_element(lanes, builder.trunc(lane, I32))

    return lanes.dtype(lanes, types.int64), codegen
