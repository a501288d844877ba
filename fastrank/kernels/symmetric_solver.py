"""Symmetric positive systems of equations, solved in place; rows lie side by side, so inner loops are vectors."""

from __future__ import annotations

from fastrank.kernels.jit import inlined


@inlined
def factor(a):  # type: ignore[no-untyped-def]
    """Factor a symmetric positive matrix in place, from its upper triangle: D on the diagonal, rows of D U above."""
    n = a.shape[0]
    for k in range(n):
        row = a[k]
        for i in range(k + 1, n):
            share = row[i] / row[k]
            if share != 0.0:
                target = a[i]
                for j in range(i, n):
                    target[j] -= share * row[j]


@inlined
def solve(a, x):  # type: ignore[no-untyped-def]
    """Solve in place by what `factor` left."""
    n = a.shape[0]
    for k in range(n):
        share = x[k] / a[k, k]
        for j in range(k + 1, n):
            x[j] -= share * a[k, j]
    for k in range(n - 1, -1, -1):
        total = x[k]
        for j in range(k + 1, n):
            total -= a[k, j] * x[j]
        x[k] = total / a[k, k]
