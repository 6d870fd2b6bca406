"""Caches that all visitors share; see `many_images` for predictions of many images.

Every cache is bounded, and its values are immutable or thread-safe.
"""

import gc
import logging
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from explainer import mnist, survey
from explainer.attribution.grad_cam import GradCam, Gradients
from explainer.attribution.random_weights import SEEDS, random_weights
from explainer.classroom import ClassroomStore, LiveClassrooms
from explainer.errors import ExplainerError
from explainer.familiarity import FamiliarDigits
from explainer.handwriting import Handwriting, handwriting
from explainer.jobs import Jobs
from explainer.learning.backpropagation import Backpropagation, Batch, Step
from explainer.learning.losses import Losses
from explainer.learning.play import PlayedStep, play, training_batch
from explainer.learning.recording import Recording
from explainer.learning.update import OptimizerState, fresh_state, kept_state
from explainer.learning.view import PlayedSteps
from explainer.lessons.outputs import passed_on, summary_text
from explainer.network import NetworkConfig, Stage
from explainer.network.kinds import Kind
from explainer.recent import Recent
from explainer.survey import Part
from explainer.tracing import Array, Trace, Tracer
from explainer.training.models.bundle import Bundle, load_bundle
from explainer.training.queue.executors import training_queue
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.run_store import RunStore
from explainer.training.worker.speed import Speeds
from explainer.turns import COMPUTING
from explainer.ui.components.payload import Scene
from explainer.ui.drawings import Drawings
from explainer.ui.model_keys import BY_KEY, Learned, Stored
from explainer.ui.own_sets import OwnSets
from explainer.ui.pictures.article import scene
from explainer.ui.pictures.article_context import ArticleContext
from explainer.ui.pictures.timemachine import Moment, moment_of

logger = logging.getLogger(__name__)

Figure = TypeVar("Figure")

TOUR_VISITORS = 2_000
"""The number of visitors whose progress on tours is kept; the least recent ones are dropped first."""


@st.cache_resource(show_spinner=False)
def queue() -> RunQueue:
    """The server's queue of training runs, with the store in it."""
    return training_queue(RunStore()).start()


@st.cache_resource(show_spinner=False)
def classrooms() -> LiveClassrooms:
    """The store of classes: in `EXPLAINER_DATABASE`, by default an SQLite file beside the runs."""
    return LiveClassrooms(ClassroomStore.chosen(queue().store.shared)).start()


@st.cache_resource(show_spinner=False)
def speeds() -> Speeds:
    """The training speeds that were measured on this machine since the server started."""
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
    """The visitors' own labelled digits."""
    return OwnSets(queue().store)


@st.cache_resource(show_spinner=False)
def familiar_digits() -> FamiliarDigits:
    """The training images, for comparison with drawings."""
    return FamiliarDigits(mnist.load().x_train)


@st.cache_resource(show_spinner=False)
def usual_handwriting() -> Handwriting:
    """Ink, centring and stroke width of MNIST's test images."""
    return handwriting(mnist.load().x_test)


@st.cache_resource(show_spinner=False)
def filter_jobs() -> Jobs:
    """Background computations for the Filters page; the results for one layer take about 2 MB."""
    return Jobs(most_kept=64, turns=COMPUTING, name="filters")


@st.cache_resource(show_spinner=False)
def learning_jobs() -> Jobs:
    """Background computations for the learning step; results are small, except recordings of a hundred steps."""
    return Jobs(most_kept=32, turns=COMPUTING, name="learning")


@st.cache_resource(show_spinner=False)
def map_jobs() -> Jobs:
    """t-SNE maps, computed one at a time, each in its own process; a map takes 80 kB."""
    return Jobs(most_kept=64, in_turns=False, turns=COMPUTING, name="maps")


@st.cache_resource(show_spinner=False)
def tours() -> Recent[tuple[str, str], int]:
    """The last stop that each visitor reached, by visitor and tour, in memory only."""
    return Recent(TOUR_VISITORS)


