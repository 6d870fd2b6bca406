"""The glossary: what each term means, where it can be seen, and where a sentence mentions it."""

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
        meaning: What it means, in one sentence or two.
        reading: How it is spelled for sorting, where not as `name`.
        quiet: Whether sentences do not open it: a word that is in almost every one.
        symbol: What it is in Keras, e.g. `"keras.layers.Conv2D(strides=…)"`; empty if nothing.
        link: What that page's link says besides, e.g. `{"stage": "conv2d_1"}`.
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
        """What decides the term's place in an alphabetical list."""
        return (self.reading or self.name).casefold()

    @property
    def mentions(self) -> list[str]:
        """The words that stand for it in a sentence."""
        return [] if self.quiet else [self.name, *self.also]


@dataclass(frozen=True)
class Mention:
    """A place where a sentence mentions a term.

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
    """A term's name in the other of the two languages that the article's readers know: English, or in English Japanese.

    Args:
        identifier: The term's id.
        language: The reader's.

    Returns:
        The name, and its language.
    """
    other = DEFAULT_LANGUAGE if language == FALLBACK_LANGUAGE else FALLBACK_LANGUAGE
    return glossary(other)[identifier].name, other


@functools.lru_cache(1024)
def mentions(sentence: str, language: str) -> tuple[Mention, ...]:
    """Finds the terms of a sentence, the longer one where two would overlap."""
    pattern, terms = _search(language)
    return tuple(Mention(found.start(), found.end(), terms[_form(found)]) for found in pattern.finditer(sentence))


def search_for(terms: Iterable[str], language: str) -> tuple[str, dict[str, str]]:
    """What finds mentions: for Python and for browsers, without regard to capitals.

    Args:
        language: The sentences' language.

    Returns:
        A regular expression whose only group that matched is the form, and the term's id by each form.
    """
    known = glossary(language)
    forms = {form.casefold(): name for name in terms for form in known[name].mentions}
    by_start: dict[str, list[str]] = {}
    for form in sorted(forms, key=len, reverse=True):
        by_start.setdefault(_letters_like(form[0]), []).append(form)
    return "|".join(starmap(_words, by_start.items())), forms


@functools.cache
def _search(language: str) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What finds every mention, and which term each form stands for."""
    pattern, forms = search_for(glossary(language), language)
    return re.compile(pattern, re.IGNORECASE), forms


def _words(letters: str, forms: Iterable[str]) -> str:
    """Any of several forms where it is no part of a longer word.

    At most places of a sentence no form begins: there a look behind and ahead spares trying each of them.

    Args:
        letters: Such as all of them begin with; empty for those of which words consist without a space between.
        forms: The forms, the longer ones first.
    """
    before = f"(?<![{letters}])" if letters else ""
    first = "".join(sorted({re.escape(form[0]) for form in forms}))
    return f"{before}(?=[{first}])(?:{'|'.join(map(_ended, forms))})"


def _ended(form: str) -> str:
    """A form up to where its word ends, with the plural of languages in Latin letters."""
    after = _letters_like(form[-1])
    end = f"(?:e?s)?(?![{after}])" if after == _LATIN else f"(?![{after}])" if after else ""
    return f"({re.escape(form)}){end}"


def _letters_like(letter: str) -> str:
    """Letters beside which a term that begins or ends with this one is only a part of a longer word."""
    return next((letters for letters in (_LATIN, _KATAKANA) if re.match(f"[{letters}]", letter)), "")


def _form(found: re.Match[str]) -> str:
    return str(found[found.lastindex or 0]).casefold()
