import os
import time

import pytest

from explainer.training.store import states
from explainer.training.store.files import write_atomically
from explainer.training.store.owners import Owner, create_owner, write_owner
from explainer.training.store.preparing import STEPS, begin_step, read_steps
from explainer.training.store.progress import ProgressReader, append_record
from explainer.training.store.records import BatchRecord, CurvePoint, EpochRecord, Exit, Result, ResumedRecord
from explainer.training.store.states import claim, is_waiting, read_state
from explainer.training.store.status import read_status


def dead_owner(path):
    owner = Owner.current()
    path.write_text(owner.model_copy(update={"process_created": 1.0, "since_boot": None}).model_dump_json())


def batch(epoch, number, seconds, points=(), line=""):
    return BatchRecord(epoch=epoch, batch=number, loss=0.5, accuracy=0.8, seconds=seconds, points=points, line=line)


@pytest.fixture
def run(store, tiny):
    return store.create(tiny)


@pytest.fixture
def training(run):
    create_owner(run.claim_path(1))
    write_owner(run.worker_path)
    append_record(run.progress_path, EpochRecord(epoch=0))
    return run


def test_a_new_request_waits(run):
    assert read_state(run) == "queued"
    assert is_waiting(run)
    status = read_status(run)
    assert (status.state, status.is_active, status.fraction) == ("queued", True, 0.0)
    assert (status.epochs, status.batches) == (2, 20)
    assert status.created == run.request().created


def test_what_is_prepared_is_known_until_a_batch_is_trained(training):
    for step in STEPS[:3]:
        begin_step(training.preparing_path, step)
    status = read_status(training)
    assert (status.is_preparing, tuple(each.step for each in status.preparing)) == (True, STEPS[:3])
    append_record(training.progress_path, batch(1, 1, 0.5))
    status = read_status(training)
    assert (status.is_preparing, status.preparing) == (False, ())
    # Another server hands it out again.
    begin_step(training.preparing_path, "process")
    assert [each.step for each in read_steps(training.preparing_path)] == ["process"]


def test_a_request_that_is_taken_back_is_stopped(run):
    run.ask_to_stop()
    assert read_state(run) == "stopped"


def test_a_claimed_run_is_starting(run):
    create_owner(run.claim_path(1))
    assert read_state(run) == "starting"
    run.ask_to_stop()
    assert read_state(run) == "starting"
    write_owner(run.worker_path)
    assert read_state(run) == "starting"


def test_a_worker_that_has_written_nothing_yet_is_starting(run):
    # What an earlier worker has written says nothing of this one.
    append_record(run.progress_path, EpochRecord(epoch=0))
    os.utime(run.progress_path, (time.time() - 600, time.time() - 600))
    write_owner(run.worker_path)
    assert read_state(run) == "starting"
    append_record(run.progress_path, EpochRecord(epoch=1))
    assert read_state(run) == "running"


def test_a_run_whose_server_died_before_it_began_waits_again(run):
    dead_owner(run.claim_path(1))
    assert read_state(run) == "queued"
    assert claim(run)
    assert run.claim_path(2).exists()
    assert read_state(run) == "starting"
    assert not claim(run)
    assert not run.claim_path(3).exists()


def test_a_run_with_a_living_worker_is_running(training):
    assert read_state(training) == "running"


def test_a_run_whose_worker_died_is_interrupted(training):
    append_record(training.progress_path, batch(1, 7, 0.5, [CurvePoint(1, 7, 0.5, 0.8, 0.5, 0.8)]))
    dead_owner(training.worker_path)
    status = read_status(training)
    assert (status.state, status.is_active) == ("interrupted", False)
    assert (status.epoch, status.batch, len(status.points)) == (1, 7, 1)
    assert status.seconds_left is None


@pytest.mark.parametrize("exit_code", [None, -9, 1])
def test_a_worker_that_never_said_it_lived_is_interrupted(run, exit_code):
    create_owner(run.claim_path(1))
    write_atomically(run.exit_path, Exit(exit_code=exit_code).model_dump_json())
    assert read_state(run) == "interrupted"


@pytest.mark.parametrize("state", ["finished", "stopped", "failed"])
def test_a_result_says_how_it_ended(training, state):
    result = Result(state=state, ended=9.0, reason="disk_full", test_accuracy=0.25)
    write_atomically(training.result_path, result.model_dump_json())
    dead_owner(training.worker_path)
    assert read_state(training) == state
    status = read_status(training)
    assert (status.ended, status.reason, status.test_accuracy) == (9.0, "disk_full", 0.25)


def test_a_result_that_comes_in_between_two_looks_counts(training, monkeypatch):
    dead_owner(training.worker_path)
    result = Result(state="finished", ended=9.0)
    looks = iter([None, result])
    monkeypatch.setattr(type(training), "result", lambda _: next(looks))
    assert read_state(training) == "finished"


