"""Which filter is shown, with what is changed in it."""

from __future__ import annotations

import streamlit as st

from explainer.filters.layers import convolutions, output_stage
from explainer.network import Stage
from explainer.ui import news, session
from explainer.ui.frame import Frame
from explainer.ui.pictures.filterbench import Subject

TEXT = "page.filters"


def chosen(frame: Frame) -> Subject | None:
    """The filter that the link names, as far as the model has it; `None` if it has no convolution.

    What the link names and the model has not is said, and forgotten.
    """
    stages = convolutions(frame.model.config)
    if not stages:
        return None
    stage = _stage(frame, stages)
    index = _within(frame, "filter", stage.channels)
    channel = _within(frame, "channel", stage.input_shape[-1])
    subject = Subject(
        stage=stage,
        output=output_stage(frame.model.config, stage),
        index=_strongest(frame, stage) if index is None else index,
        channel=channel or 0,
        edit=frame.session.edit,
        weights=frame.model.weights,
    )
    if subject.edit is not None and not subject.edit.fits(subject.kernel):
        _forget(frame, "edit", news.sentence(f"{TEXT}.edit_elsewhere"))
    return subject


def without_filters(frame: Frame, subject: Subject) -> Stage | None:
    """The stage that the link names, if another is shown because it belongs to no convolution.

    Nothing is forgotten of it: on the walkthrough, it is still the stage where the visitor was.
    """
    named = frame.model.config.stage(frame.session.stage)
    return None if named is None or named.layer == subject.stage.layer else named


def _stage(frame: Frame, stages: tuple[Stage, ...]) -> Stage:
    """The convolution of the layer that the link's stage belongs to; the first, if it belongs to none."""
    name = frame.session.stage
    named = frame.model.config.stage(name)
    if name is not None and named is None:
        _forget(frame, "stage", news.sentence(f"{TEXT}.unknown_stage", stage=name))
    return next((stage for stage in stages if named is not None and stage.layer == named.layer), stages[0])


def _within(frame: Frame, name: str, count: int) -> int | None:
    value: int | None = getattr(frame.session, name)
    if value is not None and value >= count:
        words = {"parameter": name, "value": value, "last": count - 1}
        _forget(frame, name, news.sentence("page.walkthrough.out_of_range", **words))
    return value


def _forget(frame: Frame, name: str, said: news.Sentence) -> None:
    news.leave(frame.page, "warning", said)
    session.forget(name)
    st.rerun()


def _strongest(frame: Frame, stage: Stage) -> int:
    """The filter that returns most for the image in use."""
    return int(frame.trace[output_stage(frame.model.config, stage).name].output.max(axis=(0, 1)).argmax())
