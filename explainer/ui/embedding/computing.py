"""A map by t-SNE, which others may be waiting for, too: whose turn it is, how far it is, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Hashable
from functools import partial

import streamlit as st

from explainer.embedding import tsne
from explainer.errors import ExplainerError
from explainer.jobs import Job
from explainer.text import Text
from explainer.tracing import Array
from explainer.ui import caches, session
from explainer.ui.durations import about
from explainer.ui.embedding.subject import TEXT, Subject
from explainer.ui.frame import Frame
from explainer.ui.pages import draw_anew
from explainer.ui.parts import explain

TICK_SECONDS = 1.0
ENOUGH = 0.1
"""From here on, what is still to do can be told from what is done."""


def key_of(subject: Subject) -> Hashable:
    """What a map by t-SNE is kept under."""
    return "tsne", subject.key


def neighbourhoods(frame: Frame, subject: Subject) -> Array | None:
    """Where the test images lie on the map by t-SNE; until it is there, how far it is.

    Args:
        frame: The page's frame.

    Returns:
        `(10000, 2)`, or `None`.
    """
    job = _asked(subject)
    if job.error is not None:
        _failed(frame.text, subject, job.error)
        return None
    if job.is_over:
        positions: Array = job.result
        return positions
    st.fragment(_follow, run_every=TICK_SECONDS)(frame, subject)
    return None


def _asked(subject: Subject) -> Job:
    begin = partial(tsne.positions, subject.gather)
    return caches.map_jobs().ask(key_of(subject), 0, begin, owner=session.tab())


def _follow(frame: Frame, subject: Subject) -> None:
    job = _asked(subject)
    if job.is_over or session.current() != frame.session:
        draw_anew()
    st.progress(job.progress, text=progress_words(frame.text, job, caches.map_jobs().ahead_of(job)))
    st.caption(frame.text(f"{TEXT}.meanwhile"))


def progress_words(text: Text, job: Job, ahead: int) -> str:
    """What is said beside the bar.

    Args:
        job: The map.
        ahead: How many others come before it.
    """
    if ahead:
        return text(f"{TEXT}.waiting", count=ahead)
    if job.progress < ENOUGH:
        return text(f"{TEXT}.beginning")
    seconds = (time.monotonic() - job.began) * (1 - job.progress) / job.progress
    iteration = round(job.progress * tsne.ITERATIONS)
    return text(f"{TEXT}.going_on", done=iteration, total=tsne.ITERATIONS, left=about(seconds, text))


def _failed(text: Text, subject: Subject, error: Exception) -> None:
    if not isinstance(error, ExplainerError):
        raise error
    explain(error, text)
    st.button(
        text(f"{TEXT}.again"),
        key="embedding_again",
        icon=":material/replay:",
        on_click=caches.map_jobs().forget,
        args=(key_of(subject),),
    )
