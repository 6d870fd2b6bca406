"""The filter in the link with the visitor's edit, and links to it."""

import streamlit as st

from explainer.network import Stage
from explainer.ui import notices, session
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.pictures.filterbench import FilterInUse
from explainer.ui.pictures.stage import StageContext

TEXT = "page.filters"


def chosen(frame: Frame) -> FilterInUse | None:
    """The filter in the link; `None` if the model has no convolution.

    Shows a warning for a stage, a number or an edit that the model does not have, and removes it from the link.
    """
    stages = frame.model.config.convolutions
    if not stages:
        return None
    stage = _stage(frame, stages)
    notices.forget_beyond(frame.page, {"filter": stage.channels, "channel": stage.input_shape[-1]})
    index = frame.session.filter
    subject = FilterInUse(
        stage=stage,
        output=frame.model.config.output_stage(stage),
        index=_strongest(frame, stage) if index is None else index,
        channel=frame.session.channel or 0,
        edit=frame.session.edit,
        weights=frame.model.weights,
    )
    if subject.edit is not None and not subject.edit.fits(subject.kernel):
        notices.add(frame.page, "warning", notices.sentence(f"{TEXT}.edit_elsewhere"))
        session.forget("edit")
        st.rerun()
    return subject


def without_filters(frame: Frame, subject: FilterInUse) -> Stage | None:
    """The link's stage if it belongs to another layer than the filter shown; otherwise `None`.

    It stays in the link, because the walkthrough page still opens there.
    """
    named = frame.model.config.stage(frame.session.stage)
    return None if named is None or named.layer == subject.stage.layer else named


def _stage(frame: Frame, stages: tuple[Stage, ...]) -> Stage:
    """The convolution of the layer of the link's stage; the first convolution if there is none."""
    notices.forget_unknown_stage(frame.page, frame.model.config)
    named = frame.model.config.stage(frame.session.stage)
    return next((stage for stage in stages if named is not None and stage.layer == named.layer), stages[0])


def _strongest(frame: Frame, stage: Stage) -> int:
    """The filter with the largest output for the image in use."""
    return int(frame.trace[frame.model.config.output_stage(stage).name].output.max(axis=(0, 1)).argmax())


def to_filter(frame: Frame, context: StageContext) -> None:
    """Draws a link to the filter in focus, on the stages of a convolution."""
    if any(stage.layer == context.stage.layer for stage in frame.model.config.convolutions):
        words = frame.text("page.filters.enter", filter=context.filter)
        page_link(frame, "filters", words, {"stage": context.stage.name, "filter": str(context.filter)})
