"""The visitor's own training runs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from explainer.text import Text
from explainer.training.store.ended_runs import EndedRun, ended_runs
from explainer.training.store.names import read_name
from explainer.training.store.paths import RunPaths
from explainer.ui import caches
from explainer.ui.run_names import SHOWN_ID, run_name


def own_runs(visitor: str) -> list[EndedRun]:
    """The runs of a visitor that have ended, the newest first.

    Args:
        visitor: The visitor's id.
    """
    return ended_runs(caches.queue().store, visitor)


def finished_runs(visitor: str) -> list[EndedRun]:
    """Those that left a trained model, however they ended."""
    return [run for run in own_runs(visitor) if run.epoch]


def own_run_name(text: Text, run: EndedRun) -> str:
    """What one of them is called, as plain text.

    Args:
        text: The catalogue.
        run: The run.
    """
    return run_name(text, _paths(run.run_id), run.recipe)


def own_run_names(text: Text, runs: Iterable[EndedRun]) -> dict[str, str]:
    """What some of them are called, by id: never two the same, since Streamlit knows an option by its words.

    Args:
        text: The catalogue.
        runs: The runs.
    """
    names = {run.run_id: own_run_name(text, run) for run in runs}
    times = Counter([text("frame.bundled"), *names.values()])
    return {run_id: name if times[name] == 1 else f"{name} {run_id[:SHOWN_ID]}" for run_id, name in names.items()}


def given_name(run_id: str) -> str | None:
    """What its visitor calls a run; `None` if nobody has named it, or it was deleted at this moment.

    Args:
        run_id: Its id, known to be one.
    """
    return read_name(_paths(run_id))


def _paths(run_id: str) -> RunPaths:
    # Not `store.run`: one that is deleted at this moment has no name, and that is no error.
    return RunPaths(caches.queue().store.root / run_id)
