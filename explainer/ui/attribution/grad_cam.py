"""Grad-CAM for the image in use, computed step by step."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from explainer.attribution.grad_cam import GradCam
from explainer.attribution.likeness import likeness, rank_correlation
from explainer.attribution.random_weights import SEEDS
from explainer.network import NetworkConfig, Stage
from explainer.ui import caches, notices, session
from explainer.ui.attribution.target import TEXT, digit_of, explained, likeness_words
from explainer.ui.components.mounting import index_in, mount
from explainer.ui.frame import Frame
from explainer.ui.pages import page_link
from explainer.ui.parts import page_fragment
from explainer.ui.pictures import gradcam
from explainer.ui.pictures.scales import kind_of
from explainer.ui.stage_words import stage_label
from explainer.ui.widgets import segments


@page_fragment
def grad_cam_map(frame: Frame) -> None:
    """Draws Grad-CAM for one convolution, with the choice of the layer."""
    text, config = frame.text, frame.model.config
    stages = config.convolutions
    st.header(text(f"{TEXT}.gradients"), anchor=False)
    if not stages:
        st.info(text(f"{TEXT}.no_convolution"), icon=":material/info:")
        return
    convolution = chosen_convolution(frame, stages)
    if len(stages) > 1:
        _layers(frame, stages, convolution)
    model, digit = frame.model, digit_of(frame)
    learned, *random = (
        caches.grad_cam(each, frame.image.pixels, convolution, digit)
        for each in (model.learned, *(caches.initialized(config, seed) for seed in SEEDS))
    )
    _picture(frame, convolution, learned, random)


def chosen_convolution(frame: Frame, stages: tuple[Stage, ...]) -> Stage:
    """The convolution of the layer of the link's stage; the last convolution, as in the paper, if there is none.

    Shows a warning for a stage that the model does not have, and removes it from the link.
    """
    notices.forget_unknown_stage(frame.page, frame.model.config)
    named = frame.model.config.stage(frame.session.stage)
    return next((stage for stage in stages if named is not None and stage.layer == named.layer), stages[-1])


def _layers(frame: Frame, stages: tuple[Stage, ...], convolution: Stage) -> None:
    names = {stage.name: stage_label(frame.text, frame.model.config, stage) for stage in stages}
    segments(
        frame.text(f"{TEXT}.layer"),
        list(names),
        convolution.name,
        lambda name: session.change(stage=name, filter=None, row=None, column=None),
        key="attribution_stage",
        words=names.__getitem__,
    )


def _picture(frame: Frame, convolution: Stage, learned: GradCam, random: Sequence[GradCam]) -> None:
    text, config = frame.text, frame.model.config
    output = config.output_stage(convolution)
    view = view_of(frame, config, output, learned)
    rows, columns, filters = learned.maps.shape

    def choose(answer: Mapping[str, object]) -> None:
        chosen = {"filter": filters, "row": rows, "column": columns}
        places = {name: index_in(answer, name, count) for name, count in chosen.items()}
        if None not in places.values():
            session.change(stage=convolution.name, **places)

    found = likeness([rank_correlation(learned.result, each.result) for each in random])
    said = text(f"{TEXT}.outcome_{learned.outcome}", digit=view.digit), likeness_words(frame, found)
    scene = gradcam.scene(frame.image.pixels, (learned, random[0]), view, config, said, text)
    mount("gradcam", *scene, key=f"gradcam-{convolution.name}", on_choice=choose)
    with st.container(key="attribution-stage", horizontal=True):
        there = {"stage": output.name, "filter": str(view.filter)}
        page_link(frame, "walkthrough", text(f"{TEXT}.to_map", filter=view.filter), there)
        closer = {"stage": convolution.name, "filter": str(view.filter)}
        page_link(frame, "filters", text("page.filters.enter", filter=view.filter), closer)
    explained(frame, "gradients", found)


def view_of(frame: Frame, config: NetworkConfig, output: Stage, found: GradCam) -> gradcam.GradCamView:
    """The filter and the cell in the link. By default the cell with the largest sum, and its largest contributor.

    Shows a warning for numbers out of range, and removes them from the link.

    Args:
        output: The stage whose maps Grad-CAM weights.
    """
    choices = frame.session
    is_named = any(stage.name == choices.stage and stage.layer == output.layer for stage in config.stages)
    rows, columns, filters = found.maps.shape
    if is_named:
        notices.forget_beyond(frame.page, {"filter": filters, "row": rows, "column": columns})
    strongest = np.unravel_index(int(found.sums.argmax()), found.sums.shape)
    row, column = (int(place) for place in strongest)
    if is_named:
        row = row if choices.row is None else choices.row
        column = column if choices.column is None else choices.column
    index = choices.filter if is_named else None
    most = int((found.maps[row, column] * found.weights).argmax())
    return gradcam.GradCamView(
        digit=digit_of(frame),
        output=output,
        kind=kind_of(frame.trace, output.name),
        filter=most if index is None else index,
        row=row,
        column=column,
    )
