"""Loops that several metrics and tests share; imports NumPy and numba only."""
