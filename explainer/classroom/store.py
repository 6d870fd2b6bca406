"""Classes in a database: every change is one transaction, and is checked here, whoever asks for it.

Several servers may use the same database.
"""

import hashlib
import math
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from alembic.script.revision import RevisionError
from sqlalchemy import Connection, Engine, Row, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool

from explainer.classroom.digits import ClassDigits
from explainer.classroom.migrations import migrate
from explainer.classroom.schema import (
    ANSWERS,
    CLASSROOMS,
    CODE_DIGITS,
    GUESSES,
    LONGEST_REFERENCES,
    MEMBERS,
    QUESTIONS,
)
from explainer.classroom.snapshot import Answer, Member, Place, PosedQuestion, QuestionState, Snapshot, member_name
from explainer.classroom.wall import (
    delete_drawing,
    delete_of_member,
    delete_wall,
    put_drawing,
    read_drawings,
    read_wall,
    set_wall,
)
from explainer.environment import read_environment
from explainer.errors import ExplainerError
from explainer.mnist import Images

SECONDS_KEPT = 24 * 3600.0
"""A class that nobody closes is deleted after a day."""
MOST_OF_ADDRESS = 10
MOST_CLASSES = 200
MOST_MEMBERS = 250
MOST_QUESTIONS = 100
MOST_WRONG = 100
"""Wrong codes from one address within `WRONG_SECONDS`: a class may mistype, and a million codes take 70 days."""
WRONG_SECONDS = 600.0
LONGEST_LINK = 4_000
"""Letters of all parameters of a link together."""
BUSY_SECONDS = 20
"""How long SQLite waits for another change to end."""
CONNECT_SECONDS = 10
"""How long PostgreSQL may take to take a connection."""
POOL_CONNECTIONS = 10
LOCK = 0x636C6173
"""Number of PostgreSQL's lock for what only one server does at a time."""
TRIES = 10
"""New codes that are tried, in case that some are taken."""


@dataclass(frozen=True)
class Opened:
    """A class that was opened.

    Attributes:
        secret: Whoever has it becomes a teacher of the class; only its hash is kept.
    """

    code: str
    secret: str


