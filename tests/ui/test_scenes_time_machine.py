"""What the time machine sends: every epoch's own numbers, and what they turn on."""

from dataclasses import replace

import numpy as np
import pytest

from explainer import mnist
from explainer.network import ARTICLE, keras_model
from explainer.text import Text
from explainer.tracing import Array, as_weights
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.components.payload import Quantized
from explainer.ui.numbers import percent
from explainer.ui.pictures.timemachine import (
    Moment,
    columns_shown,
    moment_of,
    strongest_filter,
    time_machine_scene,
    turning_point,
)
from tests.networks import NETWORKS, tracer_of
from tests.oracles.layers import convolution

FILTER = 4
LABEL = 5


@pytest.fixture(scope="module")
def image() -> Array:
    return mnist.scale(mnist.load().x_test[720])


@pytest.fixture(scope="module")
def moments(image: Array) -> list[Moment]:
    bundle, tracer = load_bundle(), tracer_of(ARTICLE)
    learned = {epoch: load_weights(bundle, epoch) for epoch in bundle.checkpoints()}
    return [moment_of(epoch, ARTICLE, weights, tracer.trace(image, weights)) for epoch, weights in learned.items()]


def scene_of(moments: list[Moment], image: Array, **changes: object) -> tuple[dict, dict]:
    settings = {
        "image": image,
        "epoch": 3,
        "run": "bundled",
        "filter_index": FILTER,
        "label": LABEL,
        "accuracies": {1: 0.984, 2: None},
    }
    return time_machine_scene(moments, ARTICLE, Text("en"), **settings | changes)


def test_each_epoch_has_the_numbers_of_its_own_weights(moments: list[Moment], image: Array) -> None:
    meta, arrays = scene_of(moments, image)
    bundle = load_bundle()
    model = keras_model(ARTICLE)
    limit = max(np.abs(moment.maps[..., FILTER]).max() for moment in moments)
    assert isinstance(arrays["maps"], Quantized)
    shown = arrays["maps"].levels * (arrays["maps"].high / 254)
    for place, epoch in enumerate(bundle.checkpoints()):
        model.load_weights(bundle.checkpoint_path(epoch))
        kernel, bias = model.get_weights()[:2]
        expected = np.maximum(convolution(image[..., np.newaxis], kernel, bias, 1, "valid")[..., FILTER], 0)
        np.testing.assert_array_equal(arrays["kernels"][place], kernel[:, :, 0, FILTER])
        assert arrays["biases"][place] == bias[FILTER]
        np.testing.assert_allclose(shown[place], expected, atol=limit / 254)
        probabilities = model(image[np.newaxis, ..., np.newaxis]).numpy()[0]
        np.testing.assert_allclose(arrays["probabilities"][place], probabilities, atol=1e-5)
        scores = arrays["logits"][place].astype(np.float64)
        np.testing.assert_allclose(np.exp(scores) / np.exp(scores).sum(), probabilities, atol=1e-5)
        assert meta["predictions"][place] == probabilities.argmax()


def test_all_epochs_share_their_scales(moments: list[Moment], image: Array) -> None:
    meta, arrays = scene_of(moments, image)
    painted = meta["convolution"]
    assert painted["kernel_scale"] == {"kind": "diverging", "limit": pytest.approx(np.abs(arrays["kernels"]).max())}
    assert painted["map_scale"]["kind"] == "sequential"
    assert painted["map_scale"]["limit"] == pytest.approx(arrays["maps"].high)
    assert meta["logit_limit"] == pytest.approx(np.abs(arrays["logits"]).max())
    assert painted["function"] == "ReLU"


def test_accuracies_are_told_where_they_were_measured(moments: list[Moment], image: Array) -> None:
    meta, _ = scene_of(moments, image)
    assert meta["accuracies"] == [None, "98.4\u00a0%", None, None, None, None]


def test_the_first_right_answer_is_marked(moments: list[Moment], image: Array) -> None:
    meta, _ = scene_of(moments, image)
    turn = meta["turn"]
    assert meta["predictions"][turn] == LABEL
    assert LABEL not in meta["predictions"][:turn]
    assert meta["columns"] == [0, 1, 2, 3, 4, 5]


