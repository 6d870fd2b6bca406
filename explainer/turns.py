"""Whose turn it is: it goes round among addresses, and at each address round among its visitors.

Next is whoever was served least recently; who was never served comes first, and among equals whoever asked first. So a
visitor waits for at most one turn of each other address, however much, or with however many cookies, somebody there
asks. Trainings, uploads, long computations and pages take turns in this way.
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
"""Addresses and visitors of whom it is known when they were served; the others count as never served."""


class Asker(NamedTuple):
    """Who asks for something.

    Attributes:
        address: Whose turn it is counted as, first of all.
        visitor: Whose turn it is counted as at this address.
    """

    address: str
    visitor: str


@dataclass(frozen=True, eq=False)
class Waiting(Generic[Thing]):
    """Something that waits for its turn.

    Attributes:
        asked: What tells the order in which one visitor's things are served, such as when each was asked for.
    """

    thing: Thing
    asker: Asker
    asked: Any


_NOBODY = Asker("", "")
_ASKER = ContextVar("asker", default=_NOBODY)


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    """Says on whose behalf this thread computes inside."""
    before = _ASKER.set(asker)
    try:
        yield
    finally:
        _ASKER.reset(before)


def current_asker() -> Asker:
    """On whose behalf this thread computes."""
    return _ASKER.get()


def next_in_turn(waiting: Iterable[Waiting[Thing]], served: Mapping[str, float]) -> Waiting[Thing]:
    """What is served next; at least one waits.

    Args:
        served: When addresses and visitors were served last; larger is later.
    """
    return min(
        waiting, key=lambda one: (served.get(one.asker.address, 0.0), served.get(one.asker.visitor, 0.0), one.asked)
    )


def in_turn(waiting: Iterable[Waiting[Thing]], served: Mapping[str, float]) -> list[Waiting[Thing]]:
    """The order in which all are served if nothing else joins them.

    Args:
        served: As of `next_in_turn`.
    """
    rest, last = list(waiting), dict(served)
    order: list[Waiting[Thing]] = []
    while rest:
        chosen = next_in_turn(rest, last)
        rest.remove(chosen)
        order.append(chosen)
        # From then on nobody was served more recently.
        last[chosen.asker.address] = last[chosen.asker.visitor] = max(last.values(), default=0.0) + 1.0
    return order


@dataclass(eq=False)
class _Turn:
    """What a thread waits for, and then has.

    Attributes:
        size: How many bytes it holds in memory.
        has_come: Is set when it may begin.
        began: When it did, by the monotonic clock.
    """

    size: int
    asker: Asker
    has_come: threading.Event = field(default_factory=threading.Event)
    began: float = 0.0


class Turns:
    """Lets a few at a time do something, and the others wait for their turn. Safe to use from several threads.

    Of several places, one address leaves one to the others.

    Args:
        at_once: How many have their turn at a time.
        patience_seconds: How long one waits; `None` for as long as it takes.
        longest_seconds: After how long a turn no longer keeps others from theirs, though it goes on. So nobody waits
            without end, whatever a thread that has its turn waits for.
        most_bytes: How much those that wait or have their turn may hold in memory together, and at one address half of
            that; one alone may have more.
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
        """Waits for a turn of `current_asker()`; a thread that has its turn already goes on.

        Args:
            size: How many bytes it holds in memory.

        Raises:
            ExplainerError: `upload_busy` if too much is waiting, or if it takes too long.
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
        """Gives this thread's turn back, if it has one, while it waits inside, and then waits for its next one."""
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
        """How long to wait until one's patience ends, or a turn no longer keeps others from theirs."""
        now = time.monotonic()
        with self._lock:
            ends = [each for turn in self._under_way if (each := turn.began + self._longest_seconds) > now]
        soonest = min([*ends, *([] if end is None else [end])], default=float("inf"))
        return None if soonest == float("inf") else max(soonest - now, 0.0)

    def _begin_next(self) -> None:
        """Lets all begin for whom there is a place."""
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
        """Notes that somebody is served now, of whom `turn` does not know."""
        with self._lock:
            self._note(asker)

    def next(self, waiting: Iterable[Waiting[Thing]]) -> Waiting[Thing]:
        """What is served next of things that wait elsewhere; at least one."""
        with self._lock:
            return next_in_turn(waiting, self._served)

    def order(self, waiting: Iterable[Waiting[Thing]]) -> list[Waiting[Thing]]:
        """The order in which things are served that wait elsewhere."""
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
"""The server's turns for computations over many images: one batch at a time, so that pages are answered meanwhile."""

PAGES = Turns(2, longest_seconds=1.0)
"""The server's turns for pages and parts of pages: Python computes one at a time anyway, and the more threads it goes
round among, the longer each takes. Who waits for something else gives its turn back: see `Turns.given_back`."""
