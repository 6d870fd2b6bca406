"""Everything that is kept between reruns and shared by visitors; the one module with `st.cache_*`.

What is kept is immutable or made for several threads, and bounded.
"""

from __future__ import annotations

import gc
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import streamlit as st

from explainer import mnist, survey
from explainer.evaluation.distorting import DISTORTIONS, distorted, sample
from explainer.evaluation.scores import Evaluation
from explainer.familiarity import FamiliarDigits
from explainer.filters.jobs import Jobs
from explainer.lessons.outputs import passed_on, summary_text
from explainer.mnist import Images
from explainer.network import NetworkConfig
from explainer.network.kinds import Kind
from explainer.predicting import Predictions, Predictor
from explainer.resembling import HiddenVectors, Vectors
from explainer.survey import Part
from explainer.tracing import Array, Trace, Tracer, Weights
from explainer.training.models.bundle import Bundle, load_bundle
from explainer.training.models.weights import Checkpoints, load_weights
from explainer.training.queue.executors import training_queue
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.run_store import RunStore
from explainer.training.worker.speed import Speeds
from explainer.ui.components.payload import Scene
from explainer.ui.drawings import Drawings
from explainer.ui.left_off import LeftOff
from explainer.ui.own_sets import OwnSets
from explainer.ui.pictures.article import scene
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.pictures.timemachine import Moment, moment_of

Answers = npt.NDArray[np.uint8]
PART_IMAGES = 1_000
"""Test images that are answered at a time, so that progress can be shown and nobody else waits long."""


Figure = TypeVar("Figure")

ImageKey = tuple[str, str, int, int, bytes]
"""Run, architecture, epoch, what tells its weights from others of that epoch, and the image's bytes."""

ModelKey = tuple[str, str, int, int]
"""The same without an image."""


@st.cache_resource(show_spinner=False)
def queue() -> RunQueue:
    """The server's queue of training runs, with the store in it."""
    return training_queue(RunStore()).start()


@st.cache_resource(show_spinner=False)
def speeds() -> Speeds:
    """How fast networks train on this machine, as measured since the server started."""
    return Speeds()


@st.cache_resource(show_spinner=False)
def averages(part: Part) -> Array:
    """The mean image of each class of a part of the data set, `(10, 28, 28)`, 0 to 255."""
    return survey.averages(*survey.part_of(mnist.load(), part))


@st.cache_resource(show_spinner=False)
def drawings() -> Drawings:
    """The visitors' drawings, in memory only."""
    return Drawings()


@st.cache_resource(show_spinner=False)
def own_sets() -> OwnSets:
    """The digits that visitors keep with their labels."""
    return OwnSets(queue().store)


@st.cache_resource(show_spinner=False)
def familiar_digits() -> FamiliarDigits:
    """The digits that networks learn from, to compare drawings with."""
    return FamiliarDigits(mnist.load().x_train)


@st.cache_resource(show_spinner=False)
def filter_jobs() -> Jobs:
    """What is computed of filters in the background; the results of a layer have some 2 MB."""
    return Jobs(most_kept=64)


@st.cache_resource(show_spinner=False)
def tours() -> LeftOff:
    """How far the visitors have come on the tour, in memory only."""
    return LeftOff()


@st.cache_resource(show_spinner=False)
def bundle() -> Bundle:
    """The model that ships with the project."""
    return load_bundle()


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def tracer(config: NetworkConfig) -> Tracer:
    """The compiled twin of an architecture."""
    return Tracer(config)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def keras_summary(config: NetworkConfig) -> str:
    """What `model.summary()` prints of a network."""
    return summary_text(config)


@st.cache_data(max_entries=64, show_spinner=False)
def _passed_on(layer: str, inputs: Array, _layer: Kind) -> Array:  # noqa: ARG001 (the key)
    return passed_on(_layer, inputs)


def without_weights(layer: Kind, inputs: Array) -> Array:
    """What a layer without weights makes of one image's numbers.

    Args:
        layer: The layer.
        inputs: What it is given, without the batch.
    """
    return _passed_on(repr(layer), inputs, layer)


@st.cache_resource(max_entries=16, show_spinner=False)
def _article_scene(key: str, _context: ArticleContext, _links: Mapping[str, Sequence[str]]) -> Scene:  # noqa: ARG001
    return scene(_context, "", _links)


