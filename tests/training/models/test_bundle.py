import itertools
import json
import shutil

import h5py
import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.errors import ExplainerError
from explainer.learning.update import kept_state
from explainer.network import ARTICLE as ARTICLE_NETWORK
from explainer.network import keras_model
from explainer.training.models.bundle import DEFAULT_DIRECTORY, export_bundle, load_bundle
from explainer.training.models.weights import load_weights, read_weights
from explainer.training.recipes.recipe import ARTICLE
from explainer.training.store.files import write_atomically
from explainer.training.store.records import Request, Result, Versions
from explainer.training.worker.attempt import training_data
from explainer.training.worker.datasets import untuned_datasets
from explainer.training.worker.restart import seeded_model


@pytest.fixture
def copy(tmp_path):
    return shutil.copytree(DEFAULT_DIRECTORY, tmp_path / "pretrained")


def test_the_bundled_model_is_the_article_s():
    description = load_bundle().description
    assert description.config == ARTICLE_NETWORK
    assert description.recipe == ARTICLE
    assert load_bundle().checkpoints() == (0, 1, 2, 3, 4, 5)
    assert [record.batches for record in description.epochs] == [0, 1875, 1875, 1875, 1875, 1875]


def test_its_accuracy_is_the_one_it_states():
    bundle, dataset = load_bundle(), mnist.load()
    model = keras_model(bundle.config)
    model.load_weights(bundle.checkpoint_path(5))
    images = mnist.add_channel(mnist.scale(dataset.x_test))
    predicted = model.predict(images, batch_size=500, verbose=0).argmax(axis=1)
    right = float(np.mean(predicted == dataset.y_test))
    assert bundle.description.test_accuracy == pytest.approx(right, abs=1e-6)
    assert bundle.description.epochs[-1].test_accuracy == bundle.description.test_accuracy


def test_it_learns_from_epoch_to_epoch():
    kernels = [load_weights(load_bundle(), epoch)["conv2d_1"].kernel for epoch in range(6)]
    assert all(not np.array_equal(one, other) for one, other in itertools.pairwise(kernels))
    losses = [record.loss for record in load_bundle().description.epochs[1:]]
    assert losses == sorted(losses, reverse=True)


def test_its_seed_gives_its_first_weights():
    bundle = load_bundle()
    keras.utils.set_random_seed(bundle.description.seed)
    expected = keras_model(bundle.config).get_weights()
    first = load_weights(bundle, 0)
    arrays = [array for layer in first.values() for array in (layer.kernel, layer.bias)]
    for array, original in zip(arrays, expected, strict=True):
        np.testing.assert_allclose(array, original, atol=1e-6)


def test_it_is_small_and_knows_no_machine():
    bundle = load_bundle()
    for epoch in bundle.checkpoints():
        assert bundle.checkpoint_path(epoch).stat().st_size < 1_600_000
    for batch in bundle.first_epoch.checkpoints():
        path = bundle.first_epoch.checkpoint_path(batch)
        assert path.stat().st_size < 600_000
        with h5py.File(path) as file:
            assert "optimizer" not in file
    for path in DEFAULT_DIRECTORY.iterdir():
        content = path.read_bytes()
        assert b"/home/" not in content
        assert b"/work/" not in content
        assert b"/tmp/" not in content


def test_the_optimizer_goes_on_from_every_epoch():
    bundle = load_bundle()
    for epoch in bundle.epochs:
        state = kept_state(bundle.checkpoint_path(epoch), bundle.config, bundle.description.recipe.optimizer)
        assert (state.updates, state.is_fresh) == (1875 * epoch, epoch == 0)


def test_within_the_first_epoch_there_are_real_weights():
    """The first batches, trained again by Keras: the same images in the same order, and Adam."""
    bundle, dataset = load_bundle(), mnist.load()
    request = Request(config=bundle.config, recipe=bundle.description.recipe, seed=bundle.description.seed)
    model, kept = seeded_model(request), {}

    class Keep(keras.callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):  # noqa: ARG002
            kept[batch + 1] = self.model.get_weights()
            self.model.stop_training = batch + 1 == 8

    images, labels = training_data(dataset, request.recipe)
    with untuned_datasets():
        model.fit(images, labels, batch_size=request.recipe.batch_size, epochs=1, verbose=0, callbacks=[Keep()])
    for batch in (1, 2, 4, 8):
        found = load_weights(bundle.first_epoch, batch)
        arrays = [array for layer in found.values() for array in (layer.kernel, layer.bias)]
        for array, expected in zip(arrays, kept[batch], strict=True):
            np.testing.assert_allclose(array, expected, atol=1e-4)


