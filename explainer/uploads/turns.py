"""Who may have an upload read, and when: a class that brings files back together waits its turn, a flood is refused."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from explainer.errors import ExplainerError


class Turns:
    """Lets a few at a time do something with uploads of their own.

    Args:
        most_bytes: How much those that wait or have their turn may hold in memory together; one alone may have more.
        patience_seconds: How long one waits.
    """

    def __init__(self, at_once: int, most_bytes: int, patience_seconds: float) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._most_bytes = most_bytes
        self._patience_seconds = patience_seconds
        self._held_bytes = 0
        self._lock = threading.Lock()

    @contextmanager
    def turn(self, size: int) -> Iterator[None]:
        """Waits for a turn.

        Args:
            size: How many bytes the upload has.

        Raises:
            ExplainerError: `upload_busy` if too much is waiting, or if it takes too long.
        """
        with self._held(size):
            if not self._free.acquire(timeout=self._patience_seconds):
                raise ExplainerError("upload_busy", f"Expected a turn; received none in {self._patience_seconds} s.")
            try:
                yield
            finally:
                self._free.release()

    @contextmanager
    def _held(self, size: int) -> Iterator[None]:
        with self._lock:
            if self._held_bytes and self._held_bytes + size > self._most_bytes:
                message = f"Expected at most {self._most_bytes} bytes of uploads at once; received {size} more."
                raise ExplainerError("upload_busy", message)
            self._held_bytes += size
        try:
            yield
        finally:
            with self._lock:
                self._held_bytes -= size
