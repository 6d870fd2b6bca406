import tomllib
from pathlib import Path

import h5py
import keras
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.network import NetworkConfig, keras_model, network
from explainer.network.architecture import MAX_PARAMETERS
from explainer.training.models.brought_in import MAX_WEIGHTS_MEGABYTES, STRUCTURE_BYTES, bring_in, epoch_of, weights_of
from explainer.training.models.configuration import RunConfiguration, configuration_json, read_configuration
from explainer.training.models.weights import load_weights, without_optimizer
from explainer.training.queue.run_queue import RunQueue
from explainer.training.store.listed_runs import visitor_runs
from explainer.training.store.run_store import RunStore
from tests.networks import NETWORKS
from tests.training.conftest import TINY

PROJECT = Path(__file__).resolve().parents[3]


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
    run = bring_in(store, configuration, weights_of(path.read_bytes(), TINY), 0.75, "visitor-1")

    (listed,) = visitor_runs(store, "visitor-1")
    assert (listed.state, listed.epoch, listed.test_accuracy) == ("finished", 2, 0.75)
    assert run.request().brought_in
    assert run.checkpoints() == (2,)
    learned = load_weights(run)
    arrays = [array for layer in learned.values() for array in layer.values()]
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
    weights = weights_of((tmp_path / file).read_bytes(), TINY)
    run = bring_in(store, configuration, weights, 0.75, "visitor-1", epoch=epoch)
    assert (run.checkpoints(), run.request().recipe.epochs) == ((epoch,), max(epoch, 2))


def test_it_cannot_go_on(tmp_path, store: RunStore, configuration: RunConfiguration):
    path = tmp_path / "mine.weights.h5"
    trained_elsewhere(path)
    run = bring_in(store, configuration, weights_of(path.read_bytes(), TINY), 0.75, "visitor-1")
    with pytest.raises(ExplainerError) as error:
        RunQueue(store).resume(run.id, 1)
    assert error.value.code == "not_resumable"


def test_on_a_full_disk_nothing_is_left(tmp_path, store: RunStore, configuration: RunConfiguration, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "mine.weights.h5"
    trained_elsewhere(path)
    monkeypatch.setattr("explainer.training.models.brought_in.write_weights", full)
    with pytest.raises(ExplainerError) as error:
        bring_in(store, configuration, weights_of(path.read_bytes(), TINY), 0.75, "visitor-1")
    assert error.value.code == "disk_full"
    assert [path.name for path in store.root.iterdir()] == ["shared"]


@pytest.mark.parametrize("name", NETWORKS)
def test_what_is_taken_home_of_every_network_comes_back(tmp_path, name: str):
    """Without the optimizer's state, and as Keras writes it with it."""
    model = trained_elsewhere(tmp_path / "mine.weights.h5", NETWORKS[name])
    as_saved = (tmp_path / "mine.weights.h5").read_bytes()
    taken_home = without_optimizer(tmp_path / "mine.weights.h5", NETWORKS[name])
    assert len(taken_home) <= 4 * NETWORKS[name].parameters + STRUCTURE_BYTES
    for content in (as_saved, taken_home):
        read = weights_of(content, NETWORKS[name])
        arrays = [array for layer in read.values() for array in layer.values()]
        for array, original in zip(arrays, model.get_weights(), strict=True):
            np.testing.assert_array_equal(array, original)
            assert not array.flags.writeable


def test_the_server_takes_uploads_as_large_as_the_largest_network():
    """Streamlit's page counts in 10⁶ bytes, its server in 2²⁰; on its way a file is surrounded by a little more."""
    settings = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert settings["server"]["maxUploadSize"] == MAX_WEIGHTS_MEGABYTES
    largest = 4 * MAX_PARAMETERS + STRUCTURE_BYTES
    assert largest <= MAX_WEIGHTS_MEGABYTES * 10**6 < MAX_WEIGHTS_MEGABYTES * 2**20 - 10**6


def test_keras_writes_little_beside_the_numbers(tmp_path):
    deep = network("c4_max2_drop0.2_c4_max2_drop0.2_c4_max2_drop0.2_d8_drop0.1_d8_drop0.1")
    keras_model(deep).save_weights(tmp_path / "deep.weights.h5")
    assert (tmp_path / "deep.weights.h5").stat().st_size - 4 * deep.parameters < STRUCTURE_BYTES / 2
