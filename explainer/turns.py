"""Fair scheduling: round-robin among addresses, then among the visitors of each address.

The address that was served least recently is next, then its visitor who was served least recently, then that visitor's
first request. Addresses and visitors that were never served come first. So a visitor waits for at most one turn of each
other address, however many requests, or cookies, somebody there sends. Training runs, uploads, long computations and
pages are scheduled in this way.
"""

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from explainer.errors import ExplainerError
from explainer.recent import Recent

Thing = TypeVar("Thing")

REMEMBERED = 10_000
"""Number of addresses and visitors whose last turn is remembered; the others count as never served."""


class Asker(NamedTuple):
    """The visitor who made a request, and the address that it came from."""

    address: str
    visitor: str


@dataclass(frozen=True, eq=False)
class Waiting(Generic[Thing]):
    """An item in the queue.

    Attributes:
        asked: Sort key among one visitor's items, such as the time of the request.
    """

    thing: Thing
    asker: Asker
    asked: Any


_NOBODY = Asker("", "")
_ASKER = ContextVar("asker", default=_NOBODY)


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    """Sets the requester on whose behalf the current thread works inside the `with` block."""
    before = _ASKER.set(asker)
    try:
        yield
    finally:
        _ASKER.reset(before)


def current_asker() -> Asker:
    """The requester on whose behalf the current thread works."""
    return _ASKER.get()


def next_in_turn(waiting: Iterable[Waiting[Thing]], served: Mapping[str, float]) -> Waiting[Thing]:
    """Returns the item to serve next; `waiting` must not be empty.

    Args:
        served: When each address and visitor was last served; larger is later.
    """
    return min(
        waiting, key=lambda one: (served.get(one.asker.address, 0.0), served.get(one.asker.visitor, 0.0), one.asked)
    )


def in_turn(waiting: Iterable[Waiting[Thing]], served: Mapping[str, float]) -> list[Waiting[Thing]]:
    """Returns the order in which the items are served if no others arrive.

    Args:
        served: As in `next_in_turn`.
    """
    rest, last = list(waiting), dict(served)
    order: list[Waiting[Thing]] = []
    while rest:
        chosen = next_in_turn(rest, last)
        rest.remove(chosen)
        order.append(chosen)
        # This requester now is the most recently served one.
        last[chosen.asker.address] = last[chosen.asker.visitor] = max(last.values(), default=0.0) + 1.0
    return order


@dataclass(eq=False)
class _Turn:
    """The turn of one thread.

    Attributes:
        size: Bytes that the thread holds in memory.
        has_come: Set when the turn begins.
        began: Time at which it began, by the monotonic clock.
    """

    size: int
    asker: Asker
    has_come: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0