class ClassroomStore:
    """All classes of a database.

    Args:
        address: As SQLAlchemy writes it, such as `sqlite:///classes.sqlite` or `postgresql://user:password@host/name`.
        clock: Seconds since 1970.

    Raises:
        ExplainerError: `class_unavailable` if the database cannot be reached, or is that of a newer version.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = _engine(address)
        self._clock = clock
        try:
            with self._transaction() as connection:
                _wait_for_turn(connection)
                migrate(connection)
        except RevisionError as error:
            self.disconnect()
            raise _unavailable("of this version or an older one", error) from error

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """The classes of an SQLite file, which is made if it is not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{path}")

    @classmethod
    def chosen(cls, folder: Path) -> Self:
        """The classes of `EXPLAINER_DATABASE`, or else of an SQLite file in a folder."""
        address = read_environment().database
        return cls(address) if address else cls.in_file(folder / "classes.sqlite")

    def disconnect(self) -> None:
        """Closes the connections that nobody is using."""
        self._engine.dispose()

    def open(self, visitor: str, address: str) -> Opened:
        """Opens a class; the visitor is its teacher.

        Args:
            address: Where they come from, as a hash.

        Raises:
            ExplainerError: `class_too_many` if there are too many, from this address or at all.
        """
        self.delete_expired()
        secret, salt = secrets.token_urlsafe(24), secrets.token_hex(16)
        for _ in range(TRIES):
            code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
            row = {"code": code, "secret": _hashed(secret), "salt": salt, "address": address, "opened": self._clock()}
            try:
                with self._transaction() as connection:
                    _wait_for_turn(connection)
                    connection.execute(insert(CLASSROOMS).values(**row, changes=1, focus=0))
                    _check_number_of_classes(connection, address)
                    self._enter(connection, _classroom(connection, code), visitor, is_teacher=True)
            except IntegrityError:
                continue
            return Opened(code, secret)
        raise ExplainerError("class_too_many", f"Expected a free code; received none in {TRIES} tries.")

    def join(self, code: str, visitor: str, address: str, secret: str | None = None) -> None:
        """Makes a visitor a member of a class, and with the secret of the teacher's link a teacher of it.

        Args:
            address: Where they come from, as a hash.

        Raises:
            ExplainerError: `class_unknown` if there is no such class or the secret is wrong; `class_guesses` if there
                were too many of those from this address; `class_full`.
        """
        self.check_guesses(address)
        try:
            with self._changing(code) as (connection, classroom):
                if secret is not None and not secrets.compare_digest(_hashed(secret), classroom.secret):
                    raise _unknown(code)
                self._enter(connection, classroom, visitor, is_teacher=secret is not None)
        except ExplainerError as error:
            if error.code == "class_unknown":
                self.note_guess(address)
            raise

    def check_guesses(self, address: str) -> None:
        """Refuses an address from which too many wrong codes came lately.

        The right code is refused, too: otherwise one could go on guessing.

        Args:
            address: Where somebody comes from, as a hash.

        Raises:
            ExplainerError: `class_guesses`.
        """
        since = (GUESSES.c.address == address) & (GUESSES.c.at > self._clock() - WRONG_SECONDS)
        with self._transaction() as connection:
            wrong = connection.scalar(select(func.count()).select_from(GUESSES).where(since)) or 0
        if wrong >= MOST_WRONG:
            raise ExplainerError("class_guesses", f"Expected at most {MOST_WRONG} wrong codes; received {wrong}.")

    def note_guess(self, address: str) -> None:
        """Counts a wrong code for `check_guesses`."""
        with self._transaction() as connection:
            connection.execute(insert(GUESSES).values(address=address, at=self._clock()))

    def leave(self, code: str, visitor: str) -> None:
        """Takes a visitor out of a class, with their answers and drawings."""
        with self._changing(code) as (connection, classroom):
            member = _member(connection, classroom, visitor)
            connection.execute(delete(ANSWERS).where(ANSWERS.c.member_id == member.id))
            delete_of_member(connection, member)
            connection.execute(delete(MEMBERS).where(MEMBERS.c.id == member.id))

    def renew_secret(self, code: str, teacher: str) -> str:
        """Makes another teacher's link; the one before leads nowhere."""
        secret = secrets.token_urlsafe(24)
        with self._teaching(code, teacher) as (connection, classroom):
            _set(connection, classroom, secret=_hashed(secret))
        return secret

    def ask(self, code: str, teacher: str, question: PosedQuestion) -> None:
        """Puts a question to the class; it gets the next number.

        Args:
            teacher: The visitor who asks for it, as in all that follows: only a teacher of the class may.

        Raises:
            ExplainerError: `class_forbidden` if they are none; `class_questions` if there were too many.
        """
        references = {name: str(getattr(question, name)) for name in LONGEST_REFERENCES}
        if any(len(references[name]) > most for name, most in LONGEST_REFERENCES.items()):
            raise _forbidden("references of usual length", question)
        with self._teaching(code, teacher) as (connection, classroom):
            number = 1 + (
                connection.scalar(
                    select(func.count()).select_from(QUESTIONS).where(QUESTIONS.c.classroom_id == classroom.id)
                )
                or 0
            )
            if number > MOST_QUESTIONS:
                raise ExplainerError(
                    "class_questions", f"Expected at most {MOST_QUESTIONS} questions.", limit=MOST_QUESTIONS
                )
            connection.execute(
                insert(QUESTIONS).values(
                    **references, turn=question.turn, classroom_id=classroom.id, number=number, state="open"
                )
            )
            _set(connection, classroom, focus=number)

    def set_state(self, code: str, teacher: str, state: QuestionState) -> None:
        """Closes the answers to the question in focus, opens them again, or shows the answer to everyone."""
        with self._teaching(code, teacher) as (connection, classroom):
            connection.execute(update(QUESTIONS).where(*_in_focus(classroom)).values(state=state))

    def lead(self, code: str, teacher: str, place: Place | None) -> None:
        """Leads the class to where the teacher is; to nowhere with `None`."""
        if place is not None and sum(map(len, (*place.link, *place.link.values()))) > LONGEST_LINK:
            raise _forbidden(f"a link of at most {LONGEST_LINK} letters", place.page)
        with self._teaching(code, teacher) as (connection, classroom):
            page, link = (None, None) if place is None else (place.page, dict(place.link))
            _set(connection, classroom, page=page, link=link)

    def answer(self, code: str, visitor: str, number: int, answer: Answer) -> None:
        """Takes a member's answer; of several to the same question the last counts.

        Args:
            visitor: Whose it is: nobody can answer for somebody else, whose id they do not know.
            number: The question's.

        Raises:
            ExplainerError: `class_answers_closed` if the question is no longer open, or is not in focus.
        """
        if not math.isfinite(answer.value):
            raise _forbidden("a finite number", answer)
        with self._changing(code) as (connection, classroom):
            member = _member(connection, classroom, visitor)
            question = connection.execute(select(QUESTIONS).where(*_in_focus(classroom))).one_or_none()
            if question is None or question.number != number or question.state != "open":
                raise ExplainerError("class_answers_closed", f"Expected the open question; received {number}.")
            values = {"value": answer.value, "kind": answer.kind, "mistake": answer.mistake}
            whose = (ANSWERS.c.member_id == member.id, ANSWERS.c.question_id == question.id)
            if not connection.execute(update(ANSWERS).where(*whose).values(**values)).rowcount:
                connection.execute(insert(ANSWERS).values(member_id=member.id, question_id=question.id, **values))

    def set_wall(self, code: str, teacher: str, *, is_open: bool | None = None, is_shown: bool | None = None) -> None:
        """Opens, closes, shows or hides the class's wall; what is `None` stays as it is."""
        values = {"is_open": is_open, "is_shown": is_shown}
        with self._teaching(code, teacher) as (connection, classroom):
            set_wall(connection, classroom.id, **{name: value for name, value in values.items() if value is not None})

    def send_drawing(self, code: str, visitor: str, image: Images, label: int) -> None:
        """Puts a member's drawing on the class's wall.

        Args:
            image: `(28, 28)`, `uint8`, 0 to 255, white on black.
            label: Which digit it is, 0 to 9.

        Raises:
            ExplainerError: `class_drawing` if it is no drawing of a digit; `class_wall_closed`; `class_drawing_known`
                if the same is there; `class_drawings_own` and `class_drawings_full` (detail `limit`) if there are too
                many.
        """
        with self._changing(code) as (connection, classroom):
            put_drawing(connection, _member(connection, classroom, visitor), image, label)

    def remove_drawing(self, code: str, visitor: str, image: Images) -> None:
        """Takes a drawing off the class's wall: a member one of their own, a teacher any."""
        with self._changing(code) as (connection, classroom):
            delete_drawing(connection, _member(connection, classroom, visitor), image)

    def drawings(self, code: str) -> ClassDigits:
        """What is on the class's wall; nothing if there is no such class."""
        with self._transaction() as connection:
            classroom = connection.execute(select(CLASSROOMS.c.id).where(CLASSROOMS.c.code == code, self._is_kept()))
            found = classroom.scalar_one_or_none()
            return ClassDigits.empty() if found is None else read_drawings(connection, found)

    def note_seen(self, code: str, pages: Mapping[str, tuple[str, float]]) -> None:
        """Notes where members are.

        Args:
            pages: The page, and when it was seen, by the member's name; who is no member is left out.
        """
        with self._changing(code) as (connection, classroom):
            for name, (page, seen) in pages.items():
                whose = (MEMBERS.c.classroom_id == classroom.id, MEMBERS.c.name == name)
                connection.execute(update(MEMBERS).where(*whose).values(page=page, seen=seen))

    def close(self, code: str, teacher: str) -> None:
        """Deletes a class and everything in it."""
        with self._teaching(code, teacher) as (connection, classroom):
            _delete(connection, classroom.id)

    def delete_expired(self) -> None:
        """Deletes the classes of the days before, and wrong codes that no longer count."""
        with self._transaction() as connection:
            connection.execute(delete(GUESSES).where(GUESSES.c.at <= self._clock() - WRONG_SECONDS))
            is_expired = CLASSROOMS.c.opened <= self._clock() - SECONDS_KEPT
            # Locked in order, so that servers that tidy up at once do not wait for each other in a circle.
            expired = select(CLASSROOMS.c.id).where(is_expired).order_by(CLASSROOMS.c.id).with_for_update()
            for identifier in connection.scalars(expired).all():
                _delete(connection, identifier)

    def changes(self) -> dict[str, int]:
        """How often each class has changed, by its code."""
        with self._transaction() as connection:
            query = select(CLASSROOMS.c.code, CLASSROOMS.c.changes).where(self._is_kept())
            return {code: changes for code, changes in connection.execute(query)}  # noqa: C416 (rows are no tuples)

    def snapshot(self, code: str) -> Snapshot | None:
        """A class as it is now; `None` if there is none of this code."""
        with self._transaction() as connection:
            classroom = connection.execute(
                select(CLASSROOMS).where(CLASSROOMS.c.code == code, self._is_kept())
            ).one_or_none()
            if classroom is None:
                return None
            members = connection.execute(select(MEMBERS).where(MEMBERS.c.classroom_id == classroom.id))
            posed = connection.execute(select(QUESTIONS).where(*_in_focus(classroom))).one_or_none()
            given = connection.execute(
                select(MEMBERS.c.name, ANSWERS.c.value, ANSWERS.c.kind, ANSWERS.c.mistake)
                .join(MEMBERS, MEMBERS.c.id == ANSWERS.c.member_id)
                .where(ANSWERS.c.question_id == (-1 if posed is None else posed.id))
            )
            return Snapshot(
                code=code,
                salt=classroom.salt,
                changes=classroom.changes,
                members={row.name: Member(row.is_teacher, row.page, row.seen) for row in members},
                question=None if posed is None else _posed(posed),
                answers={row.name: Answer(row.value, row.kind, row.mistake) for row in given},
                place=None if classroom.page is None else Place(classroom.page, classroom.link),
                wall=read_wall(connection, classroom.id),
            )

    def answers(self, code: str, teacher: str) -> list[tuple[PosedQuestion, dict[int, Answer]]]:
        """All questions of a class with their answers, for the teacher to keep.

        Returns:
            The questions in order, each with its answers by a number for each student, from 1, in no order that would
            tell who they are.
        """
        with self._transaction() as connection:
            classroom = _classroom(connection, code)
            _check_teaches(connection, classroom, teacher)
            names = select(MEMBERS.c.name, MEMBERS.c.id).where(MEMBERS.c.classroom_id == classroom.id)
            numbers = {row.id: number for number, row in enumerate(sorted(connection.execute(names)), start=1)}
            found = []
            own = QUESTIONS.c.classroom_id == classroom.id
            for posed in connection.execute(select(QUESTIONS).where(own).order_by(QUESTIONS.c.number)).all():
                given = connection.execute(select(ANSWERS).where(ANSWERS.c.question_id == posed.id))
                # A student may have come, or gone, since the names were read.
                by_student = {
                    numbers[row.member_id]: Answer(row.value, row.kind, row.mistake)
                    for row in given
                    if row.member_id in numbers
                }
                found.append((_posed(posed), dict(sorted(by_student.items()))))
            return found

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (OperationalError, PoolTimeoutError) as error:
            raise _unavailable("of classes", error) from error

    @contextmanager
    def _changing(self, code: str) -> Iterator[tuple[Connection, Row[Any]]]:
        """One change of a class.

        Counting it comes first: that locks the class's row, so that in every database a class's changes take turns.
        """
        with self._transaction() as connection:
            counted = connection.execute(
                update(CLASSROOMS)
                .where(CLASSROOMS.c.code == code, self._is_kept())
                .values(changes=CLASSROOMS.c.changes + 1)
            )
            if not counted.rowcount:
                raise _unknown(code)
            yield connection, _classroom(connection, code)

    @contextmanager
    def _teaching(self, code: str, teacher: str) -> Iterator[tuple[Connection, Row[Any]]]:
        """One change that only a teacher of the class may make."""
        with self._changing(code) as (connection, classroom):
            _check_teaches(connection, classroom, teacher)
            yield connection, classroom

    def _is_kept(self) -> Any:
        return CLASSROOMS.c.opened > self._clock() - SECONDS_KEPT

    def _enter(self, connection: Connection, classroom: Row[Any], visitor: str, *, is_teacher: bool) -> None:
        name = member_name(classroom.salt, visitor)
        whose = (MEMBERS.c.classroom_id == classroom.id, MEMBERS.c.name == name)
        known = connection.execute(select(MEMBERS).where(*whose)).one_or_none()
        if known is not None:
            if is_teacher and not known.is_teacher:
                # A teacher answers nothing.
                connection.execute(delete(ANSWERS).where(ANSWERS.c.member_id == known.id))
                connection.execute(update(MEMBERS).where(*whose).values(is_teacher=True))
            return
        there = connection.scalar(select(func.count()).select_from(MEMBERS).where(whose[0])) or 0
        if there >= MOST_MEMBERS:
            raise ExplainerError("class_full", f"Expected at most {MOST_MEMBERS} members.", limit=MOST_MEMBERS)
        connection.execute(
            insert(MEMBERS).values(
                classroom_id=classroom.id, name=name, is_teacher=is_teacher, page="class", seen=self._clock()
            )
        )


