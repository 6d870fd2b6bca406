"""Whose turn it is: it goes round among addresses, and at each address round among its visitors.

Next is whoever was served least recently; who was never served comes first, and among equals whoever asked first. So a
visitor waits for at most one turn of each other address, however much, or with however many cookies, somebody there
asks. Trainings, uploads and long computations take turns in this way.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
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


class Turns:
    """Lets a few at a time do something, and the others wait for their turn. Safe to use from several threads.

    Args:
        at_once: How many have their turn at a time.
        patience_seconds: How long one waits; `None` for as long as it takes.
        most_bytes: How much those that wait or have their turn may hold in memory together, and at one address half of
            that; one alone may have more.
    """

    def __init__(
        self, at_once: int = 1, *, patience_seconds: float | None = None, most_bytes: float = float("inf")
    ) -> None:
        self._free = at_once
        self._patience_seconds = patience_seconds
        self._most_bytes = most_bytes
        self._waiting: list[Waiting[int]] = []
        self._under_way: list[Waiting[int]] = []
        self._served: Recent[str, float] = Recent(REMEMBERED)
        self._count = 0.0
        self._changed = threading.Condition()

    @contextmanager
    def turn(self, size: int = 0) -> Iterator[None]:
        """Waits for a turn of `current_asker()`. Inside, this thread must not wait for another one.

        Args:
            size: How many bytes it holds in memory.

        Raises:
            ExplainerError: `upload_busy` if too much is waiting, or if it takes too long.
        """
        mine = Waiting(size, current_asker(), time.monotonic())
        with self._changed:
            self._check_room(mine)
            self._waiting.append(mine)
            try:
                if not self._changed.wait_for(lambda: self._is_turn_of(mine), self._patience_seconds):
                    message = f"Expected a turn; received none in {self._patience_seconds} s."
                    raise ExplainerError("upload_busy", message)
            finally:
                self._waiting.remove(mine)
                self._changed.notify_all()
            self._free -= 1
            self._under_way.append(mine)
            self._note(mine.asker)
        try:
            yield
        finally:
            with self._changed:
                self._free += 1
                self._under_way.remove(mine)
                self._changed.notify_all()

    def note(self, asker: Asker) -> None:
        """Notes that somebody is served now, of whom `turn` does not know."""
        with self._changed:
            self._note(asker)

    def next(self, waiting: Iterable[Waiting[Thing]]) -> Waiting[Thing]:
        """What is served next of things that wait elsewhere; at least one."""
        with self._changed:
            return next_in_turn(waiting, self._served)

    def order(self, waiting: Iterable[Waiting[Thing]]) -> list[Waiting[Thing]]:
        """The order in which things are served that wait elsewhere."""
        with self._changed:
            return in_turn(waiting, self._served)

    def _is_turn_of(self, mine: Waiting[int]) -> bool:
        return self._free > 0 and next_in_turn(self._waiting, self._served) is mine

    def _check_room(self, mine: Waiting[int]) -> None:
        there = [*self._waiting, *self._under_way]
        neighbours = [one for one in there if one.asker.address == mine.asker.address]
        for others, most in ((there, self._most_bytes), (neighbours, self._most_bytes / 2)):
            held = sum(one.thing for one in others)
            if held and held + mine.thing > most:
                message = f"Expected at most {most} bytes of uploads at once; received {mine.thing} more."
                raise ExplainerError("upload_busy", message)

    def _note(self, asker: Asker) -> None:
        self._count += 1.0
        for name in asker:
            self._served.put(name, self._count)


COMPUTING = Turns()
"""The server's turns for computations over many images: one batch at a time, so that pages are answered meanwhile."""
