"""Classes in memory: what one server changes, another one sees at its next look, however many ask."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from explainer.classroom import Answer, ClassroomStore, LiveClassrooms, PosedQuestion, Snapshot
from explainer.classroom.live import NOTE_SECONDS, PRESENT_SECONDS, TIDY_SECONDS
from explainer.errors import ExplainerError
from tests.classroom.conftest import Clock, Connect
from tests.classroom.test_store import HOME, QUESTION, STUDENT, TEACHER

ANSWERING = """
import sys
from explainer.classroom import Answer, ClassroomStore
for line in sys.stdin:
    database, code, visitor, now = line.split()
    store = ClassroomStore(database, lambda: float(now))
    store.answer(code, visitor, 1, Answer(0.5, "right"))
    store.disconnect()
    print("answered", flush=True)
"""


class Server:
    """A server, and how often it has read a class."""

    def __init__(self, store: ClassroomStore, clock: Clock) -> None:
        self.store = store
        self.live = LiveClassrooms(self.store, clock)
        self.reads = 0
        snapshot = self.store.snapshot

        def counted(code: str) -> object:
            self.reads += 1
            return snapshot(code)

        self.store.snapshot = counted  # type: ignore[method-assign, assignment]


@pytest.fixture
def servers(connect: Connect, clock: Clock) -> tuple[Server, Server]:
    return Server(connect(), clock), Server(connect(), clock)


@pytest.fixture(scope="module")
def other_process() -> Iterator[tuple[IO[str], IO[str]]]:
    """A process that answers questions of classes: where it is told to, and where it says that it has."""
    pipe = subprocess.PIPE
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", ANSWERING], stdin=pipe, stdout=pipe, text=True, cwd=root) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdin, process.stdout
        process.stdin.close()


def test_an_answer_in_another_process_is_seen_after_one_look(
    connect: Connect, clock: Clock, database: str, other_process: tuple[IO[str], IO[str]]
) -> None:
    live = LiveClassrooms(connect(), clock)
    code = live.store.open(TEACHER, HOME).code
    live.store.join(code, STUDENT, HOME)
    live.store.ask(code, TEACHER, QUESTION)
    assert not live.snapshot(code).answers  # type: ignore[union-attr]
    told, says = other_process
    told.write(f"{database} {code} {STUDENT} {clock.now}\n")
    told.flush()
    assert says.readline() == "answered\n"
    live.look()
    assert live.snapshot(code).answer_of(STUDENT) == Answer(0.5, "right")  # type: ignore[union-attr]


def test_it_looks_by_itself_and_again_when_the_database_is_back(
    connect: Connect, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("explainer.classroom.live.LOOK_SECONDS", 0.01)
    store = connect()
    code, changes, looks = store.open(TEACHER, HOME).code, store.changes, threading.Semaphore(0)
    live, is_away = LiveClassrooms(store, clock), True
    assert live.snapshot(code) is not None

    def looked() -> dict[str, int]:
        looks.release()
        if is_away:
            raise ExplainerError("class_unavailable", "away")
        return changes()

    monkeypatch.setattr(store, "changes", looked)
    live.start()
    for _ in range(3):
        looks.acquire()
    store.ask(code, TEACHER, QUESTION)
    assert live.snapshot(code).question is None  # type: ignore[union-attr]
    is_away = False
    # Those that had begun, one from its beginning, and the next, which begins when that one has ended.
    while looks.acquire(blocking=False):
        pass
    for _ in range(3):
        looks.acquire()
    assert live.snapshot(code).question is not None  # type: ignore[union-attr]
    live.stop()
    assert len(caplog.records) == 1


def test_a_change_on_one_server_is_seen_on_the_other_at_its_next_look(servers: tuple[Server, Server]) -> None:
    one, other = servers
    code = one.store.open(TEACHER, HOME).code
    with other.live.changing(code) as store:
        store.join(code, STUDENT, HOME)
    assert other.live.snapshot(code).question is None  # type: ignore[union-attr]
    with one.live.changing(code) as store:
        store.ask(code, TEACHER, QUESTION)
    one.live.look()
    other.live.look()
    for server in servers:
        seen = server.live.snapshot(code)
        assert seen is not None
        assert seen.question == PosedQuestion(1, "bundled", "test-18", "conv2d_1", 4)
    with other.live.changing(code) as store:
        store.answer(code, STUDENT, 1, Answer(0.5, "right"))
    assert other.live.snapshot(code).answer_of(STUDENT) == Answer(0.5, "right")  # type: ignore[union-attr]
    with one.live.changing(code) as store:
        store.close(code, TEACHER)
    other.live.look()
    assert one.live.snapshot(code) is None
    assert other.live.snapshot(code) is None


def test_looking_on_asks_the_database_for_nothing(servers: tuple[Server, Server]) -> None:
    one, _ = servers
    code = one.store.open(TEACHER, HOME).code
    for _ in range(200):
        assert one.live.snapshot(code) is not None
    for _ in range(3):
        one.live.look()
    assert one.reads == 1
    one.store.ask(code, TEACHER, QUESTION)
    one.live.look()
    assert one.reads == 2


def test_where_students_are_is_seen_on_both_servers(servers: tuple[Server, Server], clock: Clock) -> None:
    one, other = servers
    code = one.store.open(TEACHER, HOME).code
    for number in range(3):
        one.store.join(code, f"student-{number}", HOME)
    assert other.live.pages(_seen(other, code)) == {"class": 3}
    clock.now += 1
    one.live.note(_seen(one, code), "student-0", "draw")
    one.live.note(_seen(one, code), TEACHER, "lab")
    one.live.note(_seen(one, code), "somebody else", "lab")
    assert one.live.pages(_seen(one, code)) == {"class": 2, "draw": 1}
    one.live.look()
    other.live.look()
    assert other.live.pages(_seen(other, code)) == {"class": 2, "draw": 1}
    # Who is still there is written down now and then; who is not is missed after a while.
    for _ in range(int(PRESENT_SECONDS / NOTE_SECONDS)):
        clock.now += NOTE_SECONDS
        one.live.note(_seen(one, code), "student-0", "draw")
        for server in servers:
            server.live.look()
    assert other.live.pages(_seen(other, code)) == {"draw": 1}


def _seen(server: Server, code: str) -> Snapshot:
    seen = server.live.snapshot(code)
    assert seen is not None
    return seen


def test_what_has_expired_is_deleted_without_anybody_asking(servers: tuple[Server, Server], clock: Clock) -> None:
    one, _ = servers
    code = one.store.open(TEACHER, HOME).code
    _seen(one, code)
    clock.now += 25 * 3600 + TIDY_SECONDS
    one.live.look()
    assert one.live.snapshot(code) is None
    assert one.store.changes() == {}
