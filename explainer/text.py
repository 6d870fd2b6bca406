"""Every word a visitor sees, by id and language, from two TOML files."""

from __future__ import annotations

import functools
import logging
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

logger = logging.getLogger(__name__)

LANGUAGES: Mapping[str, str] = MappingProxyType({"ja": "日本語", "en": "English"})
"""Each language's code and its own name."""

DEFAULT_LANGUAGE = "ja"
FALLBACK_LANGUAGE = "en"
"""What a visitor reads whose language has no catalogue here, or lacks a sentence in it."""

UNREADABLE: Mapping[str, str] = MappingProxyType(
    {
        "ja": "文章のファイル（assets/text）を読めません。プログラムをもう一度入れ直してください。",
        "en": "The text files (assets/text) cannot be read. Please install the program again.",
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
        self._sentences = catalogue(language)

    def __call__(self, identifier: str, **placeholders: object) -> str:
        """The sentence of an id, with its named placeholders filled.

        Args:
            identifier: Tables and key joined by dots, e.g. `"stage.flatten.why"`.
            **placeholders: A value for each placeholder; further ones are ignored.

        Raises:
            KeyError: If there is no such id, or a placeholder has no value.
        """
        return self._sentences[identifier].format_map(placeholders)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._sentences

    def table(self, identifier: str) -> dict[str, str]:
        """All sentences under an id, unfilled, for a component that fills them itself.

        Args:
            identifier: A table, e.g. `"component.softmax"`.

        Returns:
            The sentences by the rest of their id.

        Raises:
            KeyError: If the table has no sentence.
        """
        prefix = f"{identifier}."
        found = {name.removeprefix(prefix): value for name, value in self._sentences.items() if name.startswith(prefix)}
        if not found:
            raise KeyError(identifier)
        return found


@functools.cache
def catalogue(language: str) -> Mapping[str, str]:
    """All sentences of a language by their full id; those its file lacks in English, or else in any other.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML, or holds no sentence.
    """
    own = written(language)
    if not own:
        raise ValueError(f"Expected sentences in {language}.toml; received none.")
    lacking = missing(language)
    if lacking:
        logger.error("%s.toml lacks %d sentences; the first is %s", language, len(lacking), lacking[0])
    return MappingProxyType(_elsewhere(language) | own)


def missing(language: str) -> list[str]:
    """The ids of the sentences that other languages have and this one's own file lacks, in order.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    return sorted(_elsewhere(language).keys() - written(language).keys())


def written(language: str) -> dict[str, str]:
    """The sentences in a language's own file, by their full id.

    Args:
        language: A key of `LANGUAGES`.

    Raises:
        OSError: If the file cannot be read.
        ValueError: If it is no TOML.
    """
    content = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return dict(_flatten(content))


def _elsewhere(language: str) -> dict[str, str]:
    """What the other languages say: English before any other."""
    others = sorted(LANGUAGES.keys() - {language}, key=lambda other: (other == FALLBACK_LANGUAGE, other))
    return {name: said for other in others for name, said in _readable(other).items()}


def _readable(language: str) -> dict[str, str]:
    try:
        return written(language)
    except (OSError, ValueError):
        return {}


def _flatten(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        identifier = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{identifier}.")
        elif isinstance(value, str):
            yield identifier, value
