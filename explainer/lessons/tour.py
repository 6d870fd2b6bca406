"""Guided tours through the pages: the one for the first visit, and short lessons.

`assets/lessons/tour.<language>.toml` is the tour of the first visit. Each `tour.<name>.<language>.toml` is a lesson.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from explainer.errors import ExplainerError
from explainer.frozen import Frozen
from explainer.lessons.files import lessons, subjects, title_of
from explainer.link_words import LinkWord, Value, number
from explainer.text import FALLBACK_LANGUAGE

FIRST_VISIT = "tour"
"""Name of the tour for the first visit."""


class Stop(Frozen):
    """A stop of a tour.

    Attributes:
        title: A few words.
        text: A few sentences, which must be true for the model and the image of `link`.
        page: The page that it opens.
        link: Query parameters of the page's link.
        point: CSS selector of the framed element, in the page or in a picture; the first visible match is used.
    """

    title: str
    text: str
    page: str
    link: dict[str, str] = Field(default_factory=dict)
    point: str


@dataclass(frozen=True)
class TourStop(LinkWord, link="[{tour}-]{number}"):
    """A visitor's position on a tour. In a link it is a word such as `3`, or `shift-2` in a lesson.

    Attributes:
        number: Number of the stop, from 1.
        tour: The tour's name; see `tours`.

    Raises:
        ValueError: If there is no such stop.
    """

    number: Annotated[int, number("[0-9]{1,3}")] = 1
    tour: Annotated[str, Value("[a-z][a-z0-9_]{0,39}")] = FIRST_VISIT

    def __post_init__(self) -> None:
        try:
            count = len(stops(FALLBACK_LANGUAGE, self.tour))
        except ExplainerError as error:
            raise ValueError(str(error)) from error
        if self.number not in range(1, count + 1):
            raise ValueError(f"Expected a stop from 1 to {count}; received {self.number}.")


def tours() -> tuple[str, ...]:
    """The names of all tours: that of the first visit, then the lessons, sorted."""
    names = (subject.partition(".")[::2] for subject in subjects())
    return FIRST_VISIT, *(lesson for kind, lesson in names if kind == FIRST_VISIT and lesson)


def stops(language: str, tour: str = FIRST_VISIT) -> tuple[Stop, ...]:
    """All stops in order.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable` if there is no such tour.
    """
    return tuple(lessons(_subject(tour), language, Stop).values())


def title(language: str, tour: str) -> str:
    """The title of a lesson.

    Raises:
        ExplainerError: `lessons_unreadable` if its English file has no `title`.
    """
    return title_of(_subject(tour), language)


def _subject(tour: str) -> str:
    return tour if tour == FIRST_VISIT else f"{FIRST_VISIT}.{tour}"
