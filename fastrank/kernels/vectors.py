"""Sixteen values at a time: the few vector operations that range kernels need, in portable LLVM vectors.

LLVM's own vectoriser left the count of larger lanes scalar (157 ns a list where 15 do), and whether it helps
changes with its version. These operations are vectors from the start, of any width the processor has.
Each has a Python definition, which is its law and is what runs under ``NUMBA_DISABLE_JIT=1``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba.core import types

from fastrank.kernels.vector_type import (
    I32,
    INTS,
    LANES,
    LINE,
    MEMBERS,
    Lanes,
    compare,
    extreme,
    fold,
    numbers,
    operation,
    splat,
)

_Codegen = Callable[[Any, Any, Any, Any], Any]


def _place(builder: Any, pointer: Any, at: Any, vector: Any) -> Any:
    return builder.bitcast(builder.gep(pointer, [at]), vector.as_pointer())


@operation
def pointer(typing, array, at):  # type: ignore[no-untyped-def]
    """Return ``array[at:]`` of a contiguous (flattened) array or pointer, unchecked and without a reference to it.

    Handing arrays to small functions costs two atomic reference counts an array and call: ranking 14 values
    took 92 ns that way. Numba frees an array after its last use, so whoever allocates an array must hand it
    to another function, and only that one may take pointers.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        data, at = arguments
        if not isinstance(array, types.CPointer):
            data = context.make_array(array)(context, builder, data).data
        return builder.gep(data, [at])

    return types.CPointer(array.dtype)(array, types.int64), codegen


@operation
def aligned(typing, array):  # type: ignore[no-untyped-def]
    """Return a pointer to the first whole cache line of an array.

    A vector that crosses a line waits for both when it is read back: ranking took 130 or 176 ns a row,
    as the allocator chose.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        data = context.make_array(array)(context, builder, arguments[0]).data
        address = builder.ptrtoint(data, ir.IntType(64))
        up = builder.and_(builder.add(address, address.type(LINE - 1)), address.type(-LINE))
        return builder.inttoptr(up, data.type)

    return types.CPointer(array.dtype)(array), codegen


@operation
def word(typing, data, at):  # type: ignore[no-untyped-def]
    """Read eight bytes from `at` on as one number, the first byte lowest."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        place = builder.bitcast(builder.gep(*arguments[:1], arguments[1:]), ir.IntType(64).as_pointer())
        return builder.load(place, align=1)

    return types.uint64(data, types.int64), codegen


