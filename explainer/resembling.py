"""Which images a network takes for alike: those whose numbers before the ten scores are nearest to each other."""

import math

import numpy as np
import numpy.typing as npt

from explainer.mnist import Images
from explainer.network import LOGITS, NetworkConfig
from explainer.predicting import InBatches
from explainer.tracing import Array, Trace, Weights

Vectors = npt.NDArray[np.float32]

MOST_NUMBERS = 1_024
"""Numbers of one image, at most: 40 MB for 10,000 images."""


def is_short_enough(config: NetworkConfig) -> bool:
    """Whether the last numbers before the scores are few enough to be kept for all test images."""
    return math.prod(config.stages[-3].output_shape) <= MOST_NUMBERS


def hidden_vector(trace: Trace) -> Array:
    """What the ten scores of one image are made of, `(n,)`."""
    return trace.input_of(LOGITS).ravel()


class HiddenVectors:
    """Computes them for many images. Safe to share between threads: it keeps neither weights nor results.

    Args:
        config: The architecture; see `is_short_enough`.
    """

    def __init__(self, config: NetworkConfig) -> None:
        self._size = math.prod(config.stages[-3].output_shape)
        self._before_logits = InBatches(config, slice(-3, -2))

    def of(self, images: Images, weights: Weights) -> Vectors:
        """What the scores of each image are made of.

        Returns:
            Read-only, `(n, numbers)`, as precise as Keras returned them: the numbers of a saturated network differ in
            their last digits only.

        Raises:
            ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
        """
        found = np.empty((len(images), self._size), dtype=np.float32)
        for part, (vectors,) in self._before_logits.outputs(images, weights):
            found[part] = vectors.reshape(len(vectors), -1)
        found.flags.writeable = False
        return found


def nearest(vectors: Vectors, vector: Array, count: int) -> npt.NDArray[np.intp]:
    """The places of those nearest to one, by Euclidean distance, the nearest first.

    Args:
        vectors: `(n, numbers)`.
        vector: `(numbers,)`.
    """
    apart = vectors - vector
    return np.argsort(np.einsum("ij,ij->i", apart, apart), kind="stable")[:count]
