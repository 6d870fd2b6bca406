"""Room for runs: what they take of the disk, by visitor, by address and altogether, and whether another one fits.

The digits that a visitor has saved count, too; in an address's room, those of the visitors who have runs from there.

A run that waits or trains counts with all that it may come to take, so what begins can be ended. Nobody's run is ever
deleted for another's: whoever has no room left is told so.
"""

import math
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from explainer.errors import ExplainerError
from explainer.training.limits.limits import MEGABYTE, current_limits
from explainer.training.limits.sizes import run_bytes
from explainer.training.store.files import bytes_of
from explainer.training.store.records import Limits, Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.saved_digits import saved_bytes, saved_of
from explainer.training.store.states import ACTIVE, read_state

Whose = Literal["visitor", "address", "all"]

SPARE_BYTES = 200 * MEGABYTE
"""Of the disk itself, which others use, too."""


@dataclass(frozen=True)
class Occupied:
    """What one run takes.

    Attributes:
        request: What was asked for; `None` if it cannot be read.
        reserved: Bytes that it may come to take; of a run that has ended, the same.
    """

    run: Run
    request: Request | None
    present: int
    reserved: int


@dataclass(frozen=True)
class Quota:
    """How much of the disk somebody may take.

    Attributes:
        whose: A visitor's, all visitors' of an address, or all runs'.
        taken: Bytes that are taken or promised.
        limit: Most bytes; infinite for no end.
    """

    whose: Whose
    taken: int
    limit: float

    @property
    def free(self) -> float:
        """Bytes that are left, 0 or more."""
        return max(self.limit - self.taken, 0.0)


class Quotas:
    """The quotas of a store. They remember what ended runs take, so they are cheap enough for every rerun of a page."""

    def __init__(self, store: RunStore) -> None:
        self._store = store
        self._ended: dict[str, tuple[int, int]] = {}

    def occupied(self) -> Iterator[Occupied]:
        """What each run takes."""
        for run in self._store.runs():
            yield self._occupied(run)

    def quotas(self, visitor: str | None, address: str | None) -> tuple[Quota, ...]:
        """The quotas that a visitor's next run counts in, the visitor's own first.

        Args:
            address: Where they come from, as in a request.
        """
        return self._quotas(list(self.occupied()), visitor, address, current_limits(), reserved=True)

    def check(self, request: Request, needed: int, besides: Run | None = None) -> None:
        """Makes sure that a run has room. What follows from it holds only within `RunStore.locked`.

        Args:
            besides: The run itself, if it goes on; what it takes already does not count.

        Raises:
            ExplainerError: `run_too_large` if it would not fit into an empty quota, `room_full_visitor`,
                `room_full_address` or `room_full_all` (details `needed`, `taken`, `limit`, in megabytes, and `whose`),
                `disk_full` if the disk itself has less.
        """
        others = [each for each in self.occupied() if besides is None or each.run.id != besides.id]
        for quota in self._quotas(others, request.visitor, request.address, current_limits(), reserved=True):
            if quota.taken + needed > quota.limit:
                raise _no_room(quota, needed)
        present = 0 if besides is None else _bytes(besides.directory)
        promised = sum(each.reserved - each.present for each in others) + needed - present
        if promised + SPARE_BYTES > _free_bytes(self._store.root):
            raise ExplainerError("disk_full", f"Expected {promised} free bytes; received fewer.")

    def check_digits(self, visitor: str, needed: int) -> None:
        """Makes sure that a visitor's own digits have room.

        Args:
            needed: Bytes that they will take, more than now.

        Raises:
            ExplainerError: `digits_no_room`.
        """
        for quota in self.quotas(visitor, None):
            if quota.taken + needed > quota.limit:
                raise ExplainerError("digits_no_room", f"Expected {quota.free:.0f} bytes; received {needed}.")

    def fits(self, request: Request, more: int, limits: Limits) -> bool:
        """Whether a run in training may write so much more, going by what lies on the disk now."""
        quotas = self._quotas(list(self.occupied()), request.visitor, request.address, limits, reserved=False)
        return all(quota.taken + more <= quota.limit for quota in quotas)

    def _quotas(
        self, occupied: list[Occupied], visitor: str | None, address: str | None, limits: Limits, *, reserved: bool
    ) -> tuple[Quota, ...]:
        def quota(whose: Whose, limit: float, chosen: list[Occupied], saved: int) -> Quota:
            return Quota(whose, saved + sum(each.reserved if reserved else each.present for each in chosen), limit)

        root = self._store.root
        known = [(each, each.request) for each in occupied if each.request is not None]
        own = [each for each, request in known if request.visitor == visitor]
        near = [each for each, request in known if request.address == address]
        whose = {request.visitor for _, request in known if request.address == address} | {visitor}
        return (
            *([quota("visitor", limits.visitor_bytes, own, saved_of(root, {visitor}))] if visitor is not None else []),
            *([quota("address", limits.address_bytes, near, saved_of(root, whose))] if address is not None else []),
            quota("all", limits.whole_bytes, occupied, saved_bytes(root)),
        )

    def _occupied(self, run: Run) -> Occupied:
        request = self._store.request(run)
        written = _written(run.directory)
        known = self._ended.get(run.id)
        if known is not None and known[0] == written:
            return Occupied(run, request, known[1], known[1])
        state = read_state(run)
        present = _bytes(run.directory)
        if state in ACTIVE and request is not None:
            return Occupied(run, request, present, max(present, reserved_bytes(run, request)))
        if state in ("finished", "stopped", "failed"):
            self._ended[run.id] = written, present
        return Occupied(run, request, present, present)


def reserved_bytes(run: Run, request: Request, epochs: int | None = None) -> int:
    """What a run may come to take.

    Args:
        epochs: Up to which epoch; by default what was asked for.
    """
    recipe = request.recipe.model_copy(update={"epochs": epochs or run.epochs_asked(request)})
    return run_bytes(request.config, recipe, goes_on=run.model_path.exists())


def in_megabytes(size: float) -> int:
    """Bytes as whole megabytes, rounded up."""
    return math.ceil(size / MEGABYTE)


def _no_room(quota: Quota, needed: int) -> ExplainerError:
    is_hopeless = needed > quota.limit
    return ExplainerError(
        "run_too_large" if is_hopeless else f"room_full_{quota.whose}",
        f"Expected a run of at most {quota.free:.0f} bytes; received one of {needed}.",
        needed=in_megabytes(needed),
        taken=in_megabytes(quota.taken),
        limit=int(quota.limit / MEGABYTE),
        whose=quota.whose,
    )


def _written(directory: Path) -> int:
    """When a file was last added to a directory, renamed in it or deleted."""
    try:
        return directory.stat().st_mtime_ns
    except OSError:
        return 0


def _bytes(directory: Path) -> int:
    try:
        return sum(map(bytes_of, directory.iterdir()))
    except OSError:
        return 0


def _free_bytes(root: Path) -> float:
    existing = next(folder for folder in (root, *root.parents) if folder.exists())
    try:
        return shutil.disk_usage(existing).free
    except OSError:
        return math.inf
