"""A page whose own files are gone still says so in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer import text
from explainer.ui import frame
from tests.ui.pages import Open


def test_without_a_catalogue_the_page_says_so_in_both_languages(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    text.catalogue.cache_clear()
    app = open_page("overview", lang="en")
    assert not app.exception
    assert [error.value for error in app.error] == ["\n\n".join(text.UNREADABLE)]
    text.catalogue.cache_clear()


def test_without_a_style_sheet_the_page_is_there(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(frame, "STYLE", tmp_path / "style.css")
    app = open_page("overview", lang="en")
    assert not app.exception
    assert not app.error
