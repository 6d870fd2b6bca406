"""Reading and writing `progress.jsonl`. Each process reads each line once and skips invalid ones."""

import errno
import logging
import os
import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from explainer.recent import Recent
from explainer.training.store.files import bytes_of, read_complete_lines
from explainer.training.store.records import PROGRESS, AnyRecord, BatchRecord, CurvePoint, EpochRecord, ResumedRecord

logger = logging.getLogger(__name__)

REMEMBERED_FILES = 128
RATE_WINDOW_SECONDS = 5.0


@dataclass(frozen=True)
class Progress:
    """The content of `progress.jsonl` so far, without epochs that were later trained again.

    Attributes:
        epochs_done: The record at the end of each epoch, in order, epoch 0 included.
        resumed: The epoch from which the run resumed, once per time.
        recent: The records of the last `RATE_WINDOW_SECONDS` of training, at least two if there are two.
        latest: The newest record; `None` before the first one, also after the run has resumed.
    """

    points: tuple[CurvePoint, ...] = ()
    epochs_done: tuple[EpochRecord, ...] = ()
    resumed: tuple[int, ...] = ()
    recent: tuple[BatchRecord, ...] = ()
    latest: BatchRecord | None = None


def seconds_of(epochs: Iterable[EpochRecord]) -> float:
    """The total duration of epochs in seconds, evaluations included."""
    return sum(record.training_seconds + record.test_seconds for record in epochs)


def append_record(path: Path, record: AnyRecord) -> None:
    """Appends one line in one write, so that a killed process leaves at most one unfinished line.

    Raises:
        OSError: If it cannot be written.
    """
    line = record.model_dump_json().encode() + b"\n"
    with path.open("ab", buffering=0) as file:
        written = file.write(line)
        if written != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def parse_progress(lines: list[bytes]) -> Iterator[AnyRecord]:
    """Parses lines of `progress.jsonl`; skips invalid ones."""
    for line in lines:
        try:
            yield PROGRESS.validate_json(line)
        except ValidationError:
            logger.debug("Skipped a line of progress of %d bytes", len(line))


class ProgressReader:
    """Reads files incrementally and keeps its position in each; thread-safe."""

    def __init__(self, capacity: int = REMEMBERED_FILES) -> None:
        self._readings: Recent[Path, _Reading] = Recent(capacity)
        self._lock = threading.Lock()

    def read(self, path: Path) -> Progress:
        """Reads the lines appended since the previous call. Returns the progress of the whole file.

        Args:
            path: A file that is only appended to; it need not exist. A shorter file is read from the start.
        """
        with self._lock:
            size = bytes_of(path)
            reading = self._readings.pop(path, None)
            if reading is None or size < reading.offset:
                reading = _Reading()
            if size > reading.offset:
                reading.update(path)
            self._readings.put(path, reading)
            return reading.progress


_shared = ProgressReader()


def read_progress(path: Path) -> Progress:
    """Reads a file with the process's shared reader; see `ProgressReader.read`."""
    return _shared.read(path)


@dataclass
class _Reading:
    """The state of reading one file."""

    offset: int = 0
    points: list[CurvePoint] = field(default_factory=list)
    epochs_done: dict[int, EpochRecord] = field(default_factory=dict)
    resumed: list[int] = field(default_factory=list)
    recent: list[BatchRecord] = field(default_factory=list)
    latest: BatchRecord | None = None
    progress: Progress = Progress()

    def update(self, path: Path) -> None:
        try:
            lines, self.offset = read_complete_lines(path, self.offset)
        except OSError:
            return
        for record in parse_progress(lines):
            if isinstance(record, BatchRecord):
                self._add(record)
            elif isinstance(record, EpochRecord):
                self.epochs_done[record.epoch] = record
            else:
                self._go_back_to(record)
        self.progress = Progress(
            points=tuple(self.points),
            epochs_done=tuple(self.epochs_done[epoch] for epoch in sorted(self.epochs_done)),
            resumed=tuple(self.resumed),
            recent=tuple(self.recent),
            latest=self.latest,
        )

    def _add(self, record: BatchRecord) -> None:
        self.latest = record
        self.points.extend(record.points)
        self.recent.append(record)
        while record.seconds - self.recent[0].seconds > RATE_WINDOW_SECONDS and len(self.recent) > 2:
            self.recent.pop(0)

    def _go_back_to(self, record: ResumedRecord) -> None:
        self.points = [point for point in self.points if point.epoch <= record.epoch]
        self.epochs_done = {epoch: done for epoch, done in self.epochs_done.items() if epoch <= record.epoch}
        self.resumed.append(record.epoch)
        self.recent.clear()
        self.latest = None
