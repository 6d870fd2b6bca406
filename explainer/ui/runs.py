"""The visitor's own training runs."""

from __future__ import annotations

from explainer.training.ended import EndedRun, ended_runs
from explainer.ui import caches


def own_runs(visitor: str) -> list[EndedRun]:
    """The runs of a visitor that have ended, the newest first.

    Args:
        visitor: The visitor's id.
    """
    return ended_runs(caches.queue().store, visitor)


def finished_runs(visitor: str) -> list[EndedRun]:
    """Those that left a trained model, however they ended."""
    return [run for run in own_runs(visitor) if run.epoch]
