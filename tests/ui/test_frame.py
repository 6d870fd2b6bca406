"""A page whose own files are gone still says so in words."""

import shutil
from pathlib import Path

import pytest
import streamlit as st

from explainer import text
from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.models import bundle
from explainer.ui import caches, models, page_frame
from explainer.ui.references import ModelReference
from tests.ui.pages import SCRIPTS, Open


def test_without_a_catalogue_the_page_says_so_in_both_languages(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    text.catalogue.cache_clear()
    app = open_page("overview", lang="en")
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
    assert [error.value for error in app.error] == ["\n\n".join(text.UNREADABLE.values())]
    text.catalogue.cache_clear()


def test_damaged_weights_of_the_last_epoch_leave_those_before_it(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    copy = shutil.copytree(bundle.DEFAULT_DIRECTORY, tmp_path / "pretrained")
    monkeypatch.setattr(caches, "bundle", lambda: bundle.load_bundle(copy))
    files = sorted(copy.glob("*.weights.h5"))
    files[-1].write_bytes(files[-1].read_bytes()[:5_000])
    app = open_page("walkthrough", lang=language)
    assert not app.error
    assert [found.value for found in app.warning] == [Text(language)("frame.last_epoch_missing", missing=5, shown=4)]
    with pytest.raises(ExplainerError, match="epoch-05"):
        models.find(ModelReference(epoch=5))
    for file in files:
        file.write_bytes(b"")
    st.cache_resource.clear()
    with pytest.raises(ExplainerError, match="epoch-05"):
        models.find(ModelReference())


def test_without_a_style_sheet_the_page_is_there(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(page_frame, "STYLE", tmp_path)
    app = open_page("overview", lang="en")
    assert not app.error