def _engine(address: str) -> Engine:
    if address.startswith("sqlite"):
        # A file is opened as fast as a pool is asked, and nothing holds it open.
        return create_engine(address, poolclass=NullPool, connect_args={"timeout": BUSY_SECONDS})
    waits = {"connect_timeout": CONNECT_SECONDS}
    try:
        # A connection is tried before it is used: the database may have been restarted.
        return create_engine(address, pool_size=POOL_CONNECTIONS, pool_pre_ping=True, connect_args=waits)
    except ModuleNotFoundError as error:
        raise _unavailable("whose driver is installed (requirements-distributed.txt)", error) from error


def _wait_for_turn(connection: Connection) -> None:
    """Keeps all others who call this waiting, on every server, until the transaction ends."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _unavailable(expected: str, error: Exception) -> ExplainerError:
    return ExplainerError("class_unavailable", f"Expected a database {expected}; received {error}.")


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _unknown(code: str) -> ExplainerError:
    return ExplainerError("class_unknown", f"Expected the code of a class, and its secret if any; received {code}.")


def _forbidden(expected: str, received: object) -> ExplainerError:
    return ExplainerError("class_forbidden", f"Expected {expected}; received {received}.")


def _classroom(connection: Connection, code: str) -> Row[Any]:
    found = connection.execute(select(CLASSROOMS).where(CLASSROOMS.c.code == code)).one_or_none()
    if found is None:
        raise _unknown(code)
    return found


def _member(connection: Connection, classroom: Row[Any], visitor: str) -> Row[Any]:
    whose = (MEMBERS.c.classroom_id == classroom.id, MEMBERS.c.name == member_name(classroom.salt, visitor))
    found = connection.execute(select(MEMBERS).where(*whose)).one_or_none()
    if found is None:
        raise _forbidden("a member of the class", "somebody else")
    return found


def _check_teaches(connection: Connection, classroom: Row[Any], visitor: str) -> None:
    if not _member(connection, classroom, visitor).is_teacher:
        raise _forbidden("a teacher of the class", "a student")


def _check_number_of_classes(connection: Connection, address: str) -> None:
    for most, which in ((MOST_OF_ADDRESS, CLASSROOMS.c.address == address), (MOST_CLASSES, CLASSROOMS.c.id > 0)):
        found = connection.scalar(select(func.count()).select_from(CLASSROOMS).where(which)) or 0
        if found > most:
            raise ExplainerError("class_too_many", f"Expected at most {most} classes; received one more.")


def _in_focus(classroom: Row[Any]) -> tuple[Any, Any]:
    return QUESTIONS.c.classroom_id == classroom.id, QUESTIONS.c.number == classroom.focus


def _set(connection: Connection, classroom: Row[Any], **values: object) -> None:
    connection.execute(update(CLASSROOMS).where(CLASSROOMS.c.id == classroom.id).values(**values))


def _posed(row: Row[Any]) -> PosedQuestion:
    return PosedQuestion(row.number, row.model, row.image, row.stage, row.turn, row.state)


def _delete(connection: Connection, classroom_id: int) -> None:
    questions = select(QUESTIONS.c.id).where(QUESTIONS.c.classroom_id == classroom_id)
    connection.execute(delete(ANSWERS).where(ANSWERS.c.question_id.in_(questions)))
    connection.execute(delete(QUESTIONS).where(QUESTIONS.c.classroom_id == classroom_id))
    delete_wall(connection, classroom_id)
    connection.execute(delete(MEMBERS).where(MEMBERS.c.classroom_id == classroom_id))
    connection.execute(delete(CLASSROOMS).where(CLASSROOMS.c.id == classroom_id))
