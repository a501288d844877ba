"""What the processor that kernels are compiled for can do."""

from __future__ import annotations

import functools


@functools.cache
def compiled_for(feature: str) -> bool:
    """Whether compiled code may use a feature by LLVM's name, as ``avx2``; numba's settings come before the machine."""
    import llvmlite.binding
    import numba

    features = numba.config.CPU_FEATURES
    if features is None:
        features = llvmlite.binding.get_host_cpu_features().flatten()
    return f"+{feature}" in features.split(",")
