"""Every language says the same things, in its own words and always the same ones."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from explainer import text
from explainer.text import (
    FALLBACK_LANGUAGE,
    LANGUAGES,
    ORIGINALS,
    UNREADABLE,
    Text,
    joined,
    missing,
    placeholders,
    written,
)

ROOT = Path(__file__).resolve().parents[1]
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
KANA = re.compile(r"[\u3040-\u30ff]")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
CODE = [ROOT / "app.py", *(ROOT / "pages").glob("*.py"), *(ROOT / "explainer").rglob("*.py")]
SCRIPTS = list((ROOT / "assets" / "components").rglob("*.js"))
LANGUAGE_NAMES = {"text.py"}
"""A language's own name is not a sentence to translate."""


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_originals_lack_nothing(language: str) -> None:
    """`python -m tests.missing_words` lists what translations lack."""
    assert written(language).keys() == written(FALLBACK_LANGUAGE).keys()
    assert missing(language) == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_originals_have_the_same_placeholders(language: str) -> None:
    english, said = written(FALLBACK_LANGUAGE), written(language)
    different = {
        name: (placeholders(sentence), placeholders(english[name]))
        for name, sentence in said.items()
        if placeholders(sentence) != placeholders(english[name])
    }
    assert different == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [name for name, sentence in written(language).items() if not sentence.strip()] == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "ja"])
def test_only_japanese_has_japanese(language: str) -> None:
    assert [name for name, sentence in written(language).items() if KANA.search(sentence)] == []


def test_simplified_chinese_has_no_other_characters() -> None:
    """GB 2312 holds those of daily use, and none that are only traditional or Japanese."""

    def others(words: str) -> list[str]:
        return [letter for letter in JAPANESE.findall(words) if not letter.encode("gb2312", "ignore")]

    assert {name: others(words) for name, words in written("zh-CN").items() if others(words)} == {}


def test_every_language_can_say_that_its_file_is_gone() -> None:
    assert UNREADABLE.keys() == LANGUAGES.keys()


def terms(language: str) -> dict[str, list[str]]:
    """The term list of CONTRIBUTING: a language's terms, and what is not to be written instead of each."""
    section = CONTRIBUTING.partition("### One term per concept")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    heading, _, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    place = heading.index(language)
    return {row[place]: [word.strip() for word in row[place + 1].split(",") if word] for row in rows if row[place]}


@pytest.mark.parametrize(
    ("language", "term", "instead"), [("ja", "オプティマイザ", "最適化"), ("en", "optimizer", "optimiser")]
)
def test_the_term_list_is_read(language: str, term: str, instead: str) -> None:
    assert instead in terms(language)[term]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_notion_has_one_term(language: str) -> None:
    sentences = {name: sentence.lower() for name, sentence in written(language).items()}
    found = [
        f"{name}: {word}, for {term}"
        for term, instead in terms(language).items()
        for word in instead
        for name, sentence in sentences.items()
        if word in sentence
    ]
    assert found == []


@pytest.mark.parametrize("language", ORIGINALS)
def test_every_term_is_in_use(language: str) -> None:
    said = " ".join(written(language).values()).lower()
    assert [term for term in terms(language) if term.lower() not in said] == []


def test_placeholders_are_filled() -> None:
    assert "640" in Text("en")("page.walkthrough.conv2d_parameters", window=3, channels=1, filters=64, parameters=640)


def test_sentences_stand_side_by_side_as_their_language_writes_them() -> None:
    assert joined(["Right.", "", "So it is."]) == "Right. So it is."
    assert joined(["A\u3002", "B\uff1f", "C\u3002"]) == "A\u3002B\uff1fC\u3002"


def test_an_unknown_id_is_an_error() -> None:
    with pytest.raises(KeyError):
        Text("ja")("no.such.sentence")
    with pytest.raises(KeyError):
        Text("ja").table("no.such")


def test_code_holds_no_japanese() -> None:
    files = [path for path in (*CODE, *SCRIPTS) if path.name not in LANGUAGE_NAMES]
    assert [path for path in files if JAPANESE.search(path.read_text(encoding="utf-8"))] == []


