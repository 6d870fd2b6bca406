"""What was taken home comes back: a configuration, and the weights that belong to it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from explainer.errors import ExplainerError
from explainer.network.drafts import Draft
from explainer.text import Text
from explainer.tracing import Weights
from explainer.training.bringing import bring_in, epoch_of
from explainer.training.configuration import MAX_BYTES, RunConfiguration, read_configuration
from explainer.training.names import MAX_NAME_LENGTH, write_name
from explainer.training.weights import read_weights
from explainer.ui import caches, news, session
from explainer.ui.frame import Frame
from explainer.ui.numbers import percent
from explainer.ui.query import LINKED, SHARED, experiment, render
from explainer.ui.run_names import in_markdown, network_in_short
from explainer.ui.sidebar import PAGES
from explainer.ui.train.choosing import recipe_name, size

BUILD = "build"
MAX_UPLOAD_MEGABYTES = 1
"""The least that Streamlit can be told; what is above `MAX_BYTES` gets a message of ours."""
MAX_WEIGHTS_MEGABYTES = 25
"""Two million parameters with Adam's state, six million without. Each waits in memory until its visitor leaves."""
SUFFIX = ".weights.h5"
ROUND = "runs_upload_round"
"""How often something was brought in: each time the upload fields are new, and empty."""


def bring_back(frame: Frame) -> None:
    """Takes a configuration and leads to where it can be trained."""
    text = frame.text
    st.subheader(text("page.runs.bring_back"), anchor=False)
    st.markdown(text("page.runs.bring_back_note"))
    uploaded = st.file_uploader(
        text("page.runs.upload"),
        type=None,
        key=_key(text, "upload"),
        max_upload_size=MAX_UPLOAD_MEGABYTES,
    )
    if uploaded is None:
        return
    file = in_markdown(uploaded.name)
    try:
        configuration = read_configuration(uploaded.read(MAX_BYTES + 1))
    except ExplainerError as error:
        _refuse(text, file, error)
        return
    _brought(frame, file, configuration)
    _weights(frame, configuration)


def _key(text: Text, name: str) -> str:
    return f"runs_{name}_{text.language}_{session.remembered(ROUND, 0)}"


def _refuse(text: Text, file: str, error: ExplainerError) -> None:
    reason = text(f"error.{error.code}", **error.details | {"file": file})
    st.error(text("page.runs.not_brought", file=file, reason=reason), icon=":material/error:")


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
        if st.button(text("page.runs.to_train_brought"), key="runs_train", type="primary", icon=PAGES["train"][1]):
            _go("train", experiment(network, recipe, configuration.seed))
        if BUILD in PAGES and st.button(text("page.runs.to_build_brought"), key="runs_build", icon=PAGES[BUILD][1]):
            _go(BUILD, {"network": Draft.of(network)})


def _go(page: str, choices: Mapping[str, Any]) -> None:
    changed = session.change(**choices)
    st.switch_page(PAGES[page][0], query_params=render(changed, SHARED + LINKED[page]))


def _weights(frame: Frame, configuration: RunConfiguration) -> None:
    """Takes the weights that belong to the configuration, and makes a run of both."""
    text = frame.text
    uploaded = st.file_uploader(
        text("page.runs.upload_weights", limit=MAX_WEIGHTS_MEGABYTES),
        type=None,
        key=_key(text, "weights"),
        max_upload_size=MAX_WEIGHTS_MEGABYTES,
        help=text("page.runs.upload_weights_help"),
    )
    if uploaded is None:
        return
    file = in_markdown(uploaded.name)
    try:
        weights = read_weights(uploaded, configuration.network)
        st.markdown(text("page.runs.weights_fit", file=file))
        if st.button(text("page.runs.add_brought"), key="runs_add", type="primary", icon=":material/add:"):
            _add(frame, configuration, weights, uploaded.name)
    except ExplainerError as error:
        _refuse(text, file, error)


def _add(frame: Frame, configuration: RunConfiguration, weights: Weights, file: str) -> None:
    with st.spinner(frame.text("page.runs.measuring")):
        accuracy = caches.test_accuracy(configuration.network, weights)
    run = bring_in(
        caches.queue().store,
        configuration,
        weights,
        accuracy,
        frame.visitor,
        epoch=epoch_of(file, configuration.recipe),
    )
    # A file's name may be nothing that can be shown; then the run is called after its recipe.
    with suppress(ExplainerError):
        write_name(run, file.removesuffix(SUFFIX)[:MAX_NAME_LENGTH])
    added = news.sentence("page.runs.added", name=in_markdown(file), accuracy=percent(accuracy, 2))
    news.leave(frame.page, "success", added)
    session.remember(ROUND, session.remembered(ROUND, 0) + 1)
    session.change(run=run.id)
    st.rerun()
