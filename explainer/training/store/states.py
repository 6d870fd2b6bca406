"""The state of a run, derived from its files and from the processes that are alive; it is never stored.

A run is queued until a process claims it and the worker writes its owner file. If the claiming process dies before
that, the run is queued again. If the worker dies without a result, the run is interrupted. A run that is continued is
queued again as a new attempt; see `paths`.
"""

import contextlib
import logging
from collections.abc import Iterator
from typing import Literal

from explainer.errors import ExplainerError
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import beat, create_owner, is_owned, owned_since
from explainer.training.store.records import Exit, Result
from explainer.training.store.run import Run

logger = logging.getLogger(__name__)

State = Literal["queued", "starting", "running", "paused", "finished", "stopped", "interrupted", "failed", "unreadable"]
ACTIVE: frozenset[State] = frozenset({"queued", "starting", "running", "paused"})

CLOCK_GRAIN_SECONDS = 0.05
"""The clock of file timestamps is some milliseconds behind `time.time`."""

_reported: set[str] = set()
"""Ids of the runs whose error has been logged: they are read every second, but logged once."""


def read_state(run: Run) -> State:
    """Reads the state of a run, `"unreadable"` if its files are damaged; cheaper than `read_status`."""
    try:
        with _guarded(run):
            run.request()
        state, _ = state_and_result(run)
    except ExplainerError:
        return "unreadable"
    return state


def is_waiting(run: Run) -> bool:
    """Whether no worker was started and no living process has claimed the run."""
    present = run.at_present()
    return _is_free(present, _last_claim(present))


def claim(run: Run) -> bool:
    """Claims a waiting run, so that only this process starts its worker.

    Claims are numbered, and each file is created exclusively. So only one process can replace the claim of a dead one.

    Returns:
        Whether this process claimed the run; `False` if it was not waiting, or another process was faster.

    Raises:
        OSError: If the claim cannot be written.
    """
    present = run.at_present()
    claim = _last_claim(present)
    return _is_free(present, claim) and create_owner(present.claim_path(claim + 1))


def keep_claim(run: Run) -> None:
    """Sends a heartbeat for the newest claim, for servers on other hosts."""
    present = run.at_present()
    beat(present.claim_path(_last_claim(present)))


def release(run: Run) -> None:
    """Releases this process's claim: if no worker has started, the run is queued again."""
    present = run.at_present()
    present.claim_path(_last_claim(present)).unlink(missing_ok=True)


def give_up(run: Run) -> None:
    """Records that a claimed run's worker cannot be started, unless one is alive or its end is already recorded.

    Raises:
        OSError: If it cannot be written.
    """
    present = run.at_present()
    is_known = present.result_path.exists() or present.exit_path.exists()
    if not is_known and not is_owned(present.worker_path):
        write_atomically(present.exit_path, Exit(exit_code=None).model_dump_json())


def paused_since(run: Run) -> float | None:
    """When a run was asked to pause, in seconds since 1970; `None` if it was not."""
    try:
        return run.pause_path.stat().st_mtime
    except OSError:
        return None


def _is_free(run: Run, claim: int) -> bool:
    if run.worker_path.exists() or run.exit_path.exists() or run.result_path.exists():
        return False
    return not is_owned(run.claim_path(claim))


def _last_claim(run: Run) -> int:
    claim = 0
    while run.claim_path(claim + 1).exists():
        claim += 1
    return claim


def state_and_result(run: Run) -> tuple[State, Result | None]:
    """The state of a run, and its result if it has one.

    Raises:
        ExplainerError: `run_unreadable` if the result is damaged, or on any unexpected error.
    """
    with _guarded(run):
        return _state_and_result(run.at_present())


def _state_and_result(run: Run) -> tuple[State, Result | None]:
    result = run.result()
    if result is not None:
        return result.state, result
    state = _open_state(run)
    if state == "interrupted":
        # The worker may have written its result since the first read.
        result = run.result()
    return (result.state, result) if result else (state, None)


@contextlib.contextmanager
def _guarded(run: Run) -> Iterator[None]:
    """Converts unexpected errors to `run_unreadable`, so that one damaged run does not affect the others."""
    try:
        yield
    except ExplainerError:
        raise
    except Exception as error:
        if run.id not in _reported:
            _reported.add(run.id)
            logger.exception("Run %s could not be read", run.id)
        reason = type(error).__name__
        raise ExplainerError("run_unreadable", f"Expected a readable run {run.id}; received {reason}.") from error


def _open_state(run: Run) -> State:
    """The state of a run without a result."""
    if is_waiting(run):
        return "stopped" if run.stop_path.exists() else "queued"
    if run.exit_path.exists():
        return "interrupted"
    if not run.worker_path.exists():
        return "starting"
    if not is_owned(run.worker_path):
        return "interrupted"
    if not _has_begun(run):
        return "starting"
    return "paused" if run.pause_path.exists() else "running"


def _has_begun(run: Run) -> bool:
    """Whether this worker, not an earlier one, has written progress."""
    try:
        written = run.progress_path.stat().st_mtime
    except OSError:
        return False
    return written >= (owned_since(run.worker_path) or 0.0) - CLOCK_GRAIN_SECONDS
