"""The limits of a run and of its visitor, as the settings say; the queue hands a worker those of its run.

A class of 40 fits by default: 40 visitors' shares are the whole, so nobody keeps another from training.
"""

import math

import psutil
from pydantic import ValidationError

from explainer.environment import read_environment
from explainer.training.store.paths import RunPaths
from explainer.training.store.records import Limits

MEGABYTE = 1_000_000
ADDRESS_SHARE = 3
"""An address has at most one part in so many of the room, and of the places in the queue."""
MEMORY_SHARE = 0.5
"""How much of the machine's memory all runs together may take by default; the rest is for pages and others."""


def current_limits() -> Limits:
    """The limits that hold now."""
    chosen = read_environment()
    whole = chosen.runs_quota * MEGABYTE
    visitor = min(chosen.visitor_quota * MEGABYTE, whole)
    return Limits(
        seconds=chosen.run_limit * 60.0,
        whole_bytes=whole,
        visitor_bytes=visitor,
        address_bytes=math.inf if chosen.shared_address else max(whole / ADDRESS_SHARE, visitor),
    )


def memory_limit(slots: int = 1) -> float:
    """The most memory that a run may take, in bytes: `EXPLAINER_RUN_MEMORY` megabytes, or its part of the machine's.

    Args:
        slots: How many runs are trained at once.
    """
    chosen = read_environment().run_memory
    return psutil.virtual_memory().total * MEMORY_SHARE / max(slots, 1) if chosen is None else chosen * MEGABYTE


def limits_of(run: RunPaths) -> Limits:
    """What the queue has told a run's worker; no limits for a run that no queue has handed out."""
    try:
        return Limits.model_validate_json(run.limits_path.read_bytes())
    except (OSError, ValidationError):
        return Limits()