def article_scene(context: ArticleContext, links: Mapping[str, Sequence[str]], image: Array) -> Scene:
    """All lines of the article's script, with none chosen: another line needs nothing that was not there before.

    Args:
        context: The script and what is known of it.
        links: What the buttons of a line say, by the line's id; they follow from the context.
        image: The image in use, `(28, 28)`.
    """
    mark = zlib.crc32(context.weights["logits"].kernel.tobytes() + image.tobytes())
    parts = (context.network, context.recipe, context.config, context.trained_by, context.records, context.epoch)
    return _article_scene(f"{context.text.language} {mark} {parts!r}", context, links)


@st.cache_resource(show_spinner=False)
def spare_modules() -> None:
    """Tells the garbage collector, once a process, that the modules loaded so far are here to stay.

    After every script run Streamlit has Keras collect garbage. Looking through TensorFlow's objects took ten times as
    long as the script itself, and nobody is answered meanwhile.
    """
    gc.collect()
    gc.freeze()


def _written(source: Checkpoints, epoch: int) -> int:
    """When the weights were written: a run that went on may have trained an epoch again."""
    try:
        return source.checkpoint_path(epoch).stat().st_mtime_ns
    except OSError:
        return 0


@st.cache_resource(max_entries=12, show_spinner=False)
def _weights(key: tuple[str, int, int], _source: Checkpoints) -> Weights:
    return load_weights(_source, key[1])


def weights(run: str, epoch: int, source: Checkpoints) -> Weights:
    """The weights of a run, or of the bundle, after an epoch.

    Args:
        run: The run's id, or the bundle's name; with `epoch`, the key.
        epoch: The epoch.
        source: Where to read them.
    """
    return _weights((run, epoch, _written(source, epoch)), source)


@st.cache_resource(max_entries=64, show_spinner=False)
def _trace(key: ImageKey, _config: NetworkConfig, _weights: Weights, _image: Array) -> Trace:  # noqa: ARG001
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
    return _trace((run, config.fingerprint, epoch, _mark(weights), image.tobytes()), config, weights, image)


def _mark(weights: Weights) -> int:
    """What tells the weights of an epoch that was trained again: those of the last layer are enough, and few."""
    return zlib.crc32(weights["logits"].kernel.tobytes())


@st.cache_resource(max_entries=256, show_spinner=False)
def _moment(key: ImageKey, _config: NetworkConfig, _source: Checkpoints, _image: Array) -> Moment:
    _, _, epoch, _, _ = key
    # Not through the caches above: all epochs of a long run would push everybody else's models out of them.
    learned = load_weights(_source, epoch)
    return moment_of(epoch, _config, learned, tracer(_config).trace(_image, learned))


def moment(run: str, epoch: int, config: NetworkConfig, source: Checkpoints, image: Array) -> Moment:
    """What a network made of an image after an epoch: some 200 kB instead of a trace's or the weights' megabytes.

    Args:
        run: Whose weights they are; with architecture, epoch and the image's bytes, the key.
        epoch: After which epoch.
        config: The network.
        source: Where to read its weights.
        image: `(28, 28)`, 0 to 1.

    Raises:
        ExplainerError: If there are no usable weights of that epoch.
    """
    return _moment((run, config.fingerprint, epoch, _written(source, epoch), image.tobytes()), config, source, image)


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def predictor(config: NetworkConfig) -> Predictor:
    """What answers many images at once for an architecture."""
    return Predictor(config)


def test_accuracy(config: NetworkConfig, weights: Weights) -> float:
    """Measures weights that belong to no run yet on the 10,000 test images, 0 to 1; seconds.

    Args:
        config: The network.
        weights: Its weights.
    """
    dataset = mnist.load()
    return Evaluation(predictor(config).predictions(dataset.x_test, weights), dataset.y_test).accuracy


@st.cache_resource(max_entries=640, show_spinner=False)
def _predictions(key: ModelKey, part: int, _config: NetworkConfig, _source: Checkpoints) -> Predictions:
    # Read anew for each part, some milliseconds: in the cache of weights they would push out those in use.
    images = mnist.load().x_test[part * PART_IMAGES : (part + 1) * PART_IMAGES]
    return predictor(_config).predictions(images, load_weights(_source, key[2]))


