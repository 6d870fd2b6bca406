"""Classes in memory: one thread of each server asks the database once a second what has changed.

Pages read what is in memory, so the number of people who look on costs the database nothing.
"""

import logging
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from explainer.classroom.digits import ClassDigits
from explainer.classroom.snapshot import Snapshot, member_name
from explainer.classroom.store import ClassroomStore
from explainer.errors import ExplainerError

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
NOTE_SECONDS = 15.0
"""How often it is written down that members are still there."""
PRESENT_SECONDS = 60.0
"""Who was seen within this time is there: a browser asks less often for a tab that is not looked at."""
TIDY_SECONDS = 600.0


class LiveClassrooms:
    """The classes of a store as they are now, to within a second. Safe to use from several threads.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, store: ClassroomStore, clock: Callable[[], float] = time.time) -> None:
        self.store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._known: dict[str, Snapshot] = {}
        self._drawings: dict[str, tuple[tuple[str, int], ClassDigits]] = {}
        self._seen: dict[str, dict[str, tuple[str, float]]] = defaultdict(dict)
        self._noted = self._tidied = clock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="classes", daemon=True)

    def start(self) -> Self:
        """Begins to look, in a thread that ends with the process at the latest."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Looks no more."""
        self._ended.set()
        self._thread.join()

    def snapshot(self, code: str) -> Snapshot | None:
        """A class as it was at the last look; `None` if there is none of this code."""
        with self._lock:
            known = self._known.get(code)
        return self.refresh(code) if known is None else known

    def refresh(self, code: str) -> Snapshot | None:
        """A class as it is at this moment."""
        found = self.store.snapshot(code)
        with self._lock:
            before = self._known.get(code)
            if found is None:
                self._known.pop(code, None)
                self._seen.pop(code, None)
                self._drawings.pop(code, None)
            elif before is None or before.changes <= found.changes or before.salt != found.salt:
                self._known[code] = found
        return found

    @contextmanager
    def changing(self, code: str) -> Iterator[ClassroomStore]:
        """Makes what is changed inside seen at once on this server."""
        try:
            yield self.store
        finally:
            self.refresh(code)

    def drawings(self, snapshot: Snapshot) -> ClassDigits:
        """What is on the wall of a class; it is read once for each change."""
        version = (snapshot.salt, snapshot.wall.changes)
        with self._lock:
            known = self._drawings.get(snapshot.code)
        if known is not None and known[0] == version:
            return known[1]
        found = self.store.drawings(snapshot.code)
        with self._lock:
            if snapshot.code in self._known:
                self._drawings[snapshot.code] = version, found
        return found

    def note(self, snapshot: Snapshot, visitor: str, page: str) -> None:
        """Notes that a member looks at a page; it is written down at the next look."""
        with self._lock:
            self._seen[snapshot.code][member_name(snapshot.salt, visitor)] = (page, self._clock())

    def pages(self, snapshot: Snapshot) -> Counter[str]:
        """How many students look at each page now."""
        now = self._clock()
        with self._lock:
            seen = dict(self._seen.get(snapshot.code, {}))
        places = {name: (one.page, one.seen) for name, one in snapshot.members.items() if not one.is_teacher}
        places |= {name: place for name, place in seen.items() if name in places}
        return Counter(page for page, last in places.values() if now - last < PRESENT_SECONDS)

    def look(self) -> None:
        """Writes down where members are, and reads what has changed."""
        now = self._clock()
        is_due = now - self._noted >= NOTE_SECONDS
        for code, pages in self._to_note(is_due=is_due).items():
            try:
                self.store.note_seen(code, pages)
            except ExplainerError as error:
                # It was closed on another server.
                logger.info("%s: %s", error.code, error)
        if is_due:
            self._noted = now
        if now - self._tidied >= TIDY_SECONDS:
            self._tidied = now
            self.store.delete_expired()
        changes = self.store.changes()
        with self._lock:
            stale = [code for code, known in self._known.items() if changes.get(code) != known.changes]
        for code in stale:
            self.refresh(code)

    def _to_note(self, *, is_due: bool) -> dict[str, dict[str, tuple[str, float]]]:
        """Who went to another page; every now and then, who was seen at all."""
        with self._lock:
            found = {}
            for code, pages in self._seen.items():
                known = self._known.get(code)
                members = {} if known is None else known.members
                pages_now = {
                    name: place
                    for name, place in pages.items()
                    if name in members and place[1] > members[name].seen and (is_due or place[0] != members[name].page)
                }
                if pages_now:
                    found[code] = pages_now
            return found

    def _watch(self) -> None:
        is_away = False
        while not self._ended.wait(LOOK_SECONDS):
            try:
                self.look()
                is_away = False
            except Exception:
                # The database may be busy, or away for a while: the log need not say so every second.
                if not is_away:
                    logger.exception("The classes could not be looked at")
                is_away = True
