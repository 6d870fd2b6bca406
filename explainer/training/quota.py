"""Room for new runs: a folder of runs does not grow for ever.

Before a run is put into the queue, the oldest runs that have ended are deleted until all runs together take no more
than the quota; a run that waits or trains is never deleted.
"""

from __future__ import annotations

import logging
import math
import os
from pathlib import Path

from explainer.training.states import ACTIVE, read_state
from explainer.training.store import RunStore

logger = logging.getLogger(__name__)

QUOTA_VARIABLE = "EXPLAINER_RUNS_QUOTA"
DEFAULT_MEGABYTES = 5_000.0
BYTES_OF_A_MEGABYTE = 1_000_000


def make_room(store: RunStore) -> None:
    """Deletes the oldest ended runs until all together take no more than `EXPLAINER_RUNS_QUOTA` megabytes.

    A run that cannot be deleted stays; it does not keep others from being created.

    Args:
        store: The runs.
    """
    store.remove_remnants()
    sizes = {run: _bytes(run.directory) for run in store.runs()}
    excess = sum(sizes.values()) - quota_megabytes() * BYTES_OF_A_MEGABYTE
    for run, size in sizes.items():
        if excess <= 0:
            return
        if read_state(run) in ACTIVE:
            continue
        try:
            store.delete(run)
        except OSError as error:
            logger.warning("Run %s could not be deleted: %r", run.id, error)
        else:
            logger.info("Run %s was deleted to make room", run.id)
            excess -= size


def quota_megabytes() -> float:
    """How much all runs together may take: `EXPLAINER_RUNS_QUOTA`, or else 5,000 MB; `inf` for no end."""
    chosen = os.environ.get(QUOTA_VARIABLE)
    if not chosen:
        return DEFAULT_MEGABYTES
    try:
        megabytes = float(chosen)
    except ValueError:
        megabytes = math.nan
    if not megabytes >= 0:
        logger.warning("Expected megabytes, 0 or more, in %s; received %r.", QUOTA_VARIABLE, chosen)
        return DEFAULT_MEGABYTES
    return megabytes


def _bytes(directory: Path) -> int:
    try:
        return sum(path.stat().st_size for path in directory.iterdir())
    except OSError:
        # A file was renamed at this moment, or the run is being deleted.
        return 0
