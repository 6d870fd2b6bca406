"""How far visitors have come with something that they may take up again."""

from __future__ import annotations

import threading
from collections import OrderedDict

MOST = 2_000
"""Entries that are kept; the one that was changed longest ago goes first."""


class Progress:
    """How far each visitor has come on each tour, in memory only. Safe to share between threads."""

    def __init__(self) -> None:
        self._numbers: OrderedDict[tuple[str, str], int] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, visitor: str, tour: str, number: int) -> None:
        """Remembers the stop at which a visitor is."""
        with self._lock:
            self._numbers[visitor, tour] = number
            self._numbers.move_to_end((visitor, tour))
            while len(self._numbers) > MOST:
                self._numbers.popitem(last=False)

    def get(self, visitor: str, tour: str) -> int | None:
        """The stop that was remembered; `None` for a stranger."""
        with self._lock:
            return self._numbers.get((visitor, tour))
