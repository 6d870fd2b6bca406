"""Whose turn it is: it goes round among addresses, and at each address round among its visitors.

Next is whoever was served least recently; who was never served comes first, and among equals whoever asked first. So a
visitor waits for at most one run of each other address, however many runs, or cookies, somebody there has.

When somebody was served is the date of an empty file named after them: several servers may share it, and it outlives
both a server and a run that its visitor deletes.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.environment import read_environment
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore

logger = logging.getLogger(__name__)

MEMORY_SECONDS = 24 * 3600.0
"""Whoever was served longer ago counts as never served."""


@dataclass(frozen=True)
class Waiting:
    """A run that waits.

    Attributes:
        run_id: The run's id.
        address: Whose turn it is counted as, first of all; see `party`.
        visitor: Whose turn it is counted as at this address.
        asked: When it was asked for, in seconds since 1970.
    """

    run_id: str
    address: str
    visitor: str
    asked: float


def in_turn(waiting: Iterable[Waiting], served: Mapping[str, float]) -> list[Waiting]:
    """The order in which waiting runs will be served if nobody else joins them.

    Args:
        served: When addresses and visitors were served last, in seconds since 1970.
    """
    rest, last = list(waiting), dict(served)
    order: list[Waiting] = []
    while rest:
        chosen = min(
            rest,
            key=lambda run: (last.get(run.address, 0.0), last.get(run.visitor, 0.0), run.asked, run.run_id),
        )
        rest.remove(chosen)
        order.append(chosen)
        # From then on nobody was served more recently.
        last[chosen.address] = last[chosen.visitor] = max(last.values(), default=0.0) + 1.0
    return order


def party(kind: str, name: str) -> str:
    """What an address or a visitor is called here: fit for a file's name, and nobody's secret.

    Args:
        kind: `"address"` or `"visitor"`.
    """
    return f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


class Served:
    """When addresses and visitors were served last.

    Args:
        folder: Where that is kept; made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def times(self) -> dict[str, float]:
        """Who was served when, in seconds since 1970."""
        try:
            with os.scandir(self._folder) as entries:
                times = {entry.name: entry.stat().st_mtime for entry in entries}
        except OSError:
            return {}
        limit = time.time() - MEMORY_SECONDS
        return {name: moment for name, moment in times.items() if moment > limit}

    def note(self, *parties: str) -> None:
        """Notes that they are served now. Where that cannot be written, turns are only less fair."""
        now = time.time_ns()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name in parties:
                path = self._folder / name
                path.touch()
                # The disk's own clock has a coarse grain.
                os.utime(path, ns=(now, now))
            self._forget_old_ones()
        except OSError as error:
            logger.warning("Whose turn it was could not be noted: %r", error)

    def _forget_old_ones(self) -> None:
        known = self.times()
        for path in self._folder.iterdir():
            if path.name not in known:
                path.unlink(missing_ok=True)


class Turns:
    """Whose turn it is among the runs of a store."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._served = Served(store.shared / "turns")

    def order(self, runs: Iterable[Run]) -> list[Run]:
        """Runs that wait, in the order in which they will be trained."""
        by_id = {run.id: run for run in runs}
        if not by_id:
            return []
        waiting = [Waiting(run.id, *self._parties(run), self._store.asked(run)) for run in by_id.values()]
        return [by_id[run.run_id] for run in in_turn(waiting, self._served.times())]

    def note(self, run: Run) -> None:
        """Notes that it is a run's turn now."""
        self._served.note(*self._parties(run))

    def _parties(self, run: Run) -> tuple[str, str]:
        """Its address and its visitor; of visitors who share theirs, each is an address of their own."""
        request = self._store.request(run)
        visitor = party("visitor", (request and request.visitor) or "")
        address = request.address if request else None
        return (visitor if address is None or read_environment().shared_address else party("address", address)), visitor
