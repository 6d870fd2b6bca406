"""The script, line by line, and what a choice in it does."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from explainer.lessons.arguments import calls
from explainer.lessons.changes import changed, choices
from explainer.lessons.notes import source
from explainer.lessons.script import Line
from explainer.ui import caches, news, session
from explainer.ui.article.places import Place, label_of, places_of
from explainer.ui.article.working import context_of, recipe_of, work_on
from explainer.ui.components.mounting import index_in
from explainer.ui.frame import Frame
from explainer.ui.pages import PAGES, leave_for
from explainer.ui.parts import alone
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.query import experiment
from explainer.ui.terms import Section, mount_with_terms

RESET = "reset"
FIRST = "load_data"


def heading(frame: Frame) -> None:
    """What the page is, and where its code comes from."""
    text = frame.text
    st.title(text("page.article.title"), anchor=False)
    quoted = source(text.language)
    title = escape(quoted.title)
    if quoted.url:
        title = f'<a href="{escape(quoted.url)}" target="_blank" rel="noopener">{title}</a>'
    before, _, after = text.table("page.article")["lead"].partition("{source}")
    section = Section(frame, "article-lead")
    st.html(f'<p class="article-lead">{section.mark(before)}{title}{section.mark(after)}</p>')


@alone
def script(frame: Frame) -> None:
    """The script with the notes of all its lines."""
    context = context_of(frame)

    def choose(answer: Mapping[str, object]) -> None:
        take(frame, context, answer)

    labels = {line.id: [label_of(place, context) for place in places_of(line, context)] for line in context.lines}
    meta, arrays = caches.article_scene(context, labels, frame.image.pixels)
    scene = {**meta, "line": chosen_line(frame, context)}, arrays
    mount_with_terms(frame, "article", scene, key="article", on_choice=choose)


def chosen_line(frame: Frame, context: ArticleContext) -> str:
    """The line, and perhaps its argument, that the link names; `FIRST`, with a word about it, if there is no such line.

    Args:
        frame: The page's frame.
    """
    chosen = frame.session.line or FIRST
    line = next((line for line in context.lines if line.id == chosen.partition(".")[0]), None)
    if line is None:
        news.leave(frame.page, "warning", news.sentence("page.article.unknown_line", line=chosen))
        session.forget("line")
        st.rerun()
    return _within(line, chosen)


def take(frame: Frame, context: ArticleContext, answer: Mapping[str, object]) -> None:
    """Does what a visitor chose in the script: a line, another value, another page. Nonsense is ignored.

    Args:
        frame: The page's frame.
    """
    line = next((line for line in context.lines if line.id == str(answer.get("line")).partition(".")[0]), None)
    if answer.get("to") == RESET:
        session.change(network=None, recipe=None, training=None)
    elif answer.get("to") in ("build", "train"):
        _open(frame, Place(str(answer["to"])))
    if line is None:
        return
    session.change(line=_within(line, str(answer["line"])))
    places = places_of(line, context)
    place = index_in(answer, "place", len(places))
    if place is not None:
        _open(frame, places[place])
    _change(frame, context, line, answer)


def _within(line: Line, chosen: str) -> str:
    """A line and its argument; the line alone if it has no such argument."""
    known = {f"{line.id}.{call.name}.{argument.name}" for call in calls(line.source) for argument in call.arguments}
    return chosen if chosen in known else line.id


def _change(frame: Frame, context: ArticleContext, line: Line, answer: Mapping[str, object]) -> None:
    for choice in choices(line, context.network, context.recipe):
        option = index_in(answer, "option", len(choice.options))
        if choice.name == answer.get("argument") and option is not None:
            work_on(frame, *changed(choice, option, line, context.network, context.recipe))


def _open(frame: Frame, place: Place) -> None:
    """Goes to another page, with the changed network where it is one to build or to train."""
    if place.page == "train":
        config = context_of(frame).network.config
        if config is not None:
            session.change(**experiment(config, recipe_of(frame)))
    chosen = session.change(stage=place.stage, lab=place.lab, filter=None, channel=None, row=None, column=None)
    leave_for(place.page, PAGES[place.page].link(chosen))
