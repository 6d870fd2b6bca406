"""A class from its opening to its end, in several browsers, in both languages."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explainer.classroom import Answer, PosedQuestion, Snapshot
from explainer.classroom import store as limits
from explainer.questions import Mistake
from explainer.text import ORIGINALS, Text
from explainer.ui import caches
from explainer.ui.classroom.asked import asked_in_class
from explainer.ui.frame import Frame
from explainer.ui.query import Session
from tests.ui.pages import JAPANESE, Open, button, html, labels, words
from tests.ui.test_payload import unpack

TEACHER, ONE, OTHER = "the-teacher-s-cookie", "one-student-s-cookie", "other-student-s-cookie"


def opened(open_page: Open, language: str = "en") -> tuple[AppTest, str]:
    """A teacher who has just opened a class, and its code."""
    app = open_page("class", visitor=TEACHER, lang=language)
    app.button(key="class_open").click().run()
    assert not app.error
    return app, app.query_params["class"]


def seen(code: str) -> Snapshot:
    found = caches.classrooms().refresh(code)
    assert found is not None
    return found


def change(code: str) -> Any:
    """What somebody else does meanwhile."""
    return caches.classrooms().changing(code)


def card(app: AppTest) -> dict[str, Any]:
    """What the card of the question is sent."""
    names = {part.proto.component_name.rpartition(".")[2]: part for part in app.get("bidi_component")}
    header: dict[str, Any] = unpack(names["question"].proto.bytes)[0]["meta"]
    return header


def posed(app: AppTest, code: str) -> PosedQuestion:
    """The question that a teacher asks by the page's own choice."""
    app.button(key="class_ask").click().run()
    assert not app.error
    question = seen(code).question
    assert question is not None
    return question


@pytest.mark.parametrize("language", ORIGINALS)
def test_a_class_from_its_opening_to_its_end(open_page: Open, language: str) -> None:
    text = Text(language)
    teacher, code = opened(open_page, language)
    assert teacher.title[0].value == text("page.class.title_teacher")
    assert f"{code[:3]}\u00a0{code[3:]}" in html(teacher)

    # A student joins by the link, and waits.
    student = open_page("class", visitor=ONE, lang=language, **{"class": code})
    assert student.title[0].value == text("page.class.title_student")
    assert len(seen(code).members) == 2
    assert text("page.class.there", count=1) in html(teacher.run())

    # The question is asked, and is the same for both; its answer is nowhere.
    question = posed(teacher, code)
    student.run()
    sent = card(student)
    assert sent["is_open"]
    assert sent["steps"] == []
    assert sent["said"] is None
    assert not any(sent["wishes"])

    # A usual mistake is named to the student, and to the teacher, who sees no more than how many made it.
    with change(code) as store:
        store.answer(code, ONE, question.number, _mistaken(teacher))
    sent = card(student.run())
    assert sent["said"]["state"] == "mistake"
    assert sent["steps"] == []
    assert sent["wishes"] == ["again"]
    assert text("page.class.answered", count=1) in words(teacher.run())
    assert 'data-kind="mistake"' in html(teacher)
    assert html(teacher).count("<i></i>") == 1

    # Closed, then shown to everyone.
    button(teacher, "page.class.stop", language).click().run()
    sent = card(student.run())
    assert not sent["is_open"]
    assert sent["wishes"] == []
    assert sent["steps"] == []
    button(teacher, "page.class.reveal", language).click().run()
    sent = card(student.run())
    assert sent["steps"]
    assert 'class="class-spread"' in html(student)
    assert 'class="class-steps"' in html(teacher)
    if language == "en":
        assert JAPANESE.search(words(teacher) + words(student) + html(student)) is None

    # The end leaves nothing, and says so.
    with change(code) as store:
        store.close(code, TEACHER)
    student.run()
    assert [error.value for error in student.error] == [text("error.class_ended")]
    assert "class" not in student.query_params
    assert student.title[0].value == text("page.class.title")
    assert caches.classrooms().store.changes() == {}


def _mistaken(teacher: AppTest) -> Answer:
    """The likeliest mistake, as the teacher's page announces it."""
    mistake = _mistakes(teacher)[0]
    return Answer(mistake.value, "mistake", mistake.name)


def _mistakes(teacher: AppTest) -> tuple[Mistake, ...]:
    question = seen(teacher.query_params["class"]).question
    assert question is not None
    asked = asked_in_class(Frame("class", Session(language="en"), TEACHER), question)
    return asked.question.mistakes


def test_what_is_offered_tells_mistakes_apart(open_page: Open, language: str) -> None:
    teacher, code = opened(open_page, language)
    posed(teacher, code)
    assert len(_mistakes(teacher)) >= 2
    before = seen(code).question
    button(teacher, "question.other", language).click().run()
    after = posed(teacher, code)
    assert before is not None
    assert (after.number, after.stage) == (2, before.stage)
    assert after.turn != before.turn
    # The epoch is named, so that the numbers stay the same while a model goes on learning.
    assert after.model == "bundled@5"


def test_students_join_with_the_code_from_any_page(open_page: Open, language: str) -> None:
    _, code = opened(open_page, language)
    app = open_page("class", visitor=ONE, lang=language)
    app.text_input(key="join_here_code").set_value(
        f" {code[:3]} {code[3:]} ".translate({48 + n: 0xFF10 + n for n in range(10)})
    )
    button(app, "page.class.join", language).click().run()
    assert app.title[0].value == Text(language)("page.class.title_student")
    assert app.query_params["class"] == code
    other = open_page("draw", visitor=OTHER, lang=language, **{"class": code})
    assert not other.error
    students = [one for one in seen(code).members.values() if not one.is_teacher]
    assert len(students) == 2
    caches.classrooms().look()
    assert caches.classrooms().pages(seen(code)) == {"class": 1, "draw": 1}
    labels_seen = [link.proto.label for link in other.sidebar.get("page_link")]
    assert any(f"{code[:3]}\u00a0{code[3:]}" in label for label in labels_seen)


