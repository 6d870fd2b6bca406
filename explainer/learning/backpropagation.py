"""The forward and backward pass of one training step: outputs, losses and gradients.

TensorFlow computes them as in `fit`: batch normalization uses the batch's mean and variance, dropout uses a mask, and
the loss is computed from the logits, as Keras does for a model that ends with softmax.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from explainer.mnist import CLASSES
from explainer.network import NetworkConfig, Stage
from explainer.network.kinds import CellParts, Exact, LayerStep, Mask
from explainer.network.planning import INPUT_SHAPE
from explainer.tracing import Array, Weights, check_fit, check_size

Labels = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Batch:
    """The batch of one step, read-only.

    Attributes:
        images: `(images, 28, 28, 1)`, `float32`, 0 to 1.
        labels: `(images,)`, `int32`.
        masks: The dropout mask of each dropout stage, `(images, …)`: 1 where a value is kept, 0 where it is dropped.
    """

    images: Array
    labels: Labels
    masks: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.labels)


def batch_of(config: NetworkConfig, images: npt.NDArray[Any], labels: Sequence[int], seed: int) -> Batch:
    """Creates a batch, with random dropout masks.

    Args:
        images: `(images, 28, 28)`, 0 to 1.
        seed: Seed of the masks.
    """
    random = np.random.default_rng(seed)
    count = len(labels)
    masks = {
        stage.name: (random.random((count, *stage.input_shape)) >= stage.settings.dropped_share).astype(np.float32)
        for stage in config.stages
        if stage.settings.dropped_share
    }
    prepared = np.asarray(images, np.float32).reshape(count, *INPUT_SHAPE)
    return Batch(prepared, np.asarray(labels, np.int32), masks)


@dataclass(frozen=True, eq=False)
class WeightGradients:
    """The results of a step that an update needs.

    Attributes:
        loss: Mean loss of the batch.
        gradients: Gradients of the mean loss by stage and role, in the shapes of the weights.
        moved: New values of non-trainable weights, by stage and role.
    """

    loss: float
    gradients: Mapping[str, Mapping[str, Array]]
    moved: Mapping[str, Mapping[str, Exact]]


@dataclass(frozen=True, eq=False)
class Step:
    """The results of one training step before the weights are updated.

    Attributes:
        losses: Cross-entropy per image, `(images,)`; the batch's loss is their mean.
        outputs: Outputs by stage, `(images, …)`, including the input's.
        gradients: Gradients of the sum of all losses with respect to `outputs`, in the same shapes. Without batch
            normalization, this is the gradient of each image's own loss. Softmax has no entry, since Keras computes
            the gradient with respect to the logits directly.
        weight_gradients: Gradients of the mean loss by stage and role, in the shapes of the weights.
    """

    config: NetworkConfig
    batch: Batch
    weights: Weights
    losses: Array
    outputs: Mapping[str, Array]
    gradients: Mapping[str, Array]
    weight_gradients: Mapping[str, Mapping[str, Array]]

    @property
    def loss(self) -> float:
        """The mean of `losses`."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def probabilities(self) -> Array:
        """The predicted probabilities in training mode, with dropout, `(images, 10)`."""
        return self.outputs[self.config.stages[-1].name]

    def amounts(self, image: int) -> dict[str, float]:
        """The sum of absolute gradients by stage, for one image."""
        return {name: float(np.abs(numbers[image]).sum(dtype=np.float64)) for name, numbers in self.gradients.items()}

    def shut(self, stage: Stage, image: int | None = None) -> Mask:
        """Mask of a stage's inputs whose derivative is 0, because of the activation function or of dropout.

        Args:
            image: Index in the batch; `None` for all images.
        """
        chosen = slice(None) if image is None else image
        before = self.outputs[self.stage_before(stage).name][chosen].astype(np.float64)
        mask = self.batch.masks.get(stage.name)
        nothing = stage.settings.passes_nothing_back(before)
        return nothing if mask is None else nothing | (mask[chosen] == 0)

    def blocked(self, stage: Stage, image: int | None = None) -> float:
        """The share of a stage's inputs whose derivative is 0, from 0 to 1.

        Args:
            image: Index in the batch; `None` for all images.
        """
        return float(np.mean(self.shut(stage, image)))

    def gradient_parts(self, stage: Stage, index: tuple[int, ...]) -> CellParts:
        """The computation of the gradient with respect to one of a stage's inputs.

        Args:
            index: The image's index, followed by the index in the stage's input.
        """
        return stage.settings.gradient_parts(self._layer_step(stage), index)

    def weight_gradient_parts(self, stage: Stage, image: int, role: str, index: tuple[int, ...]) -> CellParts:
        """The computation of the gradient of one image's loss with respect to one weight."""
        return stage.settings.weight_gradient_parts(self._layer_step(stage), image, role, index)

    def pulls(self, stage: Stage, role: str, index: tuple[int, ...]) -> npt.NDArray[np.float64]:
        """The gradient of each image's loss with respect to one weight, `(images,)`; the update uses their mean."""
        step = self._layer_step(stage)
        return np.array(
            [
                stage.settings.weight_gradient_parts(step, image, role, index).terms.sum()
                for image in range(len(self.batch))
            ]
        )

    def stage_before(self, stage: Stage) -> Stage:
        """The stage before a stage."""
        return self.config.stages[self.config.stages.index(stage) - 1]

    def _mask(self, stage: Stage) -> Exact | None:
        mask = self.batch.masks.get(stage.name)
        return None if mask is None else mask.astype(np.float64)

    def _layer_step(self, stage: Stage) -> LayerStep:
        """A stage's inputs, gradients, weights and mask in `float64`. Only the latest stage is cached.

        Caching all stages would take twice the memory of the step.
        """
        name, found = self._latest.get("step", ("", None))
        if found is None or name != stage.name:
            found = LayerStep(
                self.outputs[self.stage_before(stage).name].astype(np.float64),
                self.gradients[stage.name].astype(np.float64),
                self.weights.get(stage.name),
                self._mask(stage),
            )
            self._latest["step"] = stage.name, found
        return found

    @cached_property
    def _latest(self) -> dict[str, tuple[str, LayerStep]]:
        return {}


