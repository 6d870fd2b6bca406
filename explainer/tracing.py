"""Every stage's numbers for one image, from intermediate Keras sub-models compiled once an architecture.

Streamlit calls `keras.backend.clear_session()` after every script run, which drops TensorFlow's kernels: a plain
`tf.function` then takes 40 ms or more for its next call. One compiled by XLA does not depend on them. The weights are
arguments, so another epoch, another run or an edited kernel needs no recompilation and no model is ever modified.
"""

import logging
import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.errors import ExplainerError
from explainer.mnist import IMAGE_SIZE
from explainer.network import NetworkConfig, Stage, twin_model
from explainer.network.kinds import LayerWeights

logger = logging.getLogger(__name__)

Array = npt.NDArray[np.float32]
BATCH_SHAPE = (1, IMAGE_SIZE, IMAGE_SIZE, 1)
# In bytes. A TensorFlow kernel aborts the whole process over shared memory that begins elsewhere; NumPy promises 16.
ALIGNMENT = 64
LARGEST = 1e15
"""Numbers beyond it are no answer: `float32` ends at 3.4e38, and pages add up squares and products of them."""
PROBES = (np.zeros((IMAGE_SIZE, IMAGE_SIZE)), np.ones((IMAGE_SIZE, IMAGE_SIZE)), np.eye(IMAGE_SIZE))
"""Images that weights are tried with: black, white and a line."""


class Weights(Mapping[str, LayerWeights]):
    """The weights of a network by the name of the stage that uses them, in order; immutable.

    Args:
        layers: The weights of every stage that has some.

    Attributes:
        tensors: All of them, `float32`, in the order of `keras_model(config).get_weights()`.
    """

    def __init__(self, layers: Mapping[str, LayerWeights]) -> None:
        self._layers = dict(layers)
        # Made once: after a `clear_session()`, TensorFlow takes a millisecond to copy the first array.
        self.tensors = tuple(tf.constant(array) for layer in self._layers.values() for array in layer.values())

    def __getitem__(self, name: str) -> LayerWeights:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)


@dataclass(frozen=True)
class StageTrace:
    """What one stage did to one image.

    Attributes:
        output: What it returned, read-only `float32`, `(height, width, channels)` or `(length,)`.
    """

    stage: Stage
    output: Array

    @property
    def name(self) -> str:
        """The stage's name."""
        return self.stage.name

    @property
    def kind(self) -> str:
        """The stage's kind."""
        return self.stage.kind

    @property
    def shape(self) -> tuple[int, ...]:
        """The output's shape, without the batch."""
        return self.stage.output_shape


@dataclass(frozen=True)
class Trace:
    """One image's way through a network, stage by stage, in order."""

    stages: tuple[StageTrace, ...]

    def __getitem__(self, name: str) -> StageTrace:
        return self.stages[self.index(name)]

    def __iter__(self) -> Iterator[StageTrace]:
        return iter(self.stages)

    def index(self, name: str) -> int:
        """The place of a stage, from 0.

        Raises:
            KeyError: If there is no stage of that name.
        """
        for place, traced in enumerate(self.stages):
            if traced.name == name:
                return place
        raise KeyError(f"Expected one of {[traced.name for traced in self]}; received {name!r}.")

    def before(self, name: str) -> StageTrace:
        """The stage whose output a stage was given; of the first stage, itself."""
        return self.stages[max(self.index(name) - 1, 0)]

    def after(self, name: str) -> StageTrace | None:
        """The stage that is given a stage's output; of the last, `None`."""
        return next(iter(self.stages[self.index(name) + 1 :]), None)

    def input_of(self, name: str) -> Array:
        """What a stage was given; of the first stage, the image itself."""
        return self.before(name).output

    @property
    def logits(self) -> Array:
        """The ten scores before softmax, `(10,)`."""
        return self.stages[-2].output

    @property
    def probabilities(self) -> Array:
        """The ten probabilities, `(10,)`."""
        return self.stages[-1].output

    @property
    def prediction(self) -> int:
        """The class of the largest probability; among equals the first."""
        return int(np.argmax(self.probabilities))


def as_weights(config: NetworkConfig, arrays: Sequence[npt.NDArray[Any]]) -> Weights:
    """Names the arrays of `keras_model(config).get_weights()` by stage. Returns read-only copies by stage name.

    Args:
        arrays: All weights of each layer, in order.

    Raises:
        ExplainerError: `weights_do_not_fit`, if number or shapes are not the network's; `weights_not_finite`, if some
            are infinite or no numbers, as after a training that diverged.
    """
    check_fit(config, arrays)
    frozen = [_read_only(np.array(array, dtype=np.float32)) for array in arrays]
    _check_finite(frozen)
    remaining = iter(frozen)
    return Weights(
        {
            stage.name: LayerWeights({role: next(remaining) for role in stage.settings.roles})
            for stage in _weighted_stages(config)
        }
    )


def _weighted_stages(config: NetworkConfig) -> list[Stage]:
    return [stage for stage in config.stages if stage.settings.roles]


