"""Runs that pause: states, time, and a place in the queue for those who wait."""

import os
import time

from explainer.training.queue.dispatcher import OTHERS_WAITED, PAUSE_SECONDS
from explainer.training.store.states import ACTIVE, read_state
from explainer.training.worker.attempt import train
from tests.training.bench import claimed_in_training, in_training


def test_a_run_pauses_and_goes_on(store, tiny, queue):
    run = in_training(store.create(tiny))
    assert read_state(run) == "running"
    queue.pause(run.id)
    assert read_state(run) == "paused"
    assert "paused" in ACTIVE
    assert queue.open_runs.of_visitor(tiny.visitor) == run.id
    queue.unpause(run.id)
    assert read_state(run) == "running"
    queue.unpause(run.id)


def test_a_worker_holds_while_it_is_to_pause(store, tiny, monkeypatch):
    run = store.create(tiny)
    run.ask_to_pause()
    looks = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        if len(looks) == 3:
            run.ask_to_continue()
        time_sleep(seconds)

    time_sleep = time.sleep
    monkeypatch.setattr("explainer.training.worker.reports.time.sleep", sleep)
    result = train(run)
    assert result.state == "finished"
    assert len(looks) == 3
    # What a pause counts as is seen with a clock of our own, below: this one depends on the machine.
    assert result.paused_seconds > 0


def test_a_pause_is_no_time_of_training(store, tiny, monkeypatch):
    run = store.create(tiny)
    clock = [0.0]
    monkeypatch.setattr("explainer.training.worker.reports.time.perf_counter", lambda: clock[0])
    run.ask_to_pause()

    def sleep(_: float) -> None:
        clock[0] += 1000.0
        run.ask_to_continue()

    monkeypatch.setattr("explainer.training.worker.reports.time.sleep", sleep)
    result = train(run)
    assert clock == [1000.0]
    assert result.seconds < 1000.0
    assert sum(result.training_seconds) < 1000.0
    assert result.overhead_seconds < 1000.0


def test_a_paused_run_can_be_stopped(store, tiny):
    run = store.create(tiny)
    run.ask_to_pause()
    run.ask_to_stop("others_waited")
    result = train(run)
    assert (result.state, result.reason, result.epoch) == ("stopped", "others_waited", 1)


def test_a_long_pause_ends_only_when_others_wait(queue, bench, store, tiny):
    first = queue.submit(tiny)
    queue.dispatcher.dispatch()
    run = claimed_in_training(store.run(first))
    queue.pause(first)
    long_ago = time.time() - PAUSE_SECONDS - 10
    os.utime(run.pause_path, (long_ago, long_ago))
    queue.dispatcher.dispatch()
    assert not run.stop_path.exists()
    queue.submit(tiny.model_copy(update={"visitor": "visitor-2"}))
    queue.dispatcher.dispatch()
    assert run.stop_path.read_text(encoding="utf-8") == OTHERS_WAITED


def test_a_short_pause_does_not_end(queue, store, tiny):
    first = queue.submit(tiny)
    queue.dispatcher.dispatch()
    queue.pause(first)
    queue.submit(tiny.model_copy(update={"visitor": "visitor-2"}))
    queue.dispatcher.dispatch()
    assert not store.run(first).stop_path.exists()
