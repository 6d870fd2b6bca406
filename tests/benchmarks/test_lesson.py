"""What a lesson is judged by: no answer that was confirmed may be missing, and when the teacher sees how many."""

import math

import pytest

from benchmarks import lesson
from benchmarks.lesson import Lesson


def lesson_of(**changes: object) -> Lesson:
    """Three students, who all have answered the first question."""
    noted = {
        "sent": {1: {0: 10.0, 1: 10.5, 2: 12.0}},
        "shown": {1: [(10.0, 0), (11.0, 2), (12.25, 3)]},
        "taken": {(1, 0): 1.0, (1, 1): 1_001.0, (1, 2): 2_001.0},
        "milliseconds": {"a page opened": [100.0, 200.0]},
        "megabytes": {1: [900.0, 1_000.0, 1_000.0, 1_000.0]},
    }
    return Lesson([], 3, **(noted | changes))


KEPT = {(1, 1.0), (1, 1_001.0), (1, 2_001.0)}


def missed(noted: Lesson, kept: set[tuple[int, float]] = KEPT) -> list[str]:
    return [figure.name for figure in lesson.report([(noted, kept)]).missed]


def test_an_answer_is_seen_when_as_many_are_shown() -> None:
    assert lesson_of().seconds_until_shown == [1.0, 0.5, 0.25]
    assert not missed(lesson_of())


def test_what_was_confirmed_has_to_be_in_the_database() -> None:
    assert missed(lesson_of(), KEPT - {(1, 1_001.0)}) == ["answers lost"]
    # Another student's number, or the same one of another question, is not that answer.
    assert missed(lesson_of(), KEPT - {(1, 1_001.0)} | {(2, 1_001.0)}) == ["answers lost"]


def test_what_is_late_or_never_seen_is_said() -> None:
    late = lesson_of(shown={1: [(11.0, 2), (15.0, 3)]})
    assert missed(late) == ["until the teacher sees an answer, 95th percentile"]
    never = lesson_of(shown={1: [(11.0, 2)]})
    assert never.seconds_until_shown[-1] == math.inf
    assert missed(never) == ["answers that the teacher never saw"]


def test_slow_pages_and_growing_memory_are_said() -> None:
    assert missed(lesson_of(milliseconds={"a page opened": [1_500.0] * 20})) == ["a page, 95th percentile"]
    assert missed(lesson_of(megabytes={1: [900.0] * 6 + [1_000.0] * 2})) == ["memory at the end / before"]


@pytest.mark.parametrize("count", [0, 17, 200])
def test_the_number_on_the_teachers_page_is_read(count: int) -> None:
    found = lesson.ANSWERED.fullmatch(lesson.TEXT("page.class.answered", count=count))
    assert found is not None
    assert int(found[1]) == count
