"""Has an upload read by a process of its own, with limits on its memory, its time and its answer.

A library that reads files may crash, hang or grow over one that was made to have it do so. Then that process ends, and
the server has a message to show. Not `multiprocessing`: from Streamlit it would run `app.py` again in the child.

Weights come as Keras's `.weights.h5` alone, by itself or in a `.keras` file. Reading safetensors would need no such
process, but Keras does not write or load it, and pictures need the process all the same.
"""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from explainer.child_processes import ONE_THREAD, environment, lower_priority
from explainer.errors import ExplainerError
from explainer.turns import PAGES, Turns
from explainer.uploads.refusals import TOO_MUCH

CHILD = Path(__file__).with_name("child.py")
MEGABYTE = 2**20
WAITING_BYTES = 400 * MEGABYTE
"""How much the uploads that wait for their turn may take of the server's memory."""
BYTES_A_SECOND = 40 * MEGABYTE
"""A large file gets more time: a second of the processor for so much of it, several times what is needed."""
COPIES = 4
"""A large file gets more memory: itself, HDF5's own copy, the array in work, and one to spare."""
IDLE_BYTES = 128 * MEGABYTE
"""What Python with h5py takes before it has read anything, on any system; here 40 MB."""
POLL_SECONDS = 0.01
NICENESS = 5
"""Of the process that reads: of a processor that a page wants, too, it gets a quarter."""

OUT_OF_LIMITS = (TOO_MUCH, -getattr(signal, "SIGXCPU", 24), -getattr(signal, "SIGKILL", 9))
"""How a process ends that its own limits, or a system without memory, have ended."""


@dataclass(frozen=True)
class Task:
    """What is to be read out of an upload.

    Attributes:
        reader: The child's name for what it is to do: a module beside this one, such as `"weights"`.
        answer_bytes: How long the answer is, to the byte.
        details: What the reader needs to know; must be JSON.
        refusals: Which error's code stands for which of the reader's exit codes; for any other `upload_unreadable`.
        memory_bytes: What it needs beyond what the lengths of file and answer tell.
        words: What the errors' sentences name.
    """

    reader: str
    answer_bytes: int
    details: Mapping[str, Any]
    refusals: Mapping[int, str]
    memory_bytes: int = 0
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Limits:
    """What reading an upload may cost.

    Attributes:
        processor_seconds: Of computing, starting included; each `BYTES_A_SECOND` that are begun add one.
        memory_bytes: Beside what Python takes before; a large file gets more.
    """

    seconds: float = 15.0
    processor_seconds: int = 1
    memory_bytes: int = 64 * MEGABYTE

    def for_size(self, size: int, more: int = 0) -> Limits:
        """The same for a file, or an answer, of so many bytes, and a task that needs more memory."""
        return Limits(
            self.seconds,
            self.processor_seconds + math.ceil(size / BYTES_A_SECOND),
            self.memory_bytes + COPIES * size + more,
        )


class Guard:
    """Has a few uploads read at once.

    Args:
        turns: Who may, and when; by default two at a time, and who waits longer than 20 seconds is refused.
        limits: What each may cost.
    """

    def __init__(self, child: Path = CHILD, turns: Turns | None = None, limits: Limits | None = None) -> None:
        self._child = child
        self._turns = turns or Turns(2, patience_seconds=20.0, most_bytes=WAITING_BYTES)
        self._limits = limits or Limits()

    def read(self, task: Task, content: bytes) -> bytearray:
        """Reads an upload in a process of its own. Returns `task.answer_bytes` bytes.

        Raises:
            ExplainerError: `upload_busy` if too many others are being read, `upload_too_much` if reading took too long
                or too much memory, one of `task.refusals`, or `upload_unreadable`.
        """
        with PAGES.released():
            return self._read(task, content)

    def _read(self, task: Task, content: bytes) -> bytearray:
        limits = self._limits.for_size(max(len(content), task.answer_bytes), task.memory_bytes)
        with self._turns.turn(len(content)), _started(self._child) as process, ThreadPoolExecutor(2) as helpers:
            try:
                helpers.submit(_feed, process, _order(task, limits), content)
                answer = helpers.submit(_receive, process, task.answer_bytes)
                is_within_limits = _watch(process, limits)
            finally:
                _end(process)
        if not is_within_limits or process.returncode in OUT_OF_LIMITS:
            raise _refused("upload_too_much", process)
        received = answer.result()
        if process.returncode == 0 and received is not None:
            return received
        raise _refused(task.refusals.get(process.returncode, "upload_unreadable"), process, **task.words)


