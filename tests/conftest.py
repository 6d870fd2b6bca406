from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from explainer import mnist
from explainer.mnist import Dataset
from explainer.network import NetworkConfig
from explainer.tracing import Array, Tracer
from tests import networks

TESTS = Path(__file__).parent

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spreads the files of each folder over the whole run, those of many tests first.

    Some drive a browser, some wait for workers, some compute: so each runs beside others than its own kind.
    """
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    folders: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(files, key=lambda path: -len(files[path])):
        folders[path.relative_to(TESTS).parts[0] if path.parent != TESTS else ""].append(path)
    share = {path: (place + 0.5) / len(paths) for paths in folders.values() for place, path in enumerate(paths)}
    items.sort(key=lambda item: (share[item.path], item.path))


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
