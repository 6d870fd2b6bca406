"""The run store: one directory per run, one writer per file.

| file | writer |
|---|---|
| `request.json`, `name.json`, `stop`, `pause`, `more-N.json` | the pages |
| `claim-N.json`, `limits.json`, `exit.json`, `worker.log` | the queue and its supervisor; N counts the starts |
| `worker.json`, `progress.jsonl`, `history.csv`, `result.json` | the worker |
| `live.json`, `epoch-NN.weights.h5`, `model.keras` | the worker |
| `own-digits.npz` | created with the request, if the run trains on the visitor's own digits |
| `reserve` | created with the request; deleted by the worker before it writes its result, in case the disk is full |

Besides the runs, the folder `shared` contains the files that all servers of a store share: a lock, the order of turns
(see `turns`), and the key of the address hashes (see `addresses`). The folder `digits` contains the digits that
visitors have saved (see `saved_digits`).
"""

import contextlib
import logging
import re
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs
from filelock import FileLock, Timeout

from explainer.environment import read_environment
from explainer.errors import ExplainerError
from explainer.training.store.files import unwritable, write_atomically
from explainer.training.store.owners import create_owner
from explainer.training.store.records import Request
from explainer.training.store.run import RESERVE_BYTES, Run

logger = logging.getLogger(__name__)

REMNANT_SECONDS = 3600.0
"""After this time, a directory without a request is not being created or deleted any more, but was left behind."""
LOCK_SECONDS = 20.0
"""How long to wait for another server to release the lock."""
RUN_ID = re.compile(r"[0-9a-f]{24}")


def default_root() -> Path:
    """The folder of the runs: `EXPLAINER_RUNS`, or else a folder in the user's data directory."""
    chosen = read_environment().runs
    if chosen is not None:
        return chosen.expanduser()
    return Path(platformdirs.user_data_dir("inside-a-cnn", appauthor=False)) / "runs"


class RunStore:
    """All runs below one folder.

    Args:
        root: The folder, created with the first run. By default `default_root()`.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or default_root()).resolve()
        self._requests: dict[str, Request] = {}
        self._last_created = 0.0
        self._lock = threading.Lock()

    @property
    def shared(self) -> Path:
        """The folder of the files that all servers of this store share."""
        return self.root / "shared"

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Locks the store against other servers and threads, so that a quota that was checked still holds.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`; `store_busy` if the lock is not released in time.
        """
        with contextlib.ExitStack() as stack:
            try:
                self.shared.mkdir(parents=True, exist_ok=True)
                stack.enter_context(FileLock(self.shared / "lock", timeout=LOCK_SECONDS))
            except Timeout as error:
                raise ExplainerError("store_busy", f"Expected a free lock; received {error}.") from error
            except NotImplementedError:
                # A network share without locks: two servers that add runs at the same moment may exceed a quota.
                logger.warning("Files in %s cannot be locked", self.shared)
            except OSError as error:
                raise unwritable(error, self.root) from error
            yield

    def create(self, request: Request, *, is_claimed: bool = False, fill: Callable[[Run], None] | None = None) -> Run:
        """Creates a run under a new id that cannot be guessed.

        Args:
            request: The request; its creation time is set here.
            is_claimed: Whether this process trains the run itself, so that no queue starts it.
            fill: Writes further files before the run becomes visible.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`. Then no files remain.
        """
        run = Run(self.root / secrets.token_hex(12))
        dated = request.model_copy(update={"created": self._now()})
        try:
            run.directory.mkdir(parents=True)
            run.reserve_path.write_bytes(bytes(RESERVE_BYTES))
            if is_claimed:
                create_owner(run.claim_path(1))
            if fill is not None:
                fill(run)
            write_atomically(run.request_path, dated.model_dump_json(indent=2))
        except OSError as error:
            shutil.rmtree(run.directory, ignore_errors=True)
            raise unwritable(error, self.root) from error
        return run

    def delete(self, run: Run) -> None:
        """Deletes a run with its weights.

        Raises:
            OSError: If it cannot be deleted. Then it is unchanged.
        """
        # A directory without a request is not a run, so a partly deleted run cannot be mistaken for a new one.
        run.request_path.unlink(missing_ok=True)
        self._requests.pop(run.id, None)
        shutil.rmtree(run.directory, ignore_errors=True)

    def remove_remnants(self) -> None:
        """Removes runs that were only partly created or deleted: Windows does not delete files in use."""
        for directory in self._entries():
            if RUN_ID.fullmatch(directory.name) and not _has_request(Run(directory)) and _is_old(directory):
                shutil.rmtree(directory, ignore_errors=True)

    def run(self, run_id: str) -> Run:
        """Finds a run by its id.

        Args:
            run_id: 24 hexadecimal digits. Any other string is rejected before the file system is accessed.

        Raises:
            ExplainerError: `run_unknown` if there is no such run.
        """
        if RUN_ID.fullmatch(run_id):
            run = Run(self.root / run_id)
            if _has_request(run):
                return run
        raise ExplainerError("run_unknown", f"Expected the id of a run; received {run_id!r}.")

    def runs(self) -> tuple[Run, ...]:
        """Lists all runs, the oldest first; those with an unreadable request come before the others."""
        return tuple(sorted(self._directories(), key=lambda run: (self._created(run), run.id)))

    def request(self, run: Run) -> Request | None:
        """A run's request, cached since it never changes; `None` if it cannot be read."""
        known = self._requests.get(run.id)
        if known is None:
            try:
                known = run.request()
            except ExplainerError:
                return None
            self._requests[run.id] = known
        return known

    def asked(self, run: Run) -> float:
        """When a run was requested or last continued, in seconds since 1970; the queue is ordered by it."""
        more = run.more()
        return more.asked if more else self._created(run)

    def _created(self, run: Run) -> float:
        request = self.request(run)
        return request.created if request else 0.0

    def _directories(self) -> Iterator[Run]:
        for entry in self._entries():
            run = Run(entry)
            # A directory without a request is still being created.
            if RUN_ID.fullmatch(entry.name) and _has_request(run):
                yield run

    def _entries(self) -> list[Path]:
        try:
            return sorted(self.root.iterdir())
        except OSError:
            return []

    def _now(self) -> float:
        # Ensures distinct, increasing times even if the clock is coarse.
        with self._lock:
            self._last_created = max(time.time(), self._last_created + 1e-5)
            return self._last_created


def _is_old(directory: Path) -> bool:
    try:
        return time.time() - directory.stat().st_mtime > REMNANT_SECONDS
    except OSError:
        return False


def _has_request(run: Run) -> bool:
    try:
        return run.request_path.is_file()
    except OSError:
        # Another user's directory: `is_file` raises before Python 3.12.
        return False
