"""Each attack on a class does what it says, and what it would have done is found."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import unquote_plus

import pytest
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.WidgetStates_pb2 import WidgetState

from benchmarks import hostile_class
from benchmarks.classroom import drawn
from benchmarks.session import Component, Session
from explainer.classroom.store import MOST_WRONG
from explainer.classroom.wall import MOST_OF_MEMBER
from explainer.drawing import prepare
from explainer.mnist import unscale
from explainer.ui.components.canvas import read
from explainer.ui.components.mounting import NAMESPACE
from tests.oracles import hostile_students as students
from tests.oracles.attackers import CANVAS


class Recorder(Session):
    """A student's session that keeps what it would send."""

    def __init__(self) -> None:
        super().__init__(socket=None, address="", source=None)
        self.messages: list[str] = []

    async def _rerun(self, _: ClientState, *triggers: WidgetState) -> float:
        self.messages.append(unquote_plus(self.query) + "".join(map(str, [*self._states.values(), *triggers])))
        names = (*(f"{NAMESPACE}.{name}" for name in ("wall", "question")), CANVAS)
        self.components = {name: Component(f"id of {name}", "") for name in names}
        self.buttons |= {"Leave": "id of leaving", students.TEXT("page.class.join"): "id of joining"}
        self.buttons |= {students.TEXT("page.class.digits.send", label=label): "id of sending" for label in range(10)}
        labels = (students.LABEL, students.TEXT("page.class.code"))
        self.fields |= {label: Component(f"id of {label}", "") for label in labels}
        return 0.0


@pytest.mark.parametrize("codes", [students.class_codes("999990", 10_000), students.site_codes("right", 10_000)])
def test_all_codes_are_different_and_the_right_one_comes_when_too_many_were_wrong(codes: list[str]) -> None:
    assert len(set(codes)) == len(codes) == 10_000
    assert MOST_WRONG < codes.index("999990" if "999990" in codes else "right") < 10_000 - MOST_WRONG


def test_the_forger_uses_every_widget_that_only_the_teacher_has() -> None:
    forger = Recorder()
    stolen = students.Widgets(
        {"Close": "id of closing", "Leave": "id of leaving"}, {"Show": Component("id of showing", "x")}
    )
    sent = asyncio.run(students.forge(forger, "123456", stolen))
    assert sent == len(forger.messages) - 1
    assert sum("id of closing" in message for message in forger.messages) == 1
    assert not any("id of leaving" in message for message in forger.messages)
    for is_on in ("true", "false"):
        assert any(f"bool_value: {is_on}" in message for message in forger.messages)


def test_the_flooder_sends_other_drawings_each_time() -> None:
    flooder = Recorder()
    count = hostile_class.DRAWINGS
    assert count > MOST_OF_MEMBER
    assert asyncio.run(students.flood(flooder, "123456", count)) == count
    assert sum("id of sending" in message for message in flooder.messages) == count
    images = set()
    # The flooder's, some of the honest, and the last.
    for number in (*range(count), *range(100, 140), 498, 499):
        sketch = read(drawn(students.lines(number)))
        assert sketch is not None
        digit = prepare(sketch.ink)
        assert digit is not None
        images.add(unscale(digit.image).tobytes())
    assert len(images) == count + 42


def test_markup_stands_in_links_answers_codes_and_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    writers: list[Recorder] = []

    @asynccontextmanager
    async def session(*_: object) -> AsyncIterator[Recorder]:
        writers.append(Recorder())
        yield writers[-1]

    monkeypatch.setattr(students, "session", session)
    assert asyncio.run(students.write_markup("", "123456")) == 2 * len(writers)
    messages = [message for writer in writers for message in writer.messages]
    for name in ("class", "lang", "image", "stage", "model", "teacher"):
        assert any(f"{name}={students.MARKUP}" in message for message in messages)
    for widget in ("question", students.LABEL, students.TEXT("page.class.code")):
        assert any(f"id of {NAMESPACE}.{widget}" in one or f"id of {widget}" in one for one in messages)
    assert all(any(students.MARK in message for message in writer.messages) for writer in writers)


def test_what_got_through_is_found() -> None:
    tried = dict.fromkeys(("codes of classes", "site codes", "forged", "drawings", "markup"), 100)
    good = hostile_class.Seen(tried=tried, most_of_flooder=MOST_OF_MEMBER, kept=100)
    assert not hostile_class.report(good, 100).missed
    bad = hostile_class.Seen(
        tried=tried | {"site codes": 99},
        got_in=1,
        changed=["wall"],
        most_of_flooder=MOST_OF_MEMBER + 1,
        rendered=1,
        lost=1,
    )
    assert len(hostile_class.report(bad, 100).missed) == 7
