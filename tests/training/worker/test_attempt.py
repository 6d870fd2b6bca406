"""Runs in this process: what a worker writes, and how it fails."""

import csv
import errno
import io
import math
from pathlib import Path

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.training.models.weights import load_weights
from explainer.training.store.records import BatchRecord, EpochRecord
from explainer.training.store.run import RESERVE_BYTES
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state
from explainer.training.store.status import read_status
from explainer.training.worker import attempt as fitting
from explainer.training.worker import restart as resuming
from explainer.training.worker.attempt import train


@pytest.fixture(scope="module")
def trained(tmp_path_factory, tiny_request):
    run = RunStore(tmp_path_factory.mktemp("runs")).create(tiny_request)
    console = io.StringIO()
    result = train(run, console)
    return run, result, console.getvalue()


def test_the_result_is_what_evaluate_says_of_the_saved_model(trained):
    run, result, _ = trained
    assert result == run.result()
    assert (result.state, result.epoch, result.reason) == ("finished", 2, None)
    dataset = mnist.load()
    model = keras.models.load_model(run.model_path)
    predicted = model.predict(mnist.add_channel(mnist.scale(dataset.x_test)), batch_size=1000, verbose=0)
    right = float(np.mean(predicted.argmax(axis=1) == dataset.y_test))
    assert result.test_accuracy == pytest.approx(right, abs=1e-6)
    assert 0.1 < right < 1.0


def test_each_epoch_leaves_a_checkpoint_that_can_be_used(trained):
    run, _, _ = trained
    assert run.checkpoints() == (0, 1, 2)
    first, second, third = (load_weights(run, epoch)["conv2d_1"].kernel for epoch in range(3))
    assert not np.array_equal(first, second)
    assert not np.array_equal(second, third)
    saved = keras.models.load_model(run.model_path).get_weights()
    np.testing.assert_array_equal(third, saved[0])


def test_the_history_is_labelled_as_test(trained):
    run, result, _ = trained
    with run.history_path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["epoch", "accuracy", "learning_rate", "loss", "test_accuracy", "test_loss"]
    assert [float(row["learning_rate"]) for row in rows] == pytest.approx([0.02, 0.02])
    epochs = read_status(run).epochs_done[1:]
    assert [float(row["loss"]) for row in rows] == [record.loss for record in epochs]
    assert [float(row["test_accuracy"]) for row in rows] == [record.test_accuracy for record in epochs]
    assert epochs[-1].test_accuracy == result.test_accuracy


def test_the_curves_are_keras_s_running_means_and_what_they_are_made_of(trained):
    run, _, _ = trained
    points = [point for point in read_status(run).points if point.epoch == 1]
    assert [point.batch for point in points] == list(range(1, 21))
    images = np.diff([0, *(min(32 * point.batch, 630) for point in points)])
    assert images[-1] == 630 - 19 * 32
    for name in ("loss", "accuracy"):
        intervals = [getattr(point, f"interval_{name}") for point in points]
        running = np.cumsum(intervals * images) / np.cumsum(images)
        np.testing.assert_allclose(running, [getattr(point, name) for point in points], atol=2e-6)
    (epoch,) = [record for record in run.progress() if isinstance(record, EpochRecord) and record.epoch == 1]
    assert points[-1].loss == epoch.loss


def test_keras_s_own_lines_are_kept(trained):
    run, _, console = trained
    lines = read_status(run).lines
    assert [line for line in lines if line.startswith("Epoch")] == ["Epoch 1/2", "Epoch 2/2"]
    bars = [line for line in lines if line.startswith("20/20 ")]
    assert len(bars) == len(lines) - 2 == 2
    status = read_status(run)
    for bar, record in zip(bars, status.epochs_done[1:], strict=True):
        assert f"loss: {record.loss:.4f}" in bar
        assert f"accuracy: {record.accuracy:.4f}" in bar
    assert "Epoch 2/2" in console


def test_records_are_few(trained):
    run, result, _ = trained
    batches = [record for record in run.progress() if isinstance(record, BatchRecord)]
    assert [record.batch for record in batches][-1] == 20
    assert len(batches) <= 2 * 2 + 4 * result.seconds


def test_times_add_up(trained):
    _, result, _ = trained
    parts = sum(result.training_seconds) + result.test_seconds
    assert len(result.training_seconds) == 2
    assert 0 < result.overhead_seconds < result.seconds
    assert parts < result.seconds
    assert result.versions.keras == keras.version()


def test_a_finished_run_keeps_nothing_it_does_not_need(trained):
    run, _, _ = trained
    assert sorted(path.name for path in run.directory.iterdir()) == [
        "epoch-00.weights.h5",
        "epoch-01.weights.h5",
        "epoch-02.weights.h5",
        "history.csv",
        "live.json",
        "model.keras",
        "preparing.txt",
        "progress.jsonl",
        "request.json",
        "result.json",
    ]


