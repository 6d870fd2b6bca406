"""The queue: the store's unfinished requests, in turn among those who asked; see `turns`."""

import functools
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from explainer.environment import read_environment
from explainer.errors import ExplainerError
from explainer.own_digits import OwnDigits
from explainer.training.limits.limits import ADDRESS_SHARE
from explainer.training.limits.memory import check_memory
from explainer.training.limits.quotas import Quotas, reserved_bytes
from explainer.training.limits.sizes import run_bytes
from explainer.training.queue.dispatcher import Dispatcher
from explainer.training.queue.open_runs import OpenRuns
from explainer.training.queue.turns import TrainingTurns
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import check_digits
from explainer.training.store.states import State, read_state

MAX_WAITING = 60
"""Runs that may wait at once: some hours of training."""
RESUMABLE: frozenset[State] = frozenset({"finished", "stopped", "failed", "interrupted"})


class RunQueue:
    """Says which runs may be trained, and has them trained in turn; see `Dispatcher`.

    Several queues, of several servers, may share a store. Requests survive a server; so does whose turn it is.

    Args:
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
        self.quotas = Quotas(store)
        turns = TrainingTurns(store)
        self.open_runs = OpenRuns(store, turns)
        executor = executor or ThreadPoolExecutor(slots, thread_name_prefix="training")
        self.dispatcher = Dispatcher(self.open_runs, turns, executor, slots, shared_slots)

    def start(self) -> Self:
        """Begins to hand out runs."""
        self.dispatcher.start()
        return self

    def close(self) -> None:
        """Hands out no more runs; those in work go on."""
        self.dispatcher.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def expect(self) -> None:
        """Says that a run may soon be asked for."""
        self.dispatcher.expect()

    def submit(self, request: Request, digits: OwnDigits | None = None) -> str:
        """Puts a run into the queue, if there is room for all that it may come to take. Returns the run's id.

        Args:
            digits: Those that the recipe adds, if it adds any.

        Raises:
            ExplainerError: `training_active` if the visitor has one that has not ended (its id is the detail
                `run`), `queue_full` or `address_full` if too many wait, altogether or from this address (detail
                `limit`), `memory_exceeded` if a worker had not enough memory, `own_digits_missing` if other digits are
                given than the recipe adds, or none; and as `Quotas.check` and `RunStore.create` do.
        """
        added = request.recipe.own_digits
        fill = None if added is None else functools.partial(_add, check_digits(digits, added))
        check_memory(request.config, request.recipe, self.dispatcher.sharing_memory)
        with self.dispatcher.lock, self.store.locked():
            self._check(request)
            self.quotas.check(request, run_bytes(request.config, request.recipe))
            self.store.remove_remnants()
            run = self.store.create(request, fill=fill)
            self.dispatcher.add(run)
        return run.id

    def resume(self, run_id: str, more_epochs: int = 0) -> None:
        """Puts a run that has ended into the queue again. It goes on from its newest readable checkpoint.

        Args:
            more_epochs: Epochs beyond those that were asked for before; at least 1 for a finished run.

        Raises:
            ExplainerError: `run_unknown`, `run_unreadable`; `not_resumable` if it has not ended or there is nothing
                left to train; `too_many_epochs` (detail `limit`); and as `submit` does.
        """
        with self.dispatcher.lock, self.store.locked():
            run = self.store.run(run_id)
            request, state = run.request(), read_state(run)
            epochs = run.epochs_asked(request) + more_epochs
            if epochs > request.recipe.most_epochs:
                limit = request.recipe.most_epochs
                raise ExplainerError("too_many_epochs", f"Expected at most {limit}; received {epochs}.", limit=limit)
            if request.brought_in or state not in RESUMABLE or (state == "finished" and more_epochs < 1):
                raise ExplainerError("not_resumable", f"Expected a run with more to train; received one {state}.")
            self._check(request)
            check_memory(request.config, request.recipe, self.dispatcher.sharing_memory)
            self.quotas.check(request, reserved_bytes(run, request, epochs), besides=run)
            if not run.ask_for_more(epochs):
                raise _active(run.id)
            self.dispatcher.add(run)

    def _check(self, request: Request) -> None:
        """Whether a visitor may add a run to those that wait."""
        active = self.open_runs.of_visitor(request.visitor)
        if active is not None:
            raise _active(active)
        waiting = [self.store.request(run) for run in self.open_runs.waiting()]
        counts = [("queue_full", len(waiting), MAX_WAITING)]
        if request.address is not None and not read_environment().shared_address:
            near = sum(each is not None and each.address == request.address for each in waiting)
            counts.append(("address_full", near, max(MAX_WAITING // ADDRESS_SHARE, 1)))
        for code, count, limit in counts:
            if count >= limit:
                raise ExplainerError(code, f"Expected fewer than {limit} waiting runs; received {count}.", limit=limit)

    def stop(self, run_id: str) -> None:
        """Stops a run, or takes it out of the queue.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_stop()
        self.dispatcher.wake()

    def pause(self, run_id: str) -> None:
        """Lets a run hold after the batch it is at.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_pause()

    def unpause(self, run_id: str) -> None:
        """Lets a paused run go on.

        Raises:
            ExplainerError: `run_unknown` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_continue()


def _add(digits: OwnDigits, run: Run) -> None:
    run.own_digits_path.write_bytes(digits.npz())


def _active(run_id: str) -> ExplainerError:
    return ExplainerError(
        "training_active", f"Expected at most one active run a visitor; received another beside {run_id}.", run=run_id
    )
