"""One run: reading its files, and the requests that pages write into its directory."""

import logging
import time
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.training.store.files import create_exclusively, read_complete_lines, unwritable, write_atomically
from explainer.training.store.paths import RunPaths
from explainer.training.store.progress import parse_progress, read_progress
from explainer.training.store.records import AnyRecord, EpochRecord, More, Request, Result

logger = logging.getLogger(__name__)

RESERVE_BYTES = 64 * 1024


class Run(RunPaths):
    """One run: its files' contents, and requests to stop, pause, resume and continue it."""

    def request(self) -> Request:
        """Reads the request.

        Raises:
            ExplainerError: `run_unreadable` if it is missing or invalid.
        """
        try:
            return Request.model_validate_json(self.request_path.read_bytes())
        except (OSError, ValidationError) as error:
            raise _unreadable(self.id, error) from error

    def result(self) -> Result | None:
        """Reads the newest attempt's result, `None` if there is none yet.

        Raises:
            ExplainerError: `run_unreadable` if it is invalid.
        """
        try:
            return Result.model_validate_json(self.result_path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise _unreadable(self.id, error) from error

    def more(self) -> More | None:
        """Reads the request of the newest attempt, or of the last one whose request is valid; `None` for attempt 0."""
        for attempt in range(self.attempt, 0, -1):
            try:
                return More.model_validate_json(self.more_path(attempt).read_bytes())
            except (OSError, ValidationError):
                logger.warning("The request of attempt %d of run %s cannot be read", attempt, self.id)
        return None

    def epochs_asked(self, request: Request) -> int:
        """The number of epochs to train: the request's, or that of the newest request to continue."""
        more = self.more()
        return more.epochs if more else request.recipe.epochs

    def progress(self) -> Iterator[AnyRecord]:
        """Reads all valid records of `progress.jsonl`, in order."""
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
        """The record at the end of each epoch, in order, without epochs that are being trained again."""
        return read_progress(self.progress_path).epochs_done

    def checkpoints(self) -> tuple[int, ...]:
        """The epochs that have ended and have a checkpoint, in order."""
        return tuple(record.epoch for record in self.epochs_done() if self.checkpoint_path(record.epoch).is_file())

    def sha256(self, epoch: int) -> str | None:  # noqa: ARG002 (see `Checkpoints`)
        """Returns `None`: no hashes of a run's weights are stored."""
        return None

    def unusable(self, epoch: int, error: ExplainerError) -> ExplainerError:  # noqa: ARG002 (see `Checkpoints`)
        """Returns the error unchanged."""
        return error

    def ask_to_stop(self, reason: str = "") -> None:
        """Asks the worker to stop. The weights learned so far are kept.

        Args:
            reason: Why, unless the visitor asks: a reason of `Result`.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        self._write(self.stop_path, reason)

    def ask_to_pause(self) -> None:
        """Asks the worker to pause after the current batch.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        self._write(self.pause_path, "")

    def ask_to_continue(self) -> None:
        """Withdraws the request to pause.

        Raises:
            ExplainerError: `store_unwritable`.
        """
        try:
            self.pause_path.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(error, self.directory) from error

    def ask_for_more(self, epochs: int) -> bool:
        """Starts another attempt of a run that has ended.

        Args:
            epochs: The new number of epochs, counted from the start of the run.

        Returns:
            Whether this call started it; `False` if a concurrent call did.

        Raises:
            ExplainerError: `disk_full` or `store_unwritable`.
        """
        more = More(epochs=epochs, asked=time.time())
        try:
            self.reserve_path.write_bytes(bytes(RESERVE_BYTES))
            return create_exclusively(self.more_path(self.attempt + 1), more.model_dump_json())
        except OSError as error:
            raise unwritable(error, self.directory) from error

    def _write(self, path: Path, text: str) -> None:
        try:
            write_atomically(path, text)
        except OSError as error:
            raise unwritable(error, self.directory) from error


def _unreadable(run_id: str, error: Exception) -> ExplainerError:
    reason = type(error).__name__
    return ExplainerError("run_unreadable", f"Expected a readable run {run_id}; received {reason}.")
