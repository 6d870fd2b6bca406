"""How much memory the server keeps after its visitors have gone."""

import ctypes
import os
import platform

# The number of memory pools, from malloc.h of the GNU C library.
_M_ARENA_MAX = -8


def limit_memory_pools(count: int = 2) -> None:
    """Limits the memory pools that the GNU C library keeps, where the server runs with it.

    Each thread may otherwise get a pool of its own, up to eight per core. What a visitor's thread has freed stays in
    that pool. `MALLOC_ARENA_MAX` in the environment comes first, as the library itself reads it.
    """
    if platform.libc_ver()[0] == "glibc" and "MALLOC_ARENA_MAX" not in os.environ:
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, count)
