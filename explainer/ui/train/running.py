"""An active run: its progress, controls and pictures, in a fragment that reruns on a timer."""

import logging
import time
from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from explainer.errors import ExplainerError
from explainer.text import Text
from explainer.training.queue.dispatcher import PAUSE_SECONDS
from explainer.training.queue.estimates import runs_ahead, seconds_until_turn
from explainer.training.store.preparing import STEPS, Begun
from explainer.training.store.records import Watched
from explainer.training.store.run import Run
from explainer.training.store.status import RunStatus
from explainer.training.worker.snapshots import Snapshot, first_kernels, read_snapshot, watched_image
from explainer.ui import caches
from explainer.ui.components.mounting import mount
from explainer.ui.components.payload import Scene
from explainer.ui.durations import about
from explainer.ui.frame import Frame
from explainer.ui.model_keys import Stored
from explainer.ui.numbers import UNKNOWN, percent
from explainer.ui.pages import rerun_page
from explainer.ui.parts import explained_on_top
from explainer.ui.pictures.kernels import learning_scene
from explainer.ui.runs import status_of
from explainer.ui.status_words import left_words, time_words
from explainer.ui.train.continuing import went_on
from explainer.ui.train.findings import alarm, log_and_comparison
from explainer.ui.train.opening import curves_to_open

TRAINING_SECONDS = 1.0
WAITING_SECONDS = 2.0
"""The interval for a run that is queued or paused."""


def progress(frame: Frame, status: RunStatus) -> None:
    """Draws an active run on a timer; reruns the whole page when its state changes."""
    run_every = WAITING_SECONDS if status.state in ("queued", "paused") else TRAINING_SECONDS
    st.fragment(_moving_part, run_every=run_every)(frame, status.run_id, status.state)


def _moving_part(frame: Frame, run_id: str, drawn_state: str) -> None:
    # The page's error handling does not cover reruns of this fragment.
    with explained_on_top(frame.page):
        status = status_of(run_id)
        if status is None or status.state != drawn_state:
            rerun_page()
        with st.container(key="training-live"):
            _draw(frame, status)


def _draw(frame: Frame, status: RunStatus) -> None:
    text = frame.text
    with st.container(key="training-panel"):
        if status.state == "queued":
            _queued(status, text)
        else:
            _training(status, text)
        if status.request is not None and status.request.visitor == frame.visitor:
            _wishes(status, text)
    if status.state == "queued" and not status.points:
        return
    went_on(status, text)
    alarm(status, text)
    pictures(frame, status)


def pictures(frame: Frame, status: RunStatus) -> None:
    """Draws the curves, Keras's log and the comparison; beside them the newest snapshot of the network."""
    scene = moment(frame, status)
    if scene is None:
        curves_to_open(frame, status)
        log_and_comparison(status, frame.text)
        return
    with st.container(key="training-pictures"):
        wide, narrow = st.columns([3, 1], gap="medium")
    with wide:
        curves_to_open(frame, status)
        log_and_comparison(status, frame.text)
    with narrow:
        learning(scene)


def _queued(status: RunStatus, text: Text) -> None:
    queue = caches.queue()
    place = queue.dispatcher.place(status.run_id)
    ahead = runs_ahead(queue, status.run_id)
    wait = seconds_until_turn(queue, ahead)
    st.markdown(text("page.train.queued_note"))
    if any(run.state == "paused" for run in ahead):
        st.caption(text("page.train.queued_paused", minutes=round(PAUSE_SECONDS / 60)))
    with st.container(key="training-figures", horizontal=True):
        st.metric(text("page.train.place"), UNKNOWN if place is None else place, width="content")
        st.metric(text("page.train.wait"), UNKNOWN if wait is None else about(wait, text), width="content")


def _training(status: RunStatus, text: Text) -> None:
    if status.is_preparing:
        st.html(steps_list(status.preparing, time.time(), text))
        return
    with st.container(key="training-bars", gap="small"):
        st.progress(
            min(status.fraction, 1.0),
            text=text("page.train.overall", share=percent(status.fraction, 0), epochs=status.epochs),
        )
        st.progress(min(status.epoch_fraction, 1.0), text=_epoch_words(status, text))
    speed = status.images_per_second
    with st.container(key="training-figures", horizontal=True):
        st.metric(text("page.train.speed"), UNKNOWN if speed is None else f"{speed:,.0f}", width="content")
        st.metric(text("run.took"), time_words(text, status), width="content")
        st.metric(text("page.train.left"), left_words(text, status), width="content")