def predictions(run: str, epoch: int, part: int, config: NetworkConfig, source: Checkpoints) -> Predictions:
    """What a network says of a part of the test images: 80 kB, after a tenth of a second for the article's network.

    Who asks for a part that is being computed for somebody else waits for that.

    Args:
        run: Whose weights they are; with architecture, epoch and part, the key.
        epoch: After which epoch.
        part: Which part, 0 to 9.
        config: The network.
        source: Where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    return _predictions((run, config.fingerprint, epoch, _written(source, epoch)), part, config, source)


def predictions_of(config: NetworkConfig, weights: Weights, images: Images) -> Predictions:
    """What a network says of a few images, which are not kept.

    Args:
        config: The network.
        weights: Its weights.
        images: `(n, 28, 28)`, 0 to 255.
    """
    return predictor(config).predictions(images, weights)


@st.cache_resource(max_entries=4_096, show_spinner=False)
def _withstood(key: ModelKey, name: str, level: float, _config: NetworkConfig, _source: Checkpoints) -> int:
    dataset = mnist.load()
    images, labels = sample(dataset.x_test, dataset.y_test)
    harder = distorted(images, name, level)
    return Evaluation(predictor(_config).predictions(harder, load_weights(_source, key[2])), labels).right


def withstood(run: str, epoch: int, name: str, level: float, config: NetworkConfig, source: Checkpoints) -> int:
    """How many images of the sample a network still gets right when they are made harder.

    Args:
        run: Whose weights they are; with architecture, epoch, name and level, the key.
        epoch: After which epoch.
        name: A key of `DISTORTIONS`.
        level: How much.
        config: The network.
        source: Where to read its weights.

    Raises:
        ExplainerError: If there are no usable weights of that epoch, or no data set.
    """
    return _withstood((run, config.fingerprint, epoch, _written(source, epoch)), name, level, config, source)


@st.cache_resource(max_entries=128, show_spinner=False)
def figure(key: tuple[object, ...], _draw: Callable[[], Figure]) -> Figure:  # noqa: ARG001
    """A Plotly figure that stays while something beside it changes: making one takes longer than all the rest.

    Args:
        key: All that it shows.
        _draw: Makes it.
    """
    return _draw()


@st.cache_resource(max_entries=256, show_spinner=False)
def _distorted_answers(key: ImageKey, _config: NetworkConfig, _weights: Weights) -> Answers:
    image = np.frombuffer(key[-1], dtype=np.uint8).reshape(1, mnist.IMAGE_SIZE, mnist.IMAGE_SIZE)
    harder = [distorted(image, name, level) for name, each in DISTORTIONS.items() for level in each.levels]
    return predictor(_config).predictions(np.concatenate(harder), _weights).answers


def distorted_answers(run: str, epoch: int, config: NetworkConfig, weights: Weights, image: Images) -> Answers:
    """What a network says of one image at all levels of all `DISTORTIONS`, one after another.

    Args:
        run: Whose weights they are; with architecture, epoch and the image's bytes, the key.
        epoch: After which epoch.
        config: The network.
        weights: Its weights.
        image: `(28, 28)`, 0 to 255.
    """
    return _distorted_answers((run, config.fingerprint, epoch, _mark(weights), image.tobytes()), config, weights)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs={NetworkConfig: lambda config: config.fingerprint})
def _hidden(config: NetworkConfig) -> HiddenVectors:
    return HiddenVectors(config)


@st.cache_resource(max_entries=40, show_spinner=False)
def _hidden_vectors(key: ModelKey, part: int, _config: NetworkConfig, _weights: Weights) -> Vectors:  # noqa: ARG001
    return _hidden(_config).of(mnist.load().x_test[part * PART_IMAGES : (part + 1) * PART_IMAGES], _weights)


def hidden_vectors(run: str, epoch: int, part: int, config: NetworkConfig, weights: Weights) -> Vectors:
    """What a network's scores of a part of the test images are made of: 4 MB at most.

    Args:
        run: Whose weights they are; with architecture, epoch and part, the key.
        epoch: After which epoch.
        part: Which part, 0 to 9.
        config: The network; see `is_short_enough`.
        weights: Its weights.
    """
    return _hidden_vectors((run, config.fingerprint, epoch, _mark(weights)), part, config, weights)
