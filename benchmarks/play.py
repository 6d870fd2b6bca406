"""A hundred steps of training from the bundled model, recorded as the page watches them, against `train_on_batch`.

Both take the same steps with the same optimizer; the page's also keep a kernel, a map, its gradient and the answer
after each step, and try 250 test images after every tenth. A page is sent all that is known every 0.4 seconds.
"""

import time

import numpy as np

from benchmarks.report import Figure, Report, Sample, alternate, paired_ratio
from explainer import mnist
from explainer.evaluation.scores import Evaluation
from explainer.learning.backpropagation import Backpropagation, batch_of
from explainer.learning.play import training_batch
from explainer.learning.recording import Recording, Watcher
from explainer.learning.update import fresh_state
from explainer.network import keras_model
from explainer.predicting import Predictor
from explainer.text import Text
from explainer.tracing import Weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components.payload import pack
from explainer.ui.learning.play import OFTEN_SECONDS, UNSEEN_IMAGES
from explainer.ui.pictures.play import MOST_STEPS, scene

LARGEST_PAYLOAD = 250_000


class _Sides:
    """Both ways to take the steps; what is made once for each is made here."""

    def __init__(self) -> None:
        bundle, self._dataset = load_bundle(), mnist.load()
        self._config, self._recipe = bundle.config, bundle.description.recipe
        self._weights = load_weights(bundle, 0)
        # First, as on the server, where what follows an image has settled with how many threads TensorFlow computes.
        self._predictor = Predictor(self._config)
        self._computes = Backpropagation(self._config)
        stage = self._config.stages[1]
        self._stage, self._watcher = stage.name, Watcher(self._config, stage)
        self._batches = [training_batch(self._config, self._recipe, number) for number in range(MOST_STEPS)]
        self._image = batch_of(self._config, mnist.scale(self._dataset.x_test[:1]), [int(self._dataset.y_test[0])], 0)
        self._model = keras_model(self._config)
        self.payload = 0

    def recorded(self) -> float:
        """Seconds of the page's way."""
        recording = Recording(
            backpropagation=self._computes,
            watcher=self._watcher,
            recipe=self._recipe,
            weights=self._weights,
            state=fresh_state(self._config, self._recipe.optimizer),
            image=self._image,
            channel=0,
            kernel=lambda weights: np.array(weights[self._stage].kernel[:, :, 0, 0]),
            batch=self._batches.__getitem__,
            try_unseen=self._unseen,
        )
        began = sent = time.perf_counter()
        for _ in recording.advance(MOST_STEPS):
            if time.perf_counter() - sent > OFTEN_SECONDS:
                self._send(recording)
                sent = time.perf_counter()
        self._send(recording)
        return time.perf_counter() - began

    def plain(self) -> float:
        """Seconds of `train_on_batch`, the model compiled and its function traced before."""
        self._model.set_weights(list(map(np.asarray, self._weights.tensors)))
        self._model.compile(self._recipe.optimizer.build(), loss="sparse_categorical_crossentropy")
        self._model.train_on_batch(self._batches[0].images, self._batches[0].labels)
        began = time.perf_counter()
        for batch in self._batches:
            self._model.train_on_batch(batch.images, batch.labels)
        return time.perf_counter() - began

    def _unseen(self, weights: Weights) -> tuple[float, float]:
        images, labels = self._dataset.x_test[:UNSEEN_IMAGES], self._dataset.y_test[:UNSEEN_IMAGES]
        found = Evaluation(self._predictor.predictions(images, weights), labels)
        return found.loss, found.accuracy

    def _send(self, recording: Recording) -> None:
        shown = scene(
            recording,
            MOST_STEPS,
            Text("en"),
            identity="",
            start="",
            names=("stage", "kernel", "map"),
            unseen=UNSEEN_IMAGES,
            can_keep=True,
        )
        self.payload = len(pack(*shown))


def measure(repeats: int = 7) -> Report:
    """Takes a hundred steps both ways, in turn.

    Args:
        repeats: Measurements of each side.
    """
    sides = _Sides()
    ways = {"recorded and sent": sides.recorded, "train_on_batch": sides.plain}
    for way in ways.values():  # the first time, graphs are made
        way()
    values = alternate(ways, repeats)
    ours, plain = (Sample(name, measured, unit="s") for name, measured in values.items())
    ratio = paired_ratio(ours.values, plain.values)
    return Report(
        "play",
        (ours, plain),
        (
            Figure("a hundred steps, watched / bare", ratio, at_most=1.5),
            Figure("all of them as sent", sides.payload, at_most=LARGEST_PAYLOAD, unit="bytes"),
        ),
    )
