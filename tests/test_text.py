"""The two languages say the same things."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from explainer import text
from explainer.text import LANGUAGES, Text, written

ROOT = Path(__file__).resolve().parents[1]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CODE = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "explainer").rglob("*.py")]
SCRIPTS = list((ROOT / "assets" / "components").rglob("*.js"))
LANGUAGE_NAMES = {"text.py"}
"""A language's own name is not a sentence to translate."""


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_languages_have_the_same_ids() -> None:
    assert written("ja").keys() == written("en").keys()


def test_languages_have_the_same_placeholders() -> None:
    english = written("en")
    different = {
        name: (placeholders(sentence), placeholders(english[name]))
        for name, sentence in written("ja").items()
        if placeholders(sentence) != placeholders(english[name])
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [name for name, sentence in written(language).items() if not sentence.strip()] == []


def test_english_has_no_japanese() -> None:
    assert [name for name, sentence in written("en").items() if JAPANESE.search(sentence)] == []


def test_japanese_avoids_the_words_that_beginners_stumble_over() -> None:
    avoided = re.compile(r"地図|ちがう|くらべ|たて・よこ|採点係|支度")
    assert [name for name, sentence in written("ja").items() if avoided.search(sentence)] == []


def test_placeholders_are_filled() -> None:
    assert "640" in Text("en")("page.walkthrough.conv2d_parameters", window=3, channels=1, filters=64, parameters=640)


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        Text("ja")("no.such.sentence")
    with pytest.raises(KeyError):
        Text("ja").table("no.such")


@pytest.mark.parametrize("path", [*CODE, *SCRIPTS], ids=lambda path: path.name)
def test_code_holds_no_japanese(path: Path) -> None:
    if path.name not in LANGUAGE_NAMES:
        assert JAPANESE.search(path.read_text(encoding="utf-8")) is None


def literal_identifiers(path: Path) -> set[str]:
    """First arguments of calls of a catalogue that are plain strings."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            if called == "text" or called.endswith(".text"):
                found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.name)
def test_code_names_only_sentences_there_are(path: Path) -> None:
    assert literal_identifiers(path) - written("ja").keys() == set()


def test_every_error_has_a_sentence() -> None:
    raised = set()
    for path in CODE:
        raised |= set(re.findall(r"ExplainerError\(\s*\"(\w+)\"", path.read_text(encoding="utf-8")))
    assert raised
    assert {f"error.{code}" for code in raised} - written("ja").keys() == set()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A catalogue that may be harmed."""
    for language in LANGUAGES:
        shutil.copy(text.FOLDER / f"{language}.toml", tmp_path)
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    text.catalogue.cache_clear()
    yield tmp_path
    text.catalogue.cache_clear()


@pytest.mark.parametrize(("harmed", "other"), [("en", "ja"), ("ja", "en")])
def test_what_one_file_lacks_is_said_in_the_other_language(
    folder: Path, caplog: pytest.LogCaptureFixture, harmed: str, other: str
) -> None:
    (folder / f"{harmed}.toml").write_text('[frame]\nname = "A name"\n', encoding="utf-8")
    sentences = Text(harmed)
    assert sentences("frame.name") == "A name"
    assert sentences("navigation.draw") == Text(other)("navigation.draw")
    assert f"{harmed}.toml lacks" in caplog.text


@pytest.mark.parametrize("content", ["", "[frame]\nname = 3\n", "[frame", b"\xff\xfe".decode("latin-1") + "= 1"])
def test_a_file_without_a_sentence_is_no_catalogue(folder: Path, content: str) -> None:
    (folder / "en.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.toml|Expected|Invalid|expected"):
        Text("en")
    assert Text("ja")("frame.name")
