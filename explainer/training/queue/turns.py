"""The order in which visitors' runs are trained; see `explainer.turns`.

The time of somebody's last turn is the modification time of an empty file named after them. Several servers can share
these files, which also outlive restarts and deleted runs.
"""

import hashlib
import logging
import os
import time
from collections.abc import Iterable
from pathlib import Path

from explainer.training.limits.addresses import asker_at
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.turns import Asker, Waiting, in_turn

logger = logging.getLogger(__name__)

MEMORY_SECONDS = 24 * 3600.0
"""Earlier turns are forgotten."""


def hashed_name(kind: str, name: str) -> str:
    """A file name for an address or a visitor, which reveals neither.

    Args:
        kind: `"address"` or `"visitor"`.
    """
    return f"{kind}-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


class Served:
    """The times of the last turns of addresses and visitors.

    Args:
        folder: The folder of the files; created when needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def times(self) -> dict[str, float]:
        """The times by hashed name, in seconds since 1970."""
        try:
            with os.scandir(self._folder) as entries:
                times = {entry.name: entry.stat().st_mtime for entry in entries}
        except OSError:
            return {}
        limit = time.time() - MEMORY_SECONDS
        return {name: moment for name, moment in times.items() if moment > limit}

    def note(self, *parties: str) -> None:
        """Records that it is their turn now. If that cannot be written, turns are only less fair."""
        now = time.time_ns()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for name in parties:
                path = self._folder / name
                path.touch()
                # The file system's own clock is too coarse.
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
    """The order of a store's waiting runs."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._served = Served(store.shared / "turns")

    def order(self, runs: Iterable[Run]) -> list[Run]:
        """Sorts waiting runs into the order in which they will be trained."""
        waiting = [Waiting(run, self._asker(run), (self._store.asked(run), run.id)) for run in runs]
        return [one.thing for one in in_turn(waiting, self._served.times())] if waiting else []

    def note(self, run: Run) -> None:
        """Records that it is a run's turn now."""
        self._served.note(*self._asker(run))

    def _asker(self, run: Run) -> Asker:
        request = self._store.request(run)
        visitor = hashed_name("visitor", (request and request.visitor) or "")
        address = request.address if request else None
        return asker_at(None if address is None else hashed_name("address", address), visitor)
