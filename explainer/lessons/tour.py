"""Tours through the pages, with one thing pointed out at each stop: the first visit's, and lessons on one question.

`assets/lessons/tour.<language>.toml` is the first visit's tour. Each `tour.<name>.<language>.toml` is a lesson.
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
"""Name of the first visit's tour."""


class Stop(Frozen):
    """A stop of a tour.

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


@dataclass(frozen=True)
class TourStop(LinkWord, link="[{tour}-]{number}"):
    """Where a visitor is on a tour. In a link it is a word such as `3`, or `shift-2` in a lesson.

    Attributes:
        number: The stop, from 1.
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
    """The names of all tours, the first visit's first and then lessons by name."""
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
    """What a lesson is called.

    Raises:
        ExplainerError: `lessons_unreadable` if its English file has no `title`.
    """
    return title_of(_subject(tour), language)


def _subject(tour: str) -> str:
    return tour if tour == FIRST_VISIT else f"{FIRST_VISIT}.{tour}"
