"""A class at work: who is there, what was asked and answered, and where the teacher is. No names are kept."""

from explainer.classroom.digits import ClassDigits
from explainer.classroom.live import LiveClassrooms
from explainer.classroom.snapshot import Answer, Member, Place, PosedQuestion, QuestionState, Snapshot, Wall
from explainer.classroom.spread import Group, spread
from explainer.classroom.store import ClassroomStore

__all__ = [
    "Answer",
    "ClassDigits",
    "ClassroomStore",
    "Group",
    "LiveClassrooms",
    "Member",
    "Place",
    "PosedQuestion",
    "QuestionState",
    "Snapshot",
    "Wall",
    "spread",
]
