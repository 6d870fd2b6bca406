"""The language switch holds as many languages as there are, and a training is seen on every page."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from explainer import text
from explainer.text import LANGUAGES, Text
from explainer.training.store.owners import Owner
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import RunStatus
from explainer.ui import query, sidebar, training_now
from tests.ui.pages import Open, trainings_told
from tests.ui.trainings import begun, ended

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


def told(app: AppTest) -> list[str]:
    """What the sidebar says of sentences that are not translated."""
    sentence = Text("en")("frame.untranslated", count=0, total=0).partition(":")[2]
    return [caption.value for caption in app.sidebar.caption if sentence in caption.value]


def test_few_languages_stand_beside_one_another(open_page: Open) -> None:
    app = open_page("train", lang="en")
    switch = app.sidebar.button_group[0]
    assert switch.options == list(LANGUAGES.values())
    assert bar(app) == [name for language, name in LANGUAGES.items() if language != "en"]
    assert told(app) == []
    switch.set_value("ja").run()
    assert app.query_params["lang"] == "ja"


@pytest.mark.usefixtures("five_languages")
def test_five_languages_stand_in_a_list(open_page: Open) -> None:
    app = open_page("train", lang="en")
    switch = app.sidebar.selectbox[0]
    assert switch.options == [*LANGUAGES.values(), *MORE.values()]
    assert switch.value == "en"
    switch.set_value("fr").run()
    assert app.query_params["lang"] == "fr"
    assert app.title[0].value.strip("\u2068\u2069") == Text("en")("page.train.title")
    (said,) = told(app)
    assert f"{Text('fr').total - 1:,}" in said
    assert "CNN · Français" in "".join(element.proto.body for element in app.get("html"))
    assert bar(app) == [*LANGUAGES.values(), "Deutsch", "Español"]
    app.button(key="bar_train_de").click().run()
    assert app.query_params["lang"] == "de"
    assert app.sidebar.selectbox[0].value == "de"


def test_a_training_that_has_ended_is_told_once_and_followed_no_longer(
    open_page: Open, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(store, Owner.current(), epochs=1.5)
    look, fragment = training_now.status_of, st.fragment
    timers: list[str] = []

    def it_ends(run_id: str) -> RunStatus | None:
        ended(run, "finished", epoch=2, test_accuracy=0.98)
        return look(run_id)

    def counted(function: Callable[..., None], **options: Any) -> Callable[..., None]:
        if function is training_now._follow:
            timers.append(function.__name__)
        return fragment(function, **options)

    monkeypatch.setattr(training_now, "status_of", it_ends)
    monkeypatch.setattr(st, "fragment", counted)
    app = open_page("data", lang="en")
    # The page whose timer saw the end was drawn anew, without one.
    assert timers == ["_follow"]
    assert len(trainings_told(app, state="finished")) == 2
    app.run()
    assert trainings_told(app, state="finished") == []
    assert len(timers) == 1


def test_another_visitors_training_is_not_seen(open_page: Open, store: RunStore) -> None:
    begun(store, Owner.current(), visitor="somebody-else")
    assert trainings_told(open_page("draw", lang="en")) == []