@operation
def put_word(typing, number, data, at):  # type: ignore[no-untyped-def]
    """Write a number's eight bytes from `at` on, the lowest first."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        number, data, at = arguments
        builder.store(number, builder.bitcast(builder.gep(data, [at]), number.type.as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(types.uint64, data, types.int64), codegen


@operation
def load(typing, values, at):  # type: ignore[no-untyped-def]
    """Read sixteen values from `at` on."""
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        place = _place(builder, *arguments, context.get_value_type(lanes))
        return builder.load(place, align=values.dtype.bitwidth // 8)

    return lanes(values, types.int64), codegen


@operation
def gather(typing, values, items, at):  # type: ignore[no-untyped-def]
    """Read the values of the sixteen items (int32) from `at` on: in registers, as a wide load that follows
    sixteen narrow stores waits for all of them."""
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        values, items, at = arguments
        gathered = ir.Constant(context.get_value_type(lanes), ir.Undefined)
        for lane in range(LANES):
            item = builder.load(builder.gep(items, [builder.add(at, at.type(lane))]))
            value = builder.load(builder.gep(values, [builder.sext(item, at.type)]))
            gathered = builder.insert_element(gathered, value, I32(lane))
        return gathered

    return lanes(values, items, types.int64), codegen


@operation
def load_apart(typing, values, at, step):  # type: ignore[no-untyped-def]
    """Read sixteen values that lie `step` apart, the first at `at`.

    LLVM made gathers and scatters of the loop that transposes: 45 of the 96 ns a list of 20.
    """
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        values, at, step = arguments
        column = ir.Constant(context.get_value_type(lanes), ir.Undefined)
        for lane in range(LANES):
            value = builder.load(builder.gep(values, [builder.add(at, builder.mul(step, step.type(lane)))]))
            column = builder.insert_element(column, value, I32(lane))
        return column

    return lanes(values, types.int64, types.int64), codegen


@operation
def store(typing, lanes, values, at):  # type: ignore[no-untyped-def]
    """Write sixteen values from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        place = _place(builder, arguments[1], arguments[2], arguments[0].type)
        builder.store(arguments[0], place, align=values.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(lanes, values, types.int64), codegen


@operation
def store_chosen(typing, bits, start, values, at):  # type: ignore[no-untyped-def]
    """Write ``start + lane`` for every set bit from `at` on; up to 16 places are overwritten."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        bits, start, values, at = arguments
        chosen = builder.bitcast(builder.trunc(bits, ir.IntType(LANES)), ir.VectorType(ir.IntType(1), LANES))
        items = builder.add(splat(builder, builder.trunc(start, I32)), numbers(range(LANES)))
        kind = ir.FunctionType(INTS, [INTS, chosen.type, INTS])
        name = "llvm.experimental.vector.compress.v16i32"  # LLVM 20; its store form is microcode on Zen 4
        compress = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        packed = builder.call(compress, [items, chosen, ir.Constant(INTS, ir.Undefined)])
        builder.store(packed, _place(builder, values, at, INTS), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, values, types.int64), codegen


@operation
def count_bits(typing, bits):  # type: ignore[no-untyped-def]
    """Count the set bits."""
    return types.int64(types.int64), lambda context, builder, signature, arguments: builder.ctpop(*arguments)


@operation
def no_counts(typing):  # type: ignore[no-untyped-def]
    """Return sixteen counts of zero."""
    return Lanes(types.int32)(), lambda context, builder, signature, arguments: numbers([0] * LANES)


@operation
def larger(typing, a, b):  # type: ignore[no-untyped-def]
    """Take the larger value lane by lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.select(compare(builder, ">", *arguments), *arguments)

    return a(a, b), codegen


@operation
def largest(typing, lanes):  # type: ignore[no-untyped-def]
    """Return the largest lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return fold(builder, ">", *arguments)

    return lanes.dtype(lanes), codegen


@operation
def keep_smaller(typing, lanes, value):  # type: ignore[no-untyped-def]
    """Set the lanes that are not smaller than a value to the lowest value there is."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, value = arguments
        return builder.select(
            compare(builder, "<", lanes, splat(builder, value)), lanes, extreme(lanes.type, -1)
        )

    return lanes(lanes, lanes.dtype), codegen


@operation
def count_nan(typing, counts, lanes):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane that is NaN."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lanes = arguments
        if not isinstance(lanes.type.element, ir.FloatType | ir.DoubleType):
            return counts
        return builder.sub(counts, builder.sext(builder.fcmp_unordered("uno", lanes, lanes), INTS))

    return counts(counts, lanes), codegen


@operation
def keep_from(typing, lanes, lane):  # type: ignore[no-untyped-def]
    """Set the lanes before `lane` to the lowest value there is."""
    return lanes(lanes, types.int64), _keeping(">=")


@operation
def keep_before(typing, lanes, lane):  # type: ignore[no-untyped-def]
    """Set the lanes from `lane` on to the lowest value there is."""
    return lanes(lanes, types.int64), _keeping("<")


def _keeping(sign: str) -> _Codegen:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lanes, lane = arguments
        kept = builder.icmp_signed(sign, numbers(range(LANES)), splat(builder, builder.trunc(lane, I32)))
        return builder.select(kept, lanes, extreme(lanes.type, -1))

    return codegen


@operation
def bits_larger(typing, lanes, value):  # type: ignore[no-untyped-def]
    """Set bit `i` if lane `i` is larger than a value."""
    return types.int64(lanes, lanes.dtype), _bits(">")


@operation
def bits_at_least(typing, lanes, value):  # type: ignore[no-untyped-def]
    """Set bit `i` if lane `i` is at least a value."""
    return types.int64(lanes, lanes.dtype), _bits(">=")


def _bits(sign: str) -> _Codegen:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        true = compare(builder, sign, arguments[0], splat(builder, arguments[1]))
        return builder.zext(builder.bitcast(true, ir.IntType(LANES)), ir.IntType(64))

    return codegen


@operation
def smallest_counted_below(typing, lanes, counts, k):  # type: ignore[no-untyped-def]
    """Return the smallest lane whose count is less than `k`, or the highest value there is."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, counts, k = arguments
        few = builder.icmp_signed("<", counts, splat(builder, builder.trunc(k, I32)))
        return fold(builder, "<", builder.select(few, lanes, extreme(lanes.type, 1)))

    return lanes.dtype(lanes, counts, types.int64), codegen


@operation
def count_larger(typing, counts, others, lanes):  # type: ignore[no-untyped-def]
    """Add to each count how many of the others are larger than its lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, others, lanes = arguments
        for other in range(LANES):
            value = builder.shuffle_vector(others, others, numbers([other] * LANES))
            counts = builder.sub(counts, builder.sext(compare(builder, ">", value, lanes), INTS))
        return counts

    return counts(counts, others, lanes), codegen


@operation
def count_no_less(typing, counts, lanes, value):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane that is at least a value."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lanes, value = arguments
        return builder.sub(counts, builder.sext(compare(builder, ">=", lanes, splat(builder, value)), INTS))

    return counts(counts, lanes, lanes.dtype), codegen


@operation
def count_members(typing, counts, lanes, values):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane that equals one of the first `MEMBERS` values."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, lanes, values = arguments
        member = ir.Constant(ir.VectorType(ir.IntType(1), LANES), [0] * LANES)
        for i in range(MEMBERS):
            value = splat(builder, builder.load(builder.gep(values, [ir.IntType(64)(i)])))
            member = builder.or_(member, compare(builder, "==", lanes, value))
        return builder.sub(counts, builder.sext(member, INTS))

    return counts(counts, lanes, values), codegen


@operation
def total(typing, counts):  # type: ignore[no-untyped-def]
    """Return the sum of sixteen counts."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        (sums,) = arguments
        for width in (8, 4, 2, 1):
            moved = numbers((lane + width) % LANES for lane in range(LANES))
            sums = builder.add(sums, builder.shuffle_vector(sums, sums, moved))
        return builder.sext(builder.extract_element(sums, I32(0)), ir.IntType(64))

    return types.int64(counts), codegen


@operation
def fill(typing, values, at, value):  # type: ignore[no-untyped-def]
    """Write a value, converted to a float64, to sixteen places from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        values, at, value = arguments
        number = splat(builder, context.cast(builder, value, signature.args[2], types.float64))
        builder.store(number, _place(builder, values, at, number.type), align=8)
        return context.get_dummy_value()

    return types.void(values, types.int64, value), codegen