def check_fit(config: NetworkConfig, arrays: Iterable[npt.NDArray[Any] | tf.Tensor]) -> None:
    """Refuses weights of another network.

    Args:
        arrays: All weights of each layer, in order.

    Raises:
        ExplainerError: `weights_do_not_fit`, if number or shapes are not the network's.
    """
    expected = [shape for stage in _weighted_stages(config) for shape in stage.weight_shapes]
    received = [tuple(array.shape) for array in arrays]
    if received != expected:
        raise ExplainerError("weights_do_not_fit", f"Expected weights of shapes {expected}; received {received}.")


def _check_finite(arrays: Iterable[Array]) -> None:
    wrong = sum(np.count_nonzero(~np.isfinite(array)) for array in arrays)
    if wrong:
        raise ExplainerError("weights_not_finite", f"Expected finite weights; received {wrong} that are not.")


def check_size(*arrays: Array) -> None:
    """Refuses numbers that are too large to calculate with, as after a training that nearly diverged.

    Raises:
        ExplainerError: `numbers_too_large`, if one is beyond `LARGEST`, or is no number.
    """
    for array in arrays:
        if not max(array.max(), -array.min()) <= LARGEST:
            message = f"Expected numbers up to {LARGEST:g}; received {array.min():g} to {array.max():g}."
            raise ExplainerError("numbers_too_large", message)


def _read_only(array: Array) -> Array:
    """The same numbers in a view that cannot be written to."""
    array = array.view()
    array.flags.writeable = False
    return array


def _aligned(image: npt.NDArray[Any]) -> Array:
    """Copies an image into a batch of one that TensorFlow can use in place."""
    size = math.prod(BATCH_SHAPE) * np.dtype(np.float32).itemsize
    memory = np.empty(size + ALIGNMENT, dtype=np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    batch = memory[start : start + size].view(np.float32).reshape(BATCH_SHAPE)
    batch[...] = image.reshape(BATCH_SHAPE)
    return batch


class Tracer:
    """Runs images through the traced twin of one architecture.

    Safe to share between threads: it keeps no weights and no results.
    """

    def __init__(self, config: NetworkConfig) -> None:
        self.config = config
        self._twin = twin_model(config)
        self._function = self._compiled()

    def trace(self, image: npt.NDArray[Any], weights: Weights) -> Trace:
        """Computes every stage for one image. Returns one `StageTrace` for each stage of the configuration.

        Args:
            image: `(28, 28)` or `(28, 28, 1)`, 0 to 1, white ink on black.

        Raises:
            ValueError: If the image has another shape.
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's; as `check_size` does.
        """
        if image.shape[:2] != (IMAGE_SIZE, IMAGE_SIZE) or image.size != IMAGE_SIZE**2:
            raise ValueError(f"Expected an image of shape (28, 28) or (28, 28, 1); received {image.shape}.")
        check_fit(self.config, weights.tensors)
        batch = _aligned(image)
        # Shared memory instead of `tf.constant`, for the reason given at `Weights`.
        outputs = self._function(tf.experimental.dlpack.from_dlpack(batch.__dlpack__()), *weights.tensors).numpy()
        check_size(outputs)
        return Trace(tuple(self._stage_traces(batch[0], outputs)))

    def check(self, weights: Weights) -> None:
        """Refuses weights that give numbers too large to calculate with; they are finite themselves.

        Raises:
            ExplainerError: As `trace` does.
        """
        check_size(*(array for layer in weights.values() for array in layer.values()))
        for image in PROBES:
            self.trace(image, weights)

    def _stage_traces(self, image: Array, outputs: Array) -> Iterator[StageTrace]:
        """Cuts the one array of all outputs into stages."""
        yield StageTrace(self.config.stages[0], _read_only(image))
        start = 0
        for stage in self.config.stages[1:]:
            size = math.prod(stage.output_shape)
            output = _read_only(outputs[start : start + size].reshape(stage.output_shape))
            yield StageTrace(stage, output)
            start += size

    def _run(self, *inputs: tf.Tensor) -> tf.Tensor:
        outputs = self._twin(list(inputs), training=False)
        # One array to fetch instead of a dozen.
        return tf.concat([tf.reshape(output, [-1]) for output in outputs], axis=0)

    def _compiled(self) -> Callable[..., tf.Tensor]:
        """Compiles for one image now, so that no visitor waits later.

        XLA is not to be had everywhere (some convolutions on Windows, for example). A plain `tf.function` gives the
        same numbers, slower.
        """
        try:
            return self._compile(jit_compile=True)
        # Compilers fail in many ways; what is really wrong with the network, the plain function raises again.
        except Exception as error:  # noqa: BLE001
            logger.warning("No XLA for network %s, tracing without: %s", self.config.fingerprint, error)
            return self._compile(jit_compile=False)

    def _compile(self, *, jit_compile: bool) -> Callable[..., tf.Tensor]:
        arguments = [tf.zeros(tensor.shape) for tensor in self._twin.inputs]
        function = tf.function(self._run, jit_compile=jit_compile, autograph=False).get_concrete_function(*arguments)
        function(*arguments)
        return function  # type: ignore[no-any-return]
