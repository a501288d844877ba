"""A numba type of sixteen numbers in registers, and what building its operations takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numba
from llvmlite import ir
from numba.core import types
from numba.extending import intrinsic, models, register_model

from fastrank.kernels import vectors_in_python as law

LANES = 16
MEMBERS = law.MEMBERS
LINE = 64  # bytes of a cache line: slack of sixteen numbers is enough to begin at one
I32 = ir.IntType(32)
INTS = ir.VectorType(I32, LANES)


class Lanes(types.Type):
    """Sixteen numbers of one type in registers."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        super().__init__(name=f"Lanes({dtype})")


@register_model(Lanes)
class _LanesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, lanes: Lanes) -> None:
        super().__init__(manager, lanes, ir.VectorType(manager[lanes.dtype].get_data_type(), LANES))


def operation(typing_function: Callable[..., Any]) -> Any:
    """Pair an intrinsic with the Python function of the same name."""
    if numba.config.DISABLE_JIT:
        return getattr(law, typing_function.__name__)
    return intrinsic(typing_function)


def numbers(values: Iterable[int]) -> Any:
    """Sixteen constant integers."""
    return ir.Constant(INTS, list(values))


def splat(builder: Any, scalar: Any) -> Any:
    """Repeat a scalar in every lane."""
    undefined = ir.Constant(ir.VectorType(scalar.type, LANES), ir.Undefined)
    return builder.shuffle_vector(
        builder.insert_element(undefined, scalar, I32(0)), undefined, numbers([0] * LANES)
    )


def compare(builder: Any, sign: str, a: Any, b: Any) -> Any:
    """Compare lane by lane."""
    real = isinstance(a.type.element, ir.FloatType | ir.DoubleType)
    return (builder.fcmp_ordered if real else builder.icmp_signed)(sign, a, b)


def extreme(vector: Any, sign: int) -> Any:
    """The lowest or the highest value in every lane."""
    element = vector.element
    if isinstance(element, ir.IntType):
        value: float = (1 << (element.width - 1)) - (sign > 0)
        return ir.Constant(vector, [value if sign > 0 else -value] * LANES)
    return ir.Constant(vector, [sign * float("inf")] * LANES)


def fold(builder: Any, sign: str, lanes: Any) -> Any:
    """Return the lane that compares so with every other: the largest, or the smallest."""
    for width in (8, 4, 2, 1):
        moved = numbers((lane + width) % LANES for lane in range(LANES))
        other = builder.shuffle_vector(lanes, lanes, moved)
        lanes = builder.select(compare(builder, sign, lanes, other), lanes, other)
    return builder.extract_element(lanes, I32(0))