def literal_identifiers(path: Path) -> set[str]:
    """First arguments of calls of a catalogue that are plain strings."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
            if called == "text":
                found.add(node.args[0].value)
    return found


def test_code_names_only_sentences_there_are() -> None:
    known = written("ja").keys()
    unknown = {path: literal_identifiers(path) - known for path in CODE}
    assert {path: names for path, names in unknown.items() if names} == {}


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
    assert Text(other)("navigation.draw") in sentences("navigation.draw")
    assert f"{harmed}.toml lacks" in caplog.text


@pytest.fixture
def five_languages(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three more, which say little."""
    monkeypatch.setattr(text, "LANGUAGES", LANGUAGES | dict.fromkeys(("de", "fr", "zu"), "?"))
    for language in ("de", "fr", "zu"):
        (folder / f"{language}.toml").write_text(f'[frame]\nname = "{language}"\n', encoding="utf-8")


@pytest.mark.usefixtures("five_languages")
def test_what_a_third_language_lacks_is_said_in_english_and_listed() -> None:
    for language in ("de", "fr", "zu"):
        assert Text(language)("frame.name") == language
        assert Text(language)("navigation.draw") == "\N{FIRST STRONG ISOLATE}Draw\N{POP DIRECTIONAL ISOLATE}"
        assert Text(language).table("navigation").keys() == Text("en").table("navigation").keys()
        assert Text(language).untranslated == Text(language).total - 1
        assert missing(language) == sorted(written("en").keys() - {"frame.name"})
    assert missing("ja") == missing("en") == []
    assert Text("ja").untranslated == Text("en").untranslated == 0


@pytest.mark.usefixtures("five_languages")
@pytest.mark.parametrize("stale", ["{page} | {nobody}", "CNN", "{page} | {"])
def test_a_translation_with_other_placeholders_than_english_is_not_used(folder: Path, stale: str) -> None:
    (folder / "de.toml").write_text(f'[frame]\nname = "CNN"\ntab_title = "{stale}"\n', encoding="utf-8")
    assert "Draw | Inside a CNN" in Text("de")("frame.tab_title", page="Draw")
    assert "frame.tab_title" in missing("de")


@pytest.mark.usefixtures("five_languages")
def test_a_heading_of_a_notebook_is_a_heading_in_every_language() -> None:
    assert Text("de")("page.runs.notebook_network").startswith("## ")


@pytest.mark.parametrize("content", ["", "[frame]\nname = 3\n", "[frame", b"\xff\xfe".decode("latin-1") + "= 1"])
def test_a_file_without_a_sentence_is_no_catalogue(folder: Path, content: str) -> None:
    (folder / "en.toml").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=r"en\.toml|Expected|Invalid|expected"):
        Text("en")
    assert Text("ja")("frame.name")


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("ja-JP", "ja"),
        ("EN-gb", "en"),
        ("fr", "en"),
        ("", "en"),
        ("zh", "zh-CN"),
        ("zh-CN", "zh-CN"),
        ("zh-SG", "zh-CN"),
        ("zh-Hans", "zh-CN"),
        ("zh-Hans-HK", "zh-CN"),
        ("zh-TW", "en"),
        ("zh-HK", "en"),
        ("zh-Hant", "en"),
        ("pt-BR", "pt-BR"),
        ("pt-PT", "pt"),
        ("de", "de-AT"),
    ],
)
def test_a_browser_s_language(locale: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LANGUAGES", LANGUAGES | dict.fromkeys(("zh-CN", "pt-BR", "pt", "de-AT"), "?"))
    assert text.language_for(locale) == language


def test_traditional_chinese_is_another_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "LANGUAGES", {"zh-TW": "?", "zh": "?", "en": "?"})
    read = {locale: text.language_for(locale) for locale in ("zh", "zh-SG", "zh-HK", "zh-Hant", "zh-Hans-TW", "fr")}
    assert read == {"zh": "zh", "zh-SG": "zh", "zh-HK": "zh-TW", "zh-Hant": "zh-TW", "zh-Hans-TW": "zh", "fr": "en"}


def test_what_english_lacks_is_said_in_the_first_other_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text, "FOLDER", tmp_path)
    monkeypatch.setattr(text, "LANGUAGES", {"ja": "?", "en": "?", "aa": "?", "zz": "?"})
    for language, sentences in (
        ("ja", "a = 'ja'\nb = 'ja'"),
        ("en", "a = 'en'"),
        ("aa", "b = 'aa'"),
        ("zz", "c = 'zz'"),
    ):
        (tmp_path / f"{language}.toml").write_text(sentences, encoding="utf-8")
    text.catalogue.cache_clear()
    found = text.catalogue("zz").sentences
    assert {name: said.strip("\u2068\u2069") for name, said in found.items()} == {"a": "en", "b": "ja", "c": "zz"}
    text.catalogue.cache_clear()
