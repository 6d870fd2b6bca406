"""From a point of a finished run's curves to a step of learning there."""

from collections.abc import Mapping

import streamlit as st

from explainer.training.store.status import RunStatus
from explainer.ui import caches, session
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.pictures.curves import curves_scene
from explainer.ui.references import ModelReference

_CHOSEN = "curve_point"


def curves_to_open(frame: Frame, status: RunStatus) -> None:
    """The curves of a run; of one that has ended, a point can be chosen and a step opened there.

    Args:
        status: A run whose request could be read.
    """

    def choose(answer: Mapping[str, object]) -> None:
        place = index_in(answer, "point", len(status.points))
        if place is not None:
            session.remember(_CHOSEN, (status.run_id, place))

    mount("curves", *curves_scene(status, frame.text), key="curves", on_choice=choose)
    if not status.is_active and status.points:
        _open(frame, status)


def _open(frame: Frame, status: RunStatus) -> None:
    kept = caches.queue().store.run(status.run_id).checkpoints()
    if not kept:
        return
    run, place = session.remembered(_CHOSEN, (None, 0))
    if run != status.run_id or place >= len(status.points):
        st.caption(frame.text("page.train.choose_point"))
        return
    point = status.points[place]
    epoch = nearest(kept, point.epoch - 1 + point.batch / max(status.batches, 1))
    words = frame.text("page.train.open_step", epoch=point.epoch, batch=point.batch, kept=epoch)
    page_link(frame, "learning_step", words, {"model": str(ModelReference(status.run_id, epoch))})


def nearest(kept: tuple[int, ...], at: float) -> int:
    """The epoch whose weights are kept that is nearest to a point of the curves; of two as near, the earlier.

    Args:
        kept: At least one.
        at: In epochs from the start.
    """
    return min(kept, key=lambda epoch: (abs(epoch - at), epoch))
