"""What the runs of a visitor have left, cheap enough for every rerun of every page."""

from __future__ import annotations

from dataclasses import dataclass

from explainer.errors import ExplainerError
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, state_and_result


@dataclass(frozen=True)
class EndedRun:
    """A run that has ended, however it ended.

    Attributes:
        run_id: The run's id.
        state: `"unreadable"` for a run whose result is damaged.
        recipe: How it was trained.
        created: When it was asked for, in seconds since 1970.
        epoch: The last epoch that left weights, from 1; 0 if nothing was learned.
        test_accuracy: The newest accuracy on the 10,000 test images, 0 to 1; `None` if it was never measured.
    """

    run_id: str
    state: State
    recipe: Recipe
    created: float
    epoch: int = 0
    test_accuracy: float | None = None


def ended_runs(store: RunStore, visitor: str) -> list[EndedRun]:
    """A visitor's runs that have ended, the newest first.

    Args:
        store: All runs.
        visitor: The visitor's id.
    """
    own = [run for run in reversed(store.runs()) if (request := store.request(run)) and request.visitor == visitor]
    return [ended for run in own if (ended := ended_run(store, run)) is not None]


def ended_run(store: RunStore, run: Run) -> EndedRun | None:
    """What a run has left; `None` if it has not ended, or its request cannot be read.

    Progress is only read of a run that ended without a test: one that failed or was interrupted.

    Args:
        store: Remembers the request.
        run: The run.
    """
    request = store.request(run)
    if request is None:
        return None
    try:
        state, result = state_and_result(run)
    except ExplainerError:
        return EndedRun(run.id, "unreadable", request.recipe, request.created)
    if state in ACTIVE:
        return None
    return EndedRun(run.id, state, request.recipe, request.created, *_learned(run, result))


def _learned(run: Run, result: Result | None) -> tuple[int, float | None]:
    if result is not None and result.test_accuracy is not None:
        return result.epoch, result.test_accuracy
    epochs = run.epochs_done()
    measured = [record.test_accuracy for record in epochs if record.test_accuracy is not None]
    return (epochs[-1].epoch if epochs else 0), (measured[-1] if measured else None)
