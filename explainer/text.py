"""The text catalogue: every sentence on screen, by id and language, from one TOML file per language."""

import functools
import logging
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

logger = logging.getLogger(__name__)

LANGUAGES: Mapping[str, str] = MappingProxyType({"ja": "日本語", "en": "English", "zh-CN": "简体中文"})
"""Language codes with each language's name for itself."""

DEFAULT_LANGUAGE = "ja"
FALLBACK_LANGUAGE = "en"
"""Used for visitors whose language has no catalogue, and for sentences that a catalogue lacks."""

ORIGINALS = ("ja", "en")
"""Languages in which every sentence is written. The others are translated from English and may be incomplete."""

UNSPACED = ("ja", "zh")
"""Languages written without spaces, by the first part of their code."""

TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""Script and region subtags for Chinese in traditional characters."""

UNTRANSLATED = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
"""Invisible characters around an English sentence in another language's catalogue, by which the page marks it."""

UNREADABLE: Mapping[str, str] = MappingProxyType(
    {
        "ja": "文章のファイル（assets/text）を読めません。プログラムをもう一度入れ直してください。",
        "en": "The text files (assets/text) cannot be read. Please install the program again.",
        "zh-CN": "文字文件（assets/text）读不出来。请重新安装程序。",
    }
)
"""The message, in every language, that is shown when no catalogue can be read."""

FOLDER = Path(__file__).resolve().parent.parent / "assets" / "text"


class Text:
    """The catalogue of one language.

    Args:
        language: A key of `LANGUAGES`.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = catalogue(language)

    def __call__(self, identifier: str, **placeholders: object) -> str:
        """Returns the sentence with this id, with its placeholders filled.

        Args:
            identifier: Tables and key joined by dots, e.g. `"stage.flatten.why"`.
            **placeholders: A value for each placeholder; further ones are ignored.

        Raises:
            KeyError: If there is no such id, or a placeholder has no value.
        """
        return self._catalogue.sentences[identifier].format_map(placeholders)

    @property
    def untranslated(self) -> int:
        """Number of sentences that are shown in English because the translation is missing."""
        return self._catalogue.untranslated

    @property
    def total(self) -> int:
        """Number of sentences."""
        return len(self._catalogue.sentences)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._catalogue.sentences

    def table(self, identifier: str) -> dict[str, str]:
        """Returns all sentences below an id, with unfilled placeholders, by the rest of their ids.

        Args:
            identifier: A table, e.g. `"component.softmax"`.

        Raises:
            KeyError: If there is no such table.
        """
        return dict(self._catalogue.tables[identifier])


def joined(sentences: Iterable[str]) -> str:
    """Joins non-empty sentences with spaces, except after full-width punctuation, which includes its space."""
    return re.sub("(?<=[。？！]) ", "", " ".join(filter(None, sentences)))


@dataclass(frozen=True)
class Catalogue:
    """The sentences of a language.

    Attributes:
        sentences: All sentences by full id.
        tables: For each table's id, its sentences by the rest of their ids; computed once, since each page run reads
            several.
        untranslated: Number of sentences taken from another language, because the file lacks them.
    """

    sentences: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]]
    untranslated: int


@functools.cache
def catalogue(language: str) -> Catalogue:
    """All sentences of a language. Missing ones are taken from English, or else from any other language.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not valid TOML, or has no sentences.
    """
    own = translated(language)
    if not own:
        raise ValueError(f"Expected sentences in {language}.toml; received none.")
    others = _elsewhere(language)
    lacking = sorted(others.keys() - own.keys())
    if lacking:
        logger.error("%s.toml lacks %d sentences; the first is %s", language, len(lacking), lacking[0])
    sentences = {name: _marked(said) for name, said in others.items()} | own
    return Catalogue(MappingProxyType(sentences), MappingProxyType(_tables(sentences)), len(lacking))


def missing(language: str) -> list[str]:
    """The sorted ids that other languages' files have and this language's file lacks.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not valid TOML.
    """
    return sorted(_elsewhere(language).keys() - translated(language).keys())


def translated(language: str) -> dict[str, str]:
    """The sentences in a language's file, without translations whose placeholders differ from the English sentence's.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not valid TOML.
    """
    own = written(language)
    if language in ORIGINALS:
        return own
    english = _readable(FALLBACK_LANGUAGE)
    return {name: said for name, said in own.items() if fits(said, english.get(name, said))}


def fits(translation: str, english: str) -> bool:
    """Whether a translation has the same placeholders as its English sentence."""
    try:
        return placeholders(translation) == placeholders(english)
    except ValueError:
        return False


def placeholders(sentence: str) -> set[str]:
    """The names of a sentence's placeholders.

    Raises:
        ValueError: If its braces do not match.
    """
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def written(language: str) -> dict[str, str]:
    """The sentences in a language's file, by full id.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not valid TOML.
    """
    return dict(flatten(read_sentences(FOLDER / f"{language}.toml")))


def read_sentences(path: Path) -> dict[str, Any]:
    """Reads a TOML file of sentences, with no-break spaces before percent signs.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is not valid TOML.
    """
    return tomllib.loads(path.read_text(encoding="utf-8").replace(" %", "\N{NO-BREAK SPACE}%"))


def _elsewhere(language: str) -> dict[str, str]:
    """The sentences of the other languages; English has priority, then the order of `LANGUAGES`."""
    first = [FALLBACK_LANGUAGE, *(other for other in LANGUAGES if other != FALLBACK_LANGUAGE)]
    others = [other for other in first if other != language]
    return {name: said for other in reversed(others) for name, said in _readable(other).items()}


def _marked(sentence: str) -> str:
    # The headings of downloaded Markdown files have to begin with `#`.
    return sentence if sentence.startswith("#") else sentence.join(UNTRANSLATED)


def language_for(locale: str) -> str:
    """The supported language that best matches a browser's locale such as `en-GB`.

    Simplified Chinese (`zh`, `zh-SG`) and traditional Chinese (`zh-TW`) count as two languages.
    """
    wanted = locale.lower().split("-")

    def likeness(code: str) -> tuple[int, int]:
        parts = code.lower().split("-")
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts, wanted, strict=False))), -len(parts)

    alike = [code for code in LANGUAGES if _written_as(code) == _written_as(locale)]
    return max(alike, key=likeness, default=FALLBACK_LANGUAGE)


def _written_as(locale: str) -> tuple[str, bool]:
    """The language of a locale, and whether it is traditional Chinese."""
    language, *others = locale.lower().split("-")
    return language, language == "zh" and "hans" not in others and not TRADITIONAL.isdisjoint(others)


def _tables(sentences: Mapping[str, str]) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for identifier, sentence in sentences.items():
        parts = identifier.split(".")
        for end in range(1, len(parts)):
            tables.setdefault(".".join(parts[:end]), {})[".".join(parts[end:])] = sentence
    return tables


def _readable(language: str) -> dict[str, str]:
    try:
        return written(language)
    except (OSError, ValueError):
        return {}


def flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yields the strings of nested tables with their dotted keys."""
    for key, value in table.items():
        identifier = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{identifier}.")
        elif isinstance(value, str):
            yield identifier, value
