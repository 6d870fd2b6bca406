"""Whatever the process that reads an upload does, the server has a message; most readers here misbehave."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from explainer.errors import ExplainerError
from explainer.turns import Turns
from explainer.uploads.guard import CHILD, MEGABYTE, Guard, Limits, Task
from tests.oracles.hostile_files import KERNEL, zero_chunk

TASK = Task(reader="weights", answer_bytes=4, details={}, refusals={3: "weights_do_not_fit"})
Reader = Callable[..., Guard]


@pytest.fixture
def reader(tmp_path: Path) -> Reader:
    """A guard whose child is a few lines of Python; `order` is the task, `content` the upload."""

    def made(code: str, turns: Turns | None = None, **limits: float) -> Guard:
        child = tmp_path / "child.py"
        begin = "import os, sys, json, time\norder = json.loads(sys.stdin.buffer.readline())\n"
        child.write_text(f"{begin}content = sys.stdin.buffer.read()\n{code}\n", encoding="utf-8")
        return Guard(child, turns, Limits(**{"seconds": 20.0, **limits}))

    return made


def code_of(guard: Guard, content: bytes = b"upload") -> str:
    with pytest.raises(ExplainerError) as error:
        guard.read(TASK, content)
    return error.value.code


def children() -> list[psutil.Process]:
    return [each for each in psutil.Process().children(recursive=True) if is_reader(each)]


def is_reader(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return any("child.py" in word for word in process.cmdline())
    return False


def test_the_answer_is_what_the_child_writes(reader: Reader) -> None:
    assert reader("sys.stdout.buffer.write(content[:4])").read(TASK, b"abcdef") == b"abcd"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("os.abort()", "upload_unreadable"),
        ("raise OSError", "upload_unreadable"),
        ("sys.exit(3)", "weights_do_not_fit"),
        ("sys.exit(5)", "upload_too_much"),
        ("sys.stdout.buffer.write(b'abc')", "upload_unreadable"),
        ("sys.stdout.buffer.write(b'abcde')", "upload_unreadable"),
        ("while True: sys.stdout.buffer.write(b'a' * 100_000)", "upload_unreadable"),
        ("sys.stdout.buffer.write(b'abcd'); sys.stdout.flush(); os._exit(1)", "upload_unreadable"),
        ("", "upload_unreadable"),
    ],
)
def test_a_child_that_crashes_or_says_too_little_or_too_much(reader: Reader, code: str, expected: str) -> None:
    assert code_of(reader(code)) == expected
    assert not children()


def test_a_crash_within_hdf5_ends_the_child_alone(reader: Reader) -> None:
    """What ended the server before: the file is real, and so is the crash."""
    guard = reader(f"import h5py, io\nh5py.File(io.BytesIO(content))['{KERNEL}'][...]")
    assert code_of(guard, zero_chunk()) == "upload_unreadable"


def test_a_child_that_hangs_is_ended(reader: Reader) -> None:
    began = time.monotonic()
    assert code_of(reader("time.sleep(600)", seconds=0.5)) == "upload_too_much"
    assert time.monotonic() - began < 300
    assert not children()


def test_a_child_that_closes_its_output_and_hangs_is_ended(reader: Reader) -> None:
    hang = "sys.stdout.buffer.write(b'abcd'); sys.stdout.flush(); os.close(1); time.sleep(600)"
    assert code_of(reader(hang, seconds=0.5)) == "upload_too_much"


def test_a_child_that_does_not_take_its_file_is_ended(tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text("import time; time.sleep(600)", encoding="utf-8")
    assert code_of(Guard(child, limits=Limits(seconds=0.5)), bytes(10 * MEGABYTE)) == "upload_too_much"


def test_a_child_that_computes_without_end_is_ended(reader: Reader) -> None:
    began = time.monotonic()
    assert code_of(reader("while True: pass", seconds=600.0, processor_seconds=0)) == "upload_too_much"
    assert time.monotonic() - began < 300


def test_a_child_that_grows_is_ended_though_it_set_itself_no_limit(reader: Reader) -> None:
    began = time.monotonic()
    # It grows no further, however late this machine looks.
    grow = "held = [b'x' * 4_000_000 for _ in range(100)]; time.sleep(600)"
    assert code_of(reader(grow, seconds=600.0, memory_bytes=50 * MEGABYTE)) == "upload_too_much"
    assert time.monotonic() - began < 300
    assert not children()


def test_limits_grow_with_the_file() -> None:
    small, large = Limits().for_size(10_000), Limits().for_size(80 * MEGABYTE)
    assert small.processor_seconds == 2
    assert small.memory_bytes < 65 * MEGABYTE
    assert large.processor_seconds == 3
    assert large.memory_bytes > 300 * MEGABYTE


def test_only_so_many_are_read_at_once_and_the_others_wait(reader: Reader, tmp_path: Path) -> None:
    guard = reader("time.sleep(0.3); sys.stdout.buffer.write(b'abcd')", Turns(2, patience_seconds=300.0))
    most = 0
    with_answers = []
    threads = [threading.Thread(target=lambda: with_answers.append(guard.read(TASK, b"x"))) for _ in range(6)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, len(children()))
        time.sleep(0.02)
    assert with_answers == [b"abcd"] * 6
    assert most <= 2


def test_who_waits_too_long_is_told(reader: Reader) -> None:
    turns = Turns(1, patience_seconds=0.2)
    guard = reader("sys.stdout.buffer.write(b'abcd')", turns)
    with turns.turn(), ThreadPoolExecutor(1) as another:
        assert another.submit(code_of, guard).result() == "upload_busy"
    assert guard.read(TASK, b"x") == b"abcd"


def test_a_system_without_room_for_a_process_is_told(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    guard = reader("")
    monkeypatch.setattr(subprocess, "Popen", full)
    assert code_of(guard) == "upload_busy"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the watch from outside is all there is")
@pytest.mark.parametrize(
    ("denied", "error"),
    [
        ("open(__file__)", "OSError"),
        ("open('/dev/null', 'w')", "OSError"),
        ("bytearray(500_000_000)", "MemoryError"),
        ("os.fork()", "OSError"),
    ],
)
def test_the_child_gives_up_what_it_does_not_need(tmp_path: Path, denied: str, error: str) -> None:
    if denied == "os.fork()" and psutil.Process().uids().effective == 0:
        pytest.skip("the system lets its administrator start processes")
    child = tmp_path / "child.py"
    child.write_text(
        "import os, runpy, sys\n"
        f"own = runpy.run_path({str(CHILD)!r}, run_name='own')\n"
        "own['limit'](64 * 2**20, 5)\n"
        f"try: {denied}\n"
        f"except {error}: sys.stdout.buffer.write(b'abcd')\n",
        encoding="utf-8",
    )
    assert Guard(child).read(TASK, b"x") == b"abcd"
