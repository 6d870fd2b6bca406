"""The queue of training runs: all unfinished requests of a store, in fair turns; see `turns`."""

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
"""The largest number of waiting runs: several hours of training."""
RESUMABLE: frozenset[State] = frozenset({"finished", "stopped", "failed", "interrupted"})


class RunQueue:
    """Checks requests for training runs, and trains them in turn; see `Dispatcher`.

    The queues of several servers may share a store. Requests and turns survive a restart of a server.

    Args:
        executor: Executes `run_to_completion`; by default threads of this process.
        slots: The number of runs that this queue trains at once.
        shared_slots: If servers share a cluster: returns how many runs all queues may train at the moment.
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
        """Starts the dispatcher."""
        self.dispatcher.start()
        return self

    def close(self) -> None:
        """Starts no more runs; those in training continue."""
        self.dispatcher.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, error_type: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def expect(self) -> None:
        """Announces that a run may soon be requested."""
        self.dispatcher.expect()

    def submit(self, request: Request, digits: OwnDigits | None = None) -> str:
        """Adds a run to the queue, if there is space for everything that it may need. Returns the run's id.

        Args:
            digits: The digits that the recipe adds to the training images, if any.

        Raises:
            ExplainerError: `training_active` if the visitor has an active or waiting run (its id is the detail `run`);
                `queue_full` or `address_full` if too many runs wait, in all or from this address (detail `limit`);
                `memory_exceeded` if a worker needs more memory than there is; `own_digits_missing` if `digits` are not
                those of the recipe; and the errors of `Quotas.check` and `RunStore.create`.
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
        """Queues a run that has ended again, to continue from its newest readable checkpoint.

        Args:
            more_epochs: Epochs to add to the previous request; at least 1 for a finished run.

        Raises:
            ExplainerError: `run_unknown`, `run_unreadable`; `not_resumable` if it has not ended or has nothing left to
                train; `too_many_epochs` (detail `limit`); and the errors of `submit`.
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
        """Raises an error if the visitor may not add a run at the moment."""
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
        """Stops a run, or removes it from the queue.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_stop()
        self.dispatcher.wake()

    def pause(self, run_id: str) -> None:
        """Pauses a run after its current batch.

        Raises:
            ExplainerError: `run_unknown`, `disk_full` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_pause()

    def unpause(self, run_id: str) -> None:
        """Resumes a paused run.

        Raises:
            ExplainerError: `run_unknown` or `store_unwritable`.
        """
        self.store.run(run_id).ask_to_continue()


def _add(digits: OwnDigits, run: Run) -> None:
    run.own_digits_path.write_bytes(digits.npz())


def _active(run_id: str) -> ExplainerError:
    return ExplainerError(
        "training_active",
        f"Expected at most one active run per visitor; received another one besides {run_id}.",
        run=run_id,
    )