@pytest.mark.parametrize("name", ["request_path", "result_path"])
@pytest.mark.parametrize("content", [b"", b"{", b'{"state": 1}', b"\x00\xff"])
def test_a_damaged_run_is_shown_as_such(training, name, content):
    getattr(training, name).write_bytes(content)
    assert read_state(training) == "unreadable"
    status = read_status(training)
    assert (status.state, status.is_active, status.points) == ("unreadable", False, ())
    assert (status.recipe, status.config, status.fraction) == (None, None, 0.0)


def test_unexpected_trouble_is_of_one_run_only_and_is_logged_once(store, tiny, training, monkeypatch, caplog):
    other = store.create(tiny)

    def fail(path):
        if path.parent == training.directory:
            raise ValueError("a file nobody thought of")
        return False

    monkeypatch.setattr(states, "is_owned", fail)
    for _ in range(3):
        assert [read_state(run) for run in (training, other)] == ["unreadable", "queued"]
        assert read_status(training).state == "unreadable"
    assert [record.message for record in caplog.records] == [f"Run {training.id} could not be read"]


def test_each_look_reads_what_is_new(training):
    reader = ProgressReader()
    points = [CurvePoint(1, number, 1.0 / number, 0.1, 0.5, 0.2) for number in (1, 2, 3)]
    append_record(training.progress_path, batch(1, 1, 0.1, points[:1], "1/20 - loss: 1"))
    first = read_status(training, reader.read)
    assert first.points == tuple(points[:1])
    assert first.lines == ("1/20 - loss: 1",)
    record = batch(1, 3, 0.2, points[1:], "3/20 - loss: 2").model_dump_json().encode()
    with training.progress_path.open("ab") as file:
        file.write(record[:40])
    assert read_status(training, reader.read) == first
    with training.progress_path.open("ab") as file:
        file.write(record[40:] + b"\n")
    second = read_status(training, reader.read)
    assert second.points == tuple(points)
    assert (second.epoch, second.batch) == (1, 3)
    assert second.lines == ("3/20 - loss: 2",)
    assert second == read_status(training, ProgressReader().read)
    assert (second.loss, second.accuracy) == (pytest.approx(1 / 3), 0.1)


def test_fractions_count_epochs_and_batches(training):
    append_record(training.progress_path, batch(2, 5, 0.1))
    status = read_status(training)
    assert status.epoch_fraction == pytest.approx(0.25)
    assert status.fraction == pytest.approx((1 + 0.25) / 2)


def test_speed_is_that_of_the_last_seconds(training):
    # 32 images a batch: the first takes 4 s to compile, each other 0.5 s.
    for number in range(1, 16):
        append_record(training.progress_path, batch(1, number, 4 + (number - 1) * 0.5))
    status = read_status(training)
    assert status.images_per_second == pytest.approx(64)
    assert status.seconds == pytest.approx(11)
    assert status.seconds_left == pytest.approx((2 * 630 - 15 * 32) / 64)


def test_the_time_left_counts_the_evaluations_to_come(training):
    append_record(training.progress_path, batch(1, 10, 1.0))
    append_record(training.progress_path, batch(1, 20, 2.0))
    append_record(training.progress_path, EpochRecord(epoch=1, batches=20, test_seconds=3.0))
    status = read_status(training)
    assert status.images_per_second == pytest.approx(310)
    assert status.seconds_left == pytest.approx(630 / 310 + 3)


def test_the_speed_is_unknown_at_first(training):
    append_record(training.progress_path, batch(1, 1, 0.7))
    status = read_status(training)
    assert status.images_per_second is None
    assert status.seconds_left is None


def test_between_the_last_batch_and_the_epoch_s_end_it_tests(training):
    append_record(training.progress_path, batch(1, 19, 1.0, line="19/20"))
    assert not read_status(training).is_testing
    append_record(training.progress_path, batch(1, 20, 2.0, line="20/20"))
    assert read_status(training).is_testing
    lines = ("Epoch 1/2", "20/20 done")
    append_record(training.progress_path, EpochRecord(epoch=1, batches=20, lines=lines))
    status = read_status(training)
    assert not status.is_testing
    assert status.lines == lines
    assert [record.epoch for record in status.epochs_done] == [0, 1]


def test_it_took_as_long_whatever_has_become_of_it(training):
    append_record(training.progress_path, batch(1, 20, 3.9))
    append_record(training.progress_path, EpochRecord(epoch=1, batches=20, training_seconds=4.0, test_seconds=1.0))
    append_record(training.progress_path, batch(2, 10, 6.0))
    assert read_status(training).took == 7.0
    training.ask_to_pause()
    assert read_status(training).took == 7.0
    append_record(training.progress_path, EpochRecord(epoch=2, batches=10, training_seconds=2.0, test_seconds=1.5))
    result = Result(state="stopped", ended=9.0, seconds=17.5, paused_seconds=8.0)
    write_atomically(training.result_path, result.model_dump_json())
    ended = read_status(training)
    assert (ended.state, ended.took, ended.whole_epochs, ended.epochs) == ("stopped", 8.5, 1, 2)
    append_record(training.progress_path, ResumedRecord(epoch=1, epochs=2))
    assert read_status(training).took == 5.0
