"""What is taken home of a run is what the run has; its notebook does it again."""

import io
import json

import h5py
import keras
import nbformat
import numpy as np
import pytest

from explainer.network import keras_model
from explainer.own_digits import OwnDigits
from explainer.training.models.configuration import read_configuration
from explainer.training.models.downloads import NOTEBOOK_PARTS, downloads, notebook
from explainer.training.models.weights import without_optimizer
from explainer.training.queue.run_queue import RunQueue
from explainer.training.recipes.recipe import AddedDigits, Recipe
from explainer.training.store.records import Request
from explainer.training.store.run_store import RunStore
from explainer.training.store.status import read_status
from explainer.training.worker.attempt import train
from tests.networks import NETWORKS
from tests.training.conftest import TINY

WORDS = {part: f"## {part}" for part in NOTEBOOK_PARTS}


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    recipe = Recipe(name="own", epochs=2, training_images=320, validation_images=100)
    run = RunStore(tmp_path_factory.mktemp("runs")).create(Request(config=TINY, recipe=recipe, seed=9))
    assert train(run).state == "finished"
    return run


def offered(run, *, is_own=True):
    return {file.kind: file for file in downloads(run, run.request(), lambda: WORDS, is_own=is_own)}


def test_everything_a_finished_run_has(trained, tmp_path):
    files = offered(trained)
    assert list(files) == ["model", "weights", "history", "configuration", "notebook"]
    assert files["model"].read() == trained.model_path.read_bytes()
    assert files["history"].read() == trained.history_path.read_bytes()
    assert read_configuration(files["configuration"].read()).network == TINY
    assert all(file.file_name.startswith(f"cnn-{trained.id[:6]}") for file in files.values())
    assert files["weights"].file_name.endswith("epoch-02.weights.h5")
    model, weights = tmp_path / files["model"].file_name, tmp_path / files["weights"].file_name
    model.write_bytes(files["model"].read())
    weights.write_bytes(files["weights"].read())
    with h5py.File(weights) as file:
        assert set(file) == {"layers"}  # Adam's state stays here
    rebuilt = keras_model(TINY)
    rebuilt.load_weights(weights)
    for loaded, expected in zip(keras.models.load_model(model).get_weights(), rebuilt.get_weights(), strict=True):
        assert np.array_equal(loaded, expected)


def test_what_was_drawn_is_for_whoever_drew_it(tmp_path):
    digits = OwnDigits(np.zeros((1, 28, 28), np.uint8), np.array([4], np.uint8))
    added = AddedDigits(images=1, digest=digits.digest)
    request = Request(config=TINY, recipe=Recipe(name="own", epochs=1, own_digits=added), seed=9)
    store = RunStore(tmp_path)
    run = store.run(RunQueue(store).submit(request, digits))
    file = offered(run)["own_digits"]
    assert (file.file_name, file.read()) == ("own-digits.npz", digits.npz())
    others = offered(run, is_own=False)
    assert "own_digits" not in others
    cells = nbformat.reads(others["notebook"].read().decode(), as_version=4).cells
    assert any("np.load('own-digits.npz')" in cell.source for cell in cells)


def test_nothing_is_read_before_it_is_asked_for(trained, monkeypatch):
    run = trained
    monkeypatch.setattr(type(run.model_path), "read_bytes", lambda path: pytest.fail(f"{path} was read"))
    asked = []
    request = Request(config=TINY, recipe=Recipe(name="own", epochs=1))
    files = downloads(run, request, lambda: asked.append(1) or WORDS, is_own=True)
    assert asked == []
    files[-1].read()
    assert asked == [1]


def test_weights_of_a_training_that_diverged_can_be_taken_home(trained, tmp_path):
    path = tmp_path / "epoch-02.weights.h5"
    model = keras_model(TINY)
    model.set_weights([np.full_like(array, np.nan) for array in model.get_weights()])
    model.save_weights(path)
    with h5py.File(io.BytesIO(without_optimizer(path, TINY))) as file:
        assert np.isnan(file["layers/conv2d/vars/0"][...]).all()


def test_what_is_missing_is_not_offered(store, tiny):
    run = store.create(tiny)
    assert list(offered(run)) == ["configuration", "notebook"]


@pytest.mark.parametrize("name", NETWORKS)
def test_a_notebook_is_valid_and_says_all(name):
    request = Request(config=NETWORKS[name], recipe=Recipe(name="own", epochs=3), seed=5)
    text = notebook(request, WORDS)
    assert notebook(request, WORDS) == text
    read = nbformat.reads(text, as_version=4)
    nbformat.validate(read)
    assert [cell.source for cell in read.cells if cell.cell_type == "markdown"] == list(WORDS.values())
    source = "\n".join(cell.source for cell in read.cells if cell.cell_type == "code")
    assert "set_random_seed(5)" in source
    assert "epochs=3" in source
    assert source.count("model.add(") == len(NETWORKS[name].built) + 1
    assert all(cell.outputs == [] for cell in read.cells if cell.cell_type == "code")


def test_the_notebook_gives_the_losses_of_the_run(trained, monkeypatch, dataset, capsys):
    arrays = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    monkeypatch.setattr(keras.datasets.mnist, "load_data", lambda: arrays)
    cells = json.loads(offered(trained)["notebook"].read())["cells"]
    names: dict[str, object] = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert names["model"].history.history["loss"] == [epoch.loss for epoch in read_status(trained).epochs_done[1:]]
    printed = capsys.readouterr().out.splitlines()[-1]
    assert f"{trained.result().test_accuracy:.4f}"[:5] in printed
