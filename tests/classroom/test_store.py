"""Classes in a database: who may do what, what is kept, and what happens at once."""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from explainer.classroom import Answer, ClassroomStore, Place, PosedQuestion
from explainer.classroom import store as limits
from explainer.classroom.export import as_csv, as_json
from explainer.classroom.schema import METADATA
from explainer.errors import ExplainerError
from tests.classroom.conftest import Clock, Connect
from tests.postgres import Postgres

TEACHER, STUDENT = "a-teacher-with-a-cookie", "a-student-with-a-cookie"
HOME = "an-address"
QUESTION = PosedQuestion(0, "bundled", "test-18", "conv2d_1", 4)
RIGHT = Answer(0.5, "right")
WRONG = Answer(-0.25, "mistake", "bias_forgotten")


@pytest.fixture
def code(store: ClassroomStore) -> str:
    """A class with a teacher, a student and a question."""
    code = store.open(TEACHER, HOME).code
    store.join(code, STUDENT, HOME)
    store.ask(code, TEACHER, QUESTION)
    return code


def rows(database: str) -> dict[str, int]:
    """How many rows each table has, asked of the database itself."""
    return {name: len(found) for name, found in contents(database).items()}


def contents(database: str, tables: Iterable[str] = tuple(METADATA.tables)) -> dict[str, list[tuple[object, ...]]]:
    """All rows of each table."""
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as connection:
        return {name: [*map(tuple, connection.execute(text(f"SELECT * FROM {name}")))] for name in tables}


def refused(code: str) -> pytest.RaisesExc[ExplainerError]:
    return pytest.RaisesExc(ExplainerError, check=lambda error: error.code == code)


def test_a_class_is_seen_by_another_server(store: ClassroomStore, code: str, connect: Connect) -> None:
    other = connect()
    other.answer(code, STUDENT, 1, WRONG)
    seen = store.snapshot(code)
    assert seen is not None
    assert seen.question == PosedQuestion(1, "bundled", "test-18", "conv2d_1", 4)
    assert seen.answer_of(STUDENT) == WRONG
    assert seen.teaches(TEACHER)
    assert not seen.teaches(STUDENT)
    assert seen.member("somebody else") is None
    assert seen.changes == store.changes()[code]


def test_no_id_of_a_visitor_and_no_secret_is_kept(store: ClassroomStore, code: str, database: str) -> None:
    secret = store.renew_secret(code, TEACHER)
    store.answer(code, STUDENT, 1, RIGHT)
    kept = repr(contents(database)).encode()
    if database.startswith("sqlite"):
        kept += Path(database.removeprefix("sqlite:///")).read_bytes()
    assert code.encode() in kept
    assert not any(word.encode() in kept for word in (TEACHER, STUDENT, secret))


def test_a_visitor_has_another_name_in_another_class(store: ClassroomStore, code: str) -> None:
    other = store.open(TEACHER, HOME).code
    first, second = store.snapshot(code), store.snapshot(other)
    assert first is not None
    assert second is not None
    assert not first.members.keys() & second.members.keys()


def test_the_last_answer_counts_as_long_as_the_question_is_open(store: ClassroomStore, code: str) -> None:
    store.answer(code, STUDENT, 1, WRONG)
    store.answer(code, STUDENT, 1, RIGHT)
    for state in ("closed", "revealed"):
        store.set_state(code, TEACHER, state)
        with refused("class_answers_closed"):
            store.answer(code, STUDENT, 1, WRONG)
    store.set_state(code, TEACHER, "open")
    with refused("class_answers_closed"):
        store.answer(code, STUDENT, 2, WRONG)
    seen = store.snapshot(code)
    assert seen is not None
    assert list(seen.answers.values()) == [RIGHT]


def test_another_question_begins_without_answers(store: ClassroomStore, code: str) -> None:
    store.answer(code, STUDENT, 1, WRONG)
    store.ask(code, TEACHER, QUESTION)
    seen = store.snapshot(code)
    assert seen is not None
    assert seen.question is not None
    assert (seen.question.number, seen.question.state, dict(seen.answers)) == (2, "open", {})
    assert [len(given) for _, given in store.answers(code, TEACHER)] == [1, 0]


