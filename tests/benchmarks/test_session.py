"""A pupil's session keeps what a browser keeps, and a lesson is judged by all of them."""

from typing import Any

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import classroom
from benchmarks.classroom import Lesson
from benchmarks.session import Component, Session
from explainer.ui.components.canvas import read


def lesson(milliseconds: list[float], megabytes: list[float]) -> Lesson:
    return Lesson({"a click": milliseconds[::2], "a stroke": milliseconds[1::2]}, megabytes, 1, settled_at=2)


def test_a_lesson_is_judged_by_all_its_interactions_and_by_the_memory_after_the_first_round() -> None:
    quick = classroom.report(lesson([100.0] * 100, [500.0, 900.0, 1000.0, 1000.0, 1010.0, 1010.0]))
    assert not quick.missed
    assert {figure.name: figure.value for figure in quick.figures}["memory later / settled"] == pytest.approx(1.01)
    rarely_slow = classroom.report(lesson([100.0] * 94 + [3_500.0] * 6, [2_000.0] * 6))
    assert [figure.name for figure in rarely_slow.missed] == ["95th percentile"]
    growing = classroom.report(lesson([2_000.0] * 10, [500.0, 900.0, 1000.0, 1000.0, 3_200.0, 3_200.0]))
    assert [figure.name for figure in growing.missed] == [
        "median interaction",
        "the server's memory",
        "memory later / settled",
    ]


def test_the_canvas_of_a_pupil_is_one_the_dashboard_reads() -> None:
    one, four = (read(classroom._canvas(7, strokes)) for strokes in (1, 4))
    assert 0 < one.ink.sum() < four.ink.sum()


def message(**fields: Any) -> ForwardMsg:
    return ForwardMsg(**fields)


def test_a_session_keeps_what_a_browser_keeps() -> None:
    browser = Session(socket=None, address="", source=None)
    shown = message(hash="a", metadata={"cacheable": True})
    shown.delta.new_element.bidi_component.id = "the-id"
    shown.delta.new_element.bidi_component.component_name = "rail"
    shown.delta.fragment_id = "part"
    assert not browser._take(shown.SerializeToString())
    assert browser.components == {"rail": Component("the-id", "part")}
    browser.components.clear()
    assert not browser._take(message(ref_hash="a").SerializeToString())
    assert "rail" in browser.components
    browser._take(message(page_info_changed={"query_string": "stage=softmax"}).SerializeToString())
    assert browser.query == "stage=softmax"
    early = message(script_finished=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert not browser._take(early.SerializeToString())
    assert browser._take(message(script_finished=ForwardMsg.FINISHED_SUCCESSFULLY).SerializeToString())


def test_a_session_renews_parts_until_the_page_is_another() -> None:
    browser = Session(socket=None, address="", source=None)
    browser._take(message(auto_rerun={"interval": 1.0, "fragment_id": "part"}).SerializeToString())
    browser._take(message(new_session={}, metadata={"run": {"fragment_ids": ["part"]}}).SerializeToString())
    assert browser._reruns == {"part": 1.0}
    browser._take(message(new_session={}).SerializeToString())
    assert browser._reruns == {}


def test_a_page_that_failed_is_no_measurement() -> None:
    failed = message()
    failed.delta.new_element.exception.message = "it broke"
    with pytest.raises(RuntimeError, match="it broke"):
        Session(socket=None, address="", source=None)._take(failed.SerializeToString())
