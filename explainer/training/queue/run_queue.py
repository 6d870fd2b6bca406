"""The queue: the store's unfinished requests, in turn among those who asked; see `turns`."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from explainer.errors import ExplainerError
from explainer.training.limits.limits import ADDRESS_SHARE, current_limits
from explainer.training.limits.memory import check_memory
from explainer.training.limits.room import Room, reserved_bytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.queue.addresses import is_shared_address
from explainer.training.queue.supervisor import run_to_completion
from explainer.training.queue.turns import Turns
from explainer.training.store.files import write_atomically
from explainer.training.store.records import OTHERS_WAITED, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, claim, give_up, keep_claim, paused_since, read_state, release

logger = logging.getLogger(__name__)

TICK_SECONDS = 1.0
MAX_WAITING = 60
"""Runs that may wait at once: some hours of training."""
PAUSE_SECONDS = 300.0
"""A run may be paused so long while others wait; then it ends, and can go on later."""
RESUMABLE: frozenset[State] = frozenset({"finished", "stopped", "failed", "interrupted"})
IN_WORK: frozenset[State] = frozenset({"starting", "running", "paused"})
SETTLED: frozenset[State] = frozenset({"finished", "stopped", "failed"})
"""Need not be looked at again. An unreadable run may be readable the next time."""


class RunQueue:
    """Hands waiting runs to an executor, each only when a slot is free.

    Several queues, of several servers, may share a store: who creates a run's claim file first trains it. Requests
    survive a server; so does whose turn it is.

    Attributes:
        store: The runs.
        room: What they take.

    Args:
        store: The runs.
        executor: Where `run_to_completion` is executed; by default threads of this process.
        slots: How many runs this queue trains at once.
        shared_slots: Says how many runs all queues of this store together may train now, where they share a cluster.
    """

    def __init__(
        self,
        store: RunStore,
        executor: Executor | None = None,
        *,
        slots: int = 1,
        shared_slots: Callable[[], int] | None = None,
    ) -> None:
        self.store = store
        self.room = Room(store)
        self._turns = Turns(store)
        self._executor = executor or ThreadPoolExecutor(slots, thread_name_prefix="training")
        self._slots = slots
        self._shared_slots = shared_slots
        self._jobs: dict[Future[State], Run] = {}
        self._lost: list[Run] = []
        self._settled: dict[str, int] = {}
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

    @property
    def slots(self) -> int:
        """How many runs are trained at once."""
        return self._slots if self._shared_slots is None else self._shared_slots()

    @property
    def sharing_memory(self) -> int:
        """How many runs share this machine's memory; those on a cluster are elsewhere."""
        return self._slots if self._shared_slots is None else 1

    def submit(self, request: Request) -> str:
        """Puts a run into the queue, if there is room for all that it may come to take.

        Args:
            request: What is asked for.

        Returns:
            The run's id.

        Raises:
            ExplainerError: `training_active` if the visitor has one that has not ended (its id is the detail
                `run`), `queue_full` or `address_full` if too many wait, altogether or from this address (detail
                `limit`), `memory_exceeded` if a worker had not enough memory; and as `Room.check` and
                `RunStore.create` do.
        """
        check_memory(request.config, request.recipe, self.sharing_memory)
        with self._lock, self.store.locked():
            self._check(request)
            self.room.check(request, run_bytes(request.config, request.recipe))
            self.store.remove_remnants()
            run = self.store.create(request)
            self._waiting = (*self._waiting, run.id)
        self._wake.set()
        return run.id

    def resume(self, run_id: str, more_epochs: int = 0) -> None:
        """Puts a run that has ended into the queue again. It goes on from its newest readable checkpoint.

        Args:
            run_id: The run's id.
            more_epochs: Epochs beyond those that were asked for before; at least 1 for a finished run.

        Raises:
            ExplainerError: `run_unknown`, `run_unreadable`; `not_resumable` if it has not ended or there is nothing
                left to train; `too_many_epochs` (detail `limit`); and as `submit` does.
        """
        with self._lock, self.store.locked():
            run = self.store.run(run_id)
            request, state = run.request(), read_state(run)
            epochs = run.epochs_asked(request) + more_epochs
            if epochs > request.recipe.most_epochs:
                limit = request.recipe.most_epochs
                raise ExplainerError("too_many_epochs", f"Expected at most {limit}; received {epochs}.", limit=limit)
            if request.brought_in or state not in RESUMABLE or (state == "finished" and more_epochs < 1):
                raise ExplainerError("not_resumable", f"Expected a run with more to train; received one {state}.")
            self._check(request)
            check_memory(request.config, request.recipe, self.sharing_memory)
            self.room.check(request, reserved_bytes(run, request, epochs), besides=run)
            if not run.ask_for_more(epochs):
                raise _active(run.id)
            self._waiting = (*self._waiting, run.id)
        self._wake.set()

    def _check(self, request: Request) -> None:
        """Whether a visitor may add a run to those that wait."""
        active = self.active_run(request.visitor)
        if active is not None:
            raise _active(active)
        waiting = [self.store.request(run) for run, state in self._open_runs() if state == "queued"]
        counts = [("queue_full", len(waiting), MAX_WAITING)]
        if request.address is not None and not is_shared_address():
            near = sum(each is not None and each.address == request.address for each in waiting)
            counts.append(("address_full", near, max(MAX_WAITING // ADDRESS_SHARE, 1)))
        for code, count, limit in counts:
            if count >= limit:
                raise ExplainerError(code, f"Expected fewer than {limit} waiting runs; received {count}.", limit=limit)

    def ahead_of(self, run_id: str | None = None) -> list[Run]:
        """The runs that are trained now, and those that will be before one that waits, in this order.

        Args:
            run_id: The run that waits; by default one that is not there yet, behind all others.
        """
        open_runs = self._open_runs()
        in_work = [run for run, state in open_runs if state in IN_WORK]
        waiting = self._turns.order([run for run, state in open_runs if state == "queued"])
        ids = [run.id for run in waiting]
        before = waiting[: ids.index(run_id)] if run_id in ids else waiting
        return [*in_work, *before]

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

    def pause(self, run_id: str) -> None:
        """Lets a run hold after the batch it is at.

        Args:
            run_id: The run's id.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_pause()

    def unpause(self, run_id: str) -> None:
        """Lets a paused run go on.

        Args:
            run_id: The run's id.

        Raises:
            ExplainerError: `run_unknown` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_continue()

    def dispatch(self) -> None:
        """One round: notices what has ended and fills the free slots."""
        with self._lock:
            for job in [job for job in self._jobs if job.done()]:
                self._report(job, self._jobs.pop(job))
            for run in self._jobs.values():
                keep_claim(run)
            self._lost = [run for run in self._lost if not self._is_found(run)]
            open_runs = self._open_runs()
            waiting = self._turns.order([run for run, state in open_runs if state == "queued"])
            most = len(self._jobs) + self._free_slots(open_runs)
            while waiting and len(self._jobs) < most:
                self._hand_out(waiting.pop(0))
            self._waiting = tuple(run.id for run in waiting)
            if waiting:
                self._end_long_pauses()

    def _free_slots(self, open_runs: list[tuple[Run, State]]) -> int:
        if self._shared_slots is None:
            return self._slots - len(self._jobs)
        in_work = sum(state in IN_WORK for _, state in open_runs)
        return self._shared_slots() - max(in_work, len(self._jobs))

    def _is_found(self, run: Run) -> bool:
        """Whether it is clear what became of a run whose executor was lost; one that broke off goes on.

        It keeps its room, which was taken for it when it was asked for. If another server was faster, it goes on there.
        """
        state = read_state(run)
        if state == "interrupted":
            try:
                run.ask_for_more(run.epochs_asked(run.request()))
            except ExplainerError as error:
                logger.warning("Run %s was interrupted and cannot go on: %r", run.id, error)
        return state not in IN_WORK

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
            # One run that cannot be written must not keep the others waiting.
            if run.id not in self._unclaimable:
                self._unclaimable.add(run.id)
                logger.warning("Run %s could not be claimed: %r", run.id, error)
            return
        if is_claimed:
            self._turns.note(run)
            job = self._executor.submit(run_to_completion, str(run.directory))
            job.add_done_callback(lambda _: self._wake.set())
            self._jobs[job] = run

    def _open_runs(self) -> list[tuple[Run, State]]:
        # A run that goes on, whichever server was asked, has a newer sitting than the one that was settled.
        present = [run.at_present() for run in self.store.runs()]
        runs = [run for run in present if self._settled.get(run.id) != run.sitting]
        states = [(run, read_state(run)) for run in runs]
        self._settled |= {run.id: run.sitting for run, state in states if state in SETTLED}
        return [(run, state) for run, state in states if state not in SETTLED]

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
                logger.exception("The queue will look again")
            self._wake.wait(TICK_SECONDS)


def _active(run_id: str) -> ExplainerError:
    return ExplainerError(
        "training_active", f"Expected at most one active run a visitor; received another beside {run_id}.", run=run_id
    )
