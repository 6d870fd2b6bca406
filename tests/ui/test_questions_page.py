"""Predict, then reveal, on the walkthrough: what waits for the answer, and what the link carries."""

import pytest
from streamlit.testing.v1 import AppTest

from explainer.text import Text
from explainer.ui.questions import Attempt, Notebook
from explainer.ui.references import START_IMAGE
from tests.ui.pages import JAPANESE, Open, words
from tests.ui.test_pages import STAGES

KEY = "question_notebook"


def mounted(app: AppTest) -> list[str]:
    return [element.proto.component_name.rpartition(".")[2] for element in app.get("bidi_component")]


def test_every_stage_asks_before_it_shows(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, question="0")
    text = Text(language)
    for stage in STAGES:
        app.query_params["stage"] = stage
        app.run()
        assert not app.error, stage
        shown = "".join(element.proto.body for element in app.get("html"))
        assert f"<dt>{text('question.asked')}</dt>" in shown
        assert bool(JAPANESE.search(words(app))) is (language == "ja")
        assert app.query_params["question"] == "0"
        # Two pictures can hide the one number; the others wait. What would give the answer away waits, too.
        pictures = {"conv2d_1": ["convolution"], "pooling2d_1": ["pooling"], "pooling2d_2": ["pooling"]}
        others = ["rail", "question", "library", "page"]
        assert sorted(set(mounted(app)) - set(others)) == pictures.get(stage, [])
        assert not app.code


def test_the_picture_comes_with_the_answer(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="dense_1", question="1")
    assert "dense" not in mounted(app)
    app.session_state[KEY].attempts["bundled", str(START_IMAGE), "dense_1", 1] = Attempt("mistake", "102400")
    app.run()
    assert mounted(app).index("question") < mounted(app).index("dense")
    assert app.code
    app.session_state[KEY].attempts["bundled", str(START_IMAGE), "dense_1", 1] = Attempt("unreadable", "many")
    app.run()
    assert "dense" not in mounted(app)


def test_the_question_stays_while_the_visitor_looks_around(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="conv2d_1", question="0", filter="3", row="9", column="8")
    title = "".join(element.proto.body for element in app.get("html"))
    assert "row 9, column 8" in title
    app.session_state[KEY].attempts["bundled", str(START_IMAGE), "conv2d_1", 0] = Attempt("shown")
    app.query_params["row"] = "11"
    app.run()
    assert "row 9, column 8" in "".join(element.proto.body for element in app.get("html"))


def test_the_switch_is_in_the_link(open_page: Open, language: str) -> None:
    app = open_page("walkthrough", lang=language, stage="flatten")
    assert "question" not in app.query_params
    usual = app.title[0].value
    switch = app.toggle(key=f"question_switch_{language}")
    assert switch.label == Text(language)("question.switch")
    assert not switch.value
    switch.set_value(True).run()
    assert app.query_params["question"] == "0"
    assert app.title[0].value != usual
    app.toggle(key=f"question_switch_{language}").set_value(False).run()
    assert "question" not in app.query_params
    assert app.title[0].value == usual


def test_a_question_beyond_the_last_kind_asks_about_other_numbers(open_page: Open) -> None:
    app = open_page("walkthrough", lang="en", stage="softmax", question="200000")
    assert "question" in mounted(app)


def test_a_notebook_keeps_the_newest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("explainer.ui.questions.MOST_KEPT", 2)
    notebook = Notebook()
    for number in range(4):
        notebook.attempts["model", "image", "stage", number] = Attempt("shown")
    notebook.forget_oldest()
    assert [key[-1] for key in notebook.attempts] == [2, 3]
