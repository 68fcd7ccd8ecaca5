"""Spares a forward pass the cost of asking the kernel for fresh memory.

glibc maps every large block anew and gives it back when it is freed. A convolutional model on a
CPU allocates and frees feature maps of tens of megabytes in every layer, and would spend a good
part of its time on page faults: see ``benchmarks/forward_pass.py``.
"""

import ctypes
import platform

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_KEPT = 256 * 2**20
"""Bytes: above the largest feature map, and all that may stay with the process unused."""


def keep_freed_memory() -> bool:
    """Let this process keep blocks of up to 256 MiB that it frees, for the next that it needs.

    Returns:
        Whether that was possible: elsewhere than on glibc nothing is changed.
    """
    if platform.libc_ver()[0] != "glibc":
        return False
    mallopt = ctypes.CDLL(None).mallopt
    return bool(mallopt(_M_MMAP_THRESHOLD, _KEPT) and mallopt(_M_TRIM_THRESHOLD, _KEPT))
