"""Measures how fast a network trains on this machine, with a few batches in a separate process.

`python -m explainer.training.worker.speed NETWORK BATCH_SIZE` trains on random images at the workers' low priority and
prints the images per second. `Speeds` starts this command and keeps the results.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Iterable

from explainer.children import lower_priority, module
from explainer.errors import ExplainerError
from explainer.network import NetworkConfig
from explainer.recent import Recent
from explainer.training.onednn import onednn_environment
from explainer.training.queue.estimates import Measurement

WARM_UP_BATCHES = 3
"""The first batch compiles; the next ones fill caches."""
MEASURED_SECONDS = 2.0
MOST_BATCHES = 400
MOST_IMAGES = 20_000
"""They take about 60 MB."""
PATIENCE_SECONDS = 120.0
MOST_REMEMBERED = 256


class Speeds:
    """Measures speeds, one at a time, and keeps the results; thread-safe."""

    def __init__(self) -> None:
        self._known: Recent[tuple[str, int], float] = Recent(MOST_REMEMBERED)
        self._measuring = threading.Lock()

    def known(self, config: NetworkConfig, batch_size: int) -> float | None:
        """The measured images per second, or `None`."""
        return self._known.get((config.fingerprint, batch_size))

    def measure(self, config: NetworkConfig, batch_size: int) -> float:
        """Measures a speed, unless it is known. Returns images per second.

        Raises:
            ExplainerError: `measuring_failed` if the process fails or takes too long.
        """
        with self._measuring:
            speed = self.known(config, batch_size)
            if speed is None:
                speed = _measured_elsewhere(config, batch_size)
                self._known.put((config.fingerprint, batch_size), speed)
            return speed


def speed_of_runs(config: NetworkConfig, batch_size: int, measured: Iterable[Measurement]) -> float | None:
    """The images per second of an earlier run with the same network and batch size; `None` if there is none.

    Args:
        measured: Earlier runs, the newest first.
    """
    alike = (
        measurement.images_per_second
        for measurement in measured
        if measurement.request.config == config and measurement.request.recipe.batch_size == batch_size
    )
    return next(alike, None)


def images_per_second(config: NetworkConfig, batch_size: int) -> float:
    """Measures the images per second by training a few batches in this process."""
    # Imported here: only the separate process needs these modules, and TensorFlow takes seconds to load.
    import keras  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415

    from explainer.network import keras_model  # noqa: PLC0415
    from explainer.optimizers import Adam  # noqa: PLC0415
    from explainer.training.worker.datasets import untuned_datasets  # noqa: PLC0415

    class Clock(keras.callbacks.Callback):  # type: ignore[misc]
        """Measures the time of the batches after the first few, and stops the training."""

        def __init__(self) -> None:
            super().__init__()
            self.batches = -WARM_UP_BATCHES
            self.began = self.ended = 0.0

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002
            self.batches += 1
            self.ended = time.perf_counter()
            if self.batches <= 0:
                self.began = self.ended
            elif self.ended - self.began > MEASURED_SECONDS:
                self.model.stop_training = True

    generator = np.random.default_rng(0)
    count = max(min(MOST_BATCHES * batch_size, MOST_IMAGES), (WARM_UP_BATCHES + 1) * batch_size)
    count -= count % batch_size  # whole batches only, since each counts as one
    images = generator.random((count, 28, 28, 1), dtype=np.float32)
    labels = keras.utils.to_categorical(generator.integers(0, 10, count), 10)
    model = keras_model(config)
    model.compile(optimizer=Adam().build(), loss="categorical_crossentropy", metrics=["accuracy"], jit_compile=False)
    clock = Clock()
    with untuned_datasets():
        model.fit(images, labels, batch_size=batch_size, epochs=1, verbose=0, callbacks=[clock])
    return clock.batches * batch_size / (clock.ended - clock.began)


def _measured_elsewhere(config: NetworkConfig, batch_size: int) -> float:
    kernels = onednn_environment(config, batch_size, batch_size)
    measuring = module("explainer.training.worker.speed", config.model_dump_json(), str(batch_size), more=kernels)
    try:
        finished = subprocess.run(
            **measuring,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=True,
            text=True,
            encoding="utf-8",
        )
        return float(finished.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise ExplainerError("measuring_failed", f"Expected images per second; received {error!r}.") from error


def _main(network: str, batch_size: str) -> None:
    lower_priority()
    print(images_per_second(NetworkConfig.model_validate_json(network), int(batch_size)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
