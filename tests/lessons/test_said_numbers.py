"""The numbers that the lessons and the glossary state, where no line of the script at hand says them."""

import inspect

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.lessons.files import lessons
from explainer.lessons.glossary import glossary
from explainer.lessons.notes import Note
from explainer.network import network
from explainer.receptive import receptive_field
from explainer.text import LANGUAGES, ORIGINALS


@pytest.mark.parametrize("language", ORIGINALS)
def test_what_the_article_s_notes_say_of_keras(language: str) -> None:
    notes = lessons("article", language, Note)
    # 3×3 with valid makes 26×26 of 28×28.
    assert keras.ops.conv(np.ones((1, 28, 28, 1)), np.ones((3, 3, 1, 1)), padding="valid").shape[1:3] == (26, 26)
    assert "26×26" in notes["conv2d"].notions["padding"].text
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(loss="mse")
    updates: list[int] = []

    class Counting(keras.callbacks.Callback):
        def on_train_batch_end(self, batch: int, logs: object = None) -> None:  # noqa: ARG002 (Keras passes it)
            updates.append(batch)

    model.fit(np.zeros((33, 1)), np.zeros((33, 1)), verbose=0, callbacks=[Counting()])
    assert len(updates) == 2
    assert "32" in notes["fit"].notions["batches"].text
    assert inspect.signature(keras.Model.fit).parameters["batch_size"].default is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_article_s_notes_say_of_mnist(language: str, dataset: mnist.Dataset) -> None:
    notes = lessons("article", language, Note)
    counts = len(dataset.x_train), len(dataset.x_test)
    assert all(f"{count:,}" in notes["load_data"].what for count in counts)
    assert f"{sum(counts):,}" in notes["import_mnist"].notions["mnist"].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_glossary_says(language: str) -> None:
    terms = glossary(language)
    # Two 3×3 windows with a pooling of 2×2 between them: 4 pixels after the pooling, then two steps of 2 more.
    assert receptive_field(network("c1_max2"), "pooling2d_1").full_size == 4
    assert receptive_field(network("c1_max2_c1"), "conv2d_2").full_size == 8
    assert "8" in terms["receptive_field"].meaning
    assert np.float32(1) + np.float32(1e-7) > 1
    assert np.float32(1) + np.float32(1e-8) == 1
