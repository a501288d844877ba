"""Sixteen values at a time: the few vector operations that range kernels need, in portable LLVM vectors.

LLVM's own vectoriser left the count of larger lanes scalar (157 ns a list where 15 do), and whether it helps
changes with its version. These operations are vectors from the start, of any width the processor has.
Each has a Python definition, which is its law and is what runs under ``NUMBA_DISABLE_JIT=1``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from fastrank.kernels import vectors_in_python as law

LANES = 16
_I32 = ir.IntType(32)
_INTS = ir.VectorType(_I32, LANES)
_Codegen = Callable[[Any, Any, Any, Any], Any]


class Lanes(types.Type):  # type: ignore[misc]
    """Sixteen numbers of one type in registers."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Lanes({dtype})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, ir.VectorType(manager[lanes.dtype].get_data_type(), LANES))


def _operation(typing_function: Callable[..., Any]) -> Any:
    """Pair an intrinsic with the Python function of the same name."""
    if numba.config.DISABLE_JIT:
        return getattr(law, typing_function.__name__)
    return intrinsic(typing_function)


def _numbers(numbers: Iterable[int]) -> Any:
    return ir.Constant(_INTS, list(numbers))


def _splat(builder: Any, scalar: Any) -> Any:
    """Repeat a scalar in every lane."""
    undefined = ir.Constant(ir.VectorType(scalar.type, LANES), ir.Undefined)
    return builder.shuffle_vector(
        builder.insert_element(undefined, scalar, _I32(0)), undefined, _numbers([0] * LANES)
    )


def _compare(builder: Any, sign: str, a: Any, b: Any) -> Any:
    real = isinstance(a.type.element, ir.FloatType | ir.DoubleType)
    return (builder.fcmp_ordered if real else builder.icmp_signed)(sign, a, b)


def _extreme(vector: Any, sign: int) -> Any:
    """The lowest or the highest value in every lane."""
    element = vector.element
    if isinstance(element, ir.IntType):
        value: float = (1 << (element.width - 1)) - (sign > 0)
        return ir.Constant(vector, [value if sign > 0 else -value] * LANES)
    return ir.Constant(vector, [sign * float("inf")] * LANES)


def _place(builder: Any, pointer: Any, at: Any, vector: Any) -> Any:
    return builder.bitcast(builder.gep(pointer, [at]), vector.as_pointer())


@_operation
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


@_operation
def load(typing, values, at):  # type: ignore[no-untyped-def]
    """Read sixteen values from `at` on."""
    lanes = Lanes(values.dtype)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        place = _place(builder, *arguments, context.get_value_type(lanes))
        return builder.load(place, align=values.dtype.bitwidth // 8)

    return lanes(values, types.int64), codegen


@_operation
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
            gathered = builder.insert_element(gathered, value, _I32(lane))
        return gathered

    return lanes(values, items, types.int64), codegen


@_operation
def store(typing, lanes, values, at):  # type: ignore[no-untyped-def]
    """Write sixteen values from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        place = _place(builder, arguments[1], arguments[2], arguments[0].type)
        builder.store(arguments[0], place, align=values.dtype.bitwidth // 8)
        return context.get_dummy_value()

    return types.void(lanes, values, types.int64), codegen


@_operation
def store_chosen(typing, bits, start, values, at):  # type: ignore[no-untyped-def]
    """Write ``start + lane`` for every set bit from `at` on; up to 16 places are overwritten."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        bits, start, values, at = arguments
        chosen = builder.bitcast(builder.trunc(bits, ir.IntType(LANES)), ir.VectorType(ir.IntType(1), LANES))
        items = builder.add(_splat(builder, builder.trunc(start, _I32)), _numbers(range(LANES)))
        kind = ir.FunctionType(_INTS, [_INTS, chosen.type, _INTS])
        name = "llvm.experimental.vector.compress.v16i32"  # LLVM 20; its store form is microcode on Zen 4
        compress = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        packed = builder.call(compress, [items, chosen, ir.Constant(_INTS, ir.Undefined)])
        builder.store(packed, _place(builder, values, at, _INTS), align=4)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, values, types.int64), codegen


@_operation
def count_bits(typing, bits):  # type: ignore[no-untyped-def]
    """Count the set bits."""
    return types.int64(types.int64), lambda context, builder, signature, arguments: builder.ctpop(*arguments)


@_operation
def no_counts(typing):  # type: ignore[no-untyped-def]
    """Return sixteen counts of zero."""
    return Lanes(types.int32)(), lambda context, builder, signature, arguments: _numbers([0] * LANES)


@_operation
def larger(typing, a, b):  # type: ignore[no-untyped-def]
    """Take the larger value lane by lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return builder.select(_compare(builder, ">", *arguments), *arguments)

    return a(a, b), codegen


@_operation
def keep_from(typing, lanes, lane):  # type: ignore[no-untyped-def]
    """Set the lanes before `lane` to the lowest value there is."""
    return lanes(lanes, types.int64), _keeping(">=")


@_operation
def keep_before(typing, lanes, lane):  # type: ignore[no-untyped-def]
    """Set the lanes from `lane` on to the lowest value there is."""
    return lanes(lanes, types.int64), _keeping("<")


def _keeping(sign: str) -> _Codegen:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        lanes, lane = arguments
        kept = builder.icmp_signed(sign, _numbers(range(LANES)), _splat(builder, builder.trunc(lane, _I32)))
        return builder.select(kept, lanes, _extreme(lanes.type, -1))

    return codegen


@_operation
def bits_larger(typing, lanes, value):  # type: ignore[no-untyped-def]
    """Set bit `i` if lane `i` is larger than a value."""
    return types.int64(lanes, lanes.dtype), _bits(">")


@_operation
def bits_at_least(typing, lanes, value):  # type: ignore[no-untyped-def]
    """Set bit `i` if lane `i` is at least a value."""
    return types.int64(lanes, lanes.dtype), _bits(">=")


def _bits(sign: str) -> _Codegen:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        true = _compare(builder, sign, arguments[0], _splat(builder, arguments[1]))
        return builder.zext(builder.bitcast(true, ir.IntType(LANES)), ir.IntType(64))

    return codegen


@_operation
def smallest_counted_below(typing, lanes, counts, k):  # type: ignore[no-untyped-def]
    """Return the smallest lane whose count is less than `k`, or the highest value there is."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        lanes, counts, k = arguments
        few = builder.icmp_signed("<", counts, _splat(builder, builder.trunc(k, _I32)))
        folded = builder.select(few, lanes, _extreme(lanes.type, 1))
        for width in (8, 4, 2, 1):
            moved = _numbers((lane + width) % LANES for lane in range(LANES))
            other = builder.shuffle_vector(folded, folded, moved)
            folded = builder.select(_compare(builder, "<", folded, other), folded, other)
        return builder.extract_element(folded, _I32(0))

    return lanes.dtype(lanes, counts, types.int64), codegen


@_operation
def count_larger(typing, counts, others, lanes):  # type: ignore[no-untyped-def]
    """Add to each count how many of the others are larger than its lane."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, others, lanes = arguments
        for other in range(LANES):
            value = builder.shuffle_vector(others, others, _numbers([other] * LANES))
            counts = builder.sub(counts, builder.sext(_compare(builder, ">", value, lanes), _INTS))
        return counts

    return counts(counts, others, lanes), codegen
