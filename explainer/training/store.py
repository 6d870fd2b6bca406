"""The run store: one directory a run, each file with one writer.

| file | writer |
|---|---|
| `request.json`, `name.json`, `stop` | the pages |
| `claim-N.json`, `exit.json`, `worker.log` | the queue and its supervisor; N counts the attempts to start |
| `worker.json`, `progress.jsonl`, `history.csv`, `epoch-NN.weights.h5`, `model.keras`, `result.json` | the worker |
| `reserve` | made with the request, given up by the worker when the disk is full |
"""

from __future__ import annotations

import errno
import logging
import os
import re
import secrets
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import platformdirs
from pydantic import ValidationError

from explainer.errors import ExplainerError
from explainer.network.config import NetworkConfig
from explainer.training.files import is_disk_full, read_complete_lines, write_atomically
from explainer.training.owners import create_owner
from explainer.training.paths import RunPaths
from explainer.training.records import (
    PROGRESS,
    AnyRecord,
    EpochRecord,
    More,
    Request,
    Result,
    ResumedRecord,
)

logger = logging.getLogger(__name__)

RUNS_VARIABLE = "EXPLAINER_RUNS"
RUN_ID = re.compile(r"[0-9a-f]{24}")
RESERVE_BYTES = 64 * 1024


def default_root() -> Path:
    """Where runs are kept: `EXPLAINER_RUNS`, or else a folder among the user's data."""
    chosen = os.environ.get(RUNS_VARIABLE)
    if chosen:
        return Path(chosen).expanduser()
    return Path(platformdirs.user_data_dir("inside-a-cnn", appauthor=False)) / "runs"


class Run(RunPaths):
    """One run: what its files hold."""

    def request(self) -> Request:
        """Reads the request.

        Raises:
            ExplainerError: `run_unreadable` if it is missing or not a request.
        """
        try:
            return Request.model_validate_json(self.request_path.read_bytes())
        except (OSError, ValidationError) as error:
            raise _unreadable(self.id, error) from error

    def result(self) -> Result | None:
        """Reads the newest sitting's result, `None` if there is none yet.

        Raises:
            ExplainerError: `run_unreadable` if it is not a result.
        """
        try:
            return Result.model_validate_json(self.result_path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise _unreadable(self.id, error) from error

    def more(self) -> More | None:
        """What the newest sitting was asked for, `None` for the first one; one that cannot be read is passed over."""
        for sitting in range(self.sitting, 0, -1):
            try:
                return More.model_validate_json(self.more_path(sitting).read_bytes())
            except (OSError, ValidationError):
                logger.warning("What sitting %d of run %s was asked for cannot be read", sitting, self.id)
        return None

    def epochs_asked(self, request: Request) -> int:
        """Up to which epoch it is to be trained: what the request says, unless more was asked for since."""
        more = self.more()
        return more.epochs if more else request.recipe.epochs

    def progress(self) -> Iterator[AnyRecord]:
        """All readable records of `progress.jsonl`, in order."""
        try:
            lines, _ = read_complete_lines(self.progress_path)
        except OSError:
            return
        yield from parse_progress(lines)

    @property
    def config(self) -> NetworkConfig:
        """The network.

        Raises:
            ExplainerError: `run_unreadable`.
        """
        return self.request().config

    def epochs_done(self) -> tuple[EpochRecord, ...]:
        """The end of each epoch, in order; those that a later sitting has begun anew are left out."""
        return kept_epochs(self.progress())

    def checkpoints(self) -> tuple[int, ...]:
        """The epochs whose weights can be used, in order."""
        return tuple(record.epoch for record in self.epochs_done() if self.checkpoint_path(record.epoch).is_file())

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:  # noqa: ARG002 (see `Checkpoints`)
        """What to say of weights that cannot be had: just that."""
        return error

    def ask_to_stop(self, reason: str = "") -> None:
        """Writes the wish to stop. What was learned so far is kept.

        Args:
            reason: Why, if it is not the visitor's wish.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        self._write(self.stop_path, reason)

    def ask_to_pause(self) -> None:
        """Writes the wish to pause: the worker holds after the batch it is at.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        self._write(self.pause_path, "")

    def ask_to_continue(self) -> None:
        """Takes the wish to pause back.

        Raises:
            ExplainerError: `store_unwritable`.
        """
        try:
            self.pause_path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error, self.directory) from error

    def ask_for_more(self, epochs: int) -> bool:
        """Begins another sitting of a run that has ended.

        Args:
            epochs: Up to which epoch, counted from the start of the run.

        Returns:
            Whether it was this call that began it, and not another at the same moment.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        more = More(epochs=epochs, asked=time.time())
        try:
            self.reserve_path.write_bytes(bytes(RESERVE_BYTES))
            with self.more_path(self.sitting + 1).open("x", encoding="utf-8") as file:
                file.write(more.model_dump_json())
        except FileExistsError:
            return False
        except OSError as error:
            raise _unwritable(error, self.directory) from error
        return True

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            raise _unwritable(error, self.directory) from error


class RunStore:
    """All runs below one folder.

    Args:
        root: The folder; made when the first run is created. By default `default_root()`.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = (root or default_root()).resolve()
        self._requests: dict[str, Request] = {}
        self._last_created = 0.0
        self._lock = threading.Lock()

    def create(self, request: Request, *, is_claimed: bool = False) -> Run:
        """Writes a request down under a new id that cannot be guessed.

        Args:
            request: What is asked for; its time of creation is set here.
            is_claimed: Whether this process trains it itself, so that no queue takes it.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`; then nothing is left behind.
        """
        run = Run(self.root / secrets.token_hex(12))
        dated = request.model_copy(update={"created": self._now()})
        try:
            run.directory.mkdir(parents=True)
            run.reserve_path.write_bytes(bytes(RESERVE_BYTES))
            if is_claimed:
                create_owner(run.claim_path(1))
            write_atomically(run.request_path, dated.model_dump_json(indent=2))
        except OSError as error:
            shutil.rmtree(run.directory, ignore_errors=True)
            raise _unwritable(error, self.root) from error
        return run

    def delete(self, run: Run) -> None:
        """Deletes a run with everything it has learned.

        Raises:
            OSError: If it cannot be deleted; then it is as it was.
        """
        # Without its request it is no run any more: nobody sees one that is half deleted and takes it for new.
        run.request_path.unlink(missing_ok=True)
        self._requests.pop(run.id, None)
        shutil.rmtree(run.directory, ignore_errors=True)

    def run(self, run_id: str) -> Run:
        """Finds a run by its id.

        Args:
            run_id: 24 hexadecimal digits; anything else never reaches the file system.

        Raises:
            ExplainerError: `run_unknown` if there is no such run.
        """
        if RUN_ID.fullmatch(run_id):
            run = Run(self.root / run_id)
            if _has_request(run):
                return run
        raise ExplainerError("run_unknown", f"Expected the id of a run; received {run_id!r}.")

    def runs(self) -> tuple[Run, ...]:
        """All runs, the oldest first; those whose request cannot be read come before the others."""
        return tuple(sorted(self._directories(), key=lambda run: (self._created(run), run.id)))

    def request(self, run: Run) -> Request | None:
        """A run's request, remembered since it never changes; `None` if it cannot be read."""
        known = self._requests.get(run.id)
        if known is None:
            try:
                known = run.request()
            except ExplainerError:
                return None
            self._requests[run.id] = known
        return known

    def asked(self, run: Run) -> float:
        """When a run was asked for, or to go on: the queue's order, in seconds since 1970."""
        more = run.more()
        return more.asked if more else self._created(run)

    def _created(self, run: Run) -> float:
        request = self.request(run)
        return request.created if request else 0.0

    def _directories(self) -> Iterator[Run]:
        try:
            entries = sorted(self.root.iterdir())
        except OSError:
            return
        for entry in entries:
            run = Run(entry)
            # A directory without a request is just being made.
            if RUN_ID.fullmatch(entry.name) and _has_request(run):
                yield run

    def _now(self) -> float:
        # Two requests within one tick of a coarse clock keep their order.
        with self._lock:
            self._last_created = max(time.time(), self._last_created + 1e-5)
            return self._last_created


