"""Which models are compared."""

from __future__ import annotations

from html import escape

import streamlit as st

from explainer.errors import ExplainerError
from explainer.ui import news, session
from explainer.ui.compare.subjects import LETTERS, Subject, load
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.references import BUNDLED, MOST_COMPARED, Compared, ModelReference
from explainer.ui.runs import listed_names, own_runs
from explainer.ui.terms import paragraph
from explainer.ui.widgets import bound

TEXT = "page.compare"


def heading(frame: Frame) -> None:
    """What this page is for."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


def chosen(frame: Frame) -> tuple[Subject, ...]:
    """Draws the choice of two to five models; returns those that can be had."""
    text = frame.text
    offered = _offered(frame)
    wanted = frame.session.compare or _at_first(offered)
    subjects = _found(wanted, frame)
    references = tuple(subject.model.reference for subject in subjects)
    if references != wanted.models:
        # The link goes on without them.
        session.change(compare=Compared(references) if references else None)
        if references:
            st.rerun()
    names = {str(subject.model.reference): subject.name for subject in subjects} | offered
    values = [str(reference) for reference in references]

    def choose(values: list[str]) -> None:
        session.change(compare=Compared.parse(",".join(values)))

    with st.container(key="compare-choice", gap="xsmall"):
        st.multiselect(
            text(f"{TEXT}.choose"),
            list(names),
            format_func=names.__getitem__,
            max_selections=MOST_COMPARED,
            placeholder=text(f"{TEXT}.choose_placeholder"),
            **bound(f"compare_choice_{len(names)}", values, choose),
        )
        st.html(_legend(subjects))
    if len(subjects) < 2:
        identifier = "need_two" if len(names) > 1 else "need_run"
        st.info(text(f"{TEXT}.{identifier}"), icon=":material/compare_arrows:")
    return subjects


def badge(letter: str) -> str:
    """A letter in its colour and shape, as HTML."""
    return f'<span class="run-letter letter-{letter.lower()}">{letter}</span>'


def _legend(subjects: tuple[Subject, ...]) -> str:
    """Letters and names, so that both stay together everywhere below."""
    items = "".join(f"<li>{badge(subject.letter)}<span>{escape(subject.name)}</span></li>" for subject in subjects)
    return f'<ul class="run-letters">{items}</ul>'


def _offered(frame: Frame) -> dict[str, str]:
    """The bundled model and the visitor's own runs that have learned something, by reference."""
    text = frame.text
    runs = [listed for listed in own_runs(frame.visitor) if listed.epoch]
    names = listed_names(text, runs)
    accuracies = {run.run_id: f" · {percent(run.test_accuracy)}" for run in runs if run.test_accuracy is not None}
    return {BUNDLED: text("frame.bundled")} | {run: name + accuracies.get(run, "") for run, name in names.items()}


def _at_first(offered: dict[str, str]) -> Compared:
    """The two newest runs; with one run, the bundled model beside it."""
    own = [ModelReference(name) for name in offered if name != BUNDLED][:2]
    return Compared(tuple(reversed(own)) if len(own) == 2 else (ModelReference(), *own))


def _found(wanted: Compared, frame: Frame) -> tuple[Subject, ...]:
    """Those that can be had, lettered in order, with a word about each that cannot."""
    found: list[Subject] = []
    for reference in wanted.models:
        try:
            found.append(load(reference, LETTERS[len(found)], frame.text))
        except ExplainerError as error:
            news.leave_error(frame.page, error, follow_up=f"{TEXT}.left_out")
    return tuple(found)
