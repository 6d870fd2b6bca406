from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.mnist import Dataset
from explainer.network import NetworkConfig
from explainer.tracing import Array, Tracer
from tests import networks


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    return mnist.load()


@pytest.fixture(scope="session")
def images(dataset: Dataset) -> Array:
    """Three digits of the test set, 0 to 1, and an empty picture: `(4, 28, 28)`."""
    digits = dataset.x_test[[0, 18, 61]].astype(np.float32) / 255
    return np.concatenate([digits, np.zeros((1, 28, 28), np.float32)])


@pytest.fixture(scope="session")
def tracer_of() -> Callable[[NetworkConfig], Tracer]:
    """`networks.tracer_of`."""
    return networks.tracer_of


@pytest.fixture
def clearing_sessions() -> Iterator[None]:
    """Other visitors: Streamlit calls `clear_session()` after every script run, in threads of its own."""
    finished = threading.Event()

    def rerun() -> None:
        while not finished.wait(0.001):
            keras.backend.clear_session(free_memory=False)

    thread = threading.Thread(target=rerun)
    thread.start()
    yield
    finished.set()
    thread.join()
