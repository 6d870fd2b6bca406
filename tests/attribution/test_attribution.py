"""Occlusion against covered images predicted one by one, Grad-CAM against numerical differences in NumPy."""

from collections.abc import Callable, Sequence

import keras
import numpy as np
import numpy.typing as npt
import pytest

from explainer import mnist
from explainer.attribution.grad_cam import GradCam, Gradients, enlarged
from explainer.attribution.likeness import likeness, rank_correlation
from explainer.attribution.occlusion import SIZES, images_to_predict, occlusion
from explainer.attribution.random_weights import random_weights
from explainer.attribution.view import AttributionView
from explainer.mnist import Dataset
from explainer.network import ARTICLE, NetworkConfig, Stage, keras_model, network
from explainer.predicting import Predictions, Predictor
from explainer.tracing import Array, Tracer, Weights, as_weights
from tests.networks import ODD

SMALL = network("c3_max2_c2_max2_d6")
EXACT = npt.NDArray[np.float64]
MORE = {
    "no_dense": network("c4_avg2"),
    "three_blocks": network("c3-k5-same_max2_c4-s2_c2-tanh_avg2_d5-tanh"),
    "small_maps": network("c2-k5-s2_max2_c3-k5_d4-sigmoid"),
}


@pytest.mark.parametrize("size", SIZES)
def test_an_occlusion_map_is_what_keras_says_of_each_covered_image(dataset: Dataset, size: int) -> None:
    image, weights = dataset.x_test[18], random_weights(SMALL)
    predicted = Predictor(SMALL).predictions(images_to_predict(image, size), weights)
    found = occlusion(image, size, predicted)
    model = keras_model(SMALL)
    model.set_weights([array for layer in weights.values() for array in layer.values()])
    scores = keras.Model(model.input, model.layers[-1].output)
    scores.layers[-1].activation = keras.activations.linear
    covered = []
    for row in range(28):
        for column in range(28):
            copy = image.copy()
            half = size // 2
            copy[max(0, row - half) : row + half + 1, max(0, column - half) : column + half + 1] = 0
            covered.append(copy)
    expected = scores.predict(mnist.scale(np.stack(covered))[..., None], verbose=0).reshape(28, 28, 10)
    before = scores.predict(mnist.scale(image)[None, ..., None], verbose=0)[0]
    assert np.allclose(found.after, expected, atol=1e-5)
    shares = np.exp(expected) / np.exp(expected).sum(axis=-1, keepdims=True)
    assert np.allclose(found.probabilities_after, shares, atol=1e-5)
    for digit in range(10):
        assert np.allclose(found.losses(digit), before[digit] - expected[..., digit], atol=1e-5)
    untouched = np.array([np.array_equal(copy, image) for copy in covered]).reshape(28, 28)
    assert np.array_equal(found.touches, ~untouched)
    assert not found.losses(3)[untouched].any()


def test_of_a_black_image_nothing_is_covered() -> None:
    image = np.zeros((28, 28), np.uint8)
    assert images_to_predict(image, 5).shape == (1, 28, 28)
    found = occlusion(image, 5, Predictions(np.ones((1, 10), np.float32), np.full((1, 10), 0.1, np.float32)))
    assert not found.touches.any()
    assert not found.losses(7).any()


def logit_of(stages: Sequence[Stage], weights: Weights, maps: EXACT, digit: int) -> float:
    """The rest of the network in `float64`, from each kind's own account in NumPy."""
    numbers = maps
    for stage in stages:
        found = [stage.settings.parts(numbers, weights.get(stage.name), at) for at in np.ndindex(stage.output_shape)]
        numbers = np.array([part.terms.sum() + (part.bias or 0.0) for part in found]).reshape(stage.output_shape)
    return float(numbers[digit])


@pytest.mark.parametrize("name", MORE | ODD)
def test_gradients_are_those_of_numerical_differences(name: str) -> None:
    config = (MORE | ODD)[name]
    found, random = config.convolutions, np.random.default_rng(5)
    weights = random_weights(config, seed=3)
    for convolution in found:
        output = config.output_stage(convolution)
        # Between 0.5 and 1.5, all different: at a tie, pooling has no gradient to compare with.
        maps = random.permutation(np.linspace(0.5, 1.5, np.prod(output.output_shape))).reshape(output.output_shape)
        digit = int(random.integers(10))
        gradients = Gradients(config, convolution).of(maps.astype(np.float32), digit, weights)
        assert gradients.shape == output.output_shape
        after = config.stages[config.stages.index(output) + 1 : -1]
        step = 1e-6
        for cell in random.integers(output.output_shape, size=(6, 3)):
            at, moved = tuple(cell), []
            for side in (1, -1):
                changed = maps.copy()
                changed[at] += side * step
                moved.append(logit_of(after, weights, changed, digit))
            expected = (moved[0] - moved[1]) / (2 * step)
            assert gradients[at] == pytest.approx(expected, abs=2e-5 + 1e-3 * abs(expected))


