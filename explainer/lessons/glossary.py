"""The glossary: its terms, and the search for terms in sentences."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import starmap

from pydantic import Field

from explainer.frozen import Frozen
from explainer.lessons.files import lessons
from explainer.text import DEFAULT_LANGUAGE, FALLBACK_LANGUAGE

SUBJECT = "glossary"

_LATIN = r"A-Za-z0-9_\u00c0-\u024f"
_KATAKANA = r"\u30a1-\u30fa\u30fc"


class Term(Frozen):
    """A term in one language.

    Attributes:
        meaning: One or two sentences.
        reading: Sort key if it differs from `name`, such as the Japanese reading.
        also: Other words for it.
        quiet: Whether mentions of it are not marked, because the word is too frequent.
        symbol: The Keras symbol, e.g. `"keras.layers.Conv2D(strides=…)"`, or `""`.
        page: The page that shows it.
        link: Query parameters of the page's link, e.g. `{"stage": "conv2d_1"}`.
    """

    name: str
    meaning: str
    reading: str = ""
    also: list[str] = Field(default_factory=list)
    quiet: bool = False
    symbol: str = ""
    page: str
    link: dict[str, str] = Field(default_factory=dict)

    @property
    def sorted_by(self) -> str:
        """The sort key."""
        return (self.reading or self.name).casefold()

    @property
    def mentions(self) -> list[str]:
        """The words that are marked as mentions."""
        return [] if self.quiet else [self.name, *self.also]


@dataclass(frozen=True)
class Mention:
    """A mention of a term in a sentence.

    Attributes:
        term: The term's id.
    """

    start: int
    end: int
    term: str


def glossary(language: str) -> Mapping[str, Term]:
    """All terms by their ids.

    Args:
        language: A key of `explainer.text.LANGUAGES`.

    Raises:
        ExplainerError: `lessons_unreadable` if there is no glossary.
    """
    return lessons(SUBJECT, language, Term)


def other_name(identifier: str, language: str) -> tuple[str, str]:
    """A term's name in English, or in Japanese for English readers.

    Args:
        identifier: The term's id.
        language: The reader's language.

    Returns:
        The name, and its language.
    """
    other = DEFAULT_LANGUAGE if language == FALLBACK_LANGUAGE else FALLBACK_LANGUAGE
    return glossary(other)[identifier].name, other


@functools.lru_cache(1024)
def mentions(sentence: str, language: str) -> tuple[Mention, ...]:
    """Finds the terms in a sentence; of overlapping ones, the longer."""
    pattern, terms = _search(language)
    return tuple(Mention(found.start(), found.end(), terms[_form(found)]) for found in pattern.finditer(sentence))


def search_for(terms: Iterable[str], language: str) -> tuple[str, dict[str, str]]:
    """Builds the search for mentions, for Python and JavaScript, to be used case-insensitively.

    Args:
        language: The sentences' language.

    Returns:
        A regular expression, in which the only matching group is the word form, and the term's id by word form.
    """
    known = glossary(language)
    forms = {form.casefold(): name for name in terms for form in known[name].mentions}
    by_start: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        by_start.setdefault(_letters_like(form[0]), []).append(form)
    return "|".join(starmap(_words, by_start.items())), forms


@functools.cache
def _search(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """The compiled search for all terms."""
    pattern, forms = search_for(glossary(language), language)
    return re.compile(pattern, re.IGNORECASE), forms


def _words(letters: str, forms: Iterable[str]) -> str:
    """A pattern for several word forms that are not part of a longer word.

    The lookbehind and lookahead avoid trying every form at every position.

    Args:
        letters: Character class of the forms' first letters; empty for scripts without spaces.
        forms: The longer ones first.
    """
    before = f"(?<![{letters}])" if letters else ""
    first = "".join(sorted({re.escape(form[0]) for form in forms}))
    return f"{before}(?=[{first}])(?:{'|'.join(map(_ended, forms))})"


def _ended(form: str) -> str:
    """A pattern for a form up to the end of its word, with an optional plural in Latin letters."""
    after = _letters_like(form[-1])
    end = f"(?:e?s)?(?![{after}])" if after == _LATIN else f"(?![{after}])" if after else ""
    return f"({re.escape(form)}){end}"


def _letters_like(letter: str) -> str:
    """The character class of the letter's script, if that separates words by other characters; otherwise `""`."""
    return next((letters for letters in (_LATIN, _KATAKANA) if re.match(f"[{letters}]", letter)), "")


def _form(found: re.Match[str]) -> str:
    return str(found[found.lastindex or 0]).casefold()
