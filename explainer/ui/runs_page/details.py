"""The opened run: what it is, and what can be done with it."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from explainer.errors import ExplainerError
from explainer.training.store.listed_runs import ListedRun, is_owned_by
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.training.store.states import ACTIVE, read_state
from explainer.ui import caches, news, session
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.references import ModelReference
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.runs_page.taking_home import take_home
from explainer.ui.standing import epochs_words
from explainer.ui.train.choosing import size


def details(frame: Frame, listed: ListedRun, name: str, *, is_own: bool) -> None:
    """Shows the opened run.

    Args:
        frame: The page's frame.
        is_own: Whether the visitor may rename and delete it.
    """
    text, request = frame.text, listed.request
    with st.container(key="run-details", gap="small"):
        if not is_own:
            st.info(text("page.runs.foreign"), icon=":material/link:")
        recipe = text(
            "page.train.trained_by",
            name=in_markdown(recipe_name(text, request.recipe)),
            size=size(text, request.recipe),
        )
        facts = text(
            "page.runs.facts",
            parameters=request.config.parameters,
            seed=request.seed,
            epochs=epochs_words(text, listed.status()),
        )
        st.markdown(f"{recipe}  \n{facts}")
        if request.brought_in:
            st.caption(text("page.runs.brought_in"))
        _what_next(frame, listed, name, is_own=is_own)
        take_home(frame, listed, is_own=is_own)
        _share(frame, listed)


def _what_next(frame: Frame, listed: ListedRun, name: str, *, is_own: bool) -> None:
    text = frame.text
    with st.container(key="run-actions", horizontal=True, gap="small", vertical_alignment="center"):
        if listed.epoch and frame.session.model.run != listed.run_id:
            st.button(
                text("page.train.use"),
                key="run_use",
                type="primary",
                icon=":material/check:",
                on_click=_use,
                args=(frame.page, listed.run_id),
            )
        page_link(frame, "train", text("page.runs.open_in_train"), {"run": listed.run_id})
        if is_own:
            _rename(frame, listed)
            _delete(frame, listed, name)
    if is_own and listed.is_active:
        st.caption(text("page.runs.stop_first"))


def _use(page: str, run_id: str) -> None:
    session.change(model=ModelReference(run_id))
    news.leave(page, "success", news.sentence("page.train.in_use"))


def _rename(frame: Frame, listed: ListedRun) -> None:
    text = frame.text
    with st.popover(text("page.runs.rename"), icon=":material/edit:"):
        with st.form("run_name_form", border=False):
            typed = st.text_input(
                text("page.runs.new_name"),
                value=listed.name or "",
                max_chars=MAX_NAME_LENGTH,
                key=f"run_name_{text.language}_{listed.run_id}",
                placeholder=text("page.runs.name_example"),
            )
            # Of a form, so that the Enter key saves as well.
            pressed = st.form_submit_button(text("page.runs.save_name"), key="run_rename", icon=":material/check:")
        if pressed:
            try:
                _check_owner(frame, listed)
                name = write_name(listed.run, typed)
            except ExplainerError as error:
                news.leave_error(frame.page, error)
            else:
                news.leave(frame.page, "success", news.sentence("page.runs.renamed", name=in_markdown(name)))
            st.rerun()


def _delete(frame: Frame, listed: ListedRun, name: str) -> None:
    text = frame.text
    with st.popover(text("page.runs.delete"), icon=":material/delete:", disabled=listed.is_active):
        st.markdown(text("page.runs.delete_question", name=in_markdown(name)))
        pressed = st.button(text("page.runs.delete_for_good"), key="run_delete", icon=":material/delete_forever:")
    if not pressed or listed.is_active:
        return
    try:
        _check_owner(frame, listed)
        _delete_files(listed)
    except ExplainerError as error:
        news.leave_error(frame.page, error)
        st.rerun()
    sentences = [news.sentence("page.runs.deleted", name=in_markdown(name))]
    if frame.session.model.run == listed.run_id:
        session.change(model=ModelReference())
        sentences.append(news.sentence("frame.bundled_instead"))
    session.change(run=None)
    news.leave(frame.page, "success", *sentences)
    st.rerun()


def _delete_files(listed: ListedRun) -> None:
    """Deletes a run unless it has begun again meanwhile, in another tab.

    Raises:
        ExplainerError: `run_active` or `store_unwritable`.
    """
    if read_state(listed.run) in ACTIVE:
        raise ExplainerError("run_active", f"Expected a run that has ended; received {listed.run_id}.")
    try:
        caches.queue().store.delete(listed.run)
    except OSError as error:
        raise ExplainerError("store_unwritable", f"Expected to delete {listed.run_id}; received {error}.") from error


def _check_owner(frame: Frame, listed: ListedRun) -> None:
    """Holds whatever the page has drawn.

    Raises:
        ExplainerError: `run_unknown` if the run is not the visitor's, or was deleted meanwhile.
    """
    store = caches.queue().store
    if not is_owned_by(store, store.run(listed.run_id), frame.visitor):
        raise ExplainerError("run_unknown", f"Expected a run of the visitor; received {listed.run_id}.")


def _share(frame: Frame, listed: ListedRun) -> None:
    parameters = urlencode({"lang": frame.session.language, "run": listed.run_id})
    st.caption(frame.text("page.runs.share"))
    st.code(f"{session.page_address()}?{parameters}", language=None, wrap_lines=True)
