"""What runs in the process that opens an upload: `python -P child.py`, with the task and the file on its input.

Of the project it loads only what reads this kind of file. Before it reads it gives up what it does not need: memory
beyond the task's, processor time, and the right to write or open files and to start processes, as far as the system has
such limits. `guard.py` watches memory and time from outside on every system, and needs no more than the exit code.
"""

import importlib
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from explainer.uploads.refusals import DAMAGED, TOO_MUCH, RefusedError

if sys.platform != "win32":
    import resource

ADDRESS_SPACE = Path("/proc/self/statm")


def main() -> None:
    """Reads the task, then the file, and writes what was asked for."""
    task = json.loads(sys.stdin.buffer.readline())
    # Before the limits: then no file, and so no module, can be opened any more.
    reader = importlib.import_module(f"explainer.uploads.{task['reader']}")
    limit(task["memory_bytes"], task["processor_seconds"])
    content = sys.stdin.buffer.read()
    for array in reader.read(content, task["details"]):
        sys.stdout.buffer.write(array.data)
    sys.stdout.buffer.flush()


def limit(memory_bytes: int, processor_seconds: int) -> None:
    """Gives up what is not needed, for good.

    Args:
        memory_bytes: How much more memory it may ask for, where its address space is known and can be limited (Linux).
        processor_seconds: How long it may compute, in all.
    """
    if sys.platform == "win32":
        return
    limits = {"CPU": processor_seconds, "CORE": 0, "FSIZE": 0, "NOFILE": 3, "NPROC": 0}
    if ADDRESS_SPACE.exists():
        taken = int(ADDRESS_SPACE.read_text().split()[0]) * resource.getpagesize()
        limits["AS"] = taken + memory_bytes
    for name, value in limits.items():
        # Not every system has each of them, or lets it be lowered.
        with suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def _exit_code() -> int:
    try:
        main()
    except RefusedError as refusal:
        return refusal.code
    except MemoryError:
        return TOO_MUCH
    except Exception:  # noqa: BLE001 (of a damaged file a library may say anything)
        return DAMAGED
    return 0


if __name__ == "__main__":
    # Not by way of the interpreter's own end: it, or a library's, might stumble over what the file has done to it.
    os._exit(_exit_code())
