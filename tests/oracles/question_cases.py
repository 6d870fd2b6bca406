"""A question with the network that it is about, in Keras, and what the checks of answers and mistakes need of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
from numpy.typing import NDArray

from explainer.network import Stage
from explainer.questions import Question
from tests.oracles.reference import Array, Reference, Terms, own_kernel, window


@dataclass(frozen=True)
class Case:
    """A question, and the network that it is about.

    Attributes:
        model: The same as one Keras model, for shapes and counts.
        outputs: What every stage returned for the image.
    """

    question: Question
    stage: Stage
    reference: Reference
    model: keras.Model
    outputs: Mapping[str, Array]

    @property
    def layer(self) -> keras.Layer:
        """Keras's layer of the stage."""
        return self.model.get_layer(self.stage.layer)

    @cached_property
    def inputs(self) -> Terms:
        """What the stage was given."""
        name = self.stage.name
        return self.outputs["input" if name == "input" else self.reference.before(name)].astype(np.float64)

    @property
    def index(self) -> tuple[int, ...]:
        """The number that is asked after."""
        assert self.question.index is not None
        return self.question.index

    @property
    def own(self) -> float:
        """What Keras returned there."""
        return float(self.outputs[self.stage.name][self.index])

    @property
    def weights(self) -> list[NDArray[np.float64]]:
        """What the stage's layer has learned."""
        return [array.astype(np.float64) for array in self.reference.weights[self.stage.layer]]

    @property
    def bias(self) -> float:
        """What is added at the number."""
        return float(self.weights[1][self.index[-1]])

    def function(self, value: float) -> float:
        """What the question wants done with a sum: nothing, or the layer's activation function."""
        if not self.question.name.endswith("_after"):
            return value
        return activated(str(self.stage.activation), value)

    def terms(self, shift: tuple[int, int] = (0, 0), *, turned: bool = False, slow: bool = False) -> Terms:
        """What is added up for the number: the products, as `(parts, channels)`; of a dense layer `(parts, 1)`."""
        if self.stage.window is None:
            return (self.inputs * self.weights[0][..., self.index[-1]])[:, np.newaxis]
        kernel, maps = own_kernel(self.weights[0], self.stage, self.index[-1])
        kernel = kernel[::-1, ::-1] if turned else kernel
        return (self.seen(shift, slow=slow)[0][..., maps] * kernel).reshape(-1, kernel.shape[-1])

    def seen(self, shift: tuple[int, int] = (0, 0), *, slow: bool = False) -> tuple[Terms, NDArray[np.bool_]]:
        """The window's numbers, and which of them are inside the map."""
        row, column = (place + by for place, by in zip(self.index, shift, strict=False))
        if slow:
            size = self.stage.window_size
            cut = self.inputs[row : row + size, column : column + size]
            return cut, np.ones(cut.shape[:2], bool)
        return window(self.inputs.astype(np.float32), self.stage, row, column)

    def pooled(self, shift: tuple[int, int] = (0, 0), *, slow: bool = False) -> NDArray[np.float64]:
        """The numbers of the map's window."""
        values, inside = self.seen(shift, slow=slow)
        return values[..., self.index[-1]][inside]

    @property
    def size(self) -> int:
        """Cells of the input along an axis."""
        return self.stage.input_shape[0]

    @property
    def strides(self) -> int:
        """By how much the question lets the window move."""
        return int(self.question.numbers["strides"])

    @property
    def kernel_sizes(self) -> list[int]:
        """Sizes of the weights that are multiplied, without the last, which is that of the outputs."""
        shapes = [tuple(weight.shape) for weight in self.layer.weights]
        if not self.stage.settings.has_kernel:
            return [len(shapes)]
        return list(shapes[0][:2]) if self.stage.kind == "depthwise_conv2d" else list(shapes[0][:-1])


def activated(name: str, value: float) -> float:
    """Keras's activation function of one number."""
    return float(keras.activations.get(name)(np.float64(value)))
