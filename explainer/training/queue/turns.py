"""Whose turn it is to train; see `explainer.turns`.

When somebody was served is the date of an empty file named after them: several servers may share it, and it outlives
both a server and a run that its visitor deletes.
"""

import hashlib
import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path

from explainer.training.limits.addresses import requester_at
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.turns import Requester, Waiting, in_turn

logger = logging.getLogger(__name__)

MEMORY_SECONDS = 24 * 3600.0
"""Whoever was served longer ago counts as never served."""


def hashed_name(kind: str, name: str) -> str:
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


class TrainingTurns:
    """Whose turn it is among the runs of a store."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._served = Served(store.shared / "turns")

    def order(self, runs: Iterable[Run]) -> list[Run]:
        """Runs that wait, in the order in which they will be trained."""
        waiting = [Waiting(run, self._requester(run), (self._store.asked(run), run.id)) for run in runs]
        return [one.thing for one in in_turn(waiting, self._served.times())] if waiting else []

    def note(self, run: Run) -> None:
        """Notes that it is a run's turn now."""
        self._served.note(*self._requester(run))

    def _requester(self, run: Run) -> Requester:
        request = self._store.request(run)
        visitor = hashed_name("visitor", (request and request.visitor) or "")
        address = request.address if request else None
        return requester_at(None if address is None else hashed_name("address", address), visitor)
