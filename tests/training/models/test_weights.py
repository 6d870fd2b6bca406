import keras
import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.network import PRESETS, keras_model, network, write_network
from explainer.training.models.weights import load_weights, read_weights
from explainer.training.store.progress import append_record
from explainer.training.store.records import EpochRecord

TINY = network("c2-s3_max2")


def saved(config, path, *, compiled=False):
    keras.utils.set_random_seed(1)
    model = keras_model(config)
    if compiled:
        model.compile(optimizer="adam", loss="categorical_crossentropy")
        model.train_on_batch(np.ones((2, 28, 28, 1)), np.eye(10)[:2])
    model.save_weights(path)
    return model


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("compiled", [False, True])
def test_weights_are_those_keras_wrote(tmp_path, name, compiled):
    path = tmp_path / "epoch-01.weights.h5"
    model = saved(PRESETS[name], path, compiled=compiled)
    weights = read_weights(path, PRESETS[name])
    arrays = [array for layer in weights.values() for array in (layer.kernel, layer.bias)]
    expected = model.get_weights()
    assert len(arrays) == len(expected)
    for array, original in zip(arrays, expected, strict=True):
        np.testing.assert_array_equal(array, original)
        assert not array.flags.writeable


@pytest.mark.parametrize("length", [0, 1, 100, 2_000, 8_000, -1])
def test_a_truncated_file_is_unreadable(tmp_path, length):
    path = tmp_path / "epoch-01.weights.h5"
    saved(TINY, path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ExplainerError) as error:
        read_weights(path, TINY)
    assert error.value.code == "weights_unreadable"
    assert error.value.details == {"file": path.name}


def test_a_file_of_something_else_is_unreadable(tmp_path):
    path = tmp_path / "epoch-01.weights.h5"
    path.write_text("weights, please")
    with pytest.raises(ExplainerError) as error:
        read_weights(path, TINY)
    assert error.value.code == "weights_unreadable"


@pytest.mark.parametrize(
    "other", [PRESETS["article"], network("softmax"), network("d8"), network(f"{write_network(TINY)}_d162_d10")]
)
def test_weights_of_another_network_do_not_fit(tmp_path, other):
    path = tmp_path / "epoch-01.weights.h5"
    saved(TINY, path)
    with pytest.raises(ExplainerError) as error:
        read_weights(path, other)
    assert error.value.code == "weights_do_not_fit"


def test_weights_are_found_by_epoch(store, tiny):
    run = store.create(tiny)
    for epoch in (0, 1, 2):
        model = saved(tiny.config, run.checkpoint_path(epoch))
        model.set_weights([array + epoch for array in model.get_weights()])
        model.save_weights(run.checkpoint_path(epoch))
    with pytest.raises(ExplainerError) as error:
        load_weights(run)
    assert (error.value.code, error.value.details) == ("weights_missing", {"epoch": None})
    for epoch in (0, 1):
        append_record(run.progress_path, EpochRecord(epoch=epoch))
    np.testing.assert_array_equal(load_weights(run, 0)["conv2d_1"].bias, np.zeros(2))
    np.testing.assert_array_equal(load_weights(run, 1)["conv2d_1"].bias, np.ones(2))
    np.testing.assert_array_equal(load_weights(run)["conv2d_1"].bias, np.ones(2))
    with pytest.raises(ExplainerError) as error:
        load_weights(run, 2)
    assert error.value.code == "weights_missing"
