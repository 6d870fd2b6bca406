"""Similar images according to a network: nearest neighbours by the feature vectors before the logits."""

import math

import numpy as np
import numpy.typing as npt

from explainer.mnist import Images
from explainer.network import LOGITS, NetworkConfig
from explainer.predicting import InBatches
from explainer.tracing import Array, Trace, Weights

Vectors = npt.NDArray[np.float32]

MOST_NUMBERS = 1_024
"""Maximum length of a feature vector; 40 MB for 10,000 images."""


def is_short_enough(config: NetworkConfig) -> bool:
    """Whether the feature vectors are short enough to be stored for all test images."""
    return math.prod(config.stages[-3].output_shape) <= MOST_NUMBERS


def hidden_vector(trace: Trace) -> Array:
    """The input of the logits layer for one image, `(n,)`."""
    return trace.input_of(LOGITS).ravel()


class HiddenVectors:
    """Computes feature vectors of many images. Thread-safe: it stores no weights and no results."""

    def __init__(self, config: NetworkConfig) -> None:
        self._size = math.prod(config.stages[-3].output_shape)
        self._before_logits = InBatches(config, slice(-3, -2))

    def of(self, images: Images, weights: Weights) -> Vectors:
        """Computes the feature vector of each image.

        Returns:
            Read-only `float32`, `(n, numbers)`. The precision is needed: in a saturated network, only the last digits
            differ.

        Raises:
            ExplainerError: `weights_do_not_fit` if the weights have other shapes.
        """
        found = np.empty((len(images), self._size), dtype=np.float32)
        for part, (vectors,) in self._before_logits.outputs(images, weights):
            found[part] = vectors.reshape(len(vectors), -1)
        found.flags.writeable = False
        return found


def nearest(vectors: Vectors, vector: Array, count: int) -> npt.NDArray[np.intp]:
    """The indices of the `count` vectors nearest to one by Euclidean distance, nearest first.

    Args:
        vectors: `(n, numbers)`.
        vector: `(numbers,)`.
    """
    apart = vectors - vector
    return np.argsort(np.einsum("ij,ij->i", apart, apart), kind="stable")[:count]
