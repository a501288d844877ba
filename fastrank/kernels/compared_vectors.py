"""Sixteen pairs of values compared at once, and whole numbers counted lane by lane.

As in `fastrank.kernels.vectors`, each operation's Python definition is its law.
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from fastrank.kernels.vector_type import I32, LANES, Lanes, compare, numbers, operation, splat


@operation
def each(typing, value):  # type: ignore[no-untyped-def]
    """Repeat a whole number as sixteen counts."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return splat(builder, builder.trunc(arguments[0], I32))

    return Lanes(types.int32)(types.int64), codegen


@operation
def how_many_follow(typing, n):  # type: ignore[no-untyped-def]
    """Return for each lane how many of n things come after its own."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        last = builder.sub(splat(builder, builder.trunc(arguments[0], I32)), numbers([1] * LANES))
        left = builder.sub(last, numbers(range(LANES)))
        zeros = numbers([0] * LANES)
        return builder.select(compare(builder, ">", left, zeros), left, zeros)

    return Lanes(types.int32)(types.int64), codegen


@operation
def plus(typing, a, b):  # type: ignore[no-untyped-def]
    """Add lane by lane."""
    return a(a, b), lambda context, builder, signature, arguments: builder.add(*arguments)


@operation
def minus(typing, a, b):  # type: ignore[no-untyped-def]
    """Subtract lane by lane."""
    return a(a, b), lambda context, builder, signature, arguments: builder.sub(*arguments)


@operation
def times(typing, a, b):  # type: ignore[no-untyped-def]
    """Multiply lane by lane."""
    return a(a, b), lambda context, builder, signature, arguments: builder.mul(*arguments)


def _one_more(builder: Any, counts: Any, where: Any) -> Any:
    """One masked addition, where subtracting a sign-extended mask is two operations."""
    return builder.select(where, builder.add(counts, numbers([1] * LANES)), counts)


@operation
def count_equal(typing, counts, a, b):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane where two are equal."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, a, b = arguments
        return _one_more(builder, counts, compare(builder, "==", a, b))

    return counts(counts, a, b), codegen


@operation
def count_unequal(typing, counts, a, b):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane where two differ and neither is NaN."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, a, b = arguments
        return _one_more(builder, counts, compare(builder, "!=", a, b))

    return counts(counts, a, b), codegen


@operation
def count_untied(typing, counts, xa, xb, ya, yb):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane where both pairs differ and nothing is NaN."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, xa, xb, ya, yb = arguments
        untied = builder.and_(compare(builder, "!=", xa, xb), compare(builder, "!=", ya, yb))
        return _one_more(builder, counts, untied)

    return counts(counts, xa, xb, ya, yb), codegen


@operation
def count_discordant(typing, counts, xa, xb, ya, yb):  # type: ignore[no-untyped-def]
    """Add one to the count of every lane where both pairs differ, one up and one down."""

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        counts, xa, xb, ya, yb = arguments
        untied = builder.and_(compare(builder, "!=", xa, xb), compare(builder, "!=", ya, yb))
        opposed = builder.xor(compare(builder, ">", xa, xb), compare(builder, ">", ya, yb))
        return _one_more(builder, counts, builder.and_(untied, opposed))

    return counts(counts, xa, xb, ya, yb), codegen