@st.cache_resource(show_spinner=False)
def bundle() -> Bundle:
    """The model that ships with the project."""
    return load_bundle()


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=BY_KEY)
def tracer(config: NetworkConfig) -> Tracer:
    """The compiled model that outputs every stage of an architecture."""
    with COMPUTING.turn():
        return Tracer(config)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_KEY)
def keras_summary(config: NetworkConfig) -> str:
    """The output of `model.summary()` for a network."""
    return summary_text(config)


@st.cache_data(max_entries=64, show_spinner=False)
def _passed_on(layer: str, inputs: Array, _layer: Kind) -> Array:  # noqa: ARG001 (the key)
    return passed_on(_layer, inputs)


def weightless_output(layer: Kind, inputs: Array) -> Array:
    """The output of a layer without weights for one image.

    Args:
        inputs: The layer's input, without the batch axis.
    """
    return _passed_on(repr(layer), inputs, layer)


@st.cache_resource(max_entries=16, show_spinner=False)
def _article_scene(key: str, _context: ArticleContext, _links: Mapping[str, Sequence[str]]) -> Scene:  # noqa: ARG001
    return scene(_context, "", _links)


def article_scene(context: ArticleContext, links: Mapping[str, Sequence[str]], image: Array) -> Scene:
    """The payload of the article page with all lines, so that choosing a line needs no further data.

    Args:
        context: The script and its numbers.
        links: The buttons' labels by the line's id. They depend only on the context.
        image: The image in use, `(28, 28)`.
    """
    shown = (context.text.language, context.network, context.recipe, context.trained_by, context.records)
    return _article_scene(f"{shown!r} {context.model.key} {zlib.crc32(image.tobytes())}", context, links)


@st.cache_resource(show_spinner=False)
def freeze_modules() -> None:
    """Excludes all modules loaded so far from garbage collection, once per process.

    Streamlit collects garbage after every script run. Traversing TensorFlow's objects took ten times as long as the
    script itself, and blocked all visitors meanwhile.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(max_entries=12, show_spinner=False, hash_funcs=BY_KEY)
def learned(model: Stored) -> Learned:
    """Reads a model's weights and checks them; see `Tracer.check`.

    Raises:
        ExplainerError: If there are no usable weights of that epoch.
    """
    found = model.load()
    # An architecture's first trace compiles.
    with COMPUTING.turn():
        tracer(model.config).check(found.weights)
    return found


@st.cache_resource(max_entries=len(SEEDS), show_spinner=False, hash_funcs=BY_KEY)
def initialized(config: NetworkConfig, seed: int) -> Learned:
    """A network with random initial weights."""
    return Learned(owner="random", epoch=0, config=config, weights=random_weights(config, seed))


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_KEY)
def trace(model: Learned, image: Array) -> Trace:
    """Every stage's numbers for one image.

    Args:
        image: `(28, 28)`, 0 to 1.
    """
    return tracer(model.config).trace(image, model.weights)


@st.cache_resource(max_entries=16, show_spinner=False, hash_funcs=BY_KEY)
def _gradients(config: NetworkConfig, convolution: Stage) -> Gradients:
    with COMPUTING.turn():
        return Gradients(config, convolution)


@st.cache_resource(max_entries=48, show_spinner=False, hash_funcs=BY_KEY)
def grad_cam(model: Learned, image: Array, convolution: Stage, digit: int) -> GradCam:
    """Grad-CAM for one image, step by step: up to 2 MB for the largest layer, 31 kB for the article's last.

    Args:
        image: `(28, 28)`, 0 to 1.
        convolution: The convolution whose maps are weighted.
    """
    maps = trace(model, image)[model.config.output_stage(convolution).name].output
    return GradCam(maps, _gradients(model.config, convolution).of(maps, digit, model.weights))


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_KEY)
def backpropagation(config: NetworkConfig) -> Backpropagation:
    """The compiled training step of an architecture."""
    return Backpropagation(config)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_KEY)
def losses(config: NetworkConfig) -> Losses:
    """The compiled `float64` loss of an architecture."""
    return Losses(config)


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=BY_KEY)
def step(model: Learned, key: int, _batch: Batch) -> Step:  # noqa: ARG001
    """One training step; takes up to `batches.MEMORY_BYTES`, 28 MB for the article's network and 32 images."""
    return backpropagation(model.config).step(_batch, model.weights)


