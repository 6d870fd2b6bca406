"""A configuration that was taken home comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from explainer.errors import ExplainerError
from explainer.network.drafts import Draft
from explainer.training.configuration import MAX_BYTES, RunConfiguration, read_configuration
from explainer.ui import session
from explainer.ui.frame import Frame
from explainer.ui.query import LINKED, SHARED, experiment, render
from explainer.ui.run_names import in_markdown, network_in_short
from explainer.ui.sidebar import PAGES
from explainer.ui.train.choosing import recipe_name, size

BUILD = "build"
MAX_UPLOAD_MEGABYTES = 1
"""The least that Streamlit can be told; what is above `MAX_BYTES` gets a message of ours."""


def bring_back(frame: Frame) -> None:
    """Takes a configuration and leads to where it can be trained."""
    text = frame.text
    st.subheader(text("page.runs.bring_back"), anchor=False)
    st.markdown(text("page.runs.bring_back_note"))
    uploaded = st.file_uploader(
        text("page.runs.upload"),
        type=None,
        key=f"runs_upload_{text.language}",
        max_upload_size=MAX_UPLOAD_MEGABYTES,
    )
    if uploaded is None:
        return
    file = in_markdown(uploaded.name)
    try:
        configuration = read_configuration(uploaded.read(MAX_BYTES + 1))
    except ExplainerError as error:
        reason = text(f"error.{error.code}", **error.details)
        st.error(text("page.runs.not_brought", file=file, reason=reason), icon=":material/error:")
        return
    _brought(frame, file, configuration)


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