def steps_list(begun: Sequence[Begun], now: float, text: Text) -> str:
    """The steps before the first batch as an HTML list, each done, current or pending.

    Args:
        now: In seconds since 1970.
    """
    ends = [*(each.at for each in begun[1:]), now]
    seconds = {each.step: max(end - each.at, 0.0) for each, end in zip(begun, ends, strict=True)}
    current = begun[-1].step if begun else STEPS[0]
    lines = []
    for step in STEPS:
        took = text("page.train.step_seconds", seconds=f"{seconds[step]:.1f}") if step in seconds else ""
        state = ' aria-current="step"' if step == current else ' class="done"' if step in seconds else ""
        name = escape(text(f"page.train.step_{step}"))
        lines.append(f'<li{state}><span>{name}</span><span class="number">{took}</span></li>')
    return f'<ol class="training-steps">{"".join(lines)}</ol>'


def _epoch_words(status: RunStatus, text: Text) -> str:
    words = text(
        "page.train.epoch", epoch=status.epoch, epochs=status.epochs, batch=status.batch, batches=status.batches
    )
    return f"{words} · {text('page.train.testing')}" if status.is_testing else words


def _wishes(status: RunStatus, text: Text) -> None:
    """Draws the buttons that pause, continue and stop the run."""
    queue = caches.queue()
    is_stopping = queue.store.run(status.run_id).stop_path.exists()
    is_queued = status.state == "queued"
    with st.container(key="training-stop", gap="xsmall"):
        with st.container(key="training-wishes", horizontal=True, gap="small"):
            if status.state in ("running", "paused"):
                _pause(status, text, is_stopping=is_stopping)
            label = "stopping" if is_stopping else "cancel" if is_queued else "stop"
            pressed = st.button(
                text(f"page.train.{label}"),
                key="stop_training",
                icon=":material/stop:",
                disabled=is_stopping,
                width="stretch",
            )
        st.caption(_note(status, text))
    if pressed:
        queue.stop(status.run_id)
        st.rerun()


def _pause(status: RunStatus, text: Text, *, is_stopping: bool) -> None:
    is_paused = status.state == "paused"
    pressed = st.button(
        text(f"page.train.{'continue' if is_paused else 'pause'}"),
        key="pause_training",
        type="primary" if is_paused else "secondary",
        icon=":material/play_arrow:" if is_paused else ":material/pause:",
        disabled=is_stopping,
        width="stretch",
    )
    if pressed:
        queue = caches.queue()
        wish = queue.unpause if is_paused else queue.pause
        wish(status.run_id)
        st.rerun()


def _note(status: RunStatus, text: Text) -> str:
    if status.state == "queued":
        return text("page.train.cancel_note")
    if status.state == "paused":
        return text("page.train.paused_note", minutes=round(PAUSE_SECONDS / 60))
    return text("page.train.stop_note")


logger = logging.getLogger(__name__)


def watched(frame: Frame) -> Watched | None:
    """The image in use, whose prediction a new training run records; `None` for a drawing or if it cannot be loaded.

    A drawing is private to its visitor: the run's files and its link would share it.
    """
    try:
        image = frame.image
    except ExplainerError:
        return None
    if image.reference.source == "drawing":
        return None
    return watched_image(image.pixels, str(image.reference), image.label)


def moment(frame: Frame, status: RunStatus) -> Scene | None:
    """The scene of a run's newest snapshot; `None` if there is none."""
    try:
        run = caches.queue().store.run(status.run_id)
    except ExplainerError:
        return None
    snapshot = read_snapshot(run)
    if snapshot is None:
        return None
    return learning_scene(status, snapshot, _start(run, snapshot), frame.text, language=frame.session.language)


def learning(scene: Scene) -> None:
    """Draws the scene of a snapshot."""
    mount("kernels", *scene, key="kernels")


def _start(run: Run, snapshot: Snapshot) -> NDArray[np.float32] | None:
    """The kernels before training; `None` if they cannot be read."""
    if not snapshot.shape:
        return None
    try:
        start = caches.learned(Stored(owner=run.id, epoch=0, config=run.config, source=run))
    except ExplainerError as error:
        logger.info("No start of run %s: %s", run.id, error)
        return None
    convolution = run.config.first_convolution
    assert convolution is not None
    return first_kernels(start.weights[convolution.name].kernel)
