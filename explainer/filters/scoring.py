"""How many images a network answers rightly, step by step."""

from collections.abc import Generator

import numpy as np

from explainer.filters.ablation import Counts
from explainer.mnist import CLASSES, Images, Labels
from explainer.predicting import Predictor
from explainer.tracing import Weights

STEP_IMAGES = 1_000


def right_by_class(
    predictor: Predictor, images: Images, labels: Labels, weights: Weights
) -> Generator[float, None, Counts]:
    """Answers images, a thousand at a time.

    Yields:
        How much is done, up to 1.

    Returns:
        How many images of each class are right, `(10,)`.

    Raises:
        ExplainerError: `weights_do_not_fit`, if the weights are another architecture's.
    """
    right: Counts = np.zeros(CLASSES, dtype=np.int64)
    for start in range(0, len(images), STEP_IMAGES):
        part = slice(start, start + STEP_IMAGES)
        hits = predictor.predictions(images[part], weights).answers == labels[part]
        right += np.bincount(labels[part][hits], minlength=CLASSES)
        yield min(start + STEP_IMAGES, len(images)) / len(images)
    return right
