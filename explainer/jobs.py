"""Background jobs: long computations that run step by step, with fair turns among visitors."""

import logging
import threading
import time
from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, field
from typing import Any

from explainer.errors import ExplainerError
from explainer.recent import Recent
from explainer.turns import Asker, Turns, Waiting, asking, current_asker

logger = logging.getLogger(__name__)

Steps = Generator[float, None, Any]
"""A computation that yields its progress, 0 to 1, and returns its result."""

LEFT_SECONDS = 10.0
"""A visitor who has not asked for a job for this long counts as having left the page."""


@dataclass(eq=False)
class Job:
    """A waiting, running or finished computation.

    Attributes:
        urgency: Order among the jobs of one visitor; the lowest number runs first.
        owners: Tabs that wait for it, if a tab's newer job should replace it; empty if it is shared.
        asked: Time of each requester's latest request, by the monotonic clock.
        progress: 0 to 1.
        result: `None` until it is finished.
        began: Time of its first step, by the monotonic clock; 0 if it has not begun.
        ended: Time at which it failed, by the monotonic clock.
        number: Sequence number of its first request.
        turn: Number of its latest step among all steps; 0 if it has not begun.
    """

    urgency: int
    owners: set[str] = field(default_factory=set)
    asked: dict[Asker, float] = field(default_factory=dict)
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
        """Returns the result.

        Raises:
            Exception: The error of the computation, if it failed.
        """
        if self.error is not None:
            raise self.error
        return self.result


class Jobs:
    """Runs visitors' computations in one background thread, each key once, and caches the results. Thread-safe.

    Args:
        most_kept: Maximum number of jobs; the least recently requested ones are canceled and forgotten.
        pause_seconds: Time before a failed job is retried when it is requested again.
        in_turns: Whether jobs take turns step by step; otherwise one job runs to its end before the next begins.
        turns: The record of who was served when; by default a new one.
    """

    def __init__(
        self,
        most_kept: int,
        pause_seconds: float = 30.0,
        *,
        in_turns: bool = True,
        turns: Turns | None = None,
        name: str = "jobs",
    ) -> None:
        self._pause_seconds = pause_seconds
        self._in_turns = in_turns
        self._served = turns or Turns()
        self._name = name
        self._asked = 0
        self._jobs: Recent[Hashable, Job] = Recent(most_kept)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._turns = 0

    def ask(self, key: Hashable, urgency: int, begin: Callable[[], Steps], *, owner: str | None = None) -> Job:
        """Returns the job of a key, after creating it if needed. A failed job is retried after `pause_seconds`.

        A job continues only while requests for it are repeated at least every `LEFT_SECONDS`.

        Args:
            urgency: Order among the jobs of one visitor; the lowest number runs first.
            begin: Creates the computation, a generator that yields its progress, 0 to 1, and returns its result.
            owner: The tab that asks. Its other jobs of the same urgency are canceled, unless they have begun or another
                tab waits for them. This is a tab and not a visitor, since two tabs would cancel each other's jobs.
        """
        with self._changed:
            job = self._jobs.get(key)
            if job is None or (job.error is not None and time.monotonic() >= job.ended + self._pause_seconds):
                self._asked += 1
                job = Job(urgency, number=self._asked, steps=_begun(begin))
                self.start()
            if owner is not None and owner not in job.owners:
                self._give_up(owner, urgency)
                job.owners.add(owner)
            job.asked[current_asker()] = time.monotonic()
            self._jobs.put(key, job)
            self._changed.notify_all()
            return job

    def result(self, key: Hashable) -> Any:
        """The result of a key's job; `None` if there is none, it is not finished, or it failed."""
        with self._changed:
            job = self._jobs.get(key)
            return None if job is None else job.result

    def forget(self, key: Hashable) -> None:
        """Removes a failed job, so that the next request retries it at once."""
        with self._changed:
            job = self._jobs.get(key)
            if job is not None and job.error is not None:
                del self._jobs[key]

    def ahead_of(self, job: Job) -> int:
        """Number of jobs before this one in the queue, including the running one."""
        with self._changed:
            order = list(dict.fromkeys(one.thing for one in self._served.order(self._waiting())))
        order.sort(key=lambda each: each.turn == 0)
        return 0 if job.turn or job not in order else order.index(job)

    def _give_up(self, owner: str, urgency: int) -> None:
        for key, job in list(self._jobs.items()):
            if owner in job.owners and job.urgency == urgency and job.turn == 0:
                job.owners.discard(owner)
                if not job.owners:
                    del self._jobs[key]

    def start(self) -> None:
        """Starts the worker thread unless it is running."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        while True:
            with self._changed:
                while (chosen := self._next()) is None:
                    self._changed.wait()
                job = chosen.thing
                self._turns += 1
                job.turn = self._turns
                job.began = job.began or time.monotonic()
                self._served.note(chosen.asker)
            with asking(chosen.asker):
                _step(job)

    def _next(self) -> Waiting[Job] | None:
        waiting = self._waiting()
        begun = [] if self._in_turns else [one for one in waiting if one.thing.turn]
        return self._served.next(begun or waiting) if waiting else None

    def _waiting(self) -> list[Waiting[Job]]:
        """The unfinished jobs that were requested recently, once per requester."""
        lately = time.monotonic() - LEFT_SECONDS
        return [
            Waiting(job, asker, (job.urgency, job.turn, job.number))
            for job in self._jobs.values()
            if not job.is_over
            for asker, asked in job.asked.items()
            if asked > lately or (job.turn and not self._in_turns)
        ]


def _begun(begin: Callable[[], Steps]) -> Steps:
    """Defers `begin`, which may compile a model, to the worker thread."""
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
