"""Limits the memory that the server retains after visitors have left."""

import ctypes
import os
import platform

# The number of memory pools, from malloc.h of the GNU C library.
_M_ARENA_MAX = -8


def limit_memory_pools(count: int = 2) -> None:
    """Limits the memory pools of the GNU C library, if the server uses it.

    Otherwise threads get their own pools, up to eight per core, which retain the memory that a visitor's thread has
    freed. If `MALLOC_ARENA_MAX` is set, the library uses that value instead.
    """
    if platform.libc_ver()[0] == "glibc" and "MALLOC_ARENA_MAX" not in os.environ:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, count)
