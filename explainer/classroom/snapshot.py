"""A class as it is at one moment."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

AnswerKind = Literal["right", "mistake", "nearly", "wrong"]
QuestionState = Literal["open", "closed", "revealed"]


def member_name(salt: str, visitor: str) -> str:
    """What a visitor is called in a class: it says nothing about them, and is another one in another class.

    Args:
        visitor: The visitor's random id, which only the server and their browser know.
    """
    return hashlib.sha256(f"{salt} {visitor}".encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Member:
    """Somebody in a class.

    Attributes:
        page: The page that they looked at last.
        seen: When that was, in seconds since 1970.
    """

    is_teacher: bool
    page: str
    seen: float


@dataclass(frozen=True)
class PosedQuestion:
    """A question that was put to a class.

    Attributes:
        number: Which of the class's, from 1.
        model: Reference of the model, as a link writes it; likewise `image`.
        turn: Which of the stage's questions, from 0; see `explainer.questions.ask`.
        state: Whether it can be answered, or no longer, or the answer is shown to everyone.
    """

    number: int
    model: str
    image: str
    stage: str
    turn: int
    state: QuestionState = "open"


@dataclass(frozen=True)
class Answer:
    """What a member answered.

    Attributes:
        mistake: The name of the usual mistake, if it is one.
    """

    value: float
    kind: AnswerKind
    mistake: str | None = None


@dataclass(frozen=True)
class Place:
    """Where the teacher is.

    Attributes:
        page: The page's name.
        link: The parameters of its link.
    """

    page: str
    link: Mapping[str, str]


@dataclass(frozen=True)
class Wall:
    """The wall of a class, without the drawings.

    Attributes:
        is_open: Whether drawings are taken.
        is_shown: Whether students see those of the others.
        changes: How often a drawing has come or gone.
    """

    is_open: bool = False
    is_shown: bool = False
    changes: int = 0


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A class as it is at one moment.

    Attributes:
        salt: Makes the names of its members.
        changes: How often it has changed.
        members: By name.
        question: The question in focus; `None` before the first.
        answers: Those to it, by the member's name.
        place: Where the teacher leads the class; `None` if they do not.
    """

    code: str
    salt: str
    changes: int
    members: Mapping[str, Member]
    question: PosedQuestion | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    place: Place | None = None
    wall: Wall = Wall()

    def member(self, visitor: str) -> Member | None:
        """A visitor as a member; `None` if they are none."""
        return self.members.get(member_name(self.salt, visitor))

    def teaches(self, visitor: str) -> bool:
        """Whether a visitor is a teacher of the class."""
        member = self.member(visitor)
        return member is not None and member.is_teacher

    def answer_of(self, visitor: str) -> Answer | None:
        """What a visitor answered to the question in focus."""
        return self.answers.get(member_name(self.salt, visitor))
