"""How far visitors have come with something that they may take up again."""

from __future__ import annotations

import threading
from collections import OrderedDict

VISITORS = 2_000
"""Visitors who are remembered; who has not been here for the longest time is forgotten first."""


class LeftOff:
    """Where each visitor has left off, in memory only. Safe to share between threads."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, visitor: str, place: int) -> None:
        """Remembers how far a visitor has come.

        Args:
            visitor: The visitor's id.
        """
        with self._lock:
            self._places[visitor] = place
            self._places.move_to_end(visitor)
            while len(self._places) > VISITORS:
                self._places.popitem(last=False)

    def get(self, visitor: str) -> int | None:
        """The place that was remembered of a visitor; `None` for a stranger."""
        with self._lock:
            return self._places.get(visitor)
