"""show_config: what this installation runs on."""

from __future__ import annotations

import os
import platform

from fastrank import parallel


def show_config() -> dict[str, str]:
    """Print, and return, versions, processor, threads and where compiled kernels are kept."""
    import llvmlite
    import llvmlite.binding
    import numba
    import numpy
    import pyarrow

    import fastrank
    from fastrank.kernels.cache_place import cache_directory

    config = {
        "fastrank": fastrank.__version__,
        "python": platform.python_version(),
        "numpy": numpy.__version__,
        "numba": f"{numba.__version__} (llvmlite {llvmlite.__version__})",
        "pyarrow": pyarrow.__version__,
        "system": platform.platform(),
        "processor": f"{llvmlite.binding.get_host_cpu_name()}, {os.cpu_count()} processors",
        "threads": str(parallel.get_num_threads()),
        "kernel cache": str(cache_directory() or "none"),
        "JIT": "off (NUMBA_DISABLE_JIT)" if numba.config.DISABLE_JIT else "on",
    }
    width = max(map(len, config))
    print("\n".join(f"{name:{width}}  {value}" for name, value in config.items()))
    return config
