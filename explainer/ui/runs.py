"""The visitor's own training runs."""

from __future__ import annotations

from explainer.training.status import RunStatus, read_status
from explainer.ui import caches


def own_runs(visitor: str) -> list[RunStatus]:
    """All runs of a visitor, the newest first.

    Args:
        visitor: The visitor's id.
    """
    store = caches.queue().store
    own = [run for run in store.runs() if (request := store.request(run)) and request.visitor == visitor]
    return [read_status(run) for run in reversed(own)]


def finished_runs(visitor: str) -> list[RunStatus]:
    """The runs of a visitor that have ended and left a trained model, however they ended; the newest first."""
    return [status for status in own_runs(visitor) if not status.is_active and learned_epochs(status)]


def learned_epochs(status: RunStatus) -> int:
    """The last epoch that left weights, from 1; 0 if nothing was learned."""
    return status.epochs_done[-1].epoch if status.epochs_done else 0
