"""Processes of their own for what must not happen in the server's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def module(name: str, *arguments: str) -> dict[str, Any]:
    """What `subprocess` needs to know to start a module of the project, wherever the server was started.

    Ctrl-C on the server's terminal does not reach it. No new session: Linux would then weigh it against the server as
    equals, whatever its niceness.

    Args:
        name: The module.
        arguments: Its command line.
    """
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    started: dict[str, Any] = {
        "args": [sys.executable, "-m", name, *arguments],
        "env": os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
    }
    if sys.platform == "win32":
        return started | {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return started | {"process_group": 0}
