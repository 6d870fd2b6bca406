"""What some network says of some images, without a network."""

import numpy as np
import pytest

from explainer.evaluation.scores import Evaluation
from explainer.predicting import Predictions


def said(logits: np.ndarray, labels: np.ndarray) -> Evaluation:
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities = (exponentials / exponentials.sum(axis=1, keepdims=True)).astype(np.float32)
    return Evaluation(Predictions(logits.astype(np.float32), probabilities), labels.astype(np.uint8))


@pytest.fixture(scope="session")
def evaluation() -> Evaluation:
    """600 images, two thirds of them right, none of them a 9, and never the answer 8."""
    generator = np.random.default_rng(5)
    labels = generator.integers(0, 9, 600)
    logits = generator.normal(0, 1.5, (600, 10))
    logits[np.arange(600), labels] += 3
    logits[:, 8] = -30
    return said(logits, labels)
