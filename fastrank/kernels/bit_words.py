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
    """Keep two counts below 2^32 in one word, so that one sum serves both."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        low, high = arguments
        return builder.add(low, builder.shl(high, ir.Constant(_VECTOR, [32] * WORDS)))

    return _WORDS(low, high), codegen


@_operation
def add_sums(typing, a, b, c, d, counts, at, below):  # type: ignore[no-untyped-def]
    """Add the sums of `a`, `b`, `c`, `d` to the counts at `at`, ``at + 1``, `below` and ``below + 1``.

    Four sums share their shuffles: one by one they took as long as all words of vectors of 50.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        *vectors, counts, at, below = arguments
        ab, cd = _halves(builder, *vectors[:2]), _halves(builder, *vectors[2:])
        _add_pair(builder, _quarters(builder, ab), counts, at)
        _add_pair(builder, _quarters(builder, cd), counts, below)
        return context.get_dummy_value()

    return types.void(a, b, c, d, counts, types.int64, types.int64), codegen


def _shuffled(builder: Any, a: Any, b: Any, lanes: list[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(ir.IntType(32), len(lanes)), lanes))


def _halves(builder: Any, a: Any, b: Any) -> Any:
    """Sums of neighbouring lanes of `a` and of `b`, in turns."""
    even = _shuffled(builder, a, b, [0, 8, 2, 10, 4, 12, 6, 14])
    return builder.add(even, _shuffled(builder, a, b, [1, 9, 3, 11, 5, 13, 7, 15]))


def _quarters(builder: Any, sums: Any) -> Any:
    """Sums of the even and of the odd lanes."""
    four = builder.add(
        _shuffled(builder, sums, sums, [0, 1, 2, 3]), _shuffled(builder, sums, sums, [4, 5, 6, 7])
    )
    return builder.add(_shuffled(builder, four, four, [0, 1]), _shuffled(builder, four, four, [2, 3]))


def _add_pair(builder: Any, pair: Any, counts: Any, at: Any) -> None:
    place = builder.bitcast(builder.gep(counts, [at]), pair.type.as_pointer())
    builder.store(builder.add(builder.load(place, align=8), pair), place, align=8)


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
