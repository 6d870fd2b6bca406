import keras
import numpy as np
import tensorflow as tf

from explainer.network import keras_model
from explainer.training.worker.datasets import untuned_datasets
from tests.training.conftest import TINY


def losses() -> list[float]:
    keras.utils.set_random_seed(2)
    model = keras_model(TINY)
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    generator = np.random.default_rng(0)
    images = generator.random((150, 28, 28, 1), dtype=np.float32)
    labels = np.eye(10, dtype=np.float32)[generator.integers(0, 10, 150)]
    return model.fit(images, labels, batch_size=20, epochs=3, verbose=0).history["loss"]


def test_the_numbers_stay_the_same():
    expected = losses()
    with untuned_datasets():
        assert losses() == expected


def test_keras_builds_its_data_sets_untuned_and_others_as_ever(monkeypatch):
    seen: list[bool | None] = []
    with_options = tf.data.Dataset.with_options

    def spy(dataset, options, name=None):
        seen.append(options.autotune.enabled)
        return with_options(dataset, options, name)

    monkeypatch.setattr(tf.data.Dataset, "with_options", spy)
    with untuned_datasets():
        losses()
    assert seen
    assert not any(each is not False for each in seen)
    seen.clear()
    losses()
    assert seen
    assert False not in seen