class Backpropagation:
    """Computes steps of one architecture. Thread-safe: it stores no weights and no results.

    It uses a `tf.compat.v1.Session`. Streamlit calls `keras.backend.clear_session()` after every script run, which
    drops the kernels of every `tf.function`, but not those of a session. XLA, which the tracer uses for the same
    reason, takes three times as long for the gradients of convolutions.

    Args:
        dtype: `tf.float64` is for tests that separate rounding from errors.
    """

    def __init__(self, config: NetworkConfig, dtype: tf.DType = tf.float32) -> None:
        self.config = config
        self._graph = Graph(config, dtype)
        with self._graph.graph.as_default():
            total = tf.reduce_sum(self._graph.losses)
            # With respect to all stages but softmax, then to all weights.
            outputs = [self._graph.images, *self._graph.outputs[:-1]]
            gradients = tf.gradients(
                total, [*outputs, *self._graph.weights], unconnected_gradients=tf.UnconnectedGradients.ZERO
            )
        self._run = self._graph.callable([self._graph.losses, self._graph.outputs, gradients])
        self._moved = [stage for stage in config.stages if stage.settings.non_trainable_roles]
        inputs = [outputs[config.stages.index(stage) - 1] for stage in self._moved]
        self._run_weights = self._graph.callable([self._graph.losses, inputs, gradients[len(outputs) :]])

    def step(self, batch: Batch, weights: Weights) -> Step:
        """Computes one step.

        Raises:
            ExplainerError: `weights_do_not_fit` if the weights have other shapes; as in `check_size`.
        """
        check_fit(self.config, weights.tensors)
        losses, outputs, gradients = self._run(*self._graph.feed(batch, weights.tensors))
        check_size(losses, *outputs, *gradients)
        names = [stage.name for stage in self.config.stages]
        return Step(
            self.config,
            batch,
            weights,
            losses,
            dict(zip(names, [batch.images, *outputs], strict=True)),
            dict(zip(names[:-1], gradients, strict=False)),
            _means(iter(gradients[len(names) - 1 :]), batch, weights),
        )

    def weight_gradients(self, batch: Batch, weights: Weights) -> WeightGradients:
        """Computes only what an update needs; faster than `step`."""
        check_fit(self.config, weights.tensors)
        losses, inputs, gradients = self._run_weights(*self._graph.feed(batch, weights.tensors))
        moved = {
            stage.name: stage.settings.moved_by_batch(numbers.astype(np.float64), weights[stage.name])
            for stage, numbers in zip(self._moved, inputs, strict=True)
        }
        return WeightGradients(float(losses.mean(dtype=np.float64)), _means(iter(gradients), batch, weights), moved)


