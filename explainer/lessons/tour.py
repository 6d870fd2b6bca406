"""The tour: a first visit's way through the pages, with one thing pointed out at each stop."""

from __future__ import annotations

from pydantic import Field

from explainer.frozen import Frozen
from explainer.lessons.files import lessons
from explainer.text import FALLBACK_LANGUAGE

SUBJECT = "tour"


class Stop(Frozen):
    """A stop of the tour.

    Attributes:
        title: What there is to see, in a few words.
        text: What to look at and what to try, in a few sentences. What it claims must hold for the model and the image
            of `link`.
        link: What that page's link says besides.
        point: A CSS selector of the thing pointed out, in the page or in one of its pictures: the first that is seen.
    """

    title: str
    text: str
    page: str
    link: dict[str, str] = Field(default_factory=dict)
    point: str


def stops(language: str) -> tuple[Stop, ...]:
    """All stops in order.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable` if there is no tour.
    """
    return tuple(lessons(SUBJECT, language, Stop).values())


def count() -> int:
    """How many stops there are."""
    return len(stops(FALLBACK_LANGUAGE))
