"""The state of a run, derived from its files and from who lives; never stored.

A run waits until somebody claims it and the worker says that it lives. If whoever claimed it dies before that, nothing
is lost and it waits again. Later it is interrupted: without a result and without a living worker. A run that goes on
waits again, as its newest attempt; see `paths`.
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
"""Files are dated by a clock that is behind by some milliseconds."""

_reported: set[str] = set()
"""Ids of the runs whose trouble is in the log already: they are looked at every second."""


def read_state(run: Run) -> State:
    """The state of a run, `"unreadable"` if its files are damaged; cheaper than its status."""
    try:
        with _guarded(run):
            run.request()
        state, _ = state_and_result(run)
    except ExplainerError:
        return "unreadable"
    return state


def is_waiting(run: Run) -> bool:
    """Whether nobody has begun to train it, or whoever wanted to is dead."""
    present = run.at_present()
    return _is_free(present, _last_claim(present))


def claim(run: Run) -> bool:
    """Makes this process the one that starts a waiting run's worker, unless another is faster.

    Claims are numbered, and each is created by one process only. So nobody follows a dead claim that somebody else has
    followed already.

    Returns:
        Whether the run is this process's now.

    Raises:
        OSError: If the claim cannot be written.
    """
    present = run.at_present()
    claim = _last_claim(present)
    return _is_free(present, claim) and create_owner(present.claim_path(claim + 1))


def keep_claim(run: Run) -> None:
    """Gives a sign of life for the newest claim, for servers on other hosts."""
    present = run.at_present()
    beat(present.claim_path(_last_claim(present)))


def release(run: Run) -> None:
    """Gives this process's claim back: if no worker has begun, the run waits again."""
    present = run.at_present()
    present.claim_path(_last_claim(present)).unlink(missing_ok=True)


def give_up(run: Run) -> None:
    """Notes that no worker will be started for a claimed run, unless one is at work or it is known how that ended.

    Raises:
        OSError: If it cannot be written.
    """
    present = run.at_present()
    is_known = present.result_path.exists() or present.exit_path.exists()
    if not is_known and not is_owned(present.worker_path):
        write_atomically(present.exit_path, Exit(exit_code=None).model_dump_json())


def paused_since(run: Run) -> float | None:
    """Since when a run was asked to pause, in seconds since 1970; `None` if it was not."""
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
    """The state of a run, and its result if it has ended.

    Raises:
        ExplainerError: `run_unreadable` if the result is damaged, or whatever else is wrong with this run.
    """
    with _guarded(run):
        return _state_and_result(run.at_present())


def _state_and_result(run: Run) -> tuple[State, Result | None]:
    result = run.result()
    if result is not None:
        return result.state, result
    state = _open_state(run)
    if state == "interrupted":
        # It may have ended well since the first look.
        result = run.result()
    return (result.state, result) if result else (state, None)


@contextlib.contextmanager
def _guarded(run: Run) -> Iterator[None]:
    """Keeps the trouble of one run from the others: anything unexpected makes it unreadable."""
    try:
        yield
    except ExplainerError:
        raise
    except Exception as error:
        if run.id not in _reported:
            _reported.add(run.id)
            logger.exception("Run %s could not be looked at", run.id)
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
    """Whether this worker, not an earlier one, has written something down."""
    try:
        written = run.progress_path.stat().st_mtime
    except OSError:
        return False
    return written >= (owned_since(run.worker_path) or 0.0) - CLOCK_GRAIN_SECONDS