def test_the_steps_of_grad_cam_add_up() -> None:
    random = np.random.default_rng(2)
    maps, gradients = (random.normal(size=(5, 4, 3)).astype(np.float32) for _ in range(2))
    found = GradCam(maps, gradients)
    for row in range(5):
        for column in range(4):
            parts = [gradients[..., k].astype(np.float64).mean() * maps[row, column, k] for k in range(3)]
            assert found.sums[row, column] == pytest.approx(sum(parts), abs=1e-9)
            assert found.result[row, column] == max(0.0, found.sums[row, column])
    assert found.outcome == "positive"
    assert GradCam(np.abs(maps), -np.abs(gradients)).outcome == "negative"
    assert not GradCam(np.abs(maps), -np.abs(gradients)).result.any()
    assert GradCam(maps, np.zeros_like(maps)).outcome == "nothing"


@pytest.mark.parametrize("shape", [(11, 11), (1, 1), (5, 3), (28, 28)])
def test_a_map_is_enlarged_as_keras_does(shape: tuple[int, int]) -> None:
    cells = np.random.default_rng(1).normal(size=shape)
    expected = keras.ops.image.resize(cells[..., None].astype(np.float32), (28, 28), interpolation="bilinear")
    assert np.allclose(enlarged(cells), expected[..., 0], atol=1e-5)


def test_random_weights_are_kerass_own(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> None:
    one, same, other = (random_weights(ARTICLE, seed) for seed in (0, 0, 100))
    assert all(np.array_equal(one[name].kernel, same[name].kernel) for name in one)
    assert not np.array_equal(one["conv2d_1"].kernel, other["conv2d_1"].kernel)
    fresh = as_weights(ARTICLE, keras_model(ARTICLE).get_weights())
    for name, layer in one.items():
        assert layer.kernel.std() == pytest.approx(fresh[name].kernel.std(), rel=0.15)
        assert np.abs(layer.kernel).max() == pytest.approx(np.abs(fresh[name].kernel).max(), rel=0.05)
        assert not layer.bias.any()
    normalized = random_weights(ODD["normalized"])["batch_normalization_1"]
    assert [set(normalized[role].tolist()) for role in normalized] == [{1.0}, {0.0}, {0.0}, {1.0}]
    assert np.isfinite(tracer_of(ARTICLE).trace(images[0], one).logits).all()


def test_likeness_is_that_of_ranks() -> None:
    numbers = np.arange(16.0).reshape(4, 4)
    assert rank_correlation(numbers, np.exp(numbers)) == pytest.approx(1)
    assert rank_correlation(numbers, -(numbers**3)) == pytest.approx(-1)
    assert rank_correlation(numbers, np.ones((4, 4))) is None
    assert rank_correlation(numbers.ravel()[1:], numbers.ravel()[1:]) is None
    shares = (None, 0.7, 0.69, 0.3, 0.29, -0.29, -0.3)
    said = ["unknown", "alike", "somewhat", "somewhat", "different", "different", "reversed"]
    assert [likeness([share] * 5).verdict for share in shares] == said


@pytest.mark.parametrize(
    ("correlations", "verdict", "agreeing"),
    [
        ((0.8, 0.8, 0.8, 0.8, 0.1), "alike", 4),
        ((0.8, 0.8, 0.8, 0.1, 0.1), "mixed", 3),
        ((None, None, 0.1, 0.1, 0.0), "different", 3),
        ((None, None, None, 0.1, 0.1), "unknown", 0),
    ],
)
def test_a_verdict_needs_draws_that_agree(correlations, verdict, agreeing) -> None:
    found = likeness(correlations)
    assert (found.verdict, found.agreeing) == (verdict, agreeing)


@pytest.mark.parametrize("word", ["predicted-5", "7-3-12-9", "0-7-0-27"])
def test_a_link_says_what_is_looked_at(word: str) -> None:
    assert str(AttributionView.parse(word)) == word


@pytest.mark.parametrize("word", ["", "7", "7-4", "10-3", "7-3-28-0", "7-3-1", "predicted-5-٣-1", "7-3-1-1\n"])
def test_what_makes_no_sense_is_no_look(word: str) -> None:
    assert AttributionView.parse(word) is None
