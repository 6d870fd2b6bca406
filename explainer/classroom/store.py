"""Classes in a database: every change is one transaction, and is checked here, whoever asks for it."""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Connection, Row, create_engine, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.pool import NullPool

from explainer.classroom.schema import (
    ANSWERS,
    CLASSROOMS,
    CODE_DIGITS,
    GUESSES,
    LONGEST_REFERENCE,
    MEMBERS,
    METADATA,
    QUESTIONS,
)
from explainer.classroom.snapshot import Answer, Member, Place, PosedQuestion, QuestionState, Snapshot, member_name
from explainer.errors import ExplainerError

SECONDS_KEPT = 24 * 3600.0
"""A class that nobody closes is deleted after a day."""
MOST_OF_ADDRESS = 10
MOST_CLASSES = 200
MOST_MEMBERS = 200
MOST_QUESTIONS = 100
MOST_WRONG = 100
"""Wrong codes from one address within `WRONG_SECONDS`: a class may mistype, and a million codes take 70 days."""
WRONG_SECONDS = 600.0
LONGEST_LINK = 4_000
"""Letters of all parameters of a link together."""
BUSY_SECONDS = 20
"""How long SQLite waits for another change to end."""
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
        address: As SQLAlchemy writes it, such as `sqlite:///classes.sqlite`.
        clock: Seconds since 1970.
    """

    def __init__(self, address: str, clock: Callable[[], float] = time.time) -> None:
        options: dict[str, Any] = {}
        if address.startswith("sqlite"):
            # A file is opened as fast as a pool is asked, and nothing holds it open.
            options = {"poolclass": NullPool, "connect_args": {"timeout": BUSY_SECONDS}}
        self._engine = create_engine(address, **options)
        self._clock = clock
        with self._transaction() as connection:
            METADATA.create_all(connection)

    @classmethod
    def in_file(cls, path: Path) -> Self:
        """The classes of an SQLite file, which is made if it is not there."""
        path.parent.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{path}")

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
        """Takes a visitor out of a class, with their answers."""
        with self._changing(code) as (connection, classroom):
            member = _member(connection, classroom, visitor)
            connection.execute(delete(ANSWERS).where(ANSWERS.c.member_id == member.id))
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
        if max(len(question.image), len(question.model), len(question.stage)) > LONGEST_REFERENCE:
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
            asked = {name: getattr(question, name) for name in ("model", "image", "stage", "turn")}
            connection.execute(
                insert(QUESTIONS).values(**asked, classroom_id=classroom.id, number=number, state="open")
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
            expired = select(CLASSROOMS.c.id).where(CLASSROOMS.c.opened <= self._clock() - SECONDS_KEPT)
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
                by_student = {numbers[row.member_id]: Answer(row.value, row.kind, row.mistake) for row in given}
                found.append((_posed(posed), dict(sorted(by_student.items()))))
            return found

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except OperationalError as error:
            raise ExplainerError("class_unavailable", f"Expected a database of classes; received {error}.") from error

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
    connection.execute(delete(MEMBERS).where(MEMBERS.c.classroom_id == classroom_id))
    connection.execute(delete(CLASSROOMS).where(CLASSROOMS.c.id == classroom_id))