def test_within_the_first_epoch_accuracy_is_the_one_stated():
    bundle, dataset = load_bundle(), mnist.load()
    assert 12 <= len(bundle.first_epoch.checkpoints()) <= 20
    model = keras_model(bundle.config)
    record = bundle.description.first_epoch[6]
    model.load_weights(bundle.first_epoch.checkpoint_path(record.batch))
    predicted = model.predict(mnist.add_channel(mnist.scale(dataset.x_test)), batch_size=500, verbose=0)
    assert record.test_accuracy == pytest.approx(float(np.mean(predicted.argmax(axis=1) == dataset.y_test)), abs=1e-6)


def test_a_damaged_moment_is_named(copy):
    name = "batch-0016.weights.h5"
    (copy / name).write_bytes((copy / name).read_bytes()[:100_000])
    within = load_bundle(copy).first_epoch
    with pytest.raises(ExplainerError) as error:
        load_weights(within, 16)
    assert (error.value.code, error.value.details) == ("bundle_altered", {"file": name})
    (copy / name).unlink()
    with pytest.raises(ExplainerError) as error:
        load_weights(within, 16)
    assert (error.value.code, error.value.details) == ("bundle_missing", {"file": name})


@pytest.mark.parametrize(("pattern", "name"), [("model.json", "model.json"), ("epoch-*.h5", "epoch-05.weights.h5")])
def test_without_description_or_weights_a_missing_file_is_named(copy, pattern, name):
    for path in copy.glob(pattern):
        path.unlink()
    with pytest.raises(ExplainerError) as error:
        load_bundle(copy)
    assert (error.value.code, error.value.details) == ("bundle_missing", {"file": name})


def test_a_missing_epoch_is_missed_only_by_those_who_ask_for_it(copy):
    for epoch in (3, 5):
        (copy / f"epoch-0{epoch}.weights.h5").unlink()
    bundle = load_bundle(copy)
    assert bundle.checkpoints() == (0, 1, 2, 4)
    assert np.array_equal(load_weights(bundle)["conv2d_1"].kernel, load_weights(load_bundle(), 4)["conv2d_1"].kernel)
    with pytest.raises(ExplainerError) as error:
        load_weights(bundle, 3)
    assert (error.value.code, error.value.details) == ("bundle_missing", {"file": "epoch-03.weights.h5"})
    with pytest.raises(ExplainerError) as error:
        load_weights(bundle, 6)
    assert (error.value.code, error.value.details) == ("weights_missing", {"epoch": 6})


def test_a_missing_folder_is_an_error(tmp_path):
    with pytest.raises(ExplainerError) as error:
        load_bundle(tmp_path / "nowhere")
    assert error.value.code == "bundle_missing"


def test_an_altered_description_is_an_error(copy):
    path = copy / "model.json"
    description = json.loads(path.read_text(encoding="utf-8"))
    for altered in ("{", json.dumps(description | {"colour": "red"}), json.dumps({})):
        path.write_text(altered, encoding="utf-8")
        with pytest.raises(ExplainerError) as error:
            load_bundle(copy)
        assert (error.value.code, error.value.details) == ("bundle_altered", {"file": "model.json"})


def test_truncated_weights_are_an_error_of_their_epoch_only(copy):
    path = copy / "epoch-03.weights.h5"
    path.write_bytes(path.read_bytes()[:100_000])
    bundle = load_bundle(copy)
    with pytest.raises(ExplainerError) as error:
        load_weights(bundle, 3)
    assert (error.value.code, error.value.details) == ("bundle_altered", {"file": "epoch-03.weights.h5"})
    assert load_weights(bundle)["conv2d_1"].kernel.shape == (3, 3, 1, 64)


def test_a_byte_that_is_not_as_shipped_is_an_error_of_its_epoch_only(copy):
    path = copy / "epoch-03.weights.h5"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 255
    path.write_bytes(content)
    bundle = load_bundle(copy)
    read_weights(path, bundle.config)
    with pytest.raises(ExplainerError) as error:
        load_weights(bundle, 3)
    assert (error.value.code, error.value.details) == ("bundle_altered", {"file": "epoch-03.weights.h5"})
    assert load_weights(bundle)["conv2d_1"].kernel.shape == (3, 3, 1, 64)


def test_every_epoch_is_known_by_its_digest():
    bundle = load_bundle()
    assert bundle.epochs == tuple(record.epoch for record in bundle.description.epochs)


VERSIONS = Versions(python="3", keras="3", tensorflow="2", numpy="2", platform="any")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "stopped", "test_loss": 0.5, "test_accuracy": 0.5, "versions": VERSIONS},
        {"test_loss": 0.5, "test_accuracy": 0.5},
        {"test_accuracy": 0.5, "versions": VERSIONS},
        {"test_loss": 0.5, "versions": VERSIONS},
    ],
)
def test_a_run_without_an_end_or_test_figures_is_no_bundle(store, tiny, tmp_path, fields):
    run = store.create(tiny)
    write_atomically(run.result_path, Result(**{"state": "finished", "ended": 1.0} | fields).model_dump_json())
    with pytest.raises(ValueError, match=f"received {run.id}"):
        export_bundle(run, tmp_path, tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()
