"""How fast a network trains, measured in a process of its own."""

import subprocess
from typing import Any

import pytest

from explainer.errors import ExplainerError
from explainer.network import network
from explainer.training.queue.estimates import Measurement
from explainer.training.recipes.recipe import FAST, QUICK_LOOK
from explainer.training.store.records import Request
from explainer.training.worker import speed as module
from explainer.training.worker.speed import Speeds, speed_of_runs

SMALL = network("c1-s3_max2")


def test_a_measurement_is_made_elsewhere_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    speeds = Speeds()
    assert speeds.known(SMALL, 64) is None
    measured = speeds.measure(SMALL, 64)
    assert 10 < measured < 10_000_000
    assert speeds.known(SMALL, 64) == measured
    assert speeds.known(SMALL, 32) is None

    def never(*_: Any, **__: Any) -> None:
        pytest.fail("Expected no second process.")

    monkeypatch.setattr(subprocess, "run", never)
    assert speeds.measure(SMALL, 64) == measured


@pytest.mark.parametrize("error", [subprocess.TimeoutExpired("python", 1), OSError("no memory")])
def test_what_goes_wrong_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def failing(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(module.subprocess, "run", failing)
    speeds = Speeds()
    with pytest.raises(ExplainerError, match="images per second") as caught:
        speeds.measure(SMALL, 32)
    assert caught.value.code == "measuring_failed"
    assert speeds.known(SMALL, 32) is None


def test_only_runs_of_the_same_network_and_batch_size_count() -> None:
    measured = [
        Measurement(Request(config=SMALL, recipe=recipe), images_per_second, 1.0, 1.0)
        for recipe, images_per_second in ((FAST, 500.0), (QUICK_LOOK, 300.0), (FAST, 100.0))
    ]
    assert speed_of_runs(SMALL, FAST.batch_size, measured) == 500.0
    assert speed_of_runs(SMALL, QUICK_LOOK.batch_size, measured) == 300.0
    assert speed_of_runs(SMALL, 128, measured) is None
    assert speed_of_runs(network("softmax"), FAST.batch_size, measured) is None