@pytest.mark.parametrize("typed", ["12345", "abcdef", "<b>123456</b>", "1234567"])
def test_nonsense_for_a_code_is_said_to_be_and_is_no_guess(open_page: Open, language: str, typed: str) -> None:
    app = open_page("class", visitor=ONE, lang=language)
    app.text_input(key="join_here_code").set_value(typed)
    button(app, "page.class.join", language).click().run()
    assert [error.value for error in app.error] == [Text(language)("error.class_code")]
    assert "class" not in app.query_params


def test_wrong_codes_end_soon_whatever_the_cookie(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_WRONG", 3)
    _, code = opened(open_page)
    text = Text("en")
    wrong = [f"{number:06}" for number in range(4) if f"{number:06}" != code]
    for place, guess in enumerate(wrong[:3]):
        app = open_page("draw", visitor=f"another-cookie-number-{place}", lang="en", **{"class": guess})
        assert [error.value for error in app.error] == [text("error.class_unknown")]
        assert "class" not in app.query_params
    app = open_page("draw", visitor="another-cookie-number-9", lang="en", **{"class": code})
    assert [error.value for error in app.error] == [text("error.class_guesses")]
    assert len(seen(code).members) == 1


def test_the_secret_makes_a_teacher_and_does_not_stay_in_the_address(open_page: Open) -> None:
    teacher, code = opened(open_page)
    _, secret = teacher.session_state["class_secret"]
    again = open_page("class", visitor=OTHER, lang="en", teacher=secret, **{"class": code})
    assert again.title[0].value == Text("en")("page.class.title_teacher")
    assert "teacher" not in again.query_params
    assert secret not in str(again.session_state["session"])
    # With a wrong one nobody is a teacher, and nobody is in the class.
    forged = open_page("class", visitor=ONE, lang="en", teacher="x" * 32, **{"class": code})
    assert [error.value for error in forged.error] == [Text("en")("error.class_unknown")]
    assert len(seen(code).members) == 2


def test_a_student_has_no_button_of_the_teacher_s(open_page: Open, language: str) -> None:
    teacher, code = opened(open_page, language)
    posed(teacher, code)
    student = open_page("class", visitor=ONE, lang=language, **{"class": code})
    names = ("ask", "stop", "reveal", "close", "secret_renew")
    assert not labels(student) & {Text(language)(f"page.class.{name}") for name in names}


def test_students_follow_the_teacher_once_for_each_place_and_may_stay(open_page: Open) -> None:
    teacher, code = opened(open_page)
    student = open_page("draw", visitor=ONE, lang="ja", **{"class": code})
    staying = open_page("draw", visitor=OTHER, lang="ja", **{"class": code})
    switch = teacher.toggle(key="class_lead_en")
    assert not switch.value
    switch.set_value(True).run()
    assert seen(code).place is not None
    staying.session_state["class_follows"] = False
    teacher.switch_page("pages/walkthrough.py")
    for name, value in {"stage": "conv2d_1", "filter": "3", "image": "test-0"}.items():
        teacher.query_params[name] = value
    teacher.run()
    caches.classrooms().look()
    for app in (student, staying):
        app.run()
    assert student.query_params["stage"] == "conv2d_1"
    assert student.query_params["filter"] == "3"
    assert student.query_params["image"] == "test-0"
    # Their own language, and their own class.
    assert student.query_params["lang"] == "ja"
    assert student.query_params["class"] == code
    assert "stage" not in staying.query_params
    # They look around until the teacher goes on.
    student.switch_page("pages/walkthrough.py")
    student.query_params["filter"] = "5"
    student.run()
    assert student.query_params["filter"] == "5"


def test_a_teacher_keeps_the_answers_before_the_end(open_page: Open, language: str) -> None:
    teacher, code = opened(open_page, language)
    question = posed(teacher, code)
    with change(code) as store:
        store.join(code, ONE, "an address")
        store.answer(code, ONE, question.number, Answer(0.125, "wrong"))
    teacher.session_state["class_ending"] = True
    teacher.run()
    assert not teacher.error
    button(teacher, "page.class.close", language).click().run()
    assert teacher.title[0].value == Text(language)("page.class.title")
    assert caches.classrooms().store.changes() == {}


def test_the_code_s_picture_leads_into_the_class(open_page: Open) -> None:
    teacher, code = opened(open_page)
    teacher.button(key="class_enlarge").click().run()
    parts = urlsplit(next(one.value for one in teacher.code if "class=" in one.value))
    assert dict(parse_qsl(parts.query)) == {"lang": "en", "class": code}


def test_the_view_that_a_teacher_shares_has_the_class_and_no_secret(open_page: Open) -> None:
    teacher, code = opened(open_page)
    teacher.button(key="share").click().run()
    shown = teacher.code[-1].value
    assert f"class={code}" in shown
    assert "teacher" not in shown


def test_classes_that_cannot_be_kept_are_said_to_be(open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    _, code = opened(open_page)
    path = caches.queue().store.shared / "classes.sqlite"
    caches.classrooms.clear()
    path.unlink()
    path.mkdir()
    app = open_page("draw", visitor=ONE, lang="en", **{"class": code})
    assert [error.value for error in app.error] == [Text("en")("error.class_unavailable")]
