"""Arrays of a named tuple as pointers: small functions can be handed them without counting references.

A call counts a reference to every array it is given, up and down, atomically, and threads that share the arrays wait
for each other's counts: 33 arrays a call, several calls a query.
"""

from __future__ import annotations

from typing import Any

from numba.core import types

from fastrank.kernels.vector_type import operation


def _bare_type(kind: Any) -> Any:
    if isinstance(kind, types.Array):
        return types.CPointer(kind.dtype)  # type: ignore[attr-defined]
    fields = [_bare_type(field) for field in kind]
    return types.BaseTuple.from_types(fields, kind.instance_class)  # type: ignore[attr-defined]


def _bare(context: Any, builder: Any, kind: Any, value: Any) -> Any:
    if isinstance(kind, types.Array):
        return context.make_array(kind)(context, builder, value).data
    fields = [_bare(context, builder, field, builder.extract_value(value, i)) for i, field in enumerate(kind)]
    return context.make_tuple(builder, _bare_type(kind), fields)


@operation
def bare(typing, arrays):  # type: ignore[no-untyped-def]
    """Return a named tuple (or one of such tuples) with pointers, unchecked, for its contiguous arrays.

    As with :func:`fastrank.kernels.vectors.pointer`, whoever allocates the arrays must hand them to another
    function, and only that one may take pointers.
    """

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        return _bare(context, builder, arrays, arguments[0])

    return _bare_type(arrays)(arrays), codegen
