"""`Tracer`, which computes every stage's output for one image with a twin model compiled once per architecture.

Streamlit calls `keras.backend.clear_session()` after every script run, which drops TensorFlow's kernels: the next call
of a plain `tf.function` then takes 40 ms or more. A function compiled by XLA does not depend on these kernels. Weights
are arguments, so another epoch, another run or an edited kernel needs no recompilation and modifies no model.
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
# In bytes. TensorFlow kernels abort the process if shared memory is not aligned to this; NumPy guarantees only 16.
ALIGNMENT = 64
LARGEST = 1e15
"""Largest magnitude that is accepted. `float32` ends at 3.4e38, and the pages sum squares and products of values."""
PROBES = (np.zeros((IMAGE_SIZE, IMAGE_SIZE)), np.ones((IMAGE_SIZE, IMAGE_SIZE)), np.eye(IMAGE_SIZE))
"""Images on which `Tracer.check` tries weights: black, white and a diagonal line."""


class Weights(Mapping[str, LayerWeights]):
    """The weights of a network by stage name, in order; immutable.

    Args:
        layers: The weights of every stage that has weights.

    Attributes:
        tensors: All weights as `float32` tensors, in the order of `keras_model(config).get_weights()`.
    """

    def __init__(self, layers: Mapping[str, LayerWeights]) -> None:
        self._layers = dict(layers)
        # Created once: after `clear_session()`, TensorFlow takes a millisecond to copy the first array.
        self.tensors = tuple(tf.constant(array) for layer in self._layers.values() for array in layer.values())

    def __getitem__(self, name: str) -> LayerWeights:
        return self._layers[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._layers)

    def __len__(self) -> int:
        return len(self._layers)


@dataclass(frozen=True)
class StageTrace:
    """One stage's output for one image.

    Attributes:
        output: Read-only `float32`, `(height, width, channels)` or `(length,)`.
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
    """The outputs of all stages for one image, in order."""

    stages: tuple[StageTrace, ...]

    def __getitem__(self, name: str) -> StageTrace:
        return self.stages[self.index(name)]

    def __iter__(self) -> Iterator[StageTrace]:
        return iter(self.stages)

    def index(self, name: str) -> int:
        """The index of a stage, from 0.

        Raises:
            KeyError: If there is no stage of that name.
        """
        for place, traced in enumerate(self.stages):
            if traced.name == name:
                return place
        raise KeyError(f"Expected one of {[traced.name for traced in self]}; received {name!r}.")

    def before(self, name: str) -> StageTrace:
        """The stage before a stage; for the first stage, the first stage itself."""
        return self.stages[max(self.index(name) - 1, 0)]

    def after(self, name: str) -> StageTrace | None:
        """The stage after a stage; `None` for the last."""
        return next(iter(self.stages[self.index(name) + 1 :]), None)

    def input_of(self, name: str) -> Array:
        """The input of a stage; for the first stage, the image."""
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
        """The class with the largest probability; the first one in case of a tie."""
        return int(np.argmax(self.probabilities))


def as_weights(config: NetworkConfig, arrays: Sequence[npt.NDArray[Any]]) -> Weights:
    """Assigns the arrays of `keras_model(config).get_weights()` to stages, as read-only copies.

    Raises:
        ExplainerError: `weights_do_not_fit` if their number or shapes differ from the network's; `weights_not_finite`
            if some are infinite or NaN, as after a training run that diverged.
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
    """Checks that weights have the shapes of a network, in the order of `get_weights()`.

    Raises:
        ExplainerError: `weights_do_not_fit` if their number or shapes differ.
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
    """Checks that all values are in −`LARGEST`…`LARGEST`; they may not be after a training run that nearly diverged.

    Raises:
        ExplainerError: `numbers_too_large` if a value is outside or NaN.
    """
    for array in arrays:
        if not max(array.max(), -array.min()) <= LARGEST:
            message = f"Expected numbers up to {LARGEST:g}; received {array.min():g} to {array.max():g}."
            raise ExplainerError("numbers_too_large", message)


