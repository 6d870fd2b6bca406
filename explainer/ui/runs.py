"""The visitor's own training runs, and what runs are called."""

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
    """A look at a run; `None` if it was deleted meanwhile."""
    try:
        return read_status(caches.queue().store.run(run_id))
    except ExplainerError:
        return None


def listed_name(text: Text, listed: ListedRun) -> str:
    """What a run is called, as plain text."""
    return run_name(text, listed.request, listed.run_id, listed.name)


def listed_names(text: Text, runs: Iterable[ListedRun]) -> dict[str, str]:
    """What some runs are called, by id: never two the same, since Streamlit knows an option by its words."""
    names = {run.run_id: listed_name(text, run) for run in runs}
    times = Counter([text("frame.bundled"), *names.values()])
    return {run_id: name if times[name] == 1 else f"{name} {run_id[:SHOWN_ID]}" for run_id, name in names.items()}


def name_of(text: Text, run_id: str) -> str:
    """What a run is called, also somebody else's; nothing if it was deleted at this moment.

    Args:
        run_id: Its id, known to be one.
    """
    # Not `store.run`: that one was deleted at this moment is no error.
    store = caches.queue().store
    run = Run(store.root / run_id)
    request = store.request(run)
    return "" if request is None else run_name(text, request, run_id, read_name(run))
