"""A run with validation images, integer labels, dropout and a schedule; and that its seed decides all of it."""

import csv
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.network import network
from explainer.optimizers import SGD
from explainer.training.models.weights import load_weights
from explainer.training.recipes.recipe import Recipe
from explainer.training.store.history import HistoryLogger
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train, training_data, validation_data
from explainer.training.worker.silent_filters import probe_images, silent_filters

HELD_OUT = Request(
    config=network("c2-s3_max2_drop0.25_d8_drop0.5"),
    recipe=Recipe(
        name="held_out",
        epochs=2,
        training_images=640,
        validation_images=500,
        loss="sparse_categorical_crossentropy",
        optimizer=SGD(learning_rate=0.05, momentum=0.9, schedule="cosine"),
    ),
    seed=5,
)


@pytest.fixture(scope="module")
def held_out(tmp_path_factory):
    run = RunStore(tmp_path_factory.mktemp("held_out")).create(HELD_OUT)
    return run, train(run)


def test_validation_images_are_tried_after_each_epoch_and_never_mixed_up_with_the_test(held_out):
    run, result = held_out
    model = keras.models.load_model(run.model_path)
    dataset = mnist.load()

    def accuracy(images, labels):
        predicted = model.predict(mnist.add_channel(mnist.scale(images)), batch_size=1000, verbose=0)
        return float(np.mean(predicted.argmax(axis=1) == labels))

    epochs = read_status(run).epochs_done
    assert epochs[0].val_loss is None
    assert epochs[-1].val_accuracy == pytest.approx(accuracy(dataset.x_train[59_500:], dataset.y_train[59_500:]))
    assert epochs[-1].test_accuracy == pytest.approx(accuracy(dataset.x_test, dataset.y_test), abs=1e-6)
    assert result.test_accuracy == epochs[-1].test_accuracy != epochs[-1].val_accuracy
    with run.history_path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ["epoch", "accuracy", "learning_rate", "loss", "test_accuracy", "test_loss", "val_accuracy", "val_loss"]
    assert list(rows[0]) == columns
    assert [float(row["val_loss"]) for row in rows] == [epoch.val_loss for epoch in epochs[1:]]


def test_the_learning_rate_is_noted_as_the_schedule_has_it(held_out):
    run, _ = held_out
    first, last = (epoch.learning_rate for epoch in read_status(run).epochs_done[1:])
    assert first == pytest.approx(0.025)
    assert last == pytest.approx(0.0, abs=1e-9)


def test_validation_is_no_training(held_out):
    run, result = held_out
    epochs = read_status(run).epochs_done[1:]
    assert [epoch.training_seconds for epoch in epochs] == list(result.training_seconds)
    assert sum(epoch.test_seconds for epoch in epochs) == pytest.approx(result.test_seconds)
    assert sum(result.training_seconds) + result.test_seconds + result.overhead_seconds < result.seconds


def test_the_silent_filters_of_each_epoch_are_those_of_its_checkpoint(held_out):
    run, _ = held_out
    for epoch in read_status(run).epochs_done[1:]:
        layers = load_weights(run, epoch.epoch).values()
        arrays = [array for layer in layers for array in (layer.kernel, layer.bias)]
        assert epoch.silent_filters == silent_filters(HELD_OUT.config, arrays, probe_images())


def test_training_and_validation_images_are_disjoint(dataset):
    recipe = Recipe(name="all", epochs=1, training_images=40_000, validation_images=20_000)
    (images, labels), (held_out_images, held_out_labels) = (
        training_data(dataset, recipe),
        validation_data(dataset, recipe),
    )
    assert (images.shape, held_out_images.shape) == ((40_000, 28, 28, 1), (20_000, 28, 28, 1))
    together = np.concatenate([labels, held_out_labels]).argmax(axis=1)
    np.testing.assert_array_equal(together, dataset.y_train)
    np.testing.assert_array_equal(held_out_images[0, :, :, 0], dataset.x_train[40_000] / np.float32(255))
    none = recipe.model_copy(update={"validation_images": 0})
    assert validation_data(dataset, none) is None


def test_labels_are_as_the_loss_takes_them(dataset):
    recipe = Recipe(name="few", epochs=1, training_images=100)
    assert training_data(dataset, recipe)[1].shape == (100, 10)
    sparse = recipe.model_copy(update={"loss": "sparse_categorical_crossentropy"})
    labels = training_data(dataset, sparse)[1]
    np.testing.assert_array_equal(labels, dataset.y_train[:100])


def test_both_losses_are_the_same_number(held_out, store):
    recipe = HELD_OUT.recipe.model_copy(update={"loss": "categorical_crossentropy"})
    run = store.create(HELD_OUT.model_copy(update={"recipe": recipe}))
    train(run)
    losses = [[epoch.loss for epoch in read_status(each).epochs_done[1:]] for each in (held_out[0], run)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


def test_the_same_seed_gives_the_same_losses_in_another_process(held_out, store):
    run = store.create(HELD_OUT)
    worker = subprocess.Popen(
        [sys.executable, "-m", "explainer.training.worker", str(run.directory)],
        stdin=subprocess.PIPE,
        cwd=Path(__file__).resolve().parents[3],
    )
    with worker:
        assert worker.wait(timeout=240) == 0

    def curves(each):
        status = read_status(each)
        epochs = [(epoch.loss, epoch.val_loss, epoch.test_loss) for epoch in status.epochs_done]
        return epochs, [point.loss for point in status.points]

    assert curves(run) == curves(held_out[0])
    for epoch in (0, 2):
        one, other = (load_weights(each, epoch)["logits"].kernel for each in (run, held_out[0]))
        np.testing.assert_array_equal(one, other)


def test_a_history_that_was_begun_keeps_its_columns(tmp_path):
    path = tmp_path / "history.csv"
    path.write_text("epoch,accuracy,loss,test_accuracy,test_loss\n0,0.5,1.0,0.5,1.0\n", encoding="utf-8")
    history = HistoryLogger(path, has_validation=True)
    history.on_train_begin()
    history.on_epoch_end(1, {"loss": 0.5, "accuracy": 0.75, "learning_rate": 0.001, "val_loss": 0.5})
    history.close()
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "epoch,accuracy,loss,test_accuracy,test_loss"
    assert lines[2:] == ["1,0.75,0.5,NA,NA"]
