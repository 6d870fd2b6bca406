"""Resuming an ended run: one more epoch, or the epochs that are missing."""

import streamlit as st

from explainer.errors import ExplainerError
from explainer.text import Text, joined
from explainer.training.queue.run_queue import RESUMABLE
from explainer.training.store.status import RunStatus
from explainer.ui import caches, session
from explainer.ui.frame import Frame


def can_continue(frame: Frame, status: RunStatus) -> bool:
    """Whether the run is the visitor's own and can be resumed."""
    request = status.request
    is_own = request is not None and request.visitor == frame.visitor and not request.brought_in
    return is_own and status.state in RESUMABLE


def going_on(frame: Frame, status: RunStatus) -> None:
    """Draws the button that resumes the visitor's own run."""
    if not can_continue(frame, status):
        return
    text = frame.text
    is_finished = status.state == "finished"
    pressed = st.button(
        text("page.train.one_more" if is_finished else "page.train.resume"),
        key="more_epochs" if is_finished else "resume_training",
        icon=None if is_finished else ":material/resume:",
        disabled=_is_full(status),
    )
    if pressed:
        _continue(status, 1 if is_finished else 0)


def how(frame: Frame, status: RunStatus) -> None:
    """Says where the run would resume and at which learning rate, or why it cannot be resumed."""
    recipe, text = status.recipe, frame.text
    if recipe is None or not can_continue(frame, status):
        return
    if _is_full(status):
        st.caption(text("error.too_many_epochs", limit=recipe.most_epochs))
    elif status.state == "finished":
        schedule = "constant" if recipe.optimizer.schedule == "constant" else "schedule"
        st.caption(text(f"page.train.one_more_{schedule}", rate=f"{recipe.extra_rate:g}"))
    else:
        epoch = status.whole_epochs
        said = [text("page.train.resume_note", epoch=epoch) if epoch else text("page.train.resume_from_start")]
        if status.learned is not None and status.learned.epoch > epoch:
            said.append(text("page.train.resume_partly", epoch=status.learned.epoch))
        st.caption(joined(said))


def went_on(status: RunStatus, text: Text) -> None:
    """Says where a resumed run continued, and how many epochs were added."""
    said = []
    planned = status.recipe.epochs if status.recipe else status.epochs
    if status.epochs > planned:
        said.append(text("page.train.added", count=status.epochs - planned))
    if status.resumed:
        epoch = status.resumed[-1]
        said.append(text("page.train.went_on", epoch=epoch) if epoch else text("page.train.went_on_from_start"))
    if said:
        st.caption(joined(said))


def _is_full(status: RunStatus) -> bool:
    """Whether a finished run has the maximum number of epochs."""
    return status.state == "finished" and status.recipe is not None and status.epochs >= status.recipe.most_epochs


def _continue(status: RunStatus, more_epochs: int) -> None:
    try:
        caches.queue().resume(status.run_id, more_epochs)
    except ExplainerError as error:
        if error.code != "training_active":
            raise
        # Another tab has started a run: show that one.
        session.change(run=str(error.details["run"]))
    st.rerun()
