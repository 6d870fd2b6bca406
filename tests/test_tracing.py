from collections.abc import Callable

import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.network import ARTICLE, keras_model, network
from explainer.tracing import Array, Tracer, as_weights
from tests.networks import NETWORKS, ODD, TracerOf, random_arrays, trained
from tests.oracles import layers

SMALL = ODD["three_blocks_dropout"]
TOLERANCE = 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_stages_are_what_the_plain_models_layers_return(name: str, tracer_of: TracerOf, images: Array) -> None:
    config = NETWORKS[name]
    model, weights = trained(config)
    outputs_of = layers.layer_outputs(model)
    for image in images:
        trace = tracer_of(config).trace(image, weights)
        np.testing.assert_array_equal(trace["input"].output[..., 0], image)
        by_layer = outputs_of(image)
        # A layer's function is its own stage: what the plain model's layer returns is the last of its stages.
        stages = list({stage.stage.layer: stage for stage in trace.stages[1:]}.values())
        assert [stage.stage.layer for stage in stages] == list(by_layer)
        for stage in stages:
            expected = by_layer[stage.stage.layer]
            assert stage.output.shape == expected.shape == stage.shape
            np.testing.assert_allclose(stage.output, expected, rtol=TOLERANCE, atol=TOLERANCE, err_msg=stage.name)


@pytest.mark.parametrize("name", NETWORKS)
def test_pre_activations_are_those_of_an_own_convolution(name: str, tracer_of: TracerOf, images: Array) -> None:
    image = images[1]
    model, weights = trained(NETWORKS[name])
    trace = tracer_of(NETWORKS[name]).trace(image, weights)
    for stage in trace.stages:
        if stage.kind not in {"conv2d", "dense"}:
            continue
        layer = model.get_layer(stage.stage.layer)
        kernel, bias = (array.astype(np.float64) for array in layer.get_weights())
        inputs = trace.input_of(stage.name).astype(np.float64)
        if stage.kind == "conv2d":
            terms = (inputs, kernel, bias, layer.strides[0], layer.padding)
            expected, magnitude = layers.convolution(*terms), layers.magnitude(*terms)
        else:
            expected, magnitude = inputs @ kernel + bias, np.abs(inputs) @ np.abs(kernel) + np.abs(bias)
        assert np.all(np.abs(stage.output - expected) <= TOLERANCE * np.maximum(1, magnitude)), stage.name


@pytest.mark.parametrize("name", NETWORKS)
def test_probabilities_are_those_of_predict(name: str, tracer_of: TracerOf, images: Array) -> None:
    model, weights = trained(NETWORKS[name])
    trace = tracer_of(NETWORKS[name]).trace(images[0], weights)
    expected = model.predict(images[:1, ..., np.newaxis], verbose=0)[0]
    np.testing.assert_allclose(trace.probabilities, expected, rtol=TOLERANCE, atol=TOLERANCE)
    assert trace.prediction == int(np.argmax(expected))
    assert trace.probabilities is trace["softmax"].output
    assert trace.logits is trace["logits"].output


def test_a_long_sum_of_one_sign_is_as_near_to_float64_as_a_short_one(images: Array) -> None:
    """200,704 terms: in one running float32 sum they were off by 2e-5 of their size."""
    config = network("c256-k1-sigmoid_d4")
    arrays = [np.abs(array) for array in random_arrays(keras_model(config), 3)]
    trace = Tracer(config).trace(images[0], as_weights(config, arrays))
    kernel, bias = (array.astype(np.float64) for array in arrays[2:4])
    exact = trace["flatten"].output.astype(np.float64) @ kernel + bias
    np.testing.assert_allclose(trace["dense_1"].output, exact, rtol=1e-6)


def test_article_has_the_walkthroughs_stages(tracer_of: TracerOf, images: Array) -> None:
    trace = tracer_of(ARTICLE).trace(images[0], trained(ARTICLE)[1])
    assert [(stage.name, stage.kind, stage.output.shape) for stage in trace] == [
        ("input", "input", (28, 28, 1)),
        ("conv2d_1", "conv2d", (26, 26, 64)),
        ("activation_1", "activation", (26, 26, 64)),
        ("pooling2d_1", "max_pooling2d", (13, 13, 64)),
        ("conv2d_2", "conv2d", (11, 11, 32)),
        ("activation_2", "activation", (11, 11, 32)),
        ("pooling2d_2", "max_pooling2d", (5, 5, 32)),
        ("flatten", "flatten", (800,)),
        ("dense_1", "dense", (128,)),
        ("activation_3", "activation", (128,)),
        ("logits", "dense", (10,)),
        ("softmax", "softmax", (10,)),
    ]


