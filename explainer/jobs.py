"""Long computations in the background, step by step, by turns among those who ask, however many they are."""

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
"""A computation: it yields how much is done, 0 to 1, and returns what came out."""

LEFT_SECONDS = 10.0
"""Who has not asked for so long has left the page, or looks at another one."""


@dataclass(eq=False)
class Job:
    """A computation that is under way, or over.

    Attributes:
        urgency: Of what one visitor asks for, the lowest number comes first.
        owners: Which tabs wait for it, if a later one of theirs is to take its place; none if it is everybody's.
        asked: Who asked for it, and when last, by the monotonic clock.
        progress: How much is done, 0 to 1.
        result: What came out, once it is over.
        began: When its first step began, by the monotonic clock.
        ended: When it failed, likewise.
        number: How many were asked for before it.
        turn: When it was last its turn; 0 if it has not begun.
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
        in_turns: Whether they go on by turns; if not, one is begun when the one before it is over.
        turns: Who was served when.
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
        """Starts a job for `current_asker()`, or finds it. One that failed is tried again after a while.

        A job goes on as long as somebody asks for it now and then.

        Args:
            urgency: Of what one visitor asks for, the lowest number comes first.
            begin: Gives the computation: it yields how much is done, 0 to 1, and returns its result.
            owner: Which tab asks; what else it asked for with the same urgency is given up, unless it has begun or
                another waits for it. Not which visitor: two tabs would send each other's to the end, again and again.
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
        """Starts the thread that computes, unless it runs already."""
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
        """What may go on, once for each who asked; what nobody has asked for lately waits until somebody does."""
        lately = time.monotonic() - LEFT_SECONDS
        return [
            Waiting(job, asker, (job.urgency, job.turn, job.number))
            for job in self._jobs.values()
            if not job.is_over
            for asker, asked in job.asked.items()
            if asked > lately or (job.turn and not self._in_turns)
        ]


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
