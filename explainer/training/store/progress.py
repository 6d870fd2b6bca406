"""The lines of `progress.jsonl`: written one by one, read as far as they can be understood."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import ValidationError

from explainer.training.store.records import PROGRESS, AnyRecord, EpochRecord, ResumedRecord

logger = logging.getLogger(__name__)


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


def seconds_of(epochs: Iterable[EpochRecord]) -> float:
    """How long epochs took, evaluations included, in seconds."""
    return sum(record.training_seconds + record.test_seconds for record in epochs)


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
