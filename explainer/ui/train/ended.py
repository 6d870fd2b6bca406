"""An ended run: its results and the actions on it; and the visitor's earlier runs."""

import streamlit as st

from explainer.text import Text, joined
from explainer.training.store.listed_runs import ListedRun
from explainer.training.store.records import OTHERS_WAITED, ROOM_FULL, TIME_LIMIT
from explainer.training.store.status import RunStatus
from explainer.ui import session
from explainer.ui.durations import ago, exact
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.pages import page_link
from explainer.ui.references import ModelReference
from explainer.ui.run_names import in_markdown
from explainer.ui.runs import listed_name, own_runs
from explainer.ui.status_words import epochs_words, state_words, time_words
from explainer.ui.train.continuing import can_continue, going_on, how, went_on
from explainer.ui.train.findings import last_test_accuracy, reading, training_accuracy
from explainer.ui.train.running import pictures
from explainer.ui.train.start import choose_again

UNASKED = (OTHERS_WAITED, TIME_LIMIT, ROOM_FULL)
"""The reasons for which a run is stopped without a request of its visitor."""
FOLLOW_UPS = ("overview", "walkthrough", "learning_step", "draw")


def results(frame: Frame, status: RunStatus) -> None:
    """Draws the results of a run.

    Args:
        status: The status of a run that has ended or cannot be read.
    """
    text = frame.text
    if status.state == "unreadable":
        st.error(text("error.run_unreadable"), icon=":material/error:")
        if st.button(text("page.train.again"), key="train_again", icon=":material/replay:"):
            choose_again(None)
        return
    _what_happened(frame, status)
    with st.container(key="training-result"):
        if status.epochs_done:
            _figures(frame, status)
        _what_next(frame, status)
        how(frame, status)
        went_on(status, text)
    if status.points:
        reading(status, text)
        pictures(frame, status)


def _what_happened(frame: Frame, status: RunStatus) -> None:
    """Says why a run ended early and what to do; says nothing about a finished run."""
    text = frame.text
    if status.request is not None and status.request.brought_in:
        st.info(text("page.runs.brought_in"), icon=":material/upload_file:")
    if status.state == "stopped":
        ended_by = status.reason if status.reason in UNASKED else "stopped" if status.epoch else "cancelled"
        st.info(_note(frame, status, ended_by), icon=":material/stop_circle:")
    elif status.state == "interrupted":
        st.warning(_note(frame, status, "interrupted"), icon=":material/power_off:")
    elif status.state == "failed":
        st.error(_note(frame, status, "failed"), icon=":material/error:")


def _note(frame: Frame, status: RunStatus, ended_by: str | None) -> str:
    """A note on why the run ended and which weights are kept; for its owner, also on how to resume it."""
    text = frame.text
    known = f"state.reason.{status.reason}"
    words = {
        "kept": _kept(status, text),
        "lasted": exact(status.result.seconds, text) if status.result else "",
        "reason": text(known if known in text else "state.reason.crashed"),
    }
    said = [text(f"state.{ended_by}_note", **words)]
    follow_up = f"state.{ended_by}_next"
    if follow_up in text and can_continue(frame, status):
        said.append(text(follow_up))
    return joined(said)


def _kept(status: RunStatus, text: Text) -> str:
    """Words for the last weights that are kept."""
    learned = status.learned
    if learned is None or learned.epoch == 0:
        return text("state.nothing_kept")
    if learned.batches < status.batches:
        return text("state.kept_partly", epoch=learned.epoch, batch=learned.batches)
    return text("state.kept", epoch=learned.epoch)


def _figures(frame: Frame, status: RunStatus) -> None:
    text = frame.text
    accuracy, trained = last_test_accuracy(status), training_accuracy(status)
    with st.container(key="training-figures", horizontal=True):
        if accuracy is not None:
            st.metric(text("page.train.test_accuracy"), percent(accuracy), width="content")
        if trained is not None:
            st.metric(text("page.train.training_accuracy"), percent(trained), width="content")
        st.metric(text("run.epochs"), epochs_words(text, status), width="content")
        st.metric(text("run.took"), time_words(text, status), width="content")
        if accuracy is not None:
            page_link(frame, "evaluate", link={"model": status.run_id})
    if status.request is not None and status.request.recipe.is_known:
        st.caption(f"{text('page.train.seed')}: {status.request.seed}", help=text("page.train.seed_help"))


def _what_next(frame: Frame, status: RunStatus) -> None:
    text = frame.text
    is_used = frame.session.model.run == status.run_id
    with st.container(key="training-next", horizontal=True, gap="small"):
        if _learned_epochs(status) and not is_used:
            _use(frame, status)
        if st.button(text("page.train.again"), key="train_again", icon=":material/replay:"):
            choose_again(status.recipe)
        going_on(frame, status)
    if is_used:
        st.success(text("page.train.in_use"), icon=":material/check_circle:")
        with st.container(key="training-follow-ups", horizontal=True, gap="small"):
            for page in FOLLOW_UPS:
                page_link(frame, page)


def _use(frame: Frame, status: RunStatus) -> None:
    pressed = st.button(frame.text("page.train.use"), key="use_model", type="primary", icon=":material/check:")
    if pressed:
        # Without an epoch: the newest weights, which for a run that was cut short are its last checkpoint.
        session.change(model=ModelReference(status.run_id))
        st.rerun()


def _learned_epochs(status: RunStatus) -> int:
    """The last epoch with saved weights, from 1; 0 if there is none."""
    return status.learned.epoch if status.learned else 0


NEWEST = 5


def earlier_runs(frame: Frame, status: RunStatus | None) -> None:
    """Lists the visitor's other runs; choosing one shows it.

    Args:
        status: The run on the page, which is left out; `None` if there is none.
    """
    if status is not None and status.is_active:
        return
    shown = status.run_id if status else None
    others = [run for run in own_runs(frame.visitor) if run.run_id != shown and not run.is_active]
    if not others:
        return
    st.header(frame.text("page.train.earlier"), anchor=False)
    with st.container(key="earlier-runs", gap="xsmall"):
        for run in others[:NEWEST]:
            _line(run, frame.text)
    if len(others) > NEWEST:
        older = st.expander(frame.text("page.train.older", count=len(others) - NEWEST))
        with older, st.container(key="older-runs", gap="xsmall"):
            for run in others[NEWEST:]:
                _line(run, frame.text)


def _line(run: ListedRun, text: Text) -> None:
    if st.button(_words(run, text), key=f"run-{run.run_id}", icon=":material/history:", width="stretch"):
        session.change(run=run.run_id)
        st.rerun()


def _words(run: ListedRun, text: Text) -> str:
    parts = [f"**{in_markdown(listed_name(text, run))}**", state_words(text, run.state)]
    if run.test_accuracy is not None:
        parts.append(text("page.train.test_short", accuracy=percent(run.test_accuracy)))
    parts.append(ago(run.request.created, text))
    return " · ".join(parts)