@st.cache_resource(max_entries=1_024, show_spinner=False, hash_funcs=BY_KEY)
def loss_with(
    model: Learned,
    key: int,  # noqa: ARG001
    place: tuple[str, str, tuple[int, ...]] | None,
    by: float,
    _step: Step,
) -> float:
    """The mean loss of a step's batch in `float64`, with one weight changed.

    Args:
        place: The weight's stage, its role and its index; `None` to change no weight.
        by: The amount added to the weight.
    """
    computing = losses(model.config)
    if place is None:
        return float(computing.of(_step.batch, model.weights).mean())
    stage, role, index = place
    value = float(model.weights[stage][role][index]) + by
    return next(iter(computing.moved(_step, place, [value])))


@st.cache_resource(max_entries=8, show_spinner=False, hash_funcs=BY_KEY)
def optimizer_state(model: Stored, _recipe: Recipe) -> OptimizerState:
    """The optimizer's state after an epoch of a run, at most twice as large as the weights.

    A state that cannot be read is replaced by a new one.
    """
    try:
        return kept_state(model.source.checkpoint_path(model.epoch), model.config, _recipe.optimizer)
    except ExplainerError as error:
        # The weights can be used without it.
        logger.warning("The optimizer's state of %s, epoch %d: %s", model.owner, model.epoch, error)
        return fresh_state(model.config, _recipe.optimizer)


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_KEY)
def played(model: Stored, steps: PlayedSteps, _recipe: Recipe) -> PlayedStep:
    """The weights and optimizer state after further training steps; 100 take a second for the article's network.

    Args:
        model: The weights before the first step.
        steps: At least one step.
    """
    numbers = range(steps.first, steps.first + steps.steps)
    batches = (training_batch(model.config, _recipe, number) for number in numbers)
    state, computes = optimizer_state(model, _recipe), backpropagation(model.config)
    with COMPUTING.turn():
        *_, last = play(computes, batches, model.load().weights, state, _recipe)
    return last


@st.cache_resource(max_entries=4, show_spinner=False, hash_funcs=BY_KEY)
def recording(model: Learned, key: tuple[object, ...], _begin: Callable[[], Recording]) -> Recording:  # noqa: ARG001
    """A recording of successive training steps; takes up to 2 MB in addition to the optimizer's state.

    Args:
        model: The weights before the first step.
        key: Identifies the batches and the recorded numbers.
    """
    return _begin()


@st.cache_resource(max_entries=256, show_spinner=False, hash_funcs=BY_KEY)
def moment(model: Stored, image: Array) -> Moment:
    """The numbers that the time machine shows of an epoch: about 200 kB, while a trace or the weights take megabytes.

    Args:
        image: `(28, 28)`, 0 to 1.

    Raises:
        ExplainerError: If there are no usable weights of that epoch.
    """
    # Without the caches above: all epochs of a long run would evict the models of other visitors.
    weights = model.load().weights
    return moment_of(model.epoch, model.config, weights, tracer(model.config).trace(image, weights))


@st.cache_resource(max_entries=128, show_spinner=False)
def figure(key: tuple[object, ...], _draw: Callable[[], Figure]) -> Figure:  # noqa: ARG001
    """A cached Plotly figure: creating one takes longer than the rest of a rerun."""
    return _draw()