def _has_request(run: Run) -> bool:
    try:
        return run.request_path.is_file()
    except OSError:
        # Another user's directory: before Python 3.12 not even a look at it is allowed.
        return False


def kept_epochs(records: Iterable[AnyRecord]) -> tuple[EpochRecord, ...]:
    """The end of each epoch, in order, without those that were begun anew later.

    Args:
        records: Of `progress.jsonl`, in order.
    """
    kept: dict[int, EpochRecord] = {}
    for record in records:
        if isinstance(record, EpochRecord):
            kept[record.epoch] = record
        elif isinstance(record, ResumedRecord):
            kept = {epoch: done for epoch, done in kept.items() if epoch <= record.epoch}
    return tuple(kept[epoch] for epoch in sorted(kept))


def append_record(path: Path, record: AnyRecord) -> None:
    """Appends one line in one write, so that a process that is killed leaves at most one line unfinished.

    Raises:
        OSError: If it cannot be written.
    """
    line = record.model_dump_json().encode() + b"\n"
    with path.open("ab", buffering=0) as file:
        written = file.write(line)
        if written != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def parse_progress(lines: list[bytes]) -> Iterator[AnyRecord]:
    """Reads lines of `progress.jsonl` and skips those that cannot be understood."""
    for line in lines:
        try:
            yield PROGRESS.validate_json(line)
        except ValidationError:
            logger.debug("Skipped a line of progress of %d bytes", len(line))


def _unreadable(run_id: str, error: Exception) -> ExplainerError:
    reason = type(error).__name__
    return ExplainerError("run_unreadable", f"Expected a readable run {run_id}; received {reason}.")


def _unwritable(error: OSError, directory: Path) -> ExplainerError:
    existing = next(folder for folder in (directory, *directory.parents) if folder.exists())
    code = "disk_full" if is_disk_full(error, existing) else "store_unwritable"
    return ExplainerError(code, f"Expected to write below {directory}; received {error}.")