def _read_only(array: Array) -> Array:
    """Returns a read-only view."""
    array = array.view()
    array.flags.writeable = False
    return array


def _aligned(image: npt.NDArray[Any]) -> Array:
    """Copies an image into a batch of one whose memory TensorFlow can share."""
    size = math.prod(BATCH_SHAPE) * np.dtype(np.float32).itemsize
    memory = np.empty(size + ALIGNMENT, dtype=np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    batch = memory[start : start + size].view(np.float32).reshape(BATCH_SHAPE)
    batch[...] = image.reshape(BATCH_SHAPE)
    return batch


class Tracer:
    """Computes all stages of one architecture.

    Thread-safe: it stores no weights and no results.
    """

    def __init__(self, config: NetworkConfig) -> None:
        self.config = config
        self._twin = twin_model(config)
        self._function = self._compiled()

    def trace(self, image: npt.NDArray[Any], weights: Weights) -> Trace:
        """Computes every stage for one image.

        Args:
            image: `(28, 28)` or `(28, 28, 1)`, 0 to 1, white ink on black.

        Raises:
            ValueError: If the image has another shape.
            ExplainerError: `weights_do_not_fit` if the weights have other shapes; as in `check_size`.
        """
        if image.shape[:2] != (IMAGE_SIZE, IMAGE_SIZE) or image.size != IMAGE_SIZE**2:
            raise ValueError(f"Expected an image of shape (28, 28) or (28, 28, 1); received {image.shape}.")
        check_fit(self.config, weights.tensors)
        batch = _aligned(image)
        # Shared memory instead of `tf.constant`, for the reason given in `Weights`.
        outputs = self._function(tf.experimental.dlpack.from_dlpack(batch.__dlpack__()), *weights.tensors).numpy()
        check_size(outputs)
        return Trace(tuple(self._stage_traces(batch[0], outputs)))

    def check(self, weights: Weights) -> None:
        """Checks that finite weights also give outputs within `LARGEST`, for `PROBES`.

        Raises:
            ExplainerError: As in `trace`.
        """
        check_size(*(array for layer in weights.values() for array in layer.values()))
        for image in PROBES:
            self.trace(image, weights)

    def _stage_traces(self, image: Array, outputs: Array) -> Iterator[StageTrace]:
        """Splits the concatenated outputs into stages."""
        yield StageTrace(self.config.stages[0], _read_only(image))
        start = 0
        for stage in self.config.stages[1:]:
            size = math.prod(stage.output_shape)
            output = _read_only(outputs[start : start + size].reshape(stage.output_shape))
            yield StageTrace(stage, output)
            start += size

    def _run(self, *inputs: tf.Tensor) -> tf.Tensor:
        outputs = self._twin(list(inputs), training=False)
        # One array is faster to fetch than a dozen.
        return tf.concat([tf.reshape(output, [-1]) for output in outputs], axis=0)

    def _compiled(self) -> Callable[..., tf.Tensor]:
        """Compiles the function and calls it once, so that the first visitor does not wait.

        XLA is not available everywhere (for example for some convolutions on Windows). A plain `tf.function` returns
        the same values, more slowly.
        """
        try:
            return self._compile(jit_compile=True)
        # Compilers fail in many ways. If the error is in the network, the plain function raises it again.
        except Exception as error:  # noqa: BLE001
            logger.warning("No XLA for network %s, tracing without: %s", self.config.fingerprint, error)
            return self._compile(jit_compile=False)

    def _compile(self, *, jit_compile: bool) -> Callable[..., tf.Tensor]:
        arguments = [tf.zeros(tensor.shape) for tensor in self._twin.inputs]
        function = tf.function(self._run, jit_compile=jit_compile, autograph=False).get_concrete_function(*arguments)
        function(*arguments)
        return function  # type: ignore[no-any-return]
