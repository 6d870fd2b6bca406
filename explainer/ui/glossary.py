"""The Glossary page: all terms in alphabetical order, and a field to look one up."""

import bisect
import itertools
import unicodedata
from html import escape

import streamlit as st

from explainer.lessons.glossary import Term, glossary, other_name
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.parts import page_fragment
from explainer.ui.places import internal_link, place
from explainer.ui.terms import names

TEXT = "page.glossary"


def heading(frame: Frame) -> None:
    """Draws the page's title and introduction."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    st.markdown(frame.text(f"{TEXT}.lead"))


@page_fragment
def look_up(frame: Frame) -> None:
    """Draws a field that finds a term by its name in either language, and the definition of the selected term."""
    text, terms = frame.text, glossary(frame.text.language)
    chosen = frame.session.term if frame.session.term in terms else None
    key = f"glossary_term_{text.language}_{chosen}"

    def name(term: str) -> str:
        other, _ = other_name(term, text.language)
        return terms[term].name if other == terms[term].name else f"{terms[term].name} / {other}"

    def choose() -> None:
        session.change(term=session.value(key))

    identifiers = [term for term, _ in _sorted(text.language)]
    index = None if chosen is None else identifiers.index(chosen)
    st.selectbox(
        text(f"{TEXT}.look_up"),
        identifiers,
        index=index,
        key=key,
        format_func=name,
        placeholder=text(f"{TEXT}.placeholder"),
        on_change=choose,
        width=420,
    )
    if chosen is not None:
        st.html(f'<dl class="glossary chosen-term">{_entry(frame, chosen, terms[chosen])}</dl>')


def everything(frame: Frame) -> None:
    """Draws all terms, grouped by their first letter."""
    rows = frame.text(f"{TEXT}.letters")
    groups = []
    for letter, group in itertools.groupby(_sorted(frame.text.language), lambda pair: _row(pair[1], rows)):
        entries = "".join(_entry(frame, *pair) for pair in group)
        groups.append(f'<section><h2>{escape(letter)}</h2><dl class="glossary">{entries}</dl></section>')
    st.html(f'<div class="glossary-letters">{"".join(groups)}</div>')


def _sorted(language: str) -> list[tuple[str, Term]]:
    return sorted(glossary(language).items(), key=lambda pair: _plain(pair[1].sorted_by))


def _plain(reading: str) -> str:
    """A reading without accents and voicing marks, which alphabetical order ignores."""
    letters = unicodedata.normalize("NFKD", reading)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _row(term: Term, rows: str) -> str:
    """The heading of a term: the last heading that does not come after the term's first letter."""
    place_of = bisect.bisect_right(rows, _plain(term.sorted_by)[0].upper())
    return rows[max(place_of - 1, 0)]


def _entry(frame: Frame, identifier: str, term: Term) -> str:
    seen = place(frame, term.page, term.link)
    label = frame.text(f"{TEXT}.see", place=seen.name)
    return (
        f'<div id="glossary-{identifier}"><dt>{names(identifier, frame.text.language)}</dt>'
        f"<dd>{escape(term.meaning)} {internal_link(seen.address, label)}</dd></div>"
    )