def _means(gradients: Iterator[Array], batch: Batch, weights: Weights) -> dict[str, dict[str, Array]]:
    """Divides gradients of the sum of losses by the batch size, and names them by stage and role."""
    return {name: {role: next(gradients) / np.float32(len(batch)) for role in layer} for name, layer in weights.items()}


class Graph:
    """The forward pass in training mode, as a TensorFlow graph with weights and masks as inputs.

    Attributes:
        images: Placeholder of shape `(images, 28, 28, 1)`.
        weights: Placeholders in the order of `Weights.tensors`.
        outputs: Outputs of the stages after the input.
        losses: `(images,)`.
    """

    def __init__(self, config: NetworkConfig, dtype: tf.DType) -> None:
        self.graph = tf.Graph()
        self._dtype = dtype
        with self.graph.as_default():
            self.images = self._placeholder((None, *INPUT_SHAPE))
            self._labels = tf.compat.v1.placeholder(tf.int32, (None,))
            self.weights: list[tf.Tensor] = []
            self._masks: dict[str, tf.Tensor] = {}
            self.outputs: list[tf.Tensor] = []
            current = self.images
            for stage in config.stages[1:]:
                current = self._after(stage, current)
                self.outputs.append(current)
            labels = tf.one_hot(self._labels, CLASSES, dtype=dtype)
            self.losses = tf.nn.softmax_cross_entropy_with_logits(labels, self.outputs[-2])

    def callable(self, results: Any) -> Any:
        """Returns a function that computes `results` from the values that `feed` returns, in a new session."""
        # One core, because other visitors' pages and training runs need the others.
        options = tf.compat.v1.ConfigProto(intra_op_parallelism_threads=1, inter_op_parallelism_threads=1)
        session = tf.compat.v1.Session(graph=self.graph, config=options)
        return session.make_callable(results, [self.images, self._labels, *self._masks.values(), *self.weights])

    def feed(self, batch: Batch, weights: Sequence[Any]) -> list[Any]:
        """The inputs of one step, in the order of `callable`'s function.

        Args:
            weights: Tensors or arrays in the order of `Weights.tensors`.
        """
        kind = self._dtype.as_numpy_dtype
        masks = [np.asarray(batch.masks[name], kind) for name in self._masks]
        return [np.asarray(batch.images, kind), batch.labels, *masks, *(np.asarray(array, kind) for array in weights)]

    def _placeholder(self, shape: tuple[int | None, ...]) -> tf.Tensor:
        return tf.compat.v1.placeholder(self._dtype, shape)

    def _after(self, stage: Stage, numbers: tf.Tensor) -> tf.Tensor:
        settings = stage.settings
        if settings.dropped_share:
            self._masks[stage.name] = self._placeholder((None, *stage.input_shape))
            return numbers * self._masks[stage.name] / (1 - settings.dropped_share)
        if settings.roles:
            own = [self._placeholder(shape) for shape in stage.weight_shapes]
            self.weights += own
            return settings.call_in_training(numbers, *own)
        layer = settings.build(stage.name)
        # Otherwise Keras casts float64 to the layer's dtype.
        layer.autocast = False
        return layer(numbers, training=False)
