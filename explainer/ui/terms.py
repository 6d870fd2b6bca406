"""Glossary terms in texts: the first mention in each section opens the definition, without a rerun."""

import functools
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

import streamlit as st

from explainer.errors import ExplainerError
from explainer.lessons.glossary import Mention, Term, glossary, mentions, other_name, search_for
from explainer.ui.components.mounting import FOLDER, mount
from explainer.ui.components.payload import Scene
from explainer.ui.frame import Frame
from explainer.ui.places import internal_link, place

logger = logging.getLogger(__name__)

_CODE = re.compile(r"(`[^`]*`)")
_PARTICLE = re.compile(r"[\u3041-\u3093]")
"""A hiragana after a Japanese word, which must not begin a line."""
_SHARED = ("maps", "strip", "transport")
"""Entries of headers that several components share. Their elements open no terms."""


class Section:
    """A section of a page, in which the first mention of each term opens its definition.

    Args:
        name: Name of the section, unique on the page.
    """

    def __init__(self, frame: Frame, name: str) -> None:
        self._frame = frame
        self._name = name
        self._opened: set[str] = set()

    def mark(self, sentence: str) -> str:
        """Marks the terms of a sentence. Returns HTML, or Markdown with HTML if the sentence is Markdown.

        Args:
            sentence: The sentence, without HTML.
        """
        # Code in the sentence is not searched for terms.
        parts = _CODE.split(sentence)
        return "".join(escape(part, quote=False) if part.startswith("`") else self._marked(part) for part in parts)

    def _marked(self, sentence: str) -> str:
        parts, end = [], 0
        for mention in _found(sentence, self._frame.text.language):
            if mention.term not in self._opened:
                self._opened.add(mention.term)
                parts += [escape(sentence[end : mention.start], quote=False)]
                particle = _PARTICLE.match(sentence, mention.end)
                end = particle.end() if particle else mention.end
                word = sentence[mention.start : mention.end]
                parts += [self._opener(mention.term, word, sentence[mention.end : end])]
        return "".join([*parts, escape(sentence[end:], quote=False)])

    def _opener(self, term: str, word: str, particle: str) -> str:
        identifier = f"term-{self._name}-{term}"
        button = f'<button type="button" class="term" popovertarget="{identifier}">{escape(word)}</button>'
        return (
            f'<span class="term-and-particle">{button}{particle}</span>'
            f'<span popover id="{identifier}" class="term-note">{note(self._frame, term)}</span>'
        )


def what_and_why(frame: Frame, *said: tuple[str, str]) -> None:
    """Draws the description below a title: what there is to see, and its purpose.

    Args:
        said: Pairs of a label and a sentence. Pairs with an empty sentence are left out.
    """
    section = Section(frame, "what-and-why")
    lines = "".join(f"<dt>{escape(word)}</dt><dd>{section.mark(sentence)}</dd>" for word, sentence in said if sentence)
    st.html(f'<dl class="what-and-why">{lines}</dl>')


def _found(sentence: str, language: str) -> tuple[Mention, ...]:
    """The terms of a sentence; none, with an error in the log, if the glossary cannot be read."""
    try:
        return mentions(sentence, language)
    except ExplainerError as error:
        _report(str(error))
        return ()


@functools.cache
def _report(reason: str) -> None:
    """Logs a reason once: an error for every sentence would displace all other entries of the log."""
    logger.error("Sentences are shown without their terms: %s", reason)


def mount_with_terms(
    frame: Frame, name: str, scene: Scene, *, key: str, on_choice: Callable[[Mapping[str, object]], None] | None = None
) -> None:
    """Shows a component in which elements with the attribute `data-terms` open the terms of their sentences.

    Args:
        name: The component's folder.
        scene: The component's data.
        key: As in `mount`.
        on_choice: As in `mount`.
    """
    meta, arrays = scene
    terms = {"terms": _terms_of(frame, meta)} if _opens_terms(name) else {}
    mount(name, {**meta, **terms}, arrays, key=key, on_choice=on_choice)


@functools.cache
def _opens_terms(name: str) -> bool:
    """Whether any element of a component has the attribute. Otherwise no terms are sent."""
    return any("data-terms" in file.read_text(encoding="utf-8") for file in (FOLDER / name).glob("*.js"))


def _terms_of(frame: Frame, meta: Mapping[str, object]) -> dict[str, object]:
    """The terms in a component's sentences, in the form that `assets/components/common/terms.js` expects."""
    language = frame.text.language
    sentences = "\n".join(_sentences(meta))
    terms = sorted({mention.term for mention in _found(sentences, language)})
    pattern, forms = search_for(terms, language) if terms else ("", {})
    return {"pattern": pattern, "forms": forms, "notes": {term: note(frame, term) for term in terms}}


def _sentences(value: object) -> Iterator[str]:
    """All strings that end with a period, at any depth."""
    if isinstance(value, str):
        if value.endswith((".", "。")):
            yield value
    elif isinstance(value, Mapping | list | tuple):
        named = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, part in named:
            if name not in _SHARED:
                yield from _sentences(part)


def paragraph(frame: Frame, identifier: str, **placeholders: object) -> None:
    """Draws a paragraph of the catalogue with its terms, as its own section.

    Args:
        identifier: The paragraph's text id.
        **placeholders: Values of its placeholders. Never pass a visitor's input: HTML is allowed.
    """
    section = Section(frame, identifier.replace(".", "-"))
    st.markdown(section.mark(frame.text(identifier, **placeholders)), unsafe_allow_html=True)


def meaning(language: str, label: str) -> str | None:
    """The definition of the first term in a widget's label, for its tooltip; `None` if there is no term.

    Args:
        language: The label's language.
    """
    found = _found(label, language)
    return glossary(language)[found[0].term].meaning if found else None


def note(frame: Frame, term: str) -> str:
    """The definition of a term as HTML: its names, Keras's name, a sentence, and links."""
    text, entry = frame.text, glossary(frame.text.language)[term]
    more = place(frame, "glossary", {"term": term})
    links = [internal_link(more.address, more.name)]
    if not _is_here(frame, entry):
        seen = place(frame, entry.page, entry.link)
        links.insert(0, internal_link(seen.address, text("page.glossary.see", place=seen.name)))
    return (
        f'<span class="term-names">{names(term, text.language)}</span>'
        f'<span class="term-meaning">{escape(entry.meaning)}</span>'
        f'<span class="term-links">{"".join(links)}</span>'
    )


def _is_here(frame: Frame, entry: Term) -> bool:
    """Whether the page already shows the place to which the term links."""
    return entry.page == frame.page and entry.link.get("stage") == frame.session.stage


def names(term: str, language: str) -> str:
    """A term's name, its name in the other language, and Keras's name for it, as HTML.

    Args:
        language: The visitor's language.
    """
    entry = glossary(language)[term]
    other, spoken = other_name(term, language)
    parts = [f"<b>{escape(entry.name)}</b>"]
    if other.casefold() != entry.name.casefold():
        parts.append(f'<span lang="{spoken}">{escape(other)}</span>')
    if entry.symbol:
        parts.append(f"<code>{escape(entry.symbol)}</code>")
    return " ".join(parts)