GUARD = Guard()
"""The server's one: however many visitors bring something, only so much is read at once."""


def _order(task: Task, limits: Limits) -> bytes:
    order = {
        "reader": task.reader,
        "memory_bytes": limits.memory_bytes,
        "processor_seconds": limits.processor_seconds,
        "details": task.details,
    }
    return json.dumps(order).encode() + b"\n"


@contextmanager
def _started(child: Path) -> Iterator[subprocess.Popen[bytes]]:
    # No folder but the project's and this Python's lends it a module. Not isolated (-I): h5py may be in the user's own.
    command = [sys.executable, "-P", str(child)]
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(ONE_THREAD),
            creationflags=flags,
        )
    except OSError as error:
        raise ExplainerError("upload_busy", f"Expected another process; received {error}.") from error
    # Pages go first, but trainings do not.
    with suppress(psutil.Error):
        lower_priority(process.pid, niceness=NICENESS)
    with process:
        yield process


def _feed(process: subprocess.Popen[bytes], *parts: bytes) -> None:
    """Writes all that the child is to have; it may have ended meanwhile."""
    assert process.stdin is not None
    with suppress(OSError), process.stdin as stream:
        for part in parts:
            stream.write(part)


def _receive(process: subprocess.Popen[bytes], size: int) -> bytearray | None:
    """An answer of just the right length, or `None`; whoever writes more is no longer listened to."""
    assert process.stdout is not None
    answer = bytearray(size)
    rest = memoryview(answer)
    with process.stdout as stream:
        while rest and (count := stream.readinto1(rest)):  # type: ignore[attr-defined]
            rest = rest[count:]
        is_whole = not rest and not stream.read(1)
    return answer if is_whole else None


def _watch(process: subprocess.Popen[bytes], limits: Limits) -> bool:
    """Waits for the child's end, or for what has to end it. Returns whether it stayed within its limits."""
    deadline = time.monotonic() + limits.seconds
    while time.monotonic() < deadline and not _takes_too_much(process, limits):
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLL_SECONDS)
            return True
    return False


def _takes_too_much(process: subprocess.Popen[bytes], limits: Limits) -> bool:
    """Whether the child is beyond limits that its system did not set, or not yet."""
    memory_bytes, processor_seconds = 0, 0.0
    for each in _family(process):
        with suppress(psutil.Error):
            memory_bytes += each.memory_info().rss
            times = each.cpu_times()
            processor_seconds += times.user + times.system
    return memory_bytes > IDLE_BYTES + limits.memory_bytes or processor_seconds > limits.processor_seconds


def _end(process: subprocess.Popen[bytes]) -> None:
    for each in _family(process):
        with suppress(psutil.Error):
            each.kill()
    process.wait()


def _family(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """The child; in a virtual environment on Windows it has only started the Python that does the work."""
    if process.poll() is not None:
        return []
    with suppress(psutil.Error):
        own = psutil.Process(process.pid)
        return [own, *own.children(recursive=True)] if sys.platform == "win32" else [own]
    return []


def _refused(code: str, process: subprocess.Popen[bytes], **words: Any) -> ExplainerError:
    message = f"Expected an upload that can be read; received exit code {process.returncode}."
    return ExplainerError(code, message, **words)
