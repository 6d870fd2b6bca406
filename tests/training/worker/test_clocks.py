"""Each second of a run is counted once."""

from types import SimpleNamespace

import pytest

from explainer.training.worker import clocks
from explainer.training.worker.clocks import Timing


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    told = Clock()
    monkeypatch.setattr(clocks, "time", SimpleNamespace(perf_counter=told.perf_counter))
    return told


def test_callbacks_are_no_training_and_pauses_and_tests_are_neither(clock: Clock) -> None:
    timing = Timing(earlier=1000.0)
    timing.begin_epoch()
    for paused in (0.0, 32.0):
        clock.now += 8.0
        timing.begin_overhead()
        clock.now += 0.25
        before = timing.training_so_far()
        clock.now += 0.25 + paused
        timing.add_pause(paused)
        # What is reported from within a callback is what was learned by then.
        assert timing.training_so_far() == before
        timing.end_overhead()
    assert timing.training_so_far() == 1016.0
    timing.begin_validation()
    clock.now += 4.0
    timing.end_validation()
    timing.end_epoch()
    timing.begin_overhead()
    clock.now += 2.0
    timing.add_testing(2.0)
    clock.now += 0.5
    timing.end_overhead()
    assert timing.training == [16.0]
    assert (timing.testing, timing.overhead, timing.paused) == (6.0, 1.5, 32.0)
    assert sum(timing.training) + timing.testing + timing.overhead + timing.paused == clock.now - 100.0


def test_an_evaluation_after_the_last_epoch_is_no_overhead(clock: Clock) -> None:
    timing = Timing()
    timing.begin_overhead()
    clock.now += 1.0
    timing.end_overhead()
    clock.now += 3.0
    timing.add_testing(3.0)
    assert (timing.overhead, timing.testing) == (1.0, 3.0)
