"""Runs that go on: from which checkpoint, with which optimizer, and what of earlier attempts is kept."""

import csv
import shutil
from collections.abc import Callable

import h5py
import keras
import numpy as np
import pytest

from explainer.optimizers import optimizer
from explainer.training.models.weights import load_weights
from explainer.training.store.progress import ProgressReader, append_record
from explainer.training.store.records import BatchRecord, EpochRecord, Request, Result, ResumedRecord
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.states import read_state
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train
from explainer.training.worker.restart import end_line, prepared_model

BATCHES = 20
Finished = Callable[[Request], tuple[Run, Result]]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """Trains a request to its end, each once."""
    store, finished = RunStore(tmp_path_factory.mktemp("runs")), {}

    def training(request: Request) -> tuple[Run, Result]:
        key = request.recipe.model_dump_json()
        if key not in finished:
            run = store.create(request)
            finished[key] = run, train(run)
        return finished[key]

    return training


@pytest.fixture
def finished(store: RunStore, trained: Finished) -> Finished:
    """A run of a test's own that was trained to its end, and its result."""

    def copied(request: Request) -> tuple[Run, Result]:
        run, result = trained(request)
        shutil.copytree(run.directory, store.root / run.id)
        return store.run(run.id), result

    return copied


def with_optimizer(request, **fields):
    recipe = request.recipe.model_copy(update={"optimizer": optimizer(**{"name": "adam", **fields})})
    return request.model_copy(update={"recipe": recipe})


def killed_after(run: Run, epoch: int) -> None:
    """Makes a run look as if its worker had died in the epoch after: it never came to the result."""
    run.result_path.unlink()
    run.model_path.unlink()
    loss = BatchRecord(epoch=epoch + 1, batch=7, loss=0.5, accuracy=0.5, seconds=1.0)
    lines = run.progress_path.read_bytes().splitlines(keepends=True)
    kept = []
    for line, record in zip(lines, run.progress(), strict=True):
        if record.epoch > epoch:
            break
        kept.append(line)
    run.progress_path.write_bytes(b"".join(kept) + (loss.model_dump_json() + "\n").encode() + b'{"event": "epo')


def optimizer_state(model: keras.Model) -> list[np.ndarray]:
    return [np.asarray(variable) for variable in model.optimizer.variables]


