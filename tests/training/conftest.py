from pathlib import Path

import pytest

from explainer.network import network
from explainer.optimizers import Adam
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from tests.training.bench import Bench

TINY = network("c2-s3_max2")


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    return RunStore(tmp_path / "runs")


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def queue(store: RunStore, bench: Bench) -> RunQueue:
    """Not started: the tests call `dispatch` themselves."""
    return RunQueue(store, bench)


@pytest.fixture(scope="session")
def tiny_request() -> Request:
    """Two epochs of 20 batches of a network that trains at once."""
    optimizer = Adam(learning_rate=0.02)
    recipe = Recipe(name="tiny", epochs=2, training_images=630, optimizer=optimizer)
    return Request(config=TINY, recipe=recipe, seed=3, visitor="visitor-1")


@pytest.fixture
def tiny(tiny_request: Request) -> Request:
    return tiny_request