def test_a_stages_input_is_the_output_before_it(tracer_of: TracerOf, images: Array) -> None:
    trace = tracer_of(ARTICLE).trace(images[0], trained(ARTICLE)[1])
    assert trace.input_of("pooling2d_1") is trace["activation_1"].output
    assert trace.input_of("conv2d_1") is trace["input"].output
    np.testing.assert_array_equal(trace.input_of("input")[..., 0], images[0])
    with pytest.raises(KeyError, match=r"Expected one of .*; received 'conv2d_9'"):
        trace["conv2d_9"]


def test_nothing_of_a_trace_can_be_changed(tracer_of: TracerOf, images: Array) -> None:
    image = images[0].copy()
    trace = tracer_of(SMALL).trace(image, trained(SMALL)[1])
    for stage in trace:
        assert stage.output.dtype == np.float32
        with pytest.raises(ValueError, match="read-only"):
            stage.output[...] = 0
    image[:] = 1
    np.testing.assert_array_equal(trace["input"].output[..., 0], images[0])


def test_weights_are_read_only_copies() -> None:
    arrays = random_arrays(keras_model(SMALL), 1)
    weights = as_weights(SMALL, arrays)
    assert list(weights) == ["conv2d_1", "conv2d_2", "conv2d_3", "dense_1", "logits"]
    before = weights["conv2d_1"].kernel.copy()
    arrays[0][:] = 7
    np.testing.assert_array_equal(weights["conv2d_1"].kernel, before)
    np.testing.assert_array_equal(weights.tensors[0].numpy(), before)
    with pytest.raises(ValueError, match="read-only"):
        weights["conv2d_1"].bias[0] = 1
    with pytest.raises(TypeError):
        weights["conv2d_1"] = weights["conv2d_2"]  # type: ignore[index]


@pytest.mark.parametrize("name", ["article", "no_convolution", "three_blocks_dropout"])
def test_weights_of_a_model_are_its_layers(name: str) -> None:
    model, _ = trained(NETWORKS[name])
    layers = {stage.name: stage.layer for stage in NETWORKS[name].stages}
    weights = as_weights(NETWORKS[name], model.get_weights())
    assert sum(own.kernel.size + own.bias.size for own in weights.values()) == NETWORKS[name].parameters
    for stage, own in weights.items():
        kernel, bias = model.get_layer(layers[stage]).get_weights()
        np.testing.assert_array_equal(own.kernel, kernel)
        np.testing.assert_array_equal(own.bias, bias)


@pytest.mark.parametrize("shape", [(27, 28), (28, 28, 3), (784,), (1, 28, 28), (28, 29), (28, 28, 1, 2)])
def test_image_of_another_shape_is_refused(shape: tuple[int, ...], tracer_of: TracerOf) -> None:
    _, weights = trained(SMALL)
    with pytest.raises(ValueError, match=r"Expected an image of shape \(28, 28\).*received"):
        tracer_of(SMALL).trace(np.zeros(shape, np.float32), weights)


def test_image_with_a_channel_is_the_same_image(tracer_of: TracerOf, images: Array) -> None:
    flat = tracer_of(SMALL).trace(images[0], trained(SMALL)[1])
    with_channel = tracer_of(SMALL).trace(images[0][..., np.newaxis], trained(SMALL)[1])
    np.testing.assert_array_equal(flat.probabilities, with_channel.probabilities)


def _one_missing(arrays: list[Array]) -> list[Array]:
    return arrays[:-1]


def _one_too_many(arrays: list[Array]) -> list[Array]:
    return [*arrays, arrays[-1]]


def _transposed(arrays: list[Array]) -> list[Array]:
    return [*arrays[:-2], arrays[-2].T, arrays[-1]]


@pytest.mark.parametrize("damage", [_one_missing, _one_too_many, _transposed])
def test_arrays_that_do_not_fit_are_refused(damage: Callable[[list[Array]], list[Array]]) -> None:
    with pytest.raises(ExplainerError, match=r"Expected weights of shapes .*; received") as caught:
        as_weights(SMALL, damage(random_arrays(keras_model(SMALL), 1)))
    assert caught.value.code == "weights_do_not_fit"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_weights_of_a_diverged_training_are_refused(value: float) -> None:
    arrays = random_arrays(keras_model(SMALL), 1)
    arrays[-1][3] = value
    with pytest.raises(ExplainerError, match="received 1 that are not") as caught:
        as_weights(SMALL, arrays)
    assert caught.value.code == "weights_not_finite"


def test_another_architectures_weights_are_refused(tracer_of: TracerOf, images: Array) -> None:
    other = ODD["one_filter_no_dense"]
    _, weights = trained(other)
    with pytest.raises(ExplainerError) as caught:
        tracer_of(SMALL).trace(images[0], weights)
    assert caught.value.code == "weights_do_not_fit"
