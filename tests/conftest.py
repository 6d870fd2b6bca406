"""What every test runs in: one thread of arithmetic a process, and workers that are as important as the tests."""

import gc
import os
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from explainer.child_processes import ONE_THREAD

# Before NumPy and TensorFlow are loaded. Tests run in several processes, and beside whatever else the machine does:
# a worker that lets everybody else go first would never get its turn there, and none waits beside them.
os.environ |= ONE_THREAD | {"TF_NUM_INTRAOP_THREADS": "1", "EXPLAINER_WORKER_PRIORITY": "normal"}
os.environ["EXPLAINER_SPARE_WORKER"] = "0"

# ruff: isort: split
import keras
import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from explainer import mnist
from explainer.mnist import Dataset
from explainer.network import NetworkConfig
from explainer.tracing import Array, Tracer
from tests import networks

TESTS = Path(__file__).parent

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("any_machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any_machine")


class BrowserTogether(LoadFileScheduling):
    """A file is run by one process; all that drive a browser by the same, with one server and one browser."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> BrowserTogether:
    return BrowserTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that drive a browser first, as they take longest; then the files of each folder, spread over the whole run.

    Some wait for workers, some compute: so each runs beside others than its own kind.
    """
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    folders: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(files, key=lambda path: -len(files[path])):
        folders[path.relative_to(TESTS).parts[0] if path.parent != TESTS else ""].append(path)
    share = {path: (place + 0.5) / len(paths) for paths in folders.values() for place, path in enumerate(paths)}
    items.sort(key=lambda item: (TESTS / "browser" not in item.path.parents, share[item.path], item.path))


@pytest.fixture(scope="module", autouse=True)
def _garbage_is_looked_for_in_what_is_new() -> None:
    """Streamlit collects garbage twice after every run of a page, Keras whenever a session is cleared.

    A process that has run other files holds hundreds of thousands of objects by then, which takes longer than the page.
    """
    gc.collect()
    gc.freeze()


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
