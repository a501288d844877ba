"""Eight 64-bit words at a time: sets of item pairs as bits, and how many bits two sets share.

The processor counts the bits of 512 at once where it can (AVX-512 VPOPCNTDQ); LLVM lowers the same vectors to
table look-ups or shifts elsewhere. Each operation has a Python definition, which is its law.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from fastrank.kernels import bit_words_in_python as law

WORDS = law.WORDS
_I64 = ir.IntType(64)
_VECTOR = ir.VectorType(_I64, WORDS)


class Words(types.Type):
    """Eight words in registers."""

    def __init__(self) -> None:
        super().__init__(name="Words")


_WORDS = Words()


@register_model(Words)
class _WordsModel(models.PrimitiveModel):
    def __init__(self, manager: Any, words: Words) -> None:
        super().__init__(manager, words, _VECTOR)


def _operation(typing_function: Callable[..., Any]) -> Any:
    """Pair an intrinsic with the Python function of the same name."""
    if numba.config.DISABLE_JIT:
        return getattr(law, typing_function.__name__)
    return intrinsic(typing_function)


def _vector_at(builder: Any, pointer: Any, at: Any) -> Any:
    """Read eight values of any type from an address that need not be a multiple of anything."""
    kind = ir.VectorType(pointer.type.pointee, WORDS).as_pointer()
    return builder.load(builder.bitcast(builder.gep(pointer, [at]), kind), align=8)


def _intrinsic(builder: Any, name: str, result: Any, *arguments: Any) -> Any:
    """Call a vector function of LLVM's own."""
    name, kind = f"llvm.{name}", ir.FunctionType(result, [value.type for value in arguments])
    known = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
    return builder.call(known, arguments)


@_operation
def no_words(typing):  # type: ignore[no-untyped-def]
    """Return eight zeros."""
    return _WORDS(), lambda context, builder, signature, arguments: ir.Constant(_VECTOR, [0] * WORDS)


@_operation
def load_words(typing, words, at):  # type: ignore[no-untyped-def]
    """Read eight words from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return _vector_at(builder, *arguments)

    return _WORDS(words, types.int64), codegen


@_operation
def repeat_word(typing, words, at):  # type: ignore[no-untyped-def]
    """Return the word at `at`, eight times."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        word = builder.load(builder.gep(arguments[0], [arguments[1]]))
        one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), word, ir.IntType(32)(0))
        return builder.shuffle_vector(
            one, one, ir.Constant(ir.VectorType(ir.IntType(32), WORDS), [0] * WORDS)
        )

    return _WORDS(words, types.int64), codegen


@_operation
def fetch_words(typing, words, at):  # type: ignore[no-untyped-def]
    """Have the cache line at `at` brought into the second cache; past an array's end nothing happens."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        i32, byte = ir.IntType(32), ir.IntType(8).as_pointer()
        kind = ir.FunctionType(ir.VoidType(), [byte, i32, i32, i32])
        name = "llvm.prefetch.p0"
        known = builder.module.globals.get(name) or ir.Function(builder.module, kind, name)
        read, second_cache, data = i32(0), i32(2), i32(1)
        place = builder.bitcast(builder.gep(arguments[0], [arguments[1]]), byte)
        builder.call(known, [place, read, second_cache, data])
        return context.get_dummy_value()

    return types.void(words, types.int64), codegen


@_operation
def both(typing, a, b):  # type: ignore[no-untyped-def]
    """Return the bits that are set in both."""
    return _WORDS(a, b), lambda context, builder, signature, arguments: builder.and_(*arguments)


@_operation
def either(typing, a, b):  # type: ignore[no-untyped-def]
    """Return the bits that are set in one and not in the other."""
    return _WORDS(a, b), lambda context, builder, signature, arguments: builder.xor(*arguments)


@_operation
def add_ones(typing, counts, words):  # type: ignore[no-untyped-def]
    """Add to each of eight counts how many bits of its word are set."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, words = arguments
        return builder.add(counts, _intrinsic(builder, f"ctpop.v{WORDS}i64", _VECTOR, words))

    return _WORDS(counts, words), codegen


@_operation
def sum_words(typing, counts):  # type: ignore[no-untyped-def]
    """Return the sum of eight counts."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return _intrinsic(builder, f"vector.reduce.add.v{WORDS}i64", _I64, *arguments)

    return types.int64(counts), codegen


@_operation
def two_counts(typing, low, high):  # type: ignore[no-untyped-def]
    """Keep two counts below 2^32 in one word, so that one addition serves both."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        low, high = arguments
        return builder.add(low, builder.shl(high, ir.Constant(_VECTOR, [32] * WORDS)))

    return _WORDS(low, high), codegen


@_operation
def add_counts(typing, added, counts, at):  # type: ignore[no-untyped-def]
    """Add to the eight counts from `at` on."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        added, counts, at = arguments
        place = builder.bitcast(builder.gep(counts, [at]), _VECTOR.as_pointer())
        builder.store(builder.add(builder.load(place, align=8), added), place, align=8)
        return context.get_dummy_value()

    return types.void(added, counts, types.int64), codegen


def _packed(builder: Any, true: Any) -> Any:
    return builder.zext(builder.bitcast(true, ir.IntType(WORDS)), _I64)


def _comparing(sign: str) -> Callable[..., Any]:
    def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        values, i, j = arguments
        a, b = _vector_at(builder, values, i), _vector_at(builder, values, j)
        if isinstance(a.type.element, ir.DoubleType):
            return _packed(builder, builder.fcmp_ordered(sign, a, b))
        if sign == "ord":
            return _I64((1 << WORDS) - 1)
        return _packed(builder, builder.icmp_signed(sign, a, b))

    return codegen


@_operation
def bits_above(typing, values, i, j):  # type: ignore[no-untyped-def]
    """Set bit `b` if ``values[i + b] > values[j + b]``."""
    return types.int64(values, types.int64, types.int64), _comparing(">")


@_operation
def bits_unlike(typing, values, i, j):  # type: ignore[no-untyped-def]
    """Set bit `b` if ``values[i + b]`` and ``values[j + b]`` are numbers and differ."""
    return types.int64(values, types.int64, types.int64), _comparing("!=")


@_operation
def bits_known(typing, values, i, j):  # type: ignore[no-untyped-def]
    """Set bit `b` if neither ``values[i + b]`` nor ``values[j + b]`` is NaN."""
    return types.int64(values, types.int64, types.int64), _comparing("ord")
