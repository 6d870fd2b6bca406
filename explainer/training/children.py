"""Processes of their own for what must not happen in the server's."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def module(name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What `subprocess` needs to know to start a module of the project, wherever the server was started.

    Ctrl-C on the server's terminal does not reach it. No new session: Linux would then weigh it against the server as
    equals, whatever its niceness.

    Args:
        name: The module.
        arguments: Its command line.
        environment: What its environment says besides.
    """
    paths = [str(PROJECT), os.environ.get("PYTHONPATH", "")]
    started: dict[str, Any] = {
        "args": [sys.executable, "-m", name, *arguments],
        "env": os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))} | dict(environment or {}),
    }
    if sys.platform == "win32":
        return started | {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return started | {"process_group": 0}
