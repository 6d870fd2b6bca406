"""Every word a visitor sees, by id and language, from one TOML file per language."""

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
"""Each language's code and its own name."""

DEFAULT_LANGUAGE = "ja"
FALLBACK_LANGUAGE = "en"
"""What a visitor reads whose language has no catalogue here, or lacks a sentence in it."""

ORIGINALS = ("ja", "en")
"""Every sentence is written in these; the other languages are translated from English, and may lack some."""

UNSPACED = ("ja", "zh")
"""Languages, by the first part of their code, that are written without spaces."""

TRADITIONAL = {"hant", "tw", "hk", "mo"}
"""Scripts and regions in which Chinese is written in traditional characters."""

UNTRANSLATED = ("\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}")
"""Invisible characters around an English sentence in another language's catalogue: the page marks it by them."""

UNREADABLE: Mapping[str, str] = MappingProxyType(
    {
        "ja": "文章のファイル（assets/text）を読めません。プログラムをもう一度入れ直してください。",
        "en": "The text files (assets/text) cannot be read. Please install the program again.",
        "zh-CN": "文字文件（assets/text）读不出来。请重新安装程序。",
    }
)
"""What is said, in every language, when there is no catalogue to say it from."""

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
        """The sentence of an id, with its named placeholders filled.

        Args:
            identifier: Tables and key joined by dots, e.g. `"stage.flatten.why"`.
            **placeholders: A value for each placeholder; further ones are ignored.

        Raises:
            KeyError: If there is no such id, or a placeholder has no value.
        """
        return self._catalogue.sentences[identifier].format_map(placeholders)

    @property
    def untranslated(self) -> int:
        """How many sentences are still said in English."""
        return self._catalogue.untranslated

    @property
    def total(self) -> int:
        """How many sentences there are."""
        return len(self._catalogue.sentences)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._catalogue.sentences

    def table(self, identifier: str) -> dict[str, str]:
        """All sentences under an id, unfilled, for a component that fills them itself.

        Args:
            identifier: A table, e.g. `"component.softmax"`.

        Returns:
            The sentences by the rest of their id.

        Raises:
            KeyError: If the table has no sentence.
        """
        return dict(self._catalogue.tables[identifier])


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after another; a full-width full stop brings its own space.

    Args:
        sentences: Whole sentences, in their order; empty ones are left out.
    """
    return re.sub("(?<=[。？！]) ", "", " ".join(filter(None, sentences)))


@dataclass(frozen=True)
class Catalogue:
    """The sentences of a language.

    Attributes:
        sentences: All of them by their full id.
        tables: Those under each table's id, by the rest of theirs: a page asks for several tables at each run.
        untranslated: How many of the sentences are in another language, because the file lacks them.
    """

    sentences: Mapping[str, str]
    tables: Mapping[str, Mapping[str, str]]
    untranslated: int


@functools.cache
def catalogue(language: str) -> Catalogue:
    """All sentences of a language; those its file lacks in English, or else in any other.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML, or holds no sentence.
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
    """The ids of the sentences that other languages have and this one's own file lacks, in order.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    return sorted(_elsewhere(language).keys() - translated(language).keys())


def translated(language: str) -> dict[str, str]:
    """The sentences in a language's own file, without those whose placeholders are no longer the English sentence's.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    own = written(language)
    if language in ORIGINALS:
        return own
    english = _readable(FALLBACK_LANGUAGE)
    return {name: said for name, said in own.items() if fits(said, english.get(name, said))}


def fits(translation: str, english: str) -> bool:
    """Whether a translation has the placeholders of its English sentence."""
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
    """The sentences in a language's own file, by their full id.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    return dict(flatten(read_sentences(FOLDER / f"{language}.toml")))


def read_sentences(path: Path) -> dict[str, Any]:
    """A TOML file of sentences, in which a number and its percent sign stay on one line.

    Args:
        path: The file, with the plain spaces that people type.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    return tomllib.loads(path.read_text(encoding="utf-8").replace(" %", "\N{NO-BREAK SPACE}%"))


def _elsewhere(language: str) -> dict[str, str]:
    """What the other languages say: English before any other, then as they stand in `LANGUAGES`."""
    first = [FALLBACK_LANGUAGE, *(other for other in LANGUAGES if other != FALLBACK_LANGUAGE)]
    others = [other for other in first if other != language]
    return {name: said for other in reversed(others) for name, said in _readable(other).items()}


def _marked(sentence: str) -> str:
    # Markdown's headings, of files that are downloaded, are nothing without their first character.
    return sentence if sentence.startswith("#") else sentence.join(UNTRANSLATED)


def language_for(locale: str) -> str:
    """The language for a browser's locale, such as `en-GB`: of those that begin alike, the one most like it.

    Chinese counts as two languages: who reads simplified characters (`zh`, `zh-SG`) need not read traditional ones
    (`zh-TW`).
    """
    wanted = locale.lower().split("-")

    def likeness(code: str) -> tuple[int, int]:
        parts = code.lower().split("-")
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts, wanted, strict=False))), -len(parts)

    alike = [code for code in LANGUAGES if _written_as(code) == _written_as(locale)]
    return max(alike, key=likeness, default=FALLBACK_LANGUAGE)


def _written_as(locale: str) -> tuple[str, bool]:
    """A locale's language, and whether it is Chinese in traditional characters."""
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
    """The strings of nested tables, by the names of their tables and their own joined by dots."""
    for key, value in table.items():
        identifier = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from flatten(value, f"{identifier}.")
        elif isinstance(value, str):
            yield identifier, value
