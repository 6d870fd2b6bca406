"""A visitor's own digits among the images that are learned from: those, as often as asked, and in no other place."""

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.own_digits import OwnDigits
from explainer.training.limits.sizes import run_bytes
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import AddedDigits, Recipe
from explainer.training.recipes.script import training_source
from explainer.training.store.records import Request
from explainer.training.store.run import Run
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train
from tests.training.conftest import TINY
from tests.training.worker.test_restart import killed_after

SEVENS = OwnDigits(np.arange(2 * 784, dtype=np.uint8).reshape(2, 28, 28), np.array([7, 3], np.uint8))
ADDED = AddedDigits(images=2, repeats=10, digest=SEVENS.digest)
Fit = tuple[Any, Any, dict[str, Any]]
"""Images, labels and options."""
RECIPE = Recipe(name="own", epochs=2, training_images=320, validation_images=100, own_digits=ADDED)


def queued(root: Path, recipe: Recipe = RECIPE, digits: OwnDigits | None = SEVENS) -> Run:
    store = RunStore(root)
    return store.run(RunQueue(store).submit(Request(config=TINY, recipe=recipe, seed=5), digits))


@pytest.fixture
def fitted(monkeypatch: pytest.MonkeyPatch) -> list[Fit]:
    """What each call of `fit` is given."""
    calls: list[Fit] = []
    fit = keras.Model.fit

    def recorded(model: keras.Model, x: Any, y: Any, **options: Any) -> Any:
        calls.append((x, y, options))
        return fit(model, x, y, **options)

    monkeypatch.setattr(keras.Model, "fit", recorded)
    return calls


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "sparse_categorical_crossentropy"])
def test_the_worker_learns_from_these_images_and_the_script_does_the_same(
    loss: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dataset: mnist.Dataset, fitted: list[Fit]
) -> None:
    recipe = RECIPE.model_copy(update={"loss": loss})
    run = queued(tmp_path / "runs", recipe)
    result = train(run)
    assert (result.state, result.reason) == ("finished", None)
    images, labels, options = fitted[0]
    held_out, _ = options["validation_data"]
    pixels = np.concatenate([dataset.x_train[:320], *[SEVENS.images[:1]] * 10, *[SEVENS.images[1:]] * 10])
    expected = [*dataset.y_train[:320], *[7] * 10, *[3] * 10]
    assert np.array_equal(images, pixels[..., np.newaxis].astype(np.float32) / np.float32(255))
    assert np.array_equal(labels if labels.ndim == 1 else labels.argmax(axis=1), expected)
    assert np.array_equal(held_out[..., 0], mnist.scale(dataset.x_train[-100:]))
    epochs = read_status(run).epochs_done[1:]
    assert [epoch.batches for epoch in epochs] == [11, 11]

    arrays = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: arrays)
    monkeypatch.chdir(tmp_path)
    Path("own-digits.npz").write_bytes(SEVENS.npz())
    names: dict[str, Any] = {}
    exec(training_source(TINY, recipe, 5), names)
    assert names["model"].history.history["loss"] == [epoch.loss for epoch in epochs]

    without = train(queued(tmp_path / "others", recipe.model_copy(update={"own_digits": None}), None))
    assert without.test_loss != result.test_loss


def test_a_run_that_goes_on_learns_from_the_same_digits(tmp_path: Path, fitted: list[Fit]) -> None:
    run = queued(tmp_path)
    saved = run.own_digits_path.read_bytes()
    train(run)
    killed_after(run, 1)
    assert train(run).state == "finished"
    # Another attempt, with files of its own beside the digits.
    RunQueue(RunStore(tmp_path)).resume(run.id, 1)
    assert (train(run).state, run.attempt) == ("finished", 1)
    assert [options["initial_epoch"] for _, _, options in fitted] == [0, 1, 2]
    assert [len(images) for images, _, _ in fitted] == [340] * 3
    for images, labels, _ in fitted[1:]:
        assert np.array_equal(images, fitted[0][0])
        assert np.array_equal(labels, fitted[0][1])
    assert [epoch.batches for epoch in run.epochs_done()[1:]] == [11] * 3
    assert run.own_digits_path.read_bytes() == saved


def test_without_its_digits_a_run_does_not_go_on_and_keeps_what_it_has_learned(tmp_path: Path) -> None:
    run = queued(tmp_path)
    train(run)
    killed_after(run, 1)
    digits = run.own_digits_path.read_bytes()
    run.own_digits_path.unlink()
    learned = run.checkpoint_path(1).read_bytes()
    result = train(run)
    assert (result.state, result.reason, result.epoch) == ("failed", "own_digits_missing", 1)
    assert run.checkpoint_path(1).read_bytes() == learned
    assert run.result() == result
    # With them it does.
    run.own_digits_path.write_bytes(digits)
    RunQueue(RunStore(tmp_path)).resume(run.id)
    assert train(run).state == "finished"


@pytest.mark.parametrize("content", [None, b"PK damaged", OwnDigits.empty().npz()], ids=["none", "damaged", "others"])
def test_digits_that_are_gone_are_a_reason_and_not_passed_over(tmp_path: Path, content: bytes | None) -> None:
    run = queued(tmp_path)
    run.own_digits_path.unlink()
    if content is not None:
        run.own_digits_path.write_bytes(content)
    result = train(run)
    assert (result.state, result.reason) == ("failed", "own_digits_missing")


@pytest.mark.parametrize("digits", [None, OwnDigits.empty(), SEVENS.without(0)], ids=["none", "empty", "fewer"])
def test_no_other_digits_are_taken_in_their_place(tmp_path: Path, digits: OwnDigits | None) -> None:
    with pytest.raises(ExplainerError) as error:
        queued(tmp_path, digits=digits)
    assert error.value.code == "own_digits_missing"
    assert not RunStore(tmp_path).runs()


def test_digits_that_a_recipe_does_not_add_are_not_kept(tmp_path: Path) -> None:
    assert not queued(tmp_path, RECIPE.model_copy(update={"own_digits": None})).own_digits_path.exists()


def test_the_file_counts_in_the_room_of_a_run(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (200, 28, 28), np.uint8)
    digits = OwnDigits(noise, np.zeros(200, np.uint8))
    added = AddedDigits(images=200, digest=digits.digest)
    more = RECIPE.model_copy(update={"own_digits": added})
    # As many updates an epoch, so that nothing else differs.
    alone = RECIPE.model_copy(update={"own_digits": None, "training_images": 520})
    run = queued(tmp_path, more, digits)
    assert 200 * 784 < run.own_digits_path.stat().st_size <= run_bytes(TINY, more) - run_bytes(TINY, alone)
