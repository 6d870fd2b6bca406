"""The limits of a run and of its visitor, as the settings say; the queue hands a worker those of its run.

A class of 40 fits by default: 40 visitors' shares are the whole, so nobody keeps another from training.
"""

from __future__ import annotations

import logging
import math
import os

import psutil
from pydantic import ValidationError

from explainer.training.limits.addresses import is_shared_address
from explainer.training.store.paths import RunPaths
from explainer.training.store.records import Limits

logger = logging.getLogger(__name__)

QUOTA_VARIABLE = "EXPLAINER_RUNS_QUOTA"
VISITOR_VARIABLE = "EXPLAINER_VISITOR_QUOTA"
TIME_VARIABLE = "EXPLAINER_RUN_LIMIT"
MEMORY_VARIABLE = "EXPLAINER_RUN_MEMORY"
MEGABYTE = 1_000_000
DEFAULT_MEGABYTES = 12_000.0
DEFAULT_VISITOR_MEGABYTES = 300.0
"""A fortieth of the whole: some 25 runs of the article's network."""
DEFAULT_MINUTES = 60.0
ADDRESS_SHARE = 3
"""An address has at most one part in so many of the room, and of the places in the queue."""
MEMORY_SHARE = 0.5
"""How much of the machine's memory all runs together may take by default; the rest is for pages and others."""


def current_limits() -> Limits:
    """The limits that hold now."""
    whole = chosen_number(QUOTA_VARIABLE, DEFAULT_MEGABYTES) * MEGABYTE
    visitor = min(chosen_number(VISITOR_VARIABLE, DEFAULT_VISITOR_MEGABYTES) * MEGABYTE, whole)
    return Limits(
        seconds=chosen_number(TIME_VARIABLE, DEFAULT_MINUTES) * 60.0,
        whole_bytes=whole,
        visitor_bytes=visitor,
        address_bytes=math.inf if is_shared_address() else max(whole / ADDRESS_SHARE, visitor),
    )


def memory_limit(slots: int = 1) -> float:
    """The most memory that a run may take, in bytes: `EXPLAINER_RUN_MEMORY` megabytes, or its part of the machine's.

    Args:
        slots: How many runs are trained at once.
    """
    share = psutil.virtual_memory().total * MEMORY_SHARE / max(slots, 1)
    return chosen_number(MEMORY_VARIABLE, share / MEGABYTE) * MEGABYTE


def limits_of(run: RunPaths) -> Limits:
    """What the queue has told a run's worker; no limits for a run that no queue has handed out."""
    try:
        return Limits.model_validate_json(run.limits_path.read_bytes())
    except (OSError, ValidationError):
        return Limits()


def chosen_number(variable: str, default: float) -> float:
    """A setting that is a number, 0 or more, or `inf` for no end.

    Args:
        default: What holds without it, or if it makes no sense; then a word in the log.
    """
    chosen = os.environ.get(variable)
    if not chosen:
        return default
    try:
        number = float(chosen)
    except ValueError:
        number = math.nan
    if not number >= 0:
        logger.warning("Expected a number, 0 or more, in %s; received %r.", variable, chosen)
        return default
    return number
