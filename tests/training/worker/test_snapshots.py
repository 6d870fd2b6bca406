import json

import keras
import numpy as np
import pytest

from explainer import mnist
from explainer.network import keras_model, network
from explainer.network.presets import PRESETS
from explainer.training.models.weights import load_weights
from explainer.training.store.records import EpochRecord
from explainer.training.worker import snapshots
from explainer.training.worker.attempt import train
from explainer.training.worker.snapshots import Snapshots, pixels_of, read_snapshot, watched_image

IMAGE = mnist.scale(mnist.load().x_test[18])
WATCHED = watched_image(IMAGE, "test-18", 3)


def test_an_image_is_kept_as_it_is():
    np.testing.assert_array_equal(pixels_of(WATCHED), IMAGE)
    assert (WATCHED.image, WATCHED.label) == ("test-18", 3)


def test_the_last_snapshot_is_what_was_learned(store, tiny):
    run = store.create(tiny.model_copy(update={"watched": WATCHED}))
    train(run)
    snapshot = read_snapshot(run)
    assert (snapshot.epoch, snapshot.batch) == (2, 20)
    kernel = load_weights(run)["conv2d_1"].kernel
    np.testing.assert_array_equal(snapshot.kernels, kernel[:, :, 0, :].transpose(2, 0, 1))
    model = keras.models.load_model(run.model_path)
    expected = model.predict(IMAGE[None, :, :, None], verbose=0)[0]
    np.testing.assert_allclose(snapshot.probabilities, expected, atol=1e-6)


def test_watching_changes_nothing(store, tiny):
    losses = []
    for watched in (None, WATCHED):
        run = store.create(tiny.model_copy(update={"watched": watched}))
        train(run)
        losses.append([record.loss for record in run.progress() if isinstance(record, EpochRecord)])
    assert losses[0] == losses[1]


def test_at_most_two_a_second(store, tiny, monkeypatch):
    run = store.create(tiny)
    config = tiny.config
    writer = Snapshots(run, keras_model(config), config, None)
    clock = [0.0]
    monkeypatch.setattr(snapshots.time, "perf_counter", lambda: clock[0])
    written = []
    monkeypatch.setattr(snapshots, "write_atomically", lambda _, text: written.append(json.loads(text)["batch"]))
    for batch in range(40):
        clock[0] = batch / 10
        writer.write_if_due(1, batch)
    assert written == list(range(0, 40, 5))


@pytest.mark.parametrize("watched", [None, WATCHED])
def test_a_network_without_convolutions(store, tiny, watched):
    run = store.create(tiny.model_copy(update={"config": network("softmax"), "watched": watched}))
    train(run)
    snapshot = read_snapshot(run)
    if watched is None:
        assert snapshot is None
    else:
        assert snapshot.kernels.shape == (0, 0, 0)
        assert sum(snapshot.probabilities) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("config", [network("c100-k7_max2"), *PRESETS.values()])
def test_kernels_of_any_network(store, tiny, config):
    run = store.create(tiny)
    model = keras_model(config)
    Snapshots(run, model, config, None).write(0, 0)
    snapshot = read_snapshot(run)
    if not config.blocks:
        assert snapshot is None
        return
    first = config.convolutions[0]
    assert snapshot.kernels.shape == (min(first.channels, 64), first.window_size, first.window_size)
    expected = np.asarray(model.get_layer("conv2d_1").kernel)[..., 0, : snapshot.kernels.shape[0]]
    np.testing.assert_array_equal(snapshot.kernels, np.moveaxis(expected, -1, 0))


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"epoch": 1, "shape": [2, 3, 3], "packed": "AAAA"}', b'{"epoch": 1, "probabilities": [1]}']
)
def test_a_damaged_snapshot_is_none(store, tiny, content):
    run = store.create(tiny)
    run.live_path.write_bytes(content)
    assert read_snapshot(run) is None


def test_a_full_disk_does_not_end_a_run_because_of_it(store, tiny, monkeypatch):
    run = store.create(tiny)

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(snapshots, "write_atomically", refuse)
    assert train(run).state == "finished"
