from __future__ import annotations

import io
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig, keras_model
from explainer.training.bringing import bring_in, epoch_of
from explainer.training.configuration import RunConfiguration, configuration_json, read_configuration
from explainer.training.listing import visitor_runs
from explainer.training.queue import RunQueue
from explainer.training.store import RunStore
from explainer.training.weights import load_weights, read_weights
from tests.training.conftest import TINY

# Keras reads its variables in a way that NumPy is about to give up.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't:DeprecationWarning")


class Upload(io.BytesIO):
    """A file as a page gets it."""

    name = "epoch-09.weights.h5"


def trained_elsewhere(path: Path, config: NetworkConfig = TINY) -> keras.Model:
    keras.utils.set_random_seed(4)
    model = keras_model(config)
    model.compile(optimizer="adam", loss="categorical_crossentropy")
    model.train_on_batch(np.ones((2, 28, 28, 1)), np.eye(10)[:2])
    model.save_weights(path)
    return model


@pytest.fixture
def configuration(tiny_request) -> RunConfiguration:
    return read_configuration(configuration_json(tiny_request).encode())


def test_a_model_taken_home_comes_back(tmp_path, store: RunStore, configuration: RunConfiguration):
    path = tmp_path / "mine.weights.h5"
    model = trained_elsewhere(path)
    run = bring_in(store, configuration, read_weights(Upload(path.read_bytes()), TINY), 0.75, "visitor-1")

    (listed,) = visitor_runs(store, "visitor-1")
    assert (listed.state, listed.epoch, listed.test_accuracy) == ("finished", 2, 0.75)
    assert run.request().brought_in
    assert run.checkpoints() == (2,)
    learned = load_weights(run)
    arrays = [array for layer in learned.values() for array in (layer.kernel, layer.bias)]
    again = keras_model(TINY)
    again.load_weights(run.checkpoint_path(2))
    for array, original, reread in zip(arrays, model.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_array_equal(array, original)
        np.testing.assert_array_equal(array, reread)
    with h5py.File(run.checkpoint_path(2)) as file:
        assert set(file) == {"layers"}  # Adam's state, which was not checked, stayed outside


@pytest.mark.parametrize(
    ("file", "epoch"),
    [
        ("cnn-9190ff-epoch-01.weights.h5", 1),
        ("epoch-03.weights.h5", 3),
        ("mine.weights.h5", 2),
        ("epoch-999.weights.h5", 2),
    ],
)
def test_the_file_says_after_which_epoch_it_was_saved(
    tmp_path, store: RunStore, configuration: RunConfiguration, file: str, epoch: int
):
    assert epoch_of(file, configuration.recipe) == epoch
    trained_elsewhere(tmp_path / file)
    weights = read_weights(tmp_path / file, TINY)
    run = bring_in(store, configuration, weights, 0.75, "visitor-1", epoch=epoch)
    assert (run.checkpoints(), run.request().recipe.epochs) == ((epoch,), max(epoch, 2))


def test_it_cannot_go_on(tmp_path, store: RunStore, configuration: RunConfiguration):
    path = tmp_path / "mine.weights.h5"
    trained_elsewhere(path)
    run = bring_in(store, configuration, read_weights(path, TINY), 0.75, "visitor-1")
    with pytest.raises(ExplainerError) as error:
        RunQueue(store).resume(run.id, 1)
    assert error.value.code == "not_resumable"


def test_on_a_full_disk_nothing_is_left(tmp_path, store: RunStore, configuration: RunConfiguration, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "mine.weights.h5"
    trained_elsewhere(path)
    monkeypatch.setattr("explainer.training.bringing.write_weights", full)
    with pytest.raises(ExplainerError) as error:
        bring_in(store, configuration, read_weights(path, TINY), 0.75, "visitor-1")
    assert error.value.code == "disk_full"
    assert [path.name for path in store.root.iterdir()] == ["shared"]


def external_link(file: h5py.File, secret: Path) -> None:
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = h5py.ExternalLink(str(secret), "layers/conv2d/vars/0")


def external_numbers(file: h5py.File, secret: Path) -> None:
    del file["layers/conv2d/vars/0"]
    file.create_dataset("layers/conv2d/vars/0", (3, 3, 1, 2), "f4", external=[(str(secret), 0, 72)])


def virtual_numbers(file: h5py.File, secret: Path) -> None:
    del file["layers/conv2d/vars/0"]
    layout = h5py.VirtualLayout((3, 3, 1, 2), "f4")
    layout[:] = h5py.VirtualSource(str(secret), "layers/conv2d/vars/0", (3, 3, 1, 2))
    file.create_virtual_dataset("layers/conv2d/vars/0", layout)


def far_too_many(file: h5py.File, secret: Path) -> None:
    del file["layers/conv2d/vars/0"]
    file.create_dataset("layers/conv2d/vars/0", (10**6, 10**6), "f4", chunks=(1, 1000), compression="gzip")


def whole_numbers(file: h5py.File, secret: Path) -> None:
    del file["layers/conv2d/vars/0"]
    file["layers/conv2d/vars/0"] = np.ones((3, 3, 1, 2), dtype=np.int64)


@pytest.mark.parametrize("spoil", [external_link, external_numbers, virtual_numbers, far_too_many, whole_numbers])
def test_only_plain_numbers_within_the_file_are_read(tmp_path, spoil):
    path, secret = tmp_path / "mine.weights.h5", tmp_path / "secret.weights.h5"
    trained_elsewhere(path)
    trained_elsewhere(secret)
    with h5py.File(path, "a") as file:
        spoil(file, secret)
    with pytest.raises(ExplainerError) as error:
        read_weights(Upload(path.read_bytes()), TINY)
    assert error.value.code == "weights_do_not_fit"
