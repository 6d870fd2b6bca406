"""An attempt ends at its time limit, or where the room ends, with everything learned kept; and it can go on."""

import time

from explainer.training.limits.sizes import checkpoint_bytes, model_bytes
from explainer.training.models.weights import load_weights
from explainer.training.queue.run_queue import RESUMABLE
from explainer.training.store.files import write_atomically
from explainer.training.store.records import BatchRecord, Limits
from explainer.training.store.run import Run
from explainer.training.store.states import read_state
from explainer.training.worker import time_limit as stopping
from explainer.training.worker.attempt import train
from explainer.training.worker.clocks import Timing
from explainer.training.worker.time_limit import TimeLimit


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def perf_counter(self) -> float:
        return self.now


def test_pauses_do_not_count(monkeypatch) -> None:
    clock, timing = Clock(), Timing()
    monkeypatch.setattr(stopping, "time", clock)
    limit = TimeLimit(10.0, timing)
    clock.now = 9.9
    assert not limit.is_over
    timing.paused = 95.0
    clock.now = 100.0
    assert not limit.is_over
    clock.now = 105.1
    assert limit.is_over


class Over:
    """A limit that has passed as soon as a record of an epoch's end has been written."""

    def __init__(self, run: Run, epoch: int) -> None:
        self._run, self._epoch = run, epoch

    @property
    def is_over(self) -> bool:
        return any(record.epoch == self._epoch for record in self._run.epochs_done())


def test_after_an_epoch_it_does_not_begin_another_one(store, tiny, monkeypatch) -> None:
    run = store.create(tiny, is_claimed=True)
    monkeypatch.setattr("explainer.training.worker.attempt.TimeLimit", lambda *_: Over(run, 1))
    result = train(run)
    assert (result.state, result.reason, result.epoch) == ("stopped", "time_limit", 1)
    assert run.epochs_done()[-1].batches == tiny.recipe.batches


def test_who_has_come_to_the_end_is_not_stopped(store, tiny, monkeypatch) -> None:
    run = store.create(tiny, is_claimed=True)
    monkeypatch.setattr("explainer.training.worker.attempt.TimeLimit", lambda *_: Over(run, 2))
    result = train(run)
    assert (result.state, result.reason, result.epoch) == ("finished", None, 2)


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
    assert (result.epoch, last.epoch, last.batch) == (newest.epoch, newest.epoch, newest.batches)
    assert run.checkpoints()[-1] == newest.epoch
    assert load_weights(run, newest.epoch)
    # Each attempt has a limit of its own.
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
