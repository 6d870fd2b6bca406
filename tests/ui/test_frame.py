"""A page whose own files are gone still says so in words."""

from __future__ import annotations

import shutil
from itertools import cycle
from pathlib import Path

import pytest

from explainer import text
from explainer.text import LANGUAGES, Text
from explainer.training.models import bundle
from explainer.ui import caches, frame
from tests.ui.pages import SCRIPTS, Open


def test_without_a_catalogue_the_page_says_so_in_both_languages(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    text.catalogue.cache_clear()
    app = open_page("overview", lang="en")
    assert not app.exception
    assert [error.value for error in app.error] == ["\n\n".join(text.UNREADABLE.values())]
    text.catalogue.cache_clear()


@pytest.mark.parametrize("page", SCRIPTS)
def test_with_an_empty_catalogue_every_page_says_so(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str
) -> None:
    shutil.copy(text.FOLDER / "ja.toml", tmp_path)
    (tmp_path / "en.toml").touch()
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    text.catalogue.cache_clear()
    app = open_page(page, lang="en")
    assert not app.exception
    assert [error.value for error in app.error] == ["\n\n".join(text.UNREADABLE.values())]
    text.catalogue.cache_clear()


@pytest.mark.parametrize(("page", "language"), list(zip(SCRIPTS, cycle(LANGUAGES), strict=False)))
def test_the_last_epochs_weights_are_not_replaced_without_a_word(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, page: str, language: str
) -> None:
    shutil.copytree(bundle.DEFAULT_DIRECTORY, tmp_path / "pretrained")
    (tmp_path / "pretrained" / "epoch-05.weights.h5").unlink()
    monkeypatch.setattr(caches, "bundle", lambda: bundle.load_bundle(tmp_path / "pretrained"))
    app = open_page("overview", lang=language)
    app.switch_page(SCRIPTS[page]).run()
    told = Text(language)("frame.last_epoch_missing", missing=5, shown=4)
    for _ in range(2):
        assert not app.exception
        assert [warning.value for warning in app.warning] == [told]
        app.run()


def test_without_a_style_sheet_the_page_is_there(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(frame, "STYLE", tmp_path)
    app = open_page("overview", lang="en")
    assert not app.exception
    assert not app.error