def test_the_same_seed_gives_the_same_losses(trained, store, tiny):
    run, result, _ = trained
    again = store.create(tiny)
    train(again)
    other = store.create(tiny.model_copy(update={"seed": 4}))
    train(other)
    losses = [[record.loss for record in read_status(each).epochs_done] for each in (run, again, other)]
    assert losses[0] == losses[1]
    assert losses[0] != losses[2]
    assert again.result().test_loss == result.test_loss


def test_the_evaluation_of_each_epoch_can_be_turned_off(store, tiny):
    recipe = tiny.recipe.model_copy(update={"evaluate_each_epoch": False})
    run = store.create(tiny.model_copy(update={"recipe": recipe}))
    result = train(run)
    assert result.test_accuracy > 0.1
    assert [record.test_accuracy for record in read_status(run).epochs_done] == [None] * 3
    assert "NA" in run.history_path.read_text(encoding="utf-8")


def test_a_stopped_run_keeps_what_it_learned(store, tiny):
    recipe = tiny.recipe.model_copy(update={"epochs": 100})
    run = store.create(tiny.model_copy(update={"recipe": recipe}))
    run.ask_to_stop()
    result = train(run)
    assert (result.state, result.epoch) == ("stopped", 1)
    assert run.checkpoints() == (0, 1)
    record = read_status(run).epochs_done[-1]
    assert record.batches == 1
    assert record.lines[0] == "Epoch 1/100"
    assert record.lines[1].strip().startswith("1/20 ")
    assert result.test_accuracy == record.test_accuracy
    first, second = (load_weights(run, epoch)["logits"].kernel for epoch in (0, 1))
    assert not np.array_equal(first, second)
    assert keras.models.load_model(run.model_path).get_weights()[-2].tolist() == second.tolist()


def test_a_run_that_diverges_says_so_to_its_end(store, tiny, monkeypatch):
    monkeypatch.setattr(resuming, "_learning_rate", lambda _: 1e30)
    run = store.create(tiny)
    assert train(run).state == "finished"
    status = read_status(run)
    assert (status.state, status.epoch, len(status.epochs_done)) == ("finished", 2, 3)
    last = status.points[-1]
    assert not math.isfinite(last.loss)
    assert not math.isfinite(last.interval_loss)
    assert 0.0 <= last.interval_accuracy <= 1.0
    assert not math.isfinite(status.epochs_done[-1].loss)
    assert not math.isfinite(status.result.test_loss)
    assert "loss: nan" in status.lines[-1]
    assert load_weights(run, 0)
    with pytest.raises(ExplainerError) as error:
        load_weights(run)
    assert error.value.code == "weights_not_finite"


def full(*_arguments: object, **_options: object) -> None:
    raise OSError(errno.ENOSPC, "Can't synchronously write data")


@pytest.mark.parametrize(
    "writer",
    [
        "keras.Model.save_weights",
        "keras.Model.save",
        "keras.callbacks.CSVLogger.on_epoch_end",
        "explainer.training.worker.reports.append_record",
    ],
)
def test_a_full_disk_fails_the_run_and_is_said(store, tiny, monkeypatch, writer):
    run = store.create(tiny)
    monkeypatch.setattr(writer, full)
    result = train(run)
    assert (result.state, result.reason) == ("failed", "disk_full")
    assert result.epoch == (2 if writer == "keras.Model.save" else 0)
    status = read_status(run)
    assert (status.state, status.reason) == ("failed", "disk_full")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_device_that_is_really_full(store, tiny, monkeypatch):
    run = store.create(tiny)
    open_file = Path.open

    # Only for writing: reading it never ends.
    def open_full_device(self: Path, mode: str = "r", *arguments: object, **options: object) -> object:
        path = Path("/dev/full") if mode == "ab" and self == run.progress_path else self
        return open_file(path, mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_full_device)
    assert train(run).reason == "disk_full"
    assert read_state(run) == "failed"


def test_a_full_disk_still_has_room_for_the_result(store, tiny, monkeypatch):
    run = store.create(tiny)
    assert run.reserve_path.stat().st_size == RESERVE_BYTES
    write = fitting.write_atomically

    def write_if_there_is_room(path: Path, text: str) -> None:
        if run.reserve_path.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        write(path, text)

    monkeypatch.setattr(fitting, "write_atomically", write_if_there_is_room)
    result = fitting.fail(run, OSError(errno.ENOSPC, "No space left on device"))
    assert run.result() == result


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ExplainerError("mnist_missing", "…"), "mnist_missing"),
        (MemoryError(), "out_of_memory"),
        (RuntimeError("…"), "crashed"),
    ],
)
def test_other_failures_have_their_reason(store, tiny, monkeypatch, error, reason, caplog):
    def refuse() -> None:
        raise error

    run = store.create(tiny)
    monkeypatch.setattr(mnist, "load", refuse)
    assert train(run).reason == reason
    assert read_state(run) == "failed"
    assert "The run failed" in caplog.text


def test_a_damaged_request_fails_its_run(store, tiny):
    run = store.create(tiny)
    run.request_path.write_bytes(b"{")
    assert train(run).reason == "run_unreadable"