def history_epochs(run: Run) -> list[int]:
    with run.history_path.open(encoding="utf-8", newline="") as file:
        return [int(row["epoch"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    "optimizer",
    [
        {"learning_rate": 0.02},
        {"learning_rate": 0.02, "schedule": "one_cycle"},
        {"name": "sgd", "learning_rate": 0.05, "momentum": 0.9, "schedule": "cosine"},
    ],
)
def test_an_interrupted_run_goes_on_where_its_last_whole_epoch_ended(finished, tiny, optimizer):
    run, _ = finished(with_optimizer(tiny, **optimizer))
    killed_after(run, 1)
    request = run.request()
    before = [record for record in run.progress() if isinstance(record, EpochRecord)]

    model, epoch = prepared_model(run, request)
    assert epoch == 1
    with h5py.File(run.checkpoint_path(1)) as file:
        saved = [np.asarray(file["optimizer/vars"][str(index)]) for index in range(len(file["optimizer/vars"]))]
    assert any(np.any(array != 0) for array in saved[2:])
    for restored, stored in zip(optimizer_state(model), saved, strict=True):
        np.testing.assert_array_equal(restored, stored)
    assert int(model.optimizer.iterations) == BATCHES
    np.testing.assert_array_equal(
        np.asarray(model.get_layer("conv2d_1").kernel), load_weights(run, 1)["conv2d_1"].kernel
    )

    result = train(run)
    assert (result.state, result.epoch, len(result.training_seconds)) == ("finished", 2, 1)
    status = read_status(run, ProgressReader().read)
    assert (status.state, status.resumed, status.epochs) == ("finished", (1,), 2)
    assert [record.epoch for record in status.epochs_done] == [0, 1, 2]
    assert status.epochs_done[1] == before[1]
    assert [point.epoch for point in status.points] == [1] * 20 + [2] * 20
    assert history_epochs(run) == [0, 1]
    assert [line for line in status.lines if line.startswith("Epoch")] == ["Epoch 1/2", "Epoch 2/2"]
    model = keras.models.load_model(run.model_path)
    assert int(model.optimizer.iterations) == 2 * BATCHES


def test_the_schedule_goes_on_from_its_place(finished, tiny):
    run, _ = finished(with_optimizer(tiny, learning_rate=0.02, schedule="cosine"))
    rates = [record.learning_rate for record in run.epochs_done()[1:]]
    killed_after(run, 1)
    train(run)
    assert [record.learning_rate for record in run.epochs_done()[1:]] == pytest.approx(rates)
    assert rates[0] == pytest.approx(0.01)


@pytest.mark.parametrize("damage", ["truncated", "empty", "missing", "of another moment"])
def test_a_checkpoint_that_cannot_be_read_is_passed_over_for_the_one_before(finished, tiny, damage):
    run, _ = finished(tiny)
    killed_after(run, 2)
    newest = run.checkpoint_path(2)
    content = newest.read_bytes()
    if damage == "missing":
        newest.unlink()
    elif damage == "of another moment":
        newest.write_bytes(run.checkpoint_path(1).read_bytes())
    else:
        newest.write_bytes(content[: len(content) // 2 if damage == "truncated" else 0])
    assert prepared_model(run, run.request())[1] == 1
    assert train(run).state == "finished"
    assert run.checkpoints() == (0, 1, 2)


def test_a_run_without_any_readable_checkpoint_starts_over_and_gives_the_same(finished, tiny):
    run, first = finished(tiny)
    losses = [record.loss for record in run.epochs_done()]
    killed_after(run, 2)
    for epoch in (1, 2):
        run.checkpoint_path(epoch).write_bytes(b"damaged")
    again = train(run)
    assert again.test_loss == first.test_loss
    assert [record.loss for record in run.epochs_done()] == losses
    assert read_status(run, ProgressReader().read).resumed == (0,)


def test_a_run_that_was_killed_before_its_result_only_tests_again(finished, tiny):
    run, first = finished(tiny)
    run.result_path.unlink()
    again = train(run)
    assert (again.state, again.epoch, again.training_seconds) == ("finished", 2, ())
    assert again.test_loss == first.test_loss


@pytest.mark.parametrize(
    ("optimizer", "rate"),
    [
        ({"learning_rate": 0.02}, 0.02),
        ({"learning_rate": 0.02, "schedule": "one_cycle"}, 0.002),
        ({"name": "sgd", "learning_rate": 0.05, "momentum": 0.9, "schedule": "cosine"}, 0.005),
    ],
)
def test_one_more_epoch_of_a_finished_run(finished, tiny, optimizer, rate):
    run, first = finished(with_optimizer(tiny, **optimizer))
    second = load_weights(run, 2)["logits"].kernel
    assert run.ask_for_more(3)
    assert read_state(run) == "queued"
    assert run.result() is None

    result = train(run)
    assert (result.state, result.epoch) == ("finished", 3)
    assert run.checkpoints() == (0, 1, 2, 3)
    np.testing.assert_array_equal(load_weights(run, 2)["logits"].kernel, second)
    assert not np.array_equal(load_weights(run, 3)["logits"].kernel, second)
    last = run.epochs_done()[-1]
    assert last.learning_rate == pytest.approx(rate)
    assert last.lines[0] == "Epoch 3/3"
    assert history_epochs(run) == [0, 1, 2]
    status = read_status(run)
    assert (status.epochs, status.recipe.epochs, status.fraction) == (3, 2, 1.0)
    assert status.seconds > sum(first.training_seconds)
    # What the first attempt left is as it was.
    assert Run(run.directory, 0).result() == first


def test_a_stopped_run_trains_the_epoch_that_was_cut_short_again(store, tiny):
    run = store.create(tiny)
    run.ask_to_stop()
    assert train(run).epoch == 1
    assert run.epochs_done()[-1].batches < BATCHES
    run.ask_for_more(2)
    assert train(run).state == "finished"
    status = read_status(run, ProgressReader().read)
    assert status.resumed == (0,)
    assert [record.batches for record in status.epochs_done] == [0, BATCHES, BATCHES]


def test_times_go_on(finished, tiny):
    run, _ = finished(tiny)
    killed_after(run, 1)
    kept = run.epochs_done()[-1].training_seconds
    train(run)
    batches = [record for record in run.progress() if isinstance(record, BatchRecord)]
    assert batches[-1].seconds == pytest.approx(kept + run.epochs_done()[-1].training_seconds, abs=0.5)
    assert all(record.seconds > kept for record in batches if record.epoch == 2 and record.batch > 7)


@pytest.mark.parametrize(("content", "expected"), [(b"", b""), (b"a\n", b"a\n"), (b"a\nb", b"a\nb\n")])
def test_an_unfinished_line_is_ended(tmp_path, content, expected):
    path = tmp_path / "progress.jsonl"
    path.write_bytes(content)
    end_line(path)
    assert path.read_bytes() == expected


def test_a_reader_follows_a_run_that_goes_on(store, tiny):
    run = store.create(tiny, is_claimed=True)
    reader = ProgressReader()
    append_record(run.progress_path, EpochRecord(epoch=0))
    append_record(run.progress_path, EpochRecord(epoch=1, batches=BATCHES, training_seconds=2.0))
    append_record(run.progress_path, BatchRecord(epoch=2, batch=5, loss=1.0, accuracy=0.5, seconds=3.0))
    assert read_status(run, reader.read).epoch == 2
    append_record(run.progress_path, ResumedRecord(epoch=1, epochs=2))
    status = read_status(run, reader.read)
    assert (status.epoch, status.batch, status.seconds, status.fraction) == (1, BATCHES, 2.0, 0.5)
    assert status.lines == ()
    append_record(run.progress_path, BatchRecord(epoch=2, batch=1, loss=1.0, accuracy=0.5, seconds=2.5))
    status = read_status(run, reader.read)
    assert (status.epoch, status.batch, status.resumed) == (2, 1, (1,))
