"""Uploads of models: a configuration with its weights, or a model saved by Keras."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.errors import ExplainerError
from explainer.training.models.brought_in import MAX_WEIGHTS_MEGABYTES, bring_in, epoch_of, weights_of
from explainer.training.models.configuration import RunConfiguration, read_configuration
from explainer.training.models.keras_files import configuration_from, is_archive, is_from_keras, network_of
from explainer.training.store.names import MAX_NAME_LENGTH, write_name
from explainer.ui import caches, many_images, notices, session
from explainer.ui.addresses import where_from
from explainer.ui.frame import Frame
from explainer.ui.network_words import network_in_short
from explainer.ui.numbers import percent
from explainer.ui.pages import PAGES, go_to
from explainer.ui.query import experiment
from explainer.ui.run_names import in_markdown, recipe_name
from explainer.ui.train.start import size
from explainer.ui.uploads import empty_fields, upload_field

MEASURED_MULTIPLY_ADDS = 50_000_000
"""Per image: larger networks are not evaluated on the test images, because that would delay other visitors."""
SUFFIXES = (".weights.h5", ".keras")


@dataclass(frozen=True)
class _Added:
    """A run created from a file.

    Attributes:
        accuracy: On the test images, 0 to 1; `None` if it was not measured.
        adds_softmax: Whether softmax was added after the file's last layer.
    """

    run: str
    accuracy: float | None
    adds_softmax: bool


@dataclass(frozen=True)
class _Described:
    """A network without weights.

    Attributes:
        adds_softmax: Whether softmax was added after the file's last layer.
    """

    configuration: RunConfiguration
    adds_softmax: bool = False


def bring_back(frame: Frame) -> None:
    """Draws the field for a model or a configuration, and what can be done with a configuration."""
    text = frame.text
    st.header(text("page.runs.bring_back"), anchor=False)
    st.markdown(text("page.runs.bring_back_note"))
    brought = upload_field(
        text,
        "configuration",
        text("page.runs.upload", limit=MAX_WEIGHTS_MEGABYTES),
        MAX_WEIGHTS_MEGABYTES,
        lambda file, content: _read(frame, file, content),
        hint=text("page.runs.upload_help"),
        waiting=text("page.runs.reading_file"),
    )
    if brought is None:
        return
    if isinstance(brought.value, _Added):
        _open(frame, brought.file, brought.value)
    else:
        _brought(frame, in_markdown(brought.file), brought.value)
        _weights(frame, brought.value)


def _read(frame: Frame, file: str, content: bytes) -> _Added | _Described:
    """Creates a run from a model saved by Keras, or reads a network without weights."""
    if not is_from_keras(content):
        return _Described(read_configuration(content))
    found = network_of(content)
    read = _Described(configuration_from(found), found.adds_softmax)
    return _add(frame, read, file, content) if is_archive(content) else read


def _brought(frame: Frame, file: str, brought: _Described) -> None:
    text, configuration = frame.text, brought.configuration
    network, recipe = configuration.network, configuration.recipe
    facts = {"file": file, "network": network_in_short(text, network), "parameters": network.parameters}
    if recipe.is_known:
        name = in_markdown(recipe_name(text, recipe))
        said = text("page.runs.brought", **facts, recipe=name, size=size(text, recipe), seed=configuration.seed)
    else:
        said = text("page.runs.brought_network", **facts)
    st.success(said, icon=":material/check_circle:")
    if brought.adds_softmax:
        st.info(text("page.runs.adds_softmax"), icon=":material/info:")
    with st.container(key="runs-brought", horizontal=True, gap="small"):
        to_train = text("page.runs.to_train_brought")
        if recipe.is_known and st.button(to_train, key="runs_train", type="primary", icon=PAGES["train"].icon):
            _go("train", experiment(network, recipe, configuration.seed))
        if st.button(text("page.runs.to_build_brought"), key="runs_build", icon=PAGES["build"].icon):
            _go("build", {"network": network})


def _go(page: str, choices: Mapping[str, Any]) -> None:
    go_to(page, session.change(**choices))


def _weights(frame: Frame, read: _Described) -> None:
    """Draws the field for the network's weights, and creates a run from both."""
    text = frame.text
    brought = upload_field(
        text,
        "weights",
        text("page.runs.upload_weights", limit=MAX_WEIGHTS_MEGABYTES),
        MAX_WEIGHTS_MEGABYTES,
        lambda file, content: _add(frame, read, file, content),
        hint=text("page.runs.upload_weights_help"),
        waiting=text("page.runs.reading_weights"),
    )
    if brought is not None:
        _open(frame, brought.file, brought.value)


def _open(frame: Frame, file: str, added: _Added) -> None:
    """Opens a run that was created from a file, with a message."""
    name = in_markdown(file)
    if added.accuracy is None:
        said = [notices.sentence("page.runs.added_unmeasured", name=name)]
    else:
        said = [notices.sentence("page.runs.added", name=name, accuracy=percent(added.accuracy, 2))]
    if added.adds_softmax:
        said.append(notices.sentence("page.runs.adds_softmax"))
    notices.add(frame.page, "success", *said)
    empty_fields()
    session.change(run=added.run)
    st.rerun()


def _add(frame: Frame, read: _Described, file: str, content: bytes) -> _Added:
    """Creates a run from a network and a file with its weights."""
    configuration = read.configuration
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
    # If the file's name is no valid name, the run is named after its recipe.
    with suppress(ExplainerError):
        write_name(run, without_ending(file)[:MAX_NAME_LENGTH])
    return _Added(run.id, accuracy, read.adds_softmax)


def without_ending(file: str) -> str:
    """A file's name without its suffix, if it is one of `SUFFIXES`."""
    return next((file.removesuffix(suffix) for suffix in SUFFIXES if file.endswith(suffix)), file)