def test_only_a_teacher_teaches(store: ClassroomStore, code: str) -> None:
    for visitor in (STUDENT, "somebody else"):
        for forbidden in (
            lambda who: store.ask(code, who, QUESTION),
            lambda who: store.set_state(code, who, "revealed"),
            lambda who: store.lead(code, who, Place("draw", {})),
            lambda who: store.renew_secret(code, who),
            lambda who: store.answers(code, who),
            lambda who: store.close(code, who),
        ):
            before = store.snapshot(code)
            with refused("class_forbidden"):
                forbidden(visitor)
            # What was refused has not even been counted.
            assert store.snapshot(code) == before


def test_who_is_not_in_the_class_answers_nothing(store: ClassroomStore, code: str) -> None:
    seen = store.snapshot(code)
    assert seen is not None
    # The names of members, were they known, are no ids: nobody answers with them for others.
    for forged in ("somebody else", *seen.members):
        with refused("class_forbidden"):
            store.answer(code, forged, 1, RIGHT)
    with refused("class_forbidden"):
        store.answer(code, STUDENT, 1, Answer(float("nan"), "wrong"))


def test_the_secret_makes_a_teacher_and_only_the_newest(store: ClassroomStore) -> None:
    opened = store.open(TEACHER, HOME)
    store.join(opened.code, STUDENT, HOME, opened.secret)
    newer = store.renew_secret(opened.code, STUDENT)
    for wrong in (opened.secret, "", "é", opened.code):
        with refused("class_unknown"):
            store.join(opened.code, "a third", HOME, wrong)
    store.join(opened.code, "a third", HOME, newer)
    seen = store.snapshot(opened.code)
    assert seen is not None
    assert all(seen.teaches(visitor) for visitor in (TEACHER, STUDENT, "a third"))


def test_closing_leaves_nothing(store: ClassroomStore, code: str, database: str) -> None:
    other = store.open(TEACHER, HOME).code
    store.join(other, STUDENT, HOME)
    store.ask(other, TEACHER, QUESTION)
    for one in (code, other):
        store.answer(one, STUDENT, 1, WRONG)
        store.close(one, TEACHER)
        assert store.snapshot(one) is None
        with refused("class_unknown"):
            store.answer(one, STUDENT, 1, RIGHT)
    assert set(rows(database).values()) == {0}


def test_who_leaves_takes_their_answers_along(store: ClassroomStore, code: str, database: str) -> None:
    store.answer(code, STUDENT, 1, WRONG)
    store.leave(code, STUDENT)
    left = {name: count for name, count in rows(database).items() if count}
    assert left == {"classroom": 1, "question": 1, "member": 1}


def test_a_class_ends_after_a_day(store: ClassroomStore, code: str, database: str, clock: Clock) -> None:
    store.answer(code, STUDENT, 1, WRONG)
    clock.now += limits.SECONDS_KEPT - 1
    assert store.snapshot(code) is not None
    clock.now += 1
    assert store.snapshot(code) is None
    assert store.changes() == {}
    with refused("class_unknown"):
        store.join(code, "late", HOME)
    clock.now += limits.WRONG_SECONDS
    store.delete_expired()
    assert set(rows(database).values()) == {0}


def test_guesses_end_soon_and_the_others_go_on(
    store: ClassroomStore, code: str, monkeypatch: pytest.MonkeyPatch, clock: Clock, database: str
) -> None:
    monkeypatch.setattr(limits, "MOST_WRONG", 5)
    wrong = [f"{number:06}" for number in range(20) if f"{number:06}" != code]
    told = Counter()
    for guess in wrong:
        with pytest.raises(ExplainerError) as caught:
            store.join(guess, "a guesser", "elsewhere")
        told[caught.value.code] += 1
    assert told == {"class_unknown": 5, "class_guesses": len(wrong) - 5}
    assert rows(database)["guess"] == 5
    # Even the right code, with another cookie, from there; but not from another address, and not for ever.
    with refused("class_guesses"):
        store.join(code, "another cookie", "elsewhere")
    store.join(code, "another student", HOME)
    store.answer(code, STUDENT, 1, RIGHT)
    clock.now += limits.WRONG_SECONDS
    store.join(code, "another cookie", "elsewhere")


