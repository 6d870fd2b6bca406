"""The queue: the store's unfinished requests, in the order of their creation."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from explainer.errors import ExplainerError
from explainer.training.quota import make_room
from explainer.training.records import Request
from explainer.training.states import ACTIVE, State, claim, keep_claim, read_state
from explainer.training.store import Run, RunStore
from explainer.training.supervisor import run_to_completion

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
MAX_WAITING = 60
"""Runs that may wait at once: some hours of training."""
SETTLED: frozenset[State] = frozenset({"finished", "stopped", "failed", "unreadable"})


class RunQueue:
    """Hands waiting runs to an executor, each only when a slot is free.

    Several queues, of several servers, may share a store: who creates a run's claim file first trains it. Requests
    survive a server; so does their order.

    Args:
        store: The runs.
        executor: Where `run_to_completion` is executed; by default threads of this process.
        slots: How many runs this queue trains at once.
    """

    def __init__(self, store: RunStore, executor: Executor | None = None, *, slots: int = 1) -> None:
        self.store = store
        self._executor = executor or ThreadPoolExecutor(slots, thread_name_prefix="training")
        self._slots = slots
        self._jobs: dict[Future[State], Run] = {}
        self._settled: set[str] = set()
        self._unclaimable: set[str] = set()
        self._waiting: tuple[str, ...] = ()
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Begins to hand out runs, in a thread that does not keep the interpreter alive."""
        with self._lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._loop, name="run-queue", daemon=True)
                self._thread.start()
        return self

    def close(self) -> None:
        """Hands out no more runs; those in work go on."""
        self._closed = True
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._executor.shutdown(wait=False)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def submit(self, request: Request) -> str:
        """Puts a run at the end of the queue, and makes room for it.

        Args:
            request: What is asked for.

        Returns:
            The run's id.

        Raises:
            ExplainerError: `training_active` if the visitor has one that has not ended (its id is the detail
                `run`), `queue_full` if too many wait (detail `limit`), `disk_full` or `store_unwritable`.
        """
        with self._lock:
            active = self.active_run(request.visitor)
            if active is not None:
                raise ExplainerError(
                    "training_active",
                    f"Expected at most one active run a visitor; received another beside {active}.",
                    run=active,
                )
            if len(self._waiting) >= MAX_WAITING:
                raise ExplainerError(
                    "queue_full",
                    f"Expected fewer than {MAX_WAITING} waiting runs; received {len(self._waiting)}.",
                    limit=MAX_WAITING,
                )
            make_room(self.store)
            run = self.store.create(request)
            self._waiting = (*self._waiting, run.id)
        self._wake.set()
        return run.id

    def active_run(self, visitor: str | None) -> str | None:
        """The id of the visitor's run that has not ended, or `None`."""
        if visitor is None:
            return None
        for run, state in self._open_runs():
            request = self.store.request(run)
            if state in ACTIVE and request and request.visitor == visitor:
                return run.id
        return None

    def place(self, run_id: str) -> int | None:
        """A run's place in the queue, as of the last second.

        Args:
            run_id: The run's id.

        Returns:
            1 for the next one; `None` if it does not wait.
        """
        waiting = self._waiting
        return waiting.index(run_id) + 1 if run_id in waiting else None

    def stop(self, run_id: str) -> None:
        """Stops a run, or takes it out of the queue.

        Args:
            run_id: The run's id.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_stop()
        self._wake.set()

    def dispatch(self) -> None:
        """One round: notices what has ended and fills the free slots."""
        with self._lock:
            for job in [job for job in self._jobs if job.done()]:
                self._report(job, self._jobs.pop(job))
            for run in self._jobs.values():
                keep_claim(run)
            waiting = [run for run, state in self._open_runs() if state == "queued"]
            while waiting and len(self._jobs) < self._slots:
                self._hand_out(waiting.pop(0))
            self._waiting = tuple(run.id for run in waiting)

    def _hand_out(self, run: Run) -> None:
        try:
            is_claimed = claim(run)
        except OSError as error:
            # One run that cannot be written must not keep the others waiting.
            if run.id not in self._unclaimable:
                self._unclaimable.add(run.id)
                logger.warning("Run %s could not be claimed: %r", run.id, error)
            return
        if is_claimed:
            job = self._executor.submit(run_to_completion, str(run.directory))
            job.add_done_callback(lambda _: self._wake.set())
            self._jobs[job] = run

    def _open_runs(self) -> list[tuple[Run, State]]:
        runs = [run for run in self.store.runs() if run.id not in self._settled]
        states = [(run, read_state(run)) for run in runs]
        self._settled |= {run.id for run, state in states if state in SETTLED}
        return [(run, state) for run, state in states if state not in SETTLED]

    def _report(self, job: Future[State], run: Run) -> None:
        problem = job.exception()
        if problem is not None:
            logger.error("Run %s could not be trained: %r", run.id, problem)

    def _loop(self) -> None:
        while not self._closed and threading.main_thread().is_alive():
            self._wake.clear()
            try:
                self.dispatch()
            except Exception:
                logger.exception("The queue will look again")
            self._wake.wait(TICK_SECONDS)
