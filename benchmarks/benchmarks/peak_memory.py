"""The peak of this process's memory."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mib() -> int:
    """Return this program's peak in MiB; Linux's `ru_maxrss` begins with what its parent had."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) // 1024 for line in status.read_text().splitlines() if "VmHWM" in line)
