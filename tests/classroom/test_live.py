"""Classes in memory: what one server changes, another one sees at its next look, however many ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.classroom import Answer, ClassroomStore, LiveClassrooms, PosedQuestion, Snapshot
from explainer.classroom.live import NOTE_SECONDS, PRESENT_SECONDS, TIDY_SECONDS
from tests.classroom.test_store import HOME, QUESTION, STUDENT, TEACHER, Clock


class Server:
    """A server, and how often it has read a class."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.store = ClassroomStore(f"sqlite:///{path}", clock)
        self.live = LiveClassrooms(self.store, clock)
        self.reads = 0
        snapshot = self.store.snapshot

        def counted(code: str) -> object:
            self.reads += 1
            return snapshot(code)

        self.store.snapshot = counted  # type: ignore[method-assign, assignment]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def servers(tmp_path: Path, clock: Clock) -> tuple[Server, Server]:
    return Server(tmp_path / "classes.sqlite", clock), Server(tmp_path / "classes.sqlite", clock)


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
