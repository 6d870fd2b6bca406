"""Runs that go on after they have ended: states, wishes and the queue."""

import os
import time
from pathlib import Path

import pytest

from explainer.errors import ExplainerError
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner, write_owner
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord, Exit, Result
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import claim, read_state
from explainer.training.worker import attempt as fitting
from tests.training.bench import Bench, in_training


def ended(run: Run, state: str = "finished") -> Run:
    write_atomically(run.result_path, Result(state=state, ended=1.0, epoch=2).model_dump_json())
    return run


def test_a_run_that_goes_on_waits_again_with_files_of_its_own(store, tiny, queue, bench):
    run = in_training(store.create(tiny))
    run.ask_to_stop()
    ended(run, "stopped")
    files = {path.name: path.read_bytes() for path in run.directory.iterdir()}
    queue.resume(run.id)
    assert read_state(run) == "queued"
    assert queue.dispatcher.place(run.id) == 1
    assert queue.open_runs.of_visitor(tiny.visitor) == run.id
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == [run.id]
    assert read_state(run) == "starting"
    write_owner(run.worker_path)
    # The first attempt's progress is older than this worker.
    old = time.time() - 60
    os.utime(run.progress_path, (old, old))
    assert read_state(run) == "starting"
    append_record(run.progress_path, EpochRecord(epoch=1))
    assert read_state(run) == "running"
    ended(run)
    assert read_state(run) == "finished"
    del files["progress.jsonl"]
    assert {name: (run.directory / name).read_bytes() for name in files} == files
    assert (run.attempt, run.result_path.name) == (1, "more-1.result.json")
    assert Run(run.directory, 0).result().state == "stopped"


def test_one_more_epoch_is_asked_for(store, tiny, queue):
    run = ended(store.create(tiny))
    queue.resume(run.id, 1)
    assert run.epochs_asked(run.request()) == 3
    ended(run)
    queue.resume(run.id, 2)
    assert (run.attempt, run.epochs_asked(run.request())) == (2, 5)


def test_a_cancelled_attempt_keeps_what_was_learned(store, tiny, queue):
    run = ended(store.create(tiny))
    run.checkpoint_path(0).touch()
    append_record(run.progress_path, EpochRecord(epoch=0))
    queue.resume(run.id, 1)
    queue.stop(run.id)
    assert read_state(run) == "stopped"
    assert run.checkpoints() == (0,)
    queue.resume(run.id)
    assert read_state(run) == "queued"


@pytest.mark.parametrize("state", ["stopped", "failed"])
def test_what_did_not_come_to_its_end_goes_on(store, tiny, queue, state):
    run = ended(store.create(tiny), state)
    queue.resume(run.id)
    assert run.epochs_asked(run.request()) == 2


def test_an_interrupted_run_goes_on_and_can_be_interrupted_again(store, tiny, queue):
    run = store.create(tiny)
    dead = Owner.current().model_copy(update={"process_created": 1.0, "since_boot": None}).model_dump_json()
    for attempt in range(3):
        run.worker_path.write_text(dead)
        assert read_state(run) == "interrupted"
        queue.resume(run.id)
        assert run.attempt == attempt + 1
        assert read_state(run) == "queued"
    write_atomically(run.exit_path, Exit(exit_code=-9).model_dump_json())
    assert read_state(run) == "interrupted"


@pytest.mark.parametrize(
    ("state", "epochs", "code"),
    [("finished", 0, "not_resumable"), ("finished", 99, "too_many_epochs"), ("queued", 1, "not_resumable")],
)
def test_what_cannot_go_on(store, tiny, queue, state, epochs, code):
    run = store.create(tiny)
    if state == "finished":
        ended(run)
    with pytest.raises(ExplainerError) as error:
        queue.resume(run.id, epochs)
    assert error.value.code == code
    assert run.attempt == 0


def test_a_visitor_with_an_active_run_cannot_resume_another(store, tiny, queue):
    run = ended(store.create(tiny))
    active = queue.submit(tiny)
    with pytest.raises(ExplainerError) as error:
        queue.resume(run.id, 1)
    assert (error.value.code, error.value.details) == ("training_active", {"run": active})
    assert read_state(run) == "finished"


def test_those_who_waited_longer_go_first(store, tiny, bench):
    old = ended(store.create(tiny))
    queue = RunQueue(store, bench)
    waiting = queue.submit(tiny.model_copy(update={"visitor": "visitor-2"}))
    queue.resume(old.id, 1)
    queue.dispatcher.dispatch()
    assert list(bench.jobs) == [waiting]
    assert queue.dispatcher.place(old.id) == 1


def test_another_server_sees_a_run_that_goes_on(store, tiny, queue):
    run = ended(store.create(tiny))
    other = RunQueue(RunStore(store.root), Bench())
    other.dispatcher.dispatch()
    queue.resume(run.id, 1)
    assert other.open_runs.of_visitor(tiny.visitor) == run.id


def test_two_tabs_ask_at_the_same_moment(store, tiny, monkeypatch):
    run = ended(store.create(tiny))
    slow = run.at_present()
    assert run.ask_for_more(3)
    assert not slow.ask_for_more(4)
    assert run.epochs_asked(run.request()) == 3


def test_an_unreadable_wish_for_more_goes_on_to_what_was_asked_for_before(store, tiny, caplog):
    run = ended(store.create(tiny))
    run.more_path(1).write_text('{"epochs"')
    assert run.epochs_asked(run.request()) == 2
    assert read_state(run) == "queued"
    assert "cannot be read" in caplog.text


def test_a_claim_belongs_to_its_attempt(store, tiny):
    run = store.create(tiny)
    assert claim(run)
    ended(run)
    run.ask_for_more(3)
    assert claim(run)
    assert not claim(run)
    assert run.claim_path(1).name == "more-1.claim-1.json"


def test_a_supervisor_holds_to_its_attempt(store, tiny, monkeypatch):
    run = store.create(tiny)
    present = run.at_present()
    run.ask_for_more(3)
    assert (present.result_path.name, run.result_path.name) == ("result.json", "more-1.result.json")
    assert Run(Path(run.directory), 0) == present
    assert fitting.fail(present, RuntimeError("late")).state == "failed"
    assert read_state(run) == "queued"


def full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


def test_a_wish_for_more_that_cannot_be_written_begins_no_attempt(store, tiny, monkeypatch):
    run = ended(store.create(tiny))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_text", full)
        with pytest.raises(ExplainerError) as error:
            run.ask_for_more(3)
    assert error.value.code == "disk_full"
    assert not run.more_path(1).exists()
    assert (run.attempt, read_state(run)) == (0, "finished")
    assert run.ask_for_more(3)
    assert run.more().epochs == 3


def test_whoever_is_slower_hears_that_it_goes_on_already(store, tiny, queue, monkeypatch):
    run = ended(store.create(tiny))
    monkeypatch.setattr(Run, "ask_for_more", lambda *_: False)
    with pytest.raises(ExplainerError) as error:
        queue.resume(run.id, 1)
    assert (error.value.code, error.value.details) == ("training_active", {"run": run.id})
    assert queue.dispatcher.place(run.id) is None