class Turns:
    """A semaphore with fair scheduling: `at_once` threads have a turn, the others wait. Thread-safe.

    If `at_once` is 2 or more, one address gets at most `at_once` − 1 turns at a time.

    Args:
        at_once: Number of simultaneous turns.
        patience_seconds: Maximum waiting time; `None` for no limit.
        longest_seconds: Time after which a turn that has not ended no longer counts, so that others never wait forever.
        most_bytes: Maximum memory held by all waiting and running threads together. One address may use half of it. A
            single thread may hold more.
    """

    def __init__(
        self,
        at_once: int = 1,
        *,
        patience_seconds: float | None = None,
        longest_seconds: float = float("inf"),
        most_bytes: float = float("inf"),
    ) -> None:
        self._at_once = at_once
        self._patience_seconds = patience_seconds
        self._longest_seconds = longest_seconds
        self._most_bytes = most_bytes
        self._waiting: list[Waiting[_Turn]] = []
        self._under_way: list[_Turn] = []
        self._served: Recent[str, float] = Recent(REMEMBERED)
        self._count = 0.0
        self._lock = threading.Lock()
        self._own = threading.local()

    @contextmanager
    def turn(self, size: int = 0) -> Iterator[None]:
        """Waits for a turn on behalf of `current_asker()`; does nothing if the thread already has one.

        Args:
            size: Bytes that the thread holds in memory.

        Raises:
            ExplainerError: `upload_busy` if the memory limit is reached, or the waiting time ends.
        """
        if self._of_this_thread() is not None:
            yield
            return
        self._wait(size)
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def given_back(self) -> Iterator[None]:
        """Releases this thread's turn inside the `with` block, and waits for a new one afterwards."""
        mine = self._of_this_thread()
        if mine is None:
            yield
            return
        self._give_back()
        try:
            yield
        finally:
            self._wait(mine.size)

    def _of_this_thread(self) -> _Turn | None:
        return getattr(self._own, "turn", None)

    def _wait(self, size: int) -> None:
        mine = _Turn(size, current_asker())
        with self._lock:
            self._check_room(mine)
            self._waiting.append(Waiting(mine, mine.asker, time.monotonic()))
            self._begin_next()
        end = None if self._patience_seconds is None else time.monotonic() + self._patience_seconds
        while not mine.has_come.wait(self._next_look(end)):
            with self._lock:
                self._begin_next()
                if not mine.has_come.is_set() and end is not None and time.monotonic() >= end:
                    self._waiting = [one for one in self._waiting if one.thing is not mine]
                    message = f"Expected a turn; received none in {self._patience_seconds} s."
                    raise ExplainerError("upload_busy", message)
        self._own.turn = mine

    def _give_back(self) -> None:
        mine, self._own.turn = self._own.turn, None
        if mine is not None:
            with self._lock:
                self._under_way.remove(mine)
                self._begin_next()

    def _next_look(self, end: float | None) -> float | None:
        """Seconds until `end`, or until a running turn exceeds `longest_seconds`; `None` if neither will happen."""
        now = time.monotonic()
        with self._lock:
            ends = [each for turn in self._under_way if (each := turn.began + self._longest_seconds) > now]
        soonest = min([*ends, *([] if end is None else [end])], default=float("inf"))
        return None if soonest == float("inf") else max(soonest - now, 0.0)

    def _begin_next(self) -> None:
        """Begins turns while there are free places and threads that may use them."""
        while True:
            now = time.monotonic()
            taken = [turn.asker.address for turn in self._under_way if now - turn.began < self._longest_seconds]
            of_one = max(self._at_once - 1, 1)
            waiting = [one for one in self._waiting if taken.count(one.asker.address) < of_one]
            if len(taken) >= self._at_once or not waiting:
                return
            chosen = next_in_turn(waiting, self._served)
            self._waiting.remove(chosen)
            self._under_way.append(chosen.thing)
            self._note(chosen.asker)
            chosen.thing.began = now
            chosen.thing.has_come.set()

    def note(self, asker: Asker) -> None:
        """Records that a requester is served now other than by `turn`."""
        with self._lock:
            self._note(asker)

    def next(self, waiting: Iterable[Waiting[Thing]]) -> Waiting[Thing]:
        """Returns the next of items that wait in another queue; `waiting` must not be empty."""
        with self._lock:
            return next_in_turn(waiting, self._served)

    def order(self, waiting: Iterable[Waiting[Thing]]) -> list[Waiting[Thing]]:
        """Returns the order in which items that wait in another queue are served."""
        with self._lock:
            return in_turn(waiting, self._served)

    def _check_room(self, mine: _Turn) -> None:
        there = [*(one.thing for one in self._waiting), *self._under_way]
        neighbours = [one for one in there if one.asker.address == mine.asker.address]
        for others, most in ((there, self._most_bytes), (neighbours, self._most_bytes / 2)):
            held = sum(one.size for one in others)
            if held and held + mine.size > most:
                message = f"Expected at most {most} bytes of uploads at once; received {mine.size} more."
                raise ExplainerError("upload_busy", message)

    def _note(self, asker: Asker) -> None:
        self._count += 1.0
        for name in asker:
            self._served.put(name, self._count)


COMPUTING = Turns()
"""Turns for computations over many images. Each turn is one batch, so that pages are served in between."""

PAGES = Turns(2, longest_seconds=1.0)
"""Turns for running pages and fragments. Python runs one thread at a time, so more threads would only make each slower.
A thread that waits for something else gives its turn back; see `Turns.given_back`."""
