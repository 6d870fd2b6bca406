"""The curves of a run, with a link from a selected point to a step of training there."""

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
    """Draws the curves of a run; for an ended run, also the link from the selected point to a step of training.

    Args:
        status: The status of a run whose request could be read.
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
    """The epoch with saved weights that is nearest to a point of the curves; the earlier one if two are equally near.

    Args:
        kept: The epochs with saved weights, at least one.
        at: The point, in epochs from the start.
    """
    return min(kept, key=lambda epoch: (abs(epoch - at), epoch))