def test_an_epoch_missing_in_the_middle_is_left_out(moments: list[Moment], image: Array) -> None:
    meta, arrays = scene_of([moments[0], moments[1], moments[4]], image, epoch=4)
    assert meta["epochs"] == [0, 1, 4]
    assert len(arrays["kernels"]) == 3
    np.testing.assert_array_equal(arrays["logits"][2], moments[4].logits)


@pytest.mark.parametrize(
    ("answers", "label", "turn"),
    [
        ([3, 8, 5, 8, 5], 5, 2),
        ([3, 8, 8], 5, None),
        ([5, 5], 5, 0),
        ([3, 8, 5, 8, 8], None, 3),
        ([5, 5, 5], None, 0),
        ([1, 2], None, 1),
        ([7], None, 0),
    ],
)
def test_where_the_answer_turns(answers: list[int], label: int | None, turn: int | None) -> None:
    assert turning_point(answers, label) == turn


@pytest.mark.parametrize(
    ("count", "turn", "columns"),
    [
        (1, 0, [0]),
        (8, 6, [0, 1, 2, 3, 4, 5, 6, 7]),
        (9, 6, [0, 1, 2, 3, 6, 8]),
        (101, None, [0, 1, 2, 3, 100]),
        (101, 2, [0, 1, 2, 3, 100]),
        (13, 12, [0, 1, 2, 3, 12]),
    ],
)
def test_which_epochs_have_a_column(count: int, turn: int | None, columns: list[int]) -> None:
    assert columns_shown(count, turn) == columns


def test_within_the_first_epoch_a_moment_has_its_batch(image: Array) -> None:
    bundle, tracer = load_bundle(), tracer_of(ARTICLE)
    within = bundle.first_epoch
    known = [(0, load_weights(bundle, 0)), *((batch, load_weights(within, batch)) for batch in within.checkpoints())]
    traced = [(batch, weights, tracer.trace(image, weights)) for batch, weights in known]
    moments = [replace(moment_of(0, ARTICLE, weights, trace), batch=batch) for batch, weights, trace in traced]
    accuracies = {record.batch: record.test_accuracy for record in bundle.description.first_epoch}
    meta, arrays = scene_of(moments, image, within=accuracies)
    assert meta["epochs"] == [0, *(f"1 (batch {batch})" for batch in accuracies)]
    assert meta["accuracies"][1:] == [percent(share) for share in accuracies.values()]
    assert len(meta["columns"]) <= 3
    np.testing.assert_array_equal(arrays["probabilities"], [trace.probabilities for _, _, trace in traced])


def test_the_strongest_filter_is_that_of_the_last_epoch(moments: list[Moment]) -> None:
    assert strongest_filter(moments) == moments[-1].maps.max(axis=(0, 1)).argmax()
    assert strongest_filter(moments[:1]) == moments[0].maps.max(axis=(0, 1)).argmax()


@pytest.mark.parametrize("name", NETWORKS)
def test_any_network_can_be_watched(name: str, image: Array) -> None:
    config = NETWORKS[name]
    weights = as_weights(config, keras_model(config).get_weights())
    moment = moment_of(0, config, weights, tracer_of(config).trace(image, weights))
    meta, arrays = time_machine_scene(
        [moment],
        config,
        Text("ja"),
        image=image,
        epoch=0,
        run="bundled",
        filter_index=strongest_filter([moment]),
        label=None,
        accuracies={},
    )
    first = next((stage for stage in config.stages if stage.kind == "conv2d"), None)
    assert (meta["convolution"] is None) == (first is None)
    assert ("kernels" in arrays) == (first is not None)
    if first is not None:
        assert arrays["maps"].levels.shape == (1, *first.output_shape[:2])
        assert arrays["kernels"].shape == (1, first.window_size, first.window_size)
        linear = config.convolutions[0].activation == "linear"
        assert (meta["convolution"]["function"] is None) == linear


def test_a_model_from_a_file_is_said_to_have_no_epochs(moments: list[Moment], image: Array) -> None:
    meta, _ = scene_of(moments[-1:], image, has_epochs=False)
    assert [type(name) for name in meta["epochs"]] == [str]
    said = ("kernel_label", "map_label", "column_label", "only_one")
    assert not [name for name in said if "{epoch}" in meta["text"][name]]
    assert [meta["text"][name] for name in said] != [scene_of(moments, image)[0]["text"][name] for name in said]
