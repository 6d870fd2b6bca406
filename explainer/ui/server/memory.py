"""Limits on the memory that the server keeps after its visitors have left."""

import ctypes
import os
import platform

# The number of memory pools, from malloc.h of the GNU C library.
_M_ARENA_MAX = -8


def limit_memory_pools(count: int = 2) -> None:
    """Limits the number of memory pools (arenas) of the GNU C library. Does nothing with another C library.

    Otherwise each thread may get its own pool, up to eight per core, which keeps what a visitor's thread has freed.
    `MALLOC_ARENA_MAX` in the environment takes precedence; the library itself reads it.
    """
    if platform.libc_ver()[0] == "glibc" and "MALLOC_ARENA_MAX" not in os.environ:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, count)
