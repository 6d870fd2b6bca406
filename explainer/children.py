"""Processes of their own for what must not happen in the server's: how they are started, and what they do first."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

from explainer.environment import read_environment

PROJECT = Path(__file__).resolve().parents[1]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""What a process's environment says if it is to compute in one thread."""
LOWEST_NICENESS = 19
ABANDONED = 3
"""Exit code after the standard input closed."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment, in which another finds the project, wherever the server was started."""
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | dict(more or {})


def module(name: str, *arguments: str, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `subprocess` needs to know to start a module of the project.

    Ctrl-C on the server's terminal does not reach it. No new session: Linux would then weigh it against the server as
    equals, whatever its niceness.
    """
    started: dict[str, Any] = {"args": [sys.executable, "-m", name, *arguments], "env": environment(more)}
    if sys.platform == "win32":
        return started | {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return started | {"process_group": 0}


def lower_priority(process_id: int | None = None, niceness: int = LOWEST_NICENESS) -> None:
    """Lets the pages go first, unless `EXPLAINER_WORKER_PRIORITY` is `normal`.

    Args:
        process_id: Whose priority; by default this process's own.
        niceness: How much they go first, where the system has steps of it (not on Windows).
    """
    if read_environment().worker_priority == "normal":
        return
    psutil.Process(process_id).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else niceness)


def end_with_standard_input() -> None:
    """Ends the process when its standard input closes, on which it reads nothing more: it never outlives its parent."""
    threading.Thread(target=_end_with_standard_input, daemon=True).start()


def _end_with_standard_input() -> None:
    # Not sys.stdin: a thread that waits in it would hinder the interpreter's end.
    while os.read(0, 1):
        pass
    # Nothing to tidy up: files are renamed into place, lines are written at once.
    os._exit(ABANDONED)
