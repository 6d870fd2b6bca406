"""Runs in a list: what each is and what came of it, in whatever state, cheap enough for every rerun of every page."""

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
    """One line of the list.

    Attributes:
        name: What its visitor calls it, or `None`.
        epoch: The last epoch that left weights, from 1; 0 if nothing was learned yet, or while it is not over.
        test_accuracy: The newest on the 10,000 test images, 0 to 1; `None` if it was not measured.
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
        """Whether anything is still to come of it."""
        return self.state in ACTIVE

    def status(self) -> RunStatus:
        """All that is known of it at this moment: a closer look, that not every list needs."""
        return read_status(self.run)


def visitor_runs(store: RunStore, visitor: str) -> list[ListedRun]:
    """A visitor's runs, the newest first."""
    own = [run for run in reversed(store.runs()) if is_owned_by(store, run, visitor)]
    return [listed for run in own if (listed := listed_run(store, run)) is not None]


def is_owned_by(store: RunStore, run: Run, visitor: str) -> bool:
    """Whether a visitor has asked for a run."""
    request = store.request(run)
    return request is not None and request.visitor == visitor


def listed_run(store: RunStore, run: Run) -> ListedRun | None:
    """One run; `None` if its request cannot be read.

    Progress is only read of a run that ended without a test: one that failed or was interrupted.
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
