import numpy as np
import numpy.typing as npt
import pytest

from explainer.network import keras_model, network
from explainer.training.worker.silent_filters import PROBE_BATCH, SilenceProbe, probe_images, silent_filters
from tests.networks import NETWORKS, random_arrays

CONFIG = network("c4-k5-s3_max2_c3-same_max2_d5")


@pytest.fixture(scope="module")
def probe(dataset: object) -> npt.NDArray[np.float32]:
    return probe_images()


def highest(images: npt.NDArray[np.float32], kernel: npt.NDArray[np.float32], strides: int) -> npt.NDArray[np.float32]:
    """The largest pre-activation of each filter without its bias, in NumPy."""
    windows = np.lib.stride_tricks.sliding_window_view(images, kernel.shape[:2], axis=(1, 2))
    return np.einsum("nrcdhw,hwdf->nrcf", windows[:, ::strides, ::strides], kernel).max(axis=(0, 1, 2))


def test_a_filter_is_silent_exactly_if_no_image_brings_it_above_nothing(probe):
    weights = random_arrays(keras_model(CONFIG), 1)
    top = highest(probe, weights[0], 3)
    # Filters 0 and 2 just never answer; 1 and 3 answer once.
    weights[1] = -top + np.array([-1e-3, 1e-3, -5.0, 1e-3], np.float32)
    assert silent_filters(CONFIG, weights, probe)[0] == 2


def test_one_image_of_the_last_batch_is_enough_to_be_alive(probe):
    weights = random_arrays(keras_model(CONFIG), 1)
    images = np.zeros((2 * PROBE_BATCH + 1, 28, 28, 1), np.float32)
    weights[1] = np.full(4, -0.01, np.float32)
    assert silent_filters(CONFIG, weights, images)[0] == 4
    images[-1] = probe[0]
    assert silent_filters(CONFIG, weights, images)[0] < 4


def test_a_deeper_filter_counts_with_its_own_layer(probe):
    weights = random_arrays(keras_model(CONFIG), 1)
    weights[1] = np.zeros(4, np.float32)
    weights[3] = np.array([-1000.0, 1.0, -1000.0], np.float32)
    assert silent_filters(CONFIG, weights, probe) == (0, 2)


@pytest.mark.parametrize("name", NETWORKS)
def test_any_network_has_a_count_for_each_convolution(name, probe):
    config = NETWORKS[name]
    model = keras_model(config)
    counts = SilenceProbe(model, config, probe[:2]).count()
    assert len(counts) == len(config.blocks)
    assert all(0 <= count <= layer.channels for count, layer in zip(counts, config.convolutions, strict=True))


def test_leaky_filters_are_never_silent_and_broken_ones_do_not_count(probe):
    leaky = network("c2-leaky_max2")
    weights = random_arrays(keras_model(leaky), 1)
    weights[1] = np.full(2, -1000.0, np.float32)
    assert silent_filters(leaky, weights, probe) == (0,)
    linear = network("c2-linear_max2")
    weights[0] = np.full_like(weights[0], np.nan)
    assert silent_filters(linear, weights, probe) == (0,)
