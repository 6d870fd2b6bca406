"""A spare worker process, which has loaded TensorFlow, so that the next run starts at once."""

import contextlib
import json
import logging
import math
import subprocess
import threading
import time
from pathlib import Path

import psutil

from explainer.children import module
from explainer.environment import read_environment
from explainer.training.limits.memory import BASE_BYTES

logger = logging.getLogger(__name__)

WORKER = "explainer.training.worker"
IDLE_SECONDS = 600.0
"""How long it waits after the last announcement of a run."""
ROOM_BYTES = 2 * BASE_BYTES
"""The free memory that is required to start it; it ends if less than half of this is free."""


class SpareWorker:
    """At most one waiting process, at a worker's low priority; see the worker's `__main__`. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._expected = -math.inf

    def expect(self) -> None:
        """Announces that a run may soon start."""
        self._expected = time.monotonic()

    def look_after(self, *, may_start: bool) -> None:
        """Starts or ends the process, depending on announcements and free memory; called regularly.

        Args:
            may_start: Whether a run that is added now would start at once.
        """
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                logger.warning("The worker that waited ended with exit code %s", self._process.returncode)
                self._process, self._expected = None, -math.inf
            is_expected = time.monotonic() - self._expected < IDLE_SECONDS and read_environment().spare_worker
            free = psutil.virtual_memory().available
            if self._process is None and is_expected and may_start and free >= ROOM_BYTES:
                waiting = module(WORKER)
                quiet = subprocess.DEVNULL
                self._process = subprocess.Popen(**waiting, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
            elif self._process is not None and not (is_expected and free >= ROOM_BYTES / 2):
                self._end()

    def take(self, directory: Path) -> subprocess.Popen[bytes] | None:
        """Makes the waiting process train a run. Returns the process; `None` if there is none."""
        with self._lock:
            process, self._process = self._process, None
        if process is None or process.stdin is None:
            return None
        try:
            process.stdin.write(json.dumps(str(directory)).encode() + b"\n")
            process.stdin.flush()
        except OSError:
            logger.warning("The worker that waited took no run")
            _kill(process)
            return None
        return process

    def end(self) -> None:
        """Ends the process, and withdraws announcements."""
        with self._lock:
            self._expected = -math.inf
            self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kills a process that has no run, so nothing needs to be saved."""
    with contextlib.suppress(OSError), process:
        process.kill()


SPARE = SpareWorker()
"""The server's spare worker."""
