"""Entries of a list of runs, in any state; cheap enough to read in every rerun of every page."""

from dataclasses import dataclass

from explainer.errors import ExplainerError
from explainer.training.store.names import read_name
from explainer.training.store.records import Request, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, state_and_result
from explainer.training.store.status import RunStatus, read_status


@dataclass(frozen=True)
class ListedRun:
    """A run as a list shows it.

    Attributes:
        name: The name that the visitor gave it, or `None`.
        epoch: The last epoch whose weights were saved, from 1; 0 if there is none, or while the run is active.
        test_accuracy: The last accuracy on the 10,000 test images, 0 to 1; `None` if it was not measured, or while
            the run is active.
    """

    run: Run
    request: Request
    name: str | None
    state: State
    epoch: int = 0
    test_accuracy: float | None = None

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.run.id

    @property
    def is_active(self) -> bool:
        """Whether the run is queued, starting, running or paused."""
        return self.state in ACTIVE

    def status(self) -> RunStatus:
        """Reads the run's full status, which not every list needs."""
        return read_status(self.run)


def visitor_runs(store: RunStore, visitor: str) -> list[ListedRun]:
    """Lists a visitor's runs, the newest first."""
    own = [run for run in reversed(store.runs()) if is_owned_by(store, run, visitor)]
    return [listed for run in own if (listed := listed_run(store, run)) is not None]


def is_owned_by(store: RunStore, run: Run, visitor: str) -> bool:
    """Whether a visitor requested a run."""
    request = store.request(run)
    return request is not None and request.visitor == visitor


def listed_run(store: RunStore, run: Run) -> ListedRun | None:
    """The entry of one run; `None` if its request cannot be read.

    `progress.jsonl` is read only for a run that ended without a test accuracy: one that failed or was interrupted.
    """
    request = store.request(run)
    if request is None:
        return None
    name = read_name(run)
    try:
        state, result = state_and_result(run)
    except ExplainerError:
        return ListedRun(run, request, name, "unreadable")
    return ListedRun(run, request, name, state, *(_learned(run, result) if state not in ACTIVE else ()))


def _learned(run: Run, result: Result | None) -> tuple[int, float | None]:
    if result is not None and result.test_accuracy is not None:
        return result.epoch, result.test_accuracy
    epochs = run.epochs_done()
    measured = [record.test_accuracy for record in epochs if record.test_accuracy is not None]
    return (epochs[-1].epoch if epochs else 0), (measured[-1] if measured else None)
