"""The time machine: the image in use with the weights of every saved epoch, and within the first epoch."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import streamlit as st

from explainer.errors import ExplainerError
from explainer.tracing import Array
from explainer.training.limits.kept_checkpoints import distance_between
from explainer.ui import caches, notices, session
from explainer.ui.components.mounting import index_in
from explainer.ui.frame import Frame
from explainer.ui.models import ModelInUse
from explainer.ui.pages import page_link
from explainer.ui.pictures.timemachine import Moment, strongest_filter, time_machine_scene
from explainer.ui.terms import mount_with_terms, paragraph

logger = logging.getLogger(__name__)

TEXT = "page.time_machine"


def heading(frame: Frame) -> None:
    """Draws the page's title and introduction."""
    st.title(frame.text(f"{TEXT}.title"), anchor=False)
    paragraph(frame, f"{TEXT}.lead")


def machine(frame: Frame) -> None:
    """Draws the results for the image at every saved epoch, and a link to the walkthrough."""
    model = frame.model
    moments, unreadable = _moments(frame)
    _report_gaps(frame, unreadable)
    stage = model.config.first_convolution
    chosen = _chosen_filter(frame, moments)
    meta, arrays = time_machine_scene(
        moments,
        model.config,
        frame.text,
        image=frame.image.pixels,
        epoch=model.epoch,
        run=model.reference.run,
        filter_index=chosen,
        label=frame.image.label,
        accuracies=model.accuracies,
        within=model.accuracies_within,
        has_epochs=model.has_epochs,
    )

    def choose(answer: Mapping[str, object]) -> None:
        epoch = answer.get("epoch")
        if isinstance(epoch, int) and epoch in model.epochs:
            session.change(model=model.reference_at(epoch))
        picked = None if stage is None else index_in(answer, "filter", stage.channels)
        if stage is not None and picked is not None and picked != chosen:
            # The walkthrough then shows the same kernel. A cell of another map would be meaningless.
            session.change(stage=stage.name, filter=picked, channel=None, row=None, column=None)

    mount_with_terms(frame, "timemachine", (meta, arrays), key="timemachine", on_choice=choose)
    place = {} if stage is None else {"stage": stage.name, "filter": str(chosen)}
    way_on = frame.text(f"{TEXT}.open", epoch=model.epoch) if model.has_epochs else frame.text(f"{TEXT}.open_brought")
    page_link(frame, "walkthrough", way_on, place)


def _chosen_filter(frame: Frame, moments: list[Moment]) -> int:
    """The filter chosen in the link or in the walkthrough's first block, else the one with the strongest response."""
    stage = frame.model.config.first_convolution
    if stage is None:
        return 0
    stages = [other.name for other in frame.model.config.stages]
    block = stages[stages.index(stage.name) :][:2]
    chosen = frame.session.filter
    if chosen is None or frame.session.stage not in (None, *block):
        return strongest_filter(moments)
    notices.forget_beyond(frame.page, {"filter": stage.channels})
    return chosen


def _moments(frame: Frame) -> tuple[list[Moment], list[int]]:
    """The results at every moment with saved weights, and the epochs whose weights cannot be used."""
    model, pixels = frame.model, frame.image.pixels
    moments: list[Moment] = []
    unreadable: list[int] = []
    for epoch in model.epochs:
        try:
            moments.append(caches.moment(model.stored_at(epoch), pixels))
        except ExplainerError as error:
            logger.warning("Epoch %d of %s: %s", epoch, model.reference.run, error)
            unreadable.append(epoch)
    return sorted([*moments, *_within(model, pixels)], key=lambda moment: (moment.epoch, moment.batch)), unreadable


def _within(model: ModelInUse, pixels: Array) -> Iterator[Moment]:
    """The results within the first epoch, for a model with weights saved there."""
    for stored in model.first_epoch:
        try:
            yield replace(caches.moment(stored, pixels), epoch=0, batch=stored.epoch)
        except ExplainerError as error:
            logger.warning("Batch %d of %s: %s", stored.epoch, model.reference.run, error)


def _report_gaps(frame: Frame, unreadable: list[int]) -> None:
    """Shows which epochs of a long training run were kept, and which are missing for another reason."""
    text, model = frame.text, frame.model

    def numbers(epochs: Iterable[int]) -> str:
        return text(f"{TEXT}.separator").join(map(str, epochs))

    if model.given_up:
        last = max(*model.epochs, *model.given_up)
        st.caption(text(f"{TEXT}.kept", distance=distance_between(last), epochs=numbers(model.epochs)))
    missing = sorted({*range(model.epochs[-1])} - {*model.epochs, *model.given_up} | {*unreadable})
    if missing and model.has_epochs:
        st.caption(text(f"{TEXT}.missing", epochs=numbers(missing)))
