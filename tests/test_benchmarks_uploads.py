"""The parts of the benchmark of hostile pictures that measure nothing."""

from __future__ import annotations

from benchmarks.hostile_pictures import KINDS, picture
from benchmarks.uploads import Found, report


def test_the_pictures_are_of_every_kind_and_the_same_each_time() -> None:
    # Without those that take their time to make.
    chosen = [index for index, name in enumerate(KINDS) if name not in ("bomb", "huge", "too many bytes")]
    made = [picture(index) for index in chosen]
    assert [picture(index) for index in chosen] == made
    assert len({content for _, content in made}) == len(chosen)


def test_what_is_slow_unexpected_or_left_behind_is_not_reached() -> None:
    good = [("photo_kind", 0.2), ("accepted", 0.3)]
    assert not report(Found({"tiny": good, "page": good}, {"by function": 1.0}, 0)).missed
    for found in (
        Found({"tiny": [("unexpected", 0.1)]}, {}, 0),
        Found({"tiny": [("photo_kind", 2.1)]}, {}, 0),
        Found({"tiny": good, "page": [("unexpected", 9.0)]}, {}, 0),
        Found({"tiny": good}, {"by function": 31.0}, 0),
        Found({"tiny": good}, {}, 1),
    ):
        assert len(report(found).missed) == 1
