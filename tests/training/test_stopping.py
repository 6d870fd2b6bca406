"""A sitting ends at its time limit, or where the room ends, with everything learned kept; and it can go on."""

from __future__ import annotations

import time

import pytest

from explainer.training import stopping
from explainer.training.files import write_atomically
from explainer.training.fitting import train
from explainer.training.queue import RESUMABLE
from explainer.training.records import BatchRecord, Limits
from explainer.training.sizes import checkpoint_bytes, model_bytes
from explainer.training.states import read_state
from explainer.training.stopping import TimeLimit
from explainer.training.timing import Timing
from explainer.training.weights import load_weights

pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't:DeprecationWarning")


class Model:
    stop_training = False


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def perf_counter(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(stopping, "time", made)
    return made


def limit_of(seconds: float, timing: Timing) -> TimeLimit:
    limit = TimeLimit(seconds, timing, end=(3, 20))
    limit.set_model(Model())
    limit.on_epoch_begin(0)
    return limit


def test_the_time_is_over_after_a_batch(clock) -> None:
    limit = limit_of(10.0, Timing())
    clock.now = 9.9
    limit.on_train_batch_end(3)
    assert (limit.reason, limit.model.stop_training) == (None, False)
    clock.now = 10.1
    limit.on_train_batch_end(4)
    assert (limit.reason, limit.model.stop_training) == ("time_limit", True)


def test_pauses_do_not_count(clock) -> None:
    timing = Timing()
    limit = limit_of(10.0, timing)
    clock.now = 100.0
    timing.paused = 95.0
    limit.on_train_batch_end(3)
    assert limit.reason is None
    clock.now = 106.0
    limit.on_train_batch_end(4)
    assert limit.reason == "time_limit"


def test_after_an_epoch_it_does_not_begin_another_one(clock) -> None:
    limit = limit_of(10.0, Timing())
    clock.now = 11.0
    limit.on_epoch_end(0)
    assert limit.reason == "time_limit"


def test_who_has_come_to_the_end_is_not_stopped(clock) -> None:
    limit = limit_of(10.0, Timing())
    clock.now = 11.0
    limit.on_epoch_begin(2)
    limit.on_train_batch_end(19)
    limit.on_epoch_end(2)
    assert (limit.reason, limit.model.stop_training) == (None, False)


def test_what_was_stopped_already_keeps_its_reason(clock) -> None:
    limit = limit_of(10.0, Timing())
    limit.model.stop_training = True
    clock.now = 11.0
    limit.on_train_batch_end(4)
    assert limit.reason is None


def long(tiny, **fields):
    recipe = tiny.recipe.model_copy(
        update={"epochs": 100, "training_images": 12_000, "batch_size": 8, "evaluate_each_epoch": False} | fields
    )
    return tiny.model_copy(update={"recipe": recipe})


def limited(run, **limits):
    write_atomically(run.limits_path, Limits(**limits).model_dump_json())


def test_a_run_stops_at_its_limit_with_all_it_has_learned_and_goes_on(store, tiny) -> None:
    run = store.create(long(tiny), is_claimed=True)
    limited(run, seconds=2.0)
    began = time.monotonic()
    result = train(run)
    assert (result.state, result.reason) == ("stopped", "time_limit")
    assert 2.0 <= result.seconds <= time.monotonic() - began
    assert result.seconds < 60.0
    assert read_state(run) in RESUMABLE
    assert run.model_path.exists()
    newest = run.epochs_done()[-1]
    last = [record for record in run.progress() if isinstance(record, BatchRecord)][-1]
    assert (result.epoch, last.epoch) == (newest.epoch, newest.epoch)
    assert run.checkpoints()[-1] == newest.epoch
    assert load_weights(run, newest.epoch)
    # Each sitting has a limit of its own.
    run.ask_for_more(100)
    limited(run, seconds=2.0)
    again = train(run)
    assert (again.state, again.reason) == ("stopped", "time_limit")
    assert again.seconds >= 2.0


def test_a_run_without_limits_comes_to_its_end(store, tiny) -> None:
    run = store.create(tiny, is_claimed=True)
    assert train(run).state == "finished"


def test_a_run_stops_where_the_next_checkpoint_has_no_room(store, tiny) -> None:
    request = long(tiny, epochs=20, training_images=100)
    run = store.create(request, is_claimed=True)
    one = checkpoint_bytes(request.config, request.recipe.optimizer)
    limited(run, visitor_bytes=1 * 66_000 + 5 * one)
    result = train(run)
    assert (result.state, result.reason) == ("stopped", "room_full")
    assert 1 <= result.epoch < 20
    assert run.checkpoints()[-1] == result.epoch
    taken = sum(path.stat().st_size for path in run.directory.iterdir())
    assert taken <= 66_000 + 5 * one
    # What describes the model is left out rather than written over the limit.
    assert not run.model_path.exists()
    assert model_bytes(request.config, request.recipe.optimizer) > one
    run.ask_for_more(20)
    limited(run)
    assert train(run).state == "finished"
    assert run.model_path.exists()
