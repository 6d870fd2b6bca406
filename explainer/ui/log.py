"""A file with what went wrong: codes and tracebacks, never a drawing or a run's whole id, which opens the run."""

import functools
import logging
import re
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path

import platformdirs

from explainer.environment import read_environment

MAX_BYTES = 1_000_000
_LOCK = threading.Lock()
_RUN_ID = re.compile(r"\b([0-9a-f]{6})[0-9a-f]{18}\b")


def path() -> Path:
    """Where the log file is: `EXPLAINER_LOG`, or else `inside-a-cnn.log` among the user's logs."""
    chosen = read_environment().log
    if chosen is not None:
        return chosen.expanduser()
    return Path(platformdirs.user_log_dir("inside-a-cnn", appauthor=False)) / "inside-a-cnn.log"


class _QuietHandler(RotatingFileHandler):
    """A log file that does without what it cannot write: a full disk must not fill the console with tracebacks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the standard library's name)
        """Drops a record that could not be written."""


class _ShortIds(logging.Formatter):
    """Writes of a run's id its beginning alone."""

    def format(self, record: logging.LogRecord) -> str:
        return _RUN_ID.sub(r"\1…", super().format(record))


def configure() -> None:
    """Sends the project's warnings to the log file, once a process; without one if it cannot be written."""
    # A cache alone lets several visitors in who come at the same moment: every line would be written as often.
    with _LOCK:
        _handle()


@functools.cache
def _handle() -> None:
    logger = logging.getLogger("explainer")
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        handler = _QuietHandler(path(), maxBytes=MAX_BYTES, backupCount=1, delay=True, encoding="utf-8")
    except OSError as error:
        logger.warning("No log file: %s", error)
        return
    handler.setLevel(logging.WARNING)
    handler.setFormatter(_ShortIds("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
