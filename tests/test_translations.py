"""What is told of a translation: what is missing, and what has changed in English since it was translated."""

from pathlib import Path

import pytest

from explainer import text
from explainer.lessons import files
from explainer.text import LANGUAGES, ORIGINALS
from explainer.ui import handouts
from tests import translations

TRANSLATED = [language for language in LANGUAGES if language not in ORIGINALS]


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_translated_is_entered(language: str) -> None:
    """`python -m tests.missing_words` enters it."""
    assert translations.is_entered(language)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three languages with two sentences, a lesson and a document; German has all of them."""
    for module in (text, files, handouts, translations):
        monkeypatch.setattr(module, "FOLDER", tmp_path / module.__name__)
        (tmp_path / module.__name__).mkdir()
    for language in ("en", "ja", "de"):
        words = f'[page]\ntitle = "A title, {language}"\n[page.own]\nnumber = "{{count}} {language}"\n'
        lesson = f'["Conv2D.filters"]\ntext = "A note, {language}"\n'
        (text.FOLDER / f"{language}.toml").write_text(words, encoding="utf-8")
        (files.FOLDER / f"notes.{language}.toml").write_text(lesson, encoding="utf-8")
        document = "# In a classroom\n\nBraces { are nothing here.\n"
        (handouts.FOLDER / f"classroom.{language}.md").write_text(document, encoding="utf-8")
    with (files.FOLDER / "notes.en.toml").open("a", encoding="utf-8") as file:
        file.write('page = "draw"\n')
    translations.enter("de")
    return tmp_path


def change(path: Path, before: str, after: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert before in content
    path.write_text(content.replace(before, after), encoding="utf-8")


def needs() -> tuple[list[str], list[str], list[str]]:
    """As the command does it: enter, then look."""
    translations.enter("de")
    found = translations.needs("de")
    return found.missing, found.stale, found.unused


@pytest.mark.usefixtures("folder")
def test_a_whole_translation_needs_nothing() -> None:
    assert needs() == ([], [], [])
    assert translations.is_entered("de")


@pytest.mark.usefixtures("folder")
def test_what_is_missing_is_listed() -> None:
    change(text.FOLDER / "de.toml", 'title = "A title, de"\n', "")
    (files.FOLDER / "notes.de.toml").unlink()
    assert needs() == (["page.title", "lessons.notes.Conv2D.filters.text"], [], [])


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("module", [text, files], ids=["text", "lessons"])
def test_a_sentence_is_stale_from_a_change_in_english_until_it_is_translated_anew(module: object) -> None:
    of_text = module is text
    name = "page.title" if of_text else "lessons.notes.Conv2D.filters.text"
    english, german = (
        text.FOLDER / f"{language}.toml" if of_text else files.FOLDER / f"notes.{language}.toml"
        for language in ("en", "de")
    )
    change(english, "A ", "Another ")
    for _ in range(2):
        assert needs() == ([], [name], [])
    change(german, "A ", "Ein anderer ")
    assert not translations.is_entered("de")
    assert needs() == ([], [], [])


@pytest.mark.usefixtures("folder")
def test_a_document_is_stale_and_missing_as_a_sentence_is() -> None:
    change(handouts.FOLDER / "classroom.en.md", "nothing", "little")
    assert needs() == ([], ["docs.classroom"], [])
    (handouts.FOLDER / "classroom.de.md").unlink()
    assert needs() == (["docs.classroom"], [], [])


@pytest.mark.usefixtures("folder")
def test_a_translation_that_is_still_right_is_entered_anew_once_its_line_is_gone() -> None:
    change(text.FOLDER / "en.toml", "A title", "A  title")
    assert needs() == ([], ["page.title"], [])
    entered = translations.FOLDER / "de.toml"
    (line,) = [line for line in entered.read_text(encoding="utf-8").splitlines(keepends=True) if "title" in line]
    change(entered, line, "")
    assert needs() == ([], [], [])


@pytest.mark.usefixtures("folder")
def test_a_translation_with_other_placeholders_stays_stale() -> None:
    change(text.FOLDER / "de.toml", "{count}", "{number}")
    assert needs() == ([], ["page.own.number"], [])


@pytest.mark.usefixtures("folder")
def test_what_english_no_longer_has_is_listed() -> None:
    change(text.FOLDER / "en.toml", 'title = "A title, en"\n', "")
    assert needs() == ([], [], ["page.title"])
