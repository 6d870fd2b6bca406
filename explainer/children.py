"""Child processes: how they are started, their priority, and their end when the parent process ends."""

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
"""Environment variables that limit numerical libraries to one thread."""
LOWEST_NICENESS = 19
ABANDONED = 3
"""Exit code after standard input was closed."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a child process: this process's, with the project in `PYTHONPATH`."""
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | dict(more or {})


def module(name: str, *arguments: str, more: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The arguments of `subprocess.Popen` that start a module of the project.

    Ctrl-C in the server's terminal does not reach the process. It gets a new process group but no new session: with
    autogroups, Linux would give sessions equal processor time, whatever their niceness.
    """
    started: dict[str, Any] = {"args": [sys.executable, "-m", name, *arguments], "env": environment(more)}
    if sys.platform == "win32":
        return started | {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return started | {"process_group": 0}


def lower_priority(process_id: int | None = None, niceness: int = LOWEST_NICENESS) -> None:
    """Lowers a process's priority, so that pages come first, unless `EXPLAINER_WORKER_PRIORITY` is `normal`.

    Args:
        process_id: By default, this process.
        niceness: Ignored on Windows.
    """
    if read_environment().worker_priority == "normal":
        return
    psutil.Process(process_id).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if psutil.WINDOWS else niceness)


def end_with_standard_input() -> None:
    """Ends the process when its standard input closes, so that it never outlives its parent. Input is discarded."""
    threading.Thread(target=_end_with_standard_input, daemon=True).start()


def _end_with_standard_input() -> None:
    # Not sys.stdin: a thread that blocks in it would delay the interpreter's shutdown.
    while os.read(0, 1):
        pass
    # No cleanup is needed: files are written atomically, and lines without buffering.
    os._exit(ABANDONED)
