"""The NumPy-style call: axis, dtype, NaN, mask and ties, each in one place."""
