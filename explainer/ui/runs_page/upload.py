"""What was taken home comes back: a configuration, and the weights that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from explainer.errors import ExplainerError
from explainer.training.models.brought_in import MAX_WEIGHTS_MEGABYTES, bring_in, epoch_of, weights_of
from explainer.training.models.configuration import MAX_BYTES, RunConfiguration, read_configuration
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.ui import caches, many_images, news, session
from explainer.ui.addresses import where_from
from explainer.ui.frame import Frame
from explainer.ui.network_words import network_in_short
from explainer.ui.numbers import percent
from explainer.ui.pages import PAGES, go_to
from explainer.ui.query import experiment
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.train.start import size
from explainer.ui.uploads import empty_fields, upload_field

MAX_CONFIGURATION_MEGABYTES = 1
"""The least that Streamlit can be told; what is above `MAX_BYTES` gets a message of ours."""
MEASURED_MULTIPLY_ADDS = 50_000_000
"""For one image: networks that take more are not measured on all test images, while everybody's pages would wait."""
SUFFIX = ".weights.h5"


def bring_back(frame: Frame) -> None:
    """Takes a configuration and leads to where it can be trained."""
    text = frame.text
    st.header(text("page.runs.bring_back"), anchor=False)
    st.markdown(text("page.runs.bring_back_note"))
    brought = upload_field(
        text,
        "configuration",
        text("page.runs.upload"),
        MAX_CONFIGURATION_MEGABYTES,
        lambda _, content: read_configuration(content),
        limit=f"{MAX_BYTES // 1000} KB",
    )
    if brought is not None:
        _brought(frame, in_markdown(brought.file), brought.value)
        _weights(frame, brought.value)


def _brought(frame: Frame, file: str, configuration: RunConfiguration) -> None:
    text, network, recipe = frame.text, configuration.network, configuration.recipe
    st.success(
        text(
            "page.runs.brought",
            file=file,
            network=network_in_short(text, network),
            parameters=network.parameters,
            recipe=in_markdown(recipe_name(text, recipe)),
            size=size(text, recipe),
            seed=configuration.seed,
        ),
        icon=":material/check_circle:",
    )
    with st.container(key="runs-brought", horizontal=True, gap="small"):
        if st.button(text("page.runs.to_train_brought"), key="runs_train", type="primary", icon=PAGES["train"].icon):
            _go("train", experiment(network, recipe, configuration.seed))
        if st.button(text("page.runs.to_build_brought"), key="runs_build", icon=PAGES["build"].icon):
            _go("build", {"network": network})


def _go(page: str, choices: Mapping[str, Any]) -> None:
    go_to(page, session.change(**choices))


def _weights(frame: Frame, configuration: RunConfiguration) -> None:
    """Takes the weights that belong to the configuration, and makes a run of both."""
    text = frame.text
    brought = upload_field(
        text,
        "weights",
        text("page.runs.upload_weights", limit=MAX_WEIGHTS_MEGABYTES),
        MAX_WEIGHTS_MEGABYTES,
        lambda file, content: _add(frame, configuration, file, content),
        hint=text("page.runs.upload_weights_help"),
        waiting=text("page.runs.reading_weights"),
    )
    if brought is None:
        return
    run, accuracy = brought.value
    name = in_markdown(brought.file)
    if accuracy is None:
        added = news.sentence("page.runs.added_unmeasured", name=name)
    else:
        added = news.sentence("page.runs.added", name=name, accuracy=percent(accuracy, 2))
    news.leave(frame.page, "success", added)
    empty_fields()
    session.change(run=run)
    st.rerun()


def _add(frame: Frame, configuration: RunConfiguration, file: str, content: bytes) -> tuple[str, float | None]:
    """Makes a run of a configuration and a weights file: its id, and the accuracy, if it was measured."""
    weights = weights_of(content, configuration.network)
    caches.tracer(configuration.network).check(weights)
    accuracy = None
    if configuration.network.multiply_adds <= MEASURED_MULTIPLY_ADDS:
        accuracy = many_images.test_accuracy(configuration.network, weights)
    run = bring_in(
        caches.queue().store,
        configuration,
        weights,
        accuracy,
        frame.visitor,
        epoch=epoch_of(file, configuration.recipe),
        address=where_from(),
    )
    # A file's name may be nothing that can be shown; then the run is called after its recipe.
    with suppress(ExplainerError):
        write_name(run, file.removesuffix(SUFFIX)[:MAX_NAME_LENGTH])
    return run.id, accuracy
