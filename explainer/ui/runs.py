"""The visitor's own training runs, and the displayed names of runs."""

from collections import Counter
from collections.abc import Iterable

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.store.listed_runs import ListedRun, visitor_runs
from explainer.training.store.names import read_name
from explainer.training.store.run import Run
from explainer.training.store.status import RunStatus, read_status
from explainer.ui import caches
from explainer.ui.run_names import SHOWN_ID, run_name


def own_runs(visitor: str) -> list[ListedRun]:
    """The runs of a visitor, the newest first."""
    return visitor_runs(caches.queue().store, visitor)


def status_of(run_id: str) -> RunStatus | None:
    """The current status of a run; `None` if it has been deleted."""
    try:
        return read_status(caches.queue().store.run(run_id))
    except ExplainerError:
        return None


def listed_name(text: Text, listed: ListedRun) -> str:
    """The displayed name of a run, as plain text."""
    return run_name(text, listed.request, listed.run_id, listed.name)


def listed_names(text: Text, runs: Iterable[ListedRun]) -> dict[str, str]:
    """The displayed names of runs, by id. They are unique, since Streamlit identifies an option by its label."""
    names = {run.run_id: listed_name(text, run) for run in runs}
    times = Counter([text("frame.bundled"), *names.values()])
    return {run_id: name if times[name] == 1 else f"{name} {run_id[:SHOWN_ID]}" for run_id, name in names.items()}


def name_of(text: Text, run_id: str) -> str:
    """The displayed name of any visitor's run; empty if the run has been deleted.

    Args:
        run_id: A valid id.
    """
    # Not `store.run`, which raises an error for a deleted run.
    store = caches.queue().store
    run = Run(store.root / run_id)
    request = store.request(run)
    return "" if request is None else run_name(text, request, run_id, read_name(run))
