"""Long computations in the background, step by step, the more urgent ones first: one thread, however many ask."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, field
from typing import Any

from explainer.errors import ExplainerError

logger = logging.getLogger(__name__)

Steps = Generator[float, None, Any]
"""A computation: it yields how much is done, 0 to 1, and returns what came out."""


@dataclass(eq=False)
class Job:
    """A computation that is under way, or over.

    Attributes:
        urgency: Those with the lowest number come first.
        owners: Which tabs wait for it, if a later one of theirs is to take its place; none if it is everybody's.
        progress: How much is done, 0 to 1.
        result: What came out, once it is over.
        began: When its first step began, by the monotonic clock.
        ended: When it failed, likewise.
        number: How many were asked for before it.
        turn: When it was last its turn; 0 if it has not begun.
    """

    urgency: int
    owners: set[str] = field(default_factory=set)
    progress: float = 0.0
    result: Any = None
    error: Exception | None = None
    is_over: bool = False
    began: float = 0.0
    ended: float = 0.0
    number: int = 0
    turn: int = 0
    steps: Steps | None = field(default=None, repr=False)

    def outcome(self) -> Any:
        """What came out.

        Raises:
            Exception: What went wrong.
        """
        if self.error is not None:
            raise self.error
        return self.result


class Jobs:
    """Computes in the background what visitors ask for, each thing once, and keeps the latest results.

    Safe to use from several threads.

    Args:
        most_kept: How many jobs are remembered. Those that nobody has asked for longest are forgotten, and given up.
        pause_seconds: After how long one that failed is tried again, if somebody asks.
        in_turns: Whether equally urgent ones go on by turns; if not, one is begun when the one before it is over.
    """

    def __init__(
        self, most_kept: int, pause_seconds: float = 30.0, *, in_turns: bool = True, name: str = "jobs"
    ) -> None:
        self._most_kept = most_kept
        self._pause_seconds = pause_seconds
        self._in_turns = in_turns
        self._name = name
        self._asked = 0
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._turns = 0

    def ask(self, key: Hashable, urgency: int, begin: Callable[[], Steps], *, owner: str | None = None) -> Job:
        """Starts a job, or finds it under way or over. One that failed is tried again after a while.

        Args:
            urgency: Those with the lowest number come first; steps of others wait.
            begin: Gives the computation: it yields how much is done, 0 to 1, and returns its result.
            owner: Which tab asks; what else it asked for with the same urgency is given up, unless it has begun or
                another waits for it. Not which visitor: two tabs would send each other's to the end, again and again.
        """
        with self._changed:
            job = self._jobs.get(key)
            if job is None or (job.error is not None and time.monotonic() >= job.ended + self._pause_seconds):
                self._asked += 1
                job = self._jobs[key] = Job(urgency, number=self._asked, steps=_begun(begin))
                self.start()
            if owner is not None and owner not in job.owners:
                self._give_up(owner, urgency)
                job.owners.add(owner)
            self._jobs.move_to_end(key)
            while len(self._jobs) > self._most_kept:
                self._jobs.popitem(last=False)
            self._changed.notify_all()
            return job

    def result(self, key: Hashable) -> Any:
        """What came out of a job; `None` if it is not over, failed, or nobody has asked for it."""
        with self._changed:
            job = self._jobs.get(key)
            return None if job is None else job.result

    def forget(self, key: Hashable) -> None:
        """Lets what failed be tried again at once."""
        with self._changed:
            job = self._jobs.get(key)
            if job is not None and job.error is not None:
                del self._jobs[key]

    def ahead_of(self, job: Job) -> int:
        """How many are to come before a job, the one under way among them."""
        with self._changed:
            others = [each for each in self._jobs.values() if not each.is_over and each is not job]
            return 0 if job.turn else sum(self._order(each) < self._order(job) for each in others)

    def _give_up(self, owner: str, urgency: int) -> None:
        for key, job in list(self._jobs.items()):
            if owner in job.owners and job.urgency == urgency and job.turn == 0:
                job.owners.discard(owner)
                if not job.owners:
                    del self._jobs[key]

    def start(self) -> None:
        """Starts the thread that computes, unless it runs already."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (job := self._next()) is None:
                    self._changed.wait()
                self._turns += 1
                job.turn = self._turns
                job.began = job.began or time.monotonic()
            _step(job)

    def _next(self) -> Job | None:
        """The most urgent job that is not over; among equals, turns go round, or the first comes first."""
        return min((job for job in self._jobs.values() if not job.is_over), key=self._order, default=None)

    def _order(self, job: Job) -> tuple[int, int]:
        return job.urgency, job.turn if self._in_turns else job.number


def _begun(begin: Callable[[], Steps]) -> Steps:
    """Begins in the thread that computes, since compiling takes a while."""
    return (yield from begin())


def _step(job: Job) -> None:
    assert job.steps is not None
    try:
        job.progress = next(job.steps)
    except StopIteration as end:
        job.result, job.steps, job.is_over = end.value, None, True
    except Exception as error:
        if not isinstance(error, ExplainerError):
            logger.exception("A computation in the background failed")
        job.ended = time.monotonic()
        job.error, job.steps, job.is_over = error, None, True
