"""The list of the visitor's runs, runs opened by link, and the actions on a run."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import streamlit as st

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.store.listed_runs import ListedRun, is_owned_by, listed_run, visitor_runs
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import ACTIVE, State, read_state
from explainer.ui import caches, notices, session
from explainer.ui.durations import ago
from explainer.ui.frame import Frame
from explainer.ui.network_words import network_in_short
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.pages import page_link, rerun_page
from explainer.ui.parts import explained_on_top
from explainer.ui.places import evaluation_of
from explainer.ui.references import BUNDLED, ModelReference
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.runs import listed_name
from explainer.ui.runs_page.download import take_home
from explainer.ui.status_words import epochs_words, state_words, time_words
from explainer.ui.train.start import room_taken, size

NEWEST = 20
MOVING_SECONDS = 3.0
SHOW_ALL = "runs_show_all"
BY_LINK = "runs_by_link"
COLUMNS = (*(f"page.runs.column_{name}" for name in ("name", "network", "accuracy", "when")), "run.took", "run.state")


def heading(frame: Frame) -> None:
    """Draws the title and the purpose of the page."""
    st.title(frame.text("page.runs.title"), anchor=False)
    st.markdown(frame.text("page.runs.sentence"))


def by_link(frame: Frame) -> None:
    """Draws other visitors' runs opened by link: the link's run, the model in use, and earlier ones of this tab."""
    store = caches.queue().store
    named = (frame.session.run, frame.session.model.run, *session.remembered(BY_LINK, ()))
    foreign = []
    for run_id in dict.fromkeys(named):
        listed = None if run_id is None or run_id == BUNDLED else _find(frame, run_id)
        if listed is not None and not is_owned_by(store, listed.run, frame.visitor):
            foreign.append(listed)
    session.remember(BY_LINK, tuple(sorted(listed.run_id for listed in foreign)))
    if not foreign:
        return
    st.header(frame.text("page.runs.by_link"), anchor=False)
    st.caption(frame.text("page.runs.by_link_note"))
    with st.container(key="runs-by-link", gap="xsmall"):
        for listed in foreign:
            _line(frame, listed, is_own=False)


def _find(frame: Frame, run_id: str) -> ListedRun | None:
    """The run with the given id; `None` if it cannot be read (an error is shown if it is the link's run)."""
    store = caches.queue().store
    try:
        run = store.run(run_id)
        run.request()
    except ExplainerError as error:
        # The frame has already reported an error of the model in use.
        if run_id == frame.session.run:
            notices.add_error(frame.page, error)
            session.forget("run")
            st.rerun()
        return None
    return listed_run(store, run)


def own(frame: Frame) -> None:
    """Draws the visitor's runs, newest first."""
    text = frame.text
    runs = visitor_runs(caches.queue().store, frame.visitor)
    st.header(text("page.runs.own", count=len(runs)), anchor=False)
    if not runs:
        with st.container(key="runs-none"):
            st.markdown(text("page.runs.none"))
            page_link(frame, "train", text("page.runs.to_train"))
        return
    room_taken(frame)
    shown = _shown(runs, frame.session.run)
    with st.container(key="runs-own", gap="xsmall"):
        _columns(text)
        for listed in shown:
            _line(frame, listed, is_own=True)
    if len(shown) < len(runs):
        label = text("page.runs.show_all", count=len(runs) - len(shown))
        st.button(
            label, key="runs_all", icon=":material/expand_more:", on_click=session.remember, args=(SHOW_ALL, True)
        )
    moving = {listed.run_id: listed.state for listed in runs if listed.is_active}
    if moving:
        st.fragment(_rerun_on_change, run_every=MOVING_SECONDS)(frame, moving)


def _rerun_on_change(frame: Frame, drawn: Mapping[str, State]) -> None:
    """Reruns the page when the state of an active run has changed."""
    # The page's error handling does not cover reruns of this fragment.
    with explained_on_top(frame.page):
        store = caches.queue().store
        if any(_state(store, run_id) != state for run_id, state in drawn.items()):
            rerun_page()


def _state(store: RunStore, run_id: str) -> State | None:
    try:
        return read_state(store.run(run_id))
    except ExplainerError:
        return None


def _shown(runs: list[ListedRun], chosen: str | None) -> list[ListedRun]:
    """The newest runs, at least down to the chosen one; all runs if the visitor requested them."""
    if session.remembered(SHOW_ALL, False):
        return runs
    place = next((index for index, listed in enumerate(runs) if listed.run_id == chosen), 0)
    return runs[: max(NEWEST, place + 1)]


def _columns(text: Text) -> None:
    first, *others = (f"<span>{escape(text(column))}</span>" for column in COLUMNS)
    st.html(f'<div class="runs-columns" aria-hidden="true">{first}<div class="run-cells">{"".join(others)}</div></div>')


def _line(frame: Frame, listed: ListedRun, *, is_own: bool) -> None:
    text = frame.text
    is_open = frame.session.run == listed.run_id
    name = listed_name(text, listed)
    with st.container(key=f"run-{'open' if is_open else 'card'}-{listed.run_id}", gap="xsmall"):
        with st.container(key=f"run-line-{listed.run_id}"):
            st.button(
                in_markdown(name),
                key=f"open_{listed.run_id}",
                type="tertiary",
                icon=":material/expand_less:" if is_open else ":material/expand_more:",
                on_click=_toggle,
                args=(None if is_open else listed.run_id,),
            )
            st.html(_cells(frame, listed))
        if is_open:
            details(frame, listed, name, is_own=is_own)


def _toggle(run_id: str | None) -> None:
    session.change(run=run_id)


def _cells(frame: Frame, listed: ListedRun) -> str:
    """The cells of a run as HTML, in the order of the columns."""
    text, recipe = frame.text, listed.request.recipe
    network = network_in_short(text, listed.request.config)
    accuracy = UNKNOWN
    if listed.test_accuracy is not None:
        accuracy = evaluation_of(frame, listed.run_id, percent(listed.test_accuracy))
    status = listed.status()
    epochs = text("run.epochs_line", epochs=epochs_words(text, status))
    state = f"{escape(state_words(text, status.state))}<small> {escape(epochs)}</small>"
    if frame.session.model.run == listed.run_id:
        state += f'<br><b class="run-in-use">{escape(text("page.runs.in_use"))}</b>'
    cells = {
        "network": f"{escape(network)}<small>{escape(recipe_name(text, recipe))}</small>",
        "accuracy": f"{_label(text('page.runs.column_accuracy'))}{accuracy}",
        "when": escape(ago(listed.request.created, text)),
        "took": f"{_label(text('run.took'))}{escape(time_words(text, status))}",
        "state": state,
    }
    inner = "".join(f'<span class="run-{kind}">{content}</span>' for kind, content in cells.items())
    return f'<div class="run-cells">{inner}</div>'


def _label(words: str) -> str:
    """A cell's label, for narrow screens without column headings."""
    return f'<span class="run-label">{escape(words)} </span>'


def details(frame: Frame, listed: ListedRun, name: str, *, is_own: bool) -> None:
    """Shows the opened run.

    Args:
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
            "page.runs.facts" if request.recipe.is_known else "page.runs.facts_unknown",
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
    notices.add(page, "success", notices.sentence("page.train.in_use"))


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
            # A form's button, so that the Enter key also saves.
            pressed = st.form_submit_button(text("page.runs.save_name"), key="run_rename", icon=":material/check:")
        if pressed:
            try:
                _check_owner(frame, listed)
                name = write_name(listed.run, typed)
            except ExplainerError as error:
                notices.add_error(frame.page, error)
            else:
                notices.add(frame.page, "success", notices.sentence("page.runs.renamed", name=in_markdown(name)))
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
        notices.add_error(frame.page, error)
        st.rerun()
    sentences = [notices.sentence("page.runs.deleted", name=in_markdown(name))]
    if frame.session.model.run == listed.run_id:
        session.change(model=ModelReference())
        sentences.append(notices.sentence("frame.bundled_instead"))
    session.change(run=None)
    notices.add(frame.page, "success", *sentences)
    st.rerun()


def _delete_files(listed: ListedRun) -> None:
    """Deletes a run unless it was resumed in another tab.

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
    """Checks the owner again, independently of what the page shows.

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
