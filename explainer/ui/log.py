"""The log file: error codes and tracebacks, but no drawings and no complete run ids, which give access to a run."""

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
    """The path of the log file: `EXPLAINER_LOG`, or else `inside-a-cnn.log` in the user's log folder."""
    chosen = read_environment().log
    if chosen is not None:
        return chosen.expanduser()
    return Path(platformdirs.user_log_dir("inside-a-cnn", appauthor=False)) / "inside-a-cnn.log"


class _QuietHandler(RotatingFileHandler):
    """A log file that ignores failed writes: a full disk must not fill the console with tracebacks."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (the standard library's name)
        """Drops a record that could not be written."""


class _ShortIds(logging.Formatter):
    """Shortens run ids to their first six digits."""

    def format(self, record: logging.LogRecord) -> str:
        return _RUN_ID.sub(r"\1…", super().format(record))


def configure() -> None:
    """Sends the project's warnings to the log file, once per process. Without the file, if it cannot be opened."""
    # `functools.cache` alone would let several threads add a handler at the same time.
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
