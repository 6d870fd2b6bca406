"""The bytes sent for a picture, of several images and in every language; beside it the same arrays as JSON.

JSON is the usual way: whatever is not packed, Streamlit and Plotly send as numbers in text.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import Figure, Report, Sample
from explainer import mnist
from explainer.text import ORIGINALS, Text
from explainer.tracing import Trace, Tracer, Weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components.payload import STEPS, Quantized, Scene, pack
from explainer.ui.pictures import enlarged
from explainer.ui.pictures.forward import forward_scene
from explainer.ui.pictures.live import live_scene
from explainer.ui.pictures.overview import overview_scene
from explainer.ui.pictures.stage import StageContext
from explainer.ui.walkthrough import STAGE_PICTURES

IMAGES = (0, 18, 247, 321, 1393, 2597, 4176, 9729)
"""Test images: the first one, and others of several digits, easy and hard ones."""

FILTERS = (0, 21, 31)
"""Maps in focus, one after the other."""

TOKEN = "0123456789ab"


@dataclass(frozen=True)
class Answer:
    """A network's answer to one image, in one language."""

    trace: Trace
    weights: Weights
    text: Text
    label: int

    def context(self, name: str, focus: int) -> StageContext:
        """The stage of that name, with a map in focus."""
        stage = self.trace[name].stage
        return StageContext(
            trace=self.trace, weights=self.weights, stage=stage, text=self.text, filter=focus, label=self.label
        )


@dataclass(frozen=True)
class Picture:
    """What is sent for one picture.

    Attributes:
        limit: The promise, in KB.
        scenes: What is sent for an answer, once a map in focus.
    """

    name: str
    limit: float
    scenes: Callable[[Answer], Iterator[Scene]]


def _stage(name: str) -> Callable[[Answer], Iterator[Scene]]:
    def scenes(answer: Answer) -> Iterator[Scene]:
        scene = STAGE_PICTURES[answer.trace[name].stage.settings.picture].scene
        return (scene(answer.context(name, focus)) for focus in FILTERS)

    return scenes


def _enlarged(answer: Answer) -> Iterator[Scene]:
    return (enlarged.scene(answer.context("activation_1", focus)) for focus in FILTERS)


def _overview(answer: Answer) -> Iterator[Scene]:
    yield overview_scene(answer.trace, answer.weights, answer.text, label=answer.label)


def _live(answer: Answer) -> Iterator[Scene]:
    stages = [traced.stage for traced in answer.trace]
    yield live_scene(stages, answer.trace, answer.text, token=TOKEN, milliseconds=2.5)


def _network(answer: Answer) -> Iterator[Scene]:
    yield forward_scene(load_bundle().config, answer.weights, TOKEN)


PICTURES = (
    Picture("first convolution", 60, _stage("conv2d_1")),
    Picture("second convolution", 150, _stage("conv2d_2")),
    Picture("64 maps with readable values", 180, _enlarged),
    Picture("overview", 250, _overview),
    Picture("live maps of a drawing", 80, _live),
    Picture("network for the pen, once a model", 500, _network),
)


def measure(repeats: int = len(IMAGES)) -> Report:
    """Packs every picture of the bundled model.

    Args:
        repeats: Images; at most all of `IMAGES`.
    """
    answers = list(_answers(IMAGES[:repeats]))
    return report(
        {
            picture.name: [sizes(*scene) for answer in answers for scene in picture.scenes(answer)]
            for picture in PICTURES
        }
    )


def _answers(images: tuple[int, ...]) -> Iterator[Answer]:
    bundle, dataset = load_bundle(), mnist.load()
    weights, tracer = load_weights(bundle), Tracer(bundle.config)
    for index in images:
        trace = tracer.trace(mnist.scale(dataset.x_test[index]), weights)
        for language in ORIGINALS:
            yield Answer(trace, weights, Text(language), int(dataset.y_test[index]))


def sizes(meta: Mapping[str, Any], arrays: Mapping[str, NDArray[Any] | Quantized]) -> tuple[float, float]:
    """Kilobytes of a picture as it is sent, and of its arrays alone as JSON.

    Args:
        arrays: Its arrays; those in 8 bits count in JSON as the numbers that they stand for.
    """
    usual = {name: _numbers(array).tolist() for name, array in arrays.items()}
    return len(pack(meta, arrays)) / 1_000, len(json.dumps(usual)) / 1_000


def _numbers(array: NDArray[Any] | Quantized) -> NDArray[Any]:
    if not isinstance(array, Quantized):
        return array
    step = (array.high - array.low) / STEPS
    return (array.low + step * array.levels).astype(np.float32)


def report(measured: Mapping[str, list[tuple[float, float]]]) -> Report:
    """What follows from the kilobytes of each picture: as sent, and as JSON."""
    limits = {picture.name: picture.limit for picture in PICTURES}
    samples, figures = [], []
    for name, pairs in measured.items():
        sent, usual = (tuple(side) for side in zip(*pairs, strict=True))
        samples += [Sample(name, sent, "KB"), Sample(f"{name}, as JSON", usual, "KB")]
        figures += [
            Figure(name, max(sent), at_most=limits[name], unit="KB"),
            Figure(f"{name}: JSON / sent", min(json / packed for packed, json in pairs)),
        ]
    return Report("payload", tuple(samples), tuple(figures))
