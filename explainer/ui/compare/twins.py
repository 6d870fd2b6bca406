"""The twin: a copy of a training run with one setting changed."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explainer.comparing import Aspect
from explainer.errors import ExplainerError
from explainer.experiments.twins import TwinValue, twin, twin_choices
from explainer.text import Text
from explainer.training.store.listed_runs import listed_run
from explainer.ui import caches, session
from explainer.ui.compare.models import TEXT, ComparedModel
from explainer.ui.compare.trainings import offer_comparison, start, to_train
from explainer.ui.frame import Frame
from explainer.ui.pages import go_to
from explainer.ui.query import experiment
from explainer.ui.references import ModelReference
from explainer.ui.setting_words import shown
from explainer.ui.status_words import state_words
from explainer.ui.terms import paragraph

PENDING = "compare_twin"
"""Session key: the reference of the original model and the run id of its twin."""


def twins(frame: Frame, subjects: Sequence[ComparedModel]) -> None:
    """Draws the choice of the original and of the changed setting, and the state of the last twin.

    Args:
        subjects: The models that are compared; each can be the original.
    """
    text = frame.text
    is_begun = session.remembered(PENDING, None) is not None
    with (
        st.expander(text(f"{TEXT}.twin"), icon=":material/content_copy:", expanded=is_begun),
        st.container(key="compare-twin", gap="small"),
    ):
        paragraph(frame, f"{TEXT}.twin_lead")
        if not subjects:
            return
        _pending(frame)
        original, changed, new = st.columns(3, gap="medium", vertical_alignment="bottom")
        with original:
            subject = _original(text, subjects)
        choices = twin_choices(subject.design)
        with changed:
            name = _field(text, choices)
        with new:
            value = _value(text, name, choices[name])
        copy = twin(subject.design, name, value)
        active = caches.queue().open_runs.of_visitor(frame.visitor)
        with st.container(key="twin-buttons", horizontal=True, gap="small"):
            started = st.button(
                text(f"{TEXT}.twin_start"),
                key="twin_start",
                type="primary",
                icon=":material/play_arrow:",
                disabled=bool(active),
            )
            laid_out = st.button(text(f"{TEXT}.twin_lay_out"), key="twin_lay_out", icon=":material/tune:")
        if active:
            st.caption(text(f"{TEXT}.wait_for_other"))
        if started:
            run = start(frame, copy)
            session.remember(PENDING, (str(subject.model.reference), run))
            session.change(run=run)
            st.rerun()
        if laid_out:
            go_to("train", session.change(**experiment(copy.config, copy.recipe, copy.seed)))


def _original(text: Text, subjects: Sequence[ComparedModel]) -> ComparedModel:
    names = {subject.letter: f"{subject.letter} · {subject.name}" for subject in subjects}
    letter = st.selectbox(
        text(f"{TEXT}.twin_of"),
        list(names),
        format_func=names.__getitem__,
        key=f"twin_of_{text.language}_{'_'.join(str(subject.model.reference) for subject in subjects)}",
    )
    return next((subject for subject in subjects if subject.letter == letter), subjects[0])


def _field(text: Text, choices: dict[str, tuple[TwinValue, ...]]) -> str:
    name = st.selectbox(
        text(f"{TEXT}.twin_field"),
        list(choices),
        format_func=partial(_field_words, text),
        key=f"twin_field_{text.language}_{'_'.join(choices)}",
    )
    return name if name in choices else next(iter(choices))


def _field_words(text: Text, name: str) -> str:
    """The name of a setting: this page's, else that of the Build page."""
    known = (identifier for identifier in (f"{TEXT}.twin_{name}", f"page.build.{name}") if identifier in text)
    identifier = next(known, None)
    return name if identifier is None else text(identifier)


def _value(text: Text, name: str, values: tuple[TwinValue, ...]) -> TwinValue:
    words = {str(value): shown(text, Aspect(name), None if value == "none" else value) for value in values}
    chosen = st.selectbox(
        text(f"{TEXT}.twin_value"),
        list(words),
        format_func=words.__getitem__,
        key=f"twin_value_{text.language}_{name}_{'_'.join(words)}",
    )
    return next((value for value in values if str(value) == chosen), values[0])


def _pending(frame: Frame) -> None:
    """Draws the state of the twin that was started in this tab."""
    original, run_id = session.remembered(PENDING, (None, None))
    reference = ModelReference.parse(original) if original else None
    if reference is None:
        return
    store = caches.queue().store
    try:
        listed = listed_run(store, store.run(run_id))
    except ExplainerError:
        # The run was deleted on another page.
        listed = None
    both = (reference, ModelReference(run_id))
    compared = frame.session.compare
    if listed is None or (compared is not None and compared.models == both):
        return
    with st.container(key="twin-pending", horizontal=True, vertical_alignment="center", gap="medium"):
        state = state_words(frame.text, listed.state)
        st.markdown(frame.text(f"{TEXT}.twin_state", state=state))
        if listed.epoch and not listed.is_active:
            offer_comparison(frame, "twin", "compare_both", both, is_main=False)
        to_train(frame, run_id)
