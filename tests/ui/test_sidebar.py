"""The language switch holds as many languages as there are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explainer import text
from explainer.text import LANGUAGES, Text
from explainer.ui import query, sidebar
from tests.ui.pages import Open

MORE = {"fr": "Français", "de": "Deutsch", "es": "Español"}


@pytest.fixture
def five_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three further catalogues, which hold a single sentence each."""
    for language in LANGUAGES:
        shutil.copy(text.FOLDER / f"{language}.toml", tmp_path)
    for language, name in MORE.items():
        (tmp_path / f"{language}.toml").write_text(f'[frame]\nname = "CNN · {name}"\n', encoding="utf-8")
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    for module in (text, query, sidebar):
        monkeypatch.setattr(module, "LANGUAGES", {**LANGUAGES, **MORE})


def bar(app: AppTest) -> list[str]:
    """The languages that a phone's bar offers."""
    return [button.label for button in app.button if button.key and button.key.startswith("bar_")]


def test_two_languages_stand_beside_one_another(open_page: Open) -> None:
    app = open_page("train", lang="en")
    switch = app.sidebar.button_group[0]
    assert switch.options == list(LANGUAGES.values())
    assert bar(app) == ["日本語"]
    switch.set_value("ja").run()
    assert app.query_params["lang"] == "ja"


@pytest.mark.usefixtures("five_languages")
def test_five_languages_stand_in_a_list(open_page: Open) -> None:
    app = open_page("train", lang="en")
    switch = app.sidebar.selectbox[0]
    assert switch.options == [*LANGUAGES.values(), *MORE.values()]
    assert switch.value == "en"
    switch.set_value("fr").run()
    assert not app.exception
    assert app.query_params["lang"] == "fr"
    assert app.title[0].value == Text("en")("page.train.title")
    assert "CNN · Français" in "".join(element.proto.body for element in app.get("html"))
    assert bar(app) == ["日本語", "English", "Deutsch", "Español"]
    app.button(key="bar_train_de").click().run()
    assert app.query_params["lang"] == "de"
    assert app.sidebar.selectbox[0].value == "de"
