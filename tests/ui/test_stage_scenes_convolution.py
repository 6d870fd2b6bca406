"""What a convolution's picture is sent beyond its own numbers: the next stage's, and only the words it uses."""

import numpy as np
import pytest

from explainer.network import ARTICLE, NetworkConfig
from explainer.ui.components.payload import pack
from explainer.ui.pictures import convolution
from tests.ui.test_stage_scenes_sliding import ODD, context_of

FUNCTIONS = {"relu": lambda x: np.maximum(x, 0), "tanh": np.tanh, "leaky_relu": lambda x: np.where(x < 0, 0.2 * x, x)}


@pytest.mark.parametrize(
    ("config", "name"), [(ARTICLE, "conv2d_1"), (ARTICLE, "conv2d_2"), (ODD, "conv2d_1"), (ODD, "conv2d_2")]
)
def test_the_activation_is_the_next_stages_own_number(config: NetworkConfig, name: str) -> None:
    meta, arrays = convolution.scene(context_of(config, name, filter=1))
    assert arrays["activated"].shape == arrays["output"].shape
    assert arrays["activated"].dtype == np.float32
    expected = FUNCTIONS[meta["activation"]](arrays["output"].astype(np.float64))
    np.testing.assert_allclose(arrays["activated"], expected, atol=1e-5)
    changed = meta["activation"] == "tanh" or bool((arrays["output"] < 0).any())
    assert np.array_equal(arrays["activated"], arrays["output"]) is not changed


def test_every_activation_has_a_word() -> None:
    meta, _ = convolution.scene(context_of(ARTICLE, "conv2d_1"))
    for activation in ("relu", "leaky_relu", "tanh", "sigmoid", "linear"):
        assert meta["text"]["convolution"][f"next_{activation}"]


def test_words_about_many_maps_come_only_with_many_maps() -> None:
    first, _ = convolution.scene(context_of(ARTICLE, "conv2d_1"))
    second, _ = convolution.scene(context_of(ARTICLE, "conv2d_2"))
    assert "waterfall" not in first["text"]["convolution"]
    assert set(first["text"]["convolution"]) < set(second["text"]["convolution"])
    assert second["text"]["convolution"]["waterfall"]


@pytest.mark.parametrize(("name", "limit"), [("conv2d_1", 60_000), ("conv2d_2", 150_000)])
def test_the_payloads_stay_small_with_the_last_filter_and_cell_in_focus(name: str, limit: int) -> None:
    assert len(pack(*convolution.scene(context_of(ARTICLE, name, filter=31, row=10, column=10)))) <= limit
