"""Runs in a list: what each is and what came of it, in whatever state, cheap enough for every rerun."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.errors import ExplainerError
from explainer.training.store.ended_runs import ended_run
from explainer.training.store.names import read_name
from explainer.training.store.progress import seconds_of
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, read_state, state_and_result


@dataclass(frozen=True)
class ListedRun:
    """One line of the list.

    Attributes:
        run: Where its files are.
        request: What was asked for.
        name: What its visitor calls it, or `None`.
        state: Its state.
        epoch: The last epoch that left weights, from 1; 0 if nothing was learned yet.
        test_accuracy: The newest on the 10,000 test images, 0 to 1; `None` if it was not measured.
        seconds: How long it took, everything included; `None` if it has not ended or nobody knows.
    """

    run: Run
    request: Request
    name: str | None
    state: State
    epoch: int = 0
    test_accuracy: float | None = None
    seconds: float | None = None

    @property
    def run_id(self) -> str:
        """The run's id."""
        return self.run.id

    @property
    def is_active(self) -> bool:
        """Whether anything is still to come of it."""
        return self.state in ACTIVE


def visitor_runs(store: RunStore, visitor: str) -> list[ListedRun]:
    """A visitor's runs, the newest first.

    Args:
        store: All runs.
        visitor: The visitor's id.
    """
    own = [run for run in reversed(store.runs()) if is_owned_by(store, run, visitor)]
    return [listed for run in own if (listed := listed_run(store, run)) is not None]


def is_owned_by(store: RunStore, run: Run, visitor: str) -> bool:
    """Whether a visitor has asked for a run.

    Args:
        store: Remembers the request.
        run: The run.
        visitor: The visitor's id.
    """
    request = store.request(run)
    return request is not None and request.visitor == visitor


def listed_run(store: RunStore, run: Run) -> ListedRun | None:
    """One run; `None` if its request cannot be read.

    Args:
        store: Remembers the request.
        run: The run.
    """
    request = store.request(run)
    if request is None:
        return None
    ended = ended_run(store, run)
    if ended is None:
        return ListedRun(run, request, read_name(run), read_state(run))
    return ListedRun(run, request, read_name(run), ended.state, ended.epoch, ended.test_accuracy, _seconds(run))


def _seconds(run: Run) -> float | None:
    if run.sitting:
        return seconds_of(run.epochs_done()) or None
    try:
        _, result = state_and_result(run)
    except ExplainerError:
        return None
    return result.seconds or None if result is not None else None
