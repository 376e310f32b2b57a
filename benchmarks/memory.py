"""Read how much memory this process has and had, for the benchmarks of large bodies."""

import resource
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")


def read_memory(field: str) -> int:
    """Give a figure of the system about this process.

    Args:
        field: `"VmRSS"` for what it has now, `"VmHWM"` for the most it ever had.

    Returns:
        KiB. Where there is no `/proc`, the most it ever had stands for both.
    """
    if not _STATUS.exists():
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak // 1024 if sys.platform == "darwin" else peak
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1])
    raise LookupError(f"{_STATUS} has no {field}")
