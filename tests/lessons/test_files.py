from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.frozen_model import FrozenModel
from explainer.lessons import files


class Note(FrozenModel):
    title: str
    page: str = ""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(files, "FOLDER", tmp_path)
    files.lessons.cache_clear()
    (tmp_path / "notes.en.toml").write_text('[b]\ntitle = "two"\n[a]\ntitle = "one"\n', encoding="utf-8")
    return tmp_path


def test_lessons_keep_the_order_of_the_file(folder: Path) -> None:
    assert list(files.lessons("notes", "en", Note)) == ["b", "a"]


def test_a_lesson_that_is_not_translated_is_read_in_english(folder: Path) -> None:
    (folder / "notes.ja.toml").write_text('[a]\ntitle = "一"\n', encoding="utf-8")
    assert [note.title for note in files.lessons("notes", "ja", Note).values()] == ["two", "一"]
    assert files.missing("notes", "ja") == ["b"]


def test_what_needs_no_translation_stands_in_the_english_file_alone(folder: Path) -> None:
    (folder / "notes.en.toml").write_text('[a]\ntitle = "one"\npage = "draw"\n', encoding="utf-8")
    (folder / "notes.ja.toml").write_text('[a]\ntitle = "一"\n', encoding="utf-8")
    assert files.lessons("notes", "ja", Note)["a"] == Note(title="一", page="draw")


@pytest.mark.parametrize("broken", ["not toml [", "a = 1", "[a]\nwrong = 1\n", "[a]\ntitle = 3\n"])
def test_a_broken_translation_is_read_in_english(folder: Path, broken: str) -> None:
    (folder / "notes.ja.toml").write_text(broken, encoding="utf-8")
    assert [note.title for note in files.lessons("notes", "ja", Note).values()] == ["two", "one"]


def test_a_missing_translation_is_one_line_in_the_log(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    files.lessons("notes", "ja", Note)
    (record,) = caplog.records
    assert record.exc_info is None
    assert "notes.ja.toml" in record.getMessage()


def test_a_broken_english_file_is_an_error_that_names_it(folder: Path) -> None:
    (folder / "notes.en.toml").write_text("[a]\n", encoding="utf-8")
    with pytest.raises(ExplainerError) as caught:
        files.lessons("notes", "ja", Note)
    assert caught.value.code == "lessons_unreadable"
    assert caught.value.details["file"] == "assets/lessons/notes.en.toml"