def test_classes_members_and_questions_are_bounded(
    store: ClassroomStore, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", 2)
    monkeypatch.setattr(limits, "MOST_CLASSES", 3)
    monkeypatch.setattr(limits, "MOST_MEMBERS", 3)
    monkeypatch.setattr(limits, "MOST_QUESTIONS", 2)
    store.open(TEACHER, HOME)
    with refused("class_too_many"):
        store.open("another cookie", HOME)
    store.open(TEACHER, "elsewhere")
    with refused("class_too_many"):
        store.open(TEACHER, "far away")
    assert len(store.changes()) == 3
    store.join(code, "a third", HOME)
    store.join(code, STUDENT, HOME)
    with refused("class_full"):
        store.join(code, "a fourth", HOME)
    store.ask(code, TEACHER, QUESTION)
    with refused("class_questions"):
        store.ask(code, TEACHER, QUESTION)
    long_references = (
        PosedQuestion(0, "bundled", "x" * 2_000, "conv2d_1", 0),
        PosedQuestion(0, "x" * 41, "test-18", "conv2d_1", 0),
    )
    for too_long in (*long_references, Place("draw", {"image": "x" * 5_000})):
        with refused("class_forbidden"):
            if isinstance(too_long, Place):
                store.lead(code, TEACHER, too_long)
            else:
                store.ask(code, TEACHER, too_long)


def test_forty_answer_at_once_on_two_servers_and_none_is_lost(
    store: ClassroomStore, code: str, monkeypatch: pytest.MonkeyPatch, connect: Connect
) -> None:
    monkeypatch.setattr(limits, "MOST_MEMBERS", 31)
    before, servers = store.changes()[code], (store, connect())

    def take_part(number: int) -> bool:
        visitor, server = f"visitor-{number}", servers[number % 2]
        try:
            server.join(code, visitor, HOME)
        except ExplainerError as error:
            return error.code != "class_full"
        server.answer(code, visitor, 1, Answer(-1.0, "wrong"))
        server.answer(code, visitor, 1, Answer(float(number), "right"))
        return True

    with ThreadPoolExecutor(8) as pool:
        took = list(pool.map(take_part, range(40)))
    seen = store.snapshot(code)
    assert seen is not None
    assert sum(took) == 29
    assert len(seen.members) == 31
    assert sorted(one.value for one in seen.answers.values()) == [float(n) for n, done in enumerate(took) if done]
    assert seen.changes == before + 3 * 29


def test_classes_opened_on_two_servers_at_once_are_bounded(
    store: ClassroomStore, monkeypatch: pytest.MonkeyPatch, connect: Connect
) -> None:
    monkeypatch.setattr(limits, "MOST_OF_ADDRESS", 3)
    servers = (store, connect())

    def opened(number: int) -> str:
        try:
            servers[number % 2].open(f"visitor-{number}", HOME)
        except ExplainerError as error:
            return error.code
        return "opened"

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(opened, range(12))) == {"opened": 3, "class_too_many": 9}
    assert len(store.changes()) == 3


def test_what_is_exported_has_all_answers_and_no_names(store: ClassroomStore, code: str) -> None:
    store.join(code, "another student", HOME)
    store.answer(code, STUDENT, 1, WRONG)
    store.answer(code, "another student", 1, RIGHT)
    store.ask(code, TEACHER, QUESTION)
    store.answer(code, STUDENT, 2, Answer(3.0, "wrong"))
    answers = store.answers(code, TEACHER)
    table = list(csv.DictReader(io.StringIO(as_csv(answers))))
    seen = store.snapshot(code)
    assert seen is not None
    assert not any(name in as_csv(answers) + as_json(answers) for name in seen.members)
    found = Counter((row["question"], float(row["answer"]), row["verdict"], row["mistake"]) for row in table)
    assert found == Counter(
        [("1", -0.25, "mistake", "bias_forgotten"), ("1", 0.5, "right", ""), ("2", 3.0, "wrong", "")]
    )
    one, other = json.loads(as_json(answers))
    assert len(one["answers"]) == 2
    # A student has the same number throughout.
    (student,) = {row["student"] for row in one["answers"] if row["answer"] == -0.25}
    assert [row["student"] for row in other["answers"]] == [student]


def test_a_database_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "classes.sqlite").mkdir()
    with refused("class_unavailable"):
        ClassroomStore.in_file(tmp_path / "classes.sqlite")
    with refused("class_unavailable"):
        ClassroomStore("postgresql://nobody@127.0.0.1:1/classes")


def test_a_database_that_was_restarted_is_connected_to_again(postgresql: Postgres, clock: Clock) -> None:
    postgresql.clear()
    store = ClassroomStore(postgresql.address, clock)
    code = store.open(TEACHER, HOME).code
    with create_engine(postgresql.address, poolclass=NullPool).connect() as connection:
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        assert len(connection.execute(text(f"{others} AND datname = current_database()")).all()) == 1
    assert store.changes() == {code: 1}
    store.disconnect()
