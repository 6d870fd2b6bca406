"""Everything that is kept between reruns and shared by visitors; the one module with `st.cache_*`.

What is kept is immutable or made for several threads, and bounded.
"""

from __future__ import annotations

import gc

import streamlit as st

from explainer.network import NetworkConfig
from explainer.tracing import Array, Trace, Tracer, Weights
from explainer.training.bundle import Bundle, load_bundle
from explainer.training.queue import RunQueue
from explainer.training.store import RunStore
from explainer.training.weights import Checkpoints, load_weights
from explainer.ui.drawings import Drawings


@st.cache_resource(show_spinner=False)
def queue() -> RunQueue:
    """The server's queue of training runs, with the store in it."""
    return RunQueue(RunStore()).start()


@st.cache_resource(show_spinner=False)
def drawings() -> Drawings:
    """The visitors' drawings, in memory only."""
    return Drawings()


@st.cache_resource(show_spinner=False)
def bundle() -> Bundle:
    """The model that ships with the project."""
    return load_bundle()


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def tracer(config: NetworkConfig) -> Tracer:
    """The compiled twin of an architecture."""
    return Tracer(config)


@st.cache_resource(show_spinner=False)
def spare_modules() -> None:
    """Tells the garbage collector, once a process, that the modules loaded so far are here to stay.

    After every script run Streamlit has Keras collect garbage. Looking through TensorFlow's objects took ten times as
    long as the script itself, and nobody is answered meanwhile.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=12, show_spinner=False)
def weights(run: str, epoch: int, _source: Checkpoints) -> Weights:  # noqa: ARG001 (the key)
    """The weights of a run, or of the bundle, after an epoch.

    Args:
        run: The run's id, or the bundle's name; with `epoch`, the key.
        epoch: The epoch.
        _source: Where to read them.
    """
    return load_weights(_source, epoch)


@st.cache_resource(max_entries=64, show_spinner=False)
def _trace(key: tuple[str, str, int, bytes], _config: NetworkConfig, _weights: Weights, _image: Array) -> Trace:  # noqa: ARG001
    return tracer(_config).trace(_image, _weights)


def trace(run: str, epoch: int, config: NetworkConfig, weights: Weights, image: Array) -> Trace:
    """One image's way through a network.

    Args:
        run: Whose weights they are; with architecture, epoch and the image's bytes, the key.
        epoch: After which epoch.
        config: The network.
        weights: Its weights.
        image: `(28, 28)`, 0 to 1.
    """
    return _trace((run, config.fingerprint, epoch, image.tobytes()), config, weights, image)
