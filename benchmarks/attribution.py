"""An occlusion map by the model and by random weights, against a bare `model.predict` of as many images; Grad-CAM.

Both maps are all that the page computes for them: covering the image, the predictions in their batches, and putting
them together. `predict` gets images that are covered and scaled already.
"""

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from benchmarks.report import Figure, Report, Sample, alternate, milliseconds, paired_ratio
from explainer import mnist
from explainer.attribution.grad_cam import GradCam, Gradients
from explainer.attribution.occlusion import images_to_predict, occlusion
from explainer.attribution.random_weights import random_weights
from explainer.network import keras_model
from explainer.predicting import Predictor
from explainer.tracing import Tracer
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights

IMAGE, SIZE, DIGIT = 18, 5, 3
"""A test image, the square's side, and the class."""


def measure(repeats: int = 15) -> Report:
    """Computes all of them in turn.

    Args:
        repeats: Of each.
    """
    sides = _sides()
    for side in sides.values():  # the first call builds what later ones have
        side()
    return report(*(Sample(name, values) for name, values in alternate(sides, repeats).items()))


def report(covering: Sample, predict: Sample, weighing: Sample) -> Report:
    """What follows from the milliseconds of each."""
    ratio = paired_ratio(covering.values, predict.values)
    figures = (
        Figure("both occlusion maps / model.predict", ratio, at_most=1.1),
        Figure("Grad-CAM", weighing.median, at_most=150, unit="ms"),
    )
    return Report("attribution", (covering, predict, weighing), figures)


def _sides() -> Mapping[str, Callable[[], float]]:
    bundle, image = load_bundle(), mnist.load().x_test[IMAGE]
    config = bundle.config
    learned, random = load_weights(bundle, bundle.checkpoints()[-1]), random_weights(config)
    predictor, tracer, model = Predictor(config), Tracer(config), keras_model(config)
    model.set_weights([array for layer in learned.values() for array in layer.values()])
    convolution = config.convolutions[-1]
    gradients, name = Gradients(config, convolution), config.output_stage(convolution).name
    scaled = np.tile(mnist.scale(images_to_predict(image, SIZE)), (2, 1, 1))[..., np.newaxis]

    def cover() -> None:
        for weights in (learned, random):
            found = occlusion(image, SIZE, predictor.predictions(images_to_predict(image, SIZE), weights))
            if not found.touches.any():
                raise RuntimeError("Expected a digit; received a black image.")

    def weigh() -> None:
        for weights in (learned, random):
            maps = tracer.trace(mnist.scale(image), weights)[name].output
            GradCam(maps, gradients.of(maps, DIGIT, weights)).over_image.sum()

    acts = {
        "both occlusion maps": cover,
        "model.predict": partial(model.predict, scaled, verbose=0),
        "Grad-CAM, both": weigh,
    }
    return {name: partial(milliseconds, act) for name, act in acts.items()}
