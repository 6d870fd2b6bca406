"""The way from a stage of the walkthrough to its filter up close."""

from __future__ import annotations

from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.pictures.stage import StageContext


def to_filter(frame: Frame, context: StageContext) -> None:
    """Links to the filter in focus, on the stages of a convolution.

    Args:
        frame: The page's frame.
        context: The stage, and what is in focus.
    """
    if any(stage.layer == context.stage.layer for stage in frame.model.config.convolutions):
        words = frame.text("page.filters.enter", filter=context.filter)
        page_link(frame, "filters", words, {"stage": context.stage.name, "filter": str(context.filter)})
