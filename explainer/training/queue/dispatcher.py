"""Starts waiting runs as slots become free, and handles those that end or are lost."""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future

from explainer.errors import ExplainerError
from explainer.training.limits.limits import current_limits
from explainer.training.queue.open_runs import IN_WORK, OpenRuns
from explainer.training.queue.spare_worker import SPARE
from explainer.training.queue.supervisor import run_to_completion
from explainer.training.queue.turns import TrainingTurns
from explainer.training.store.files import write_atomically
from explainer.training.store.records import OTHERS_WAITED
from explainer.training.store.run import Run
from explainer.training.store.states import State, claim, give_up, keep_claim, paused_since, read_state, release

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
PAUSE_SECONDS = 300.0
"""How long a run may be paused while others wait. After that it is stopped; it can be resumed later."""


class Dispatcher:
    """Submits runs to an executor, in its own thread.

    Several servers may share a store. The server that creates a run's claim file first trains the run.

    Attributes:
        executor: Executes `run_to_completion`.
        shared_slots: If servers share a cluster: returns how many runs all of them may train at the moment.
        lock: Held during a round, and by callers that add a run.

    Args:
        slots: The number of runs that are trained at once.
    """

    def __init__(
        self,
        open_runs: OpenRuns,
        turns: TrainingTurns,
        executor: Executor,
        slots: int,
        shared_slots: Callable[[], int] | None,
    ) -> None:
        self.executor = executor
        self.shared_slots = shared_slots
        self.lock = threading.RLock()
        self._open_runs = open_runs
        self._turns = turns
        self._slots = slots
        self._jobs: dict[Future[State], Run] = {}
        self._lost: list[Run] = []
        self._unclaimable: set[str] = set()
        self._waiting: tuple[str, ...] = ()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Starts the thread, a daemon."""
        with self.lock:
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._loop, name="run-queue", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Starts no more runs; those in training continue."""
        self._closed = True
        self.wake()
        if self._thread is not None:
            self._thread.join()
        SPARE.end()
        self.executor.shutdown(wait=False)

    def expect(self) -> None:
        """Announces that a run may soon be added, so that a spare worker loads TensorFlow."""
        SPARE.expect()
        self.wake()

    def wake(self) -> None:
        """Starts the next round at once."""
        self._wake.set()

    @property
    def slots(self) -> int:
        """The number of runs that are trained at once."""
        return self._slots if self.shared_slots is None else self.shared_slots()

    @property
    def sharing_memory(self) -> int:
        """The number of runs that share this machine's memory; on a cluster, each run has its own machine."""
        return self._slots if self.shared_slots is None else 1

    def add(self, run: Run) -> None:
        """Appends a run to the waiting ones; the next round puts it in order."""
        self._waiting = (*self._waiting, run.id)
        self.wake()

    def place(self, run_id: str) -> int | None:
        """A run's place among the waiting runs, from 1, as of the last round; `None` if it does not wait."""
        waiting = self._waiting
        return waiting.index(run_id) + 1 if run_id in waiting else None

    def dispatch(self) -> None:
        """Performs one round: handles runs that have ended, and fills the free slots."""
        with self.lock:
            for job in [job for job in self._jobs if job.done()]:
                self._report(job, self._jobs.pop(job))
            for run in self._jobs.values():
                keep_claim(run)
            self._lost = [run for run in self._lost if not _is_settled(run)]
            in_work, waiting = self._open_runs.now()
            most = len(self._jobs) + self._free_slots(len(in_work))
            while waiting and len(self._jobs) < most:
                self._hand_out(waiting.pop(0))
            self._waiting = tuple(run.id for run in waiting)
            if waiting:
                self._end_long_pauses()
            if self.shared_slots is None:
                SPARE.look_after(may_start=len(self._jobs) < self._slots)

    def _free_slots(self, in_work: int) -> int:
        if self.shared_slots is None:
            return self._slots - len(self._jobs)
        return self.shared_slots() - max(in_work, len(self._jobs))

    def _end_long_pauses(self) -> None:
        for run in self._jobs.values():
            since = paused_since(run)
            is_long = since is not None and time.time() - since > PAUSE_SECONDS
            if is_long and not run.stop_path.exists():
                logger.info("Run %s was paused for long, and others wait", run.id)
                run.ask_to_stop(OTHERS_WAITED)

    def _hand_out(self, run: Run) -> None:
        try:
            write_atomically(run.limits_path, current_limits().model_dump_json())
            is_claimed = claim(run)
        except OSError as error:
            # A run that cannot be written must not block the others.
            if run.id not in self._unclaimable:
                self._unclaimable.add(run.id)
                logger.warning("Run %s could not be claimed: %r", run.id, error)
            return
        if is_claimed:
            self._turns.note(run)
            job = self.executor.submit(run_to_completion, str(run.directory))
            job.add_done_callback(lambda _: self.wake())
            self._jobs[job] = run

    def _report(self, job: Future[State], run: Run) -> None:
        problem = CancelledError() if job.cancelled() else job.exception()
        if problem is None:
            return
        logger.error("Run %s could not be trained: %r", run.id, problem)
        if isinstance(problem, CancelledError):
            release(run)
            self._lost.append(run)
        else:
            with contextlib.suppress(OSError):
                give_up(run)

    def _loop(self) -> None:
        while not self._closed and threading.main_thread().is_alive():
            self._wake.clear()
            try:
                self.dispatch()
            except Exception:
                logger.exception("A round of the queue failed; it is repeated")
            self._wake.wait(TICK_SECONDS)


def _is_settled(run: Run) -> bool:
    """Whether a run whose executor was lost needs no more attention; if it was interrupted, it is queued again.

    Its disk space is still reserved from the original request. If another server was faster, it continues there.
    """
    state = read_state(run)
    if state == "interrupted":
        try:
            run.ask_for_more(run.epochs_asked(run.request()))
        except ExplainerError as error:
            logger.warning("Run %s was interrupted and cannot continue: %r", run.id, error)
    return state not in IN_WORK
