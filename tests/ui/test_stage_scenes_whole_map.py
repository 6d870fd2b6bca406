"""The means of whole maps: what their picture is sent."""

import numpy as np
import pytest

from explainer.ui.components.payload import pack
from explainer.ui.pictures import whole_map
from explainer.ui.pictures.stage import Choice, parse_choice
from tests.networks import NETWORKS
from tests.ui.traced import context_of

NAME = "global_average_pooling2d"
AVERAGED = [name for name, config in NETWORKS.items() if any(stage.name == NAME for stage in config.stages)]


@pytest.mark.parametrize("network", AVERAGED)
def test_the_means_are_those_of_the_maps_that_are_sent(network: str) -> None:
    meta, arrays = whole_map.scene(context_of(NETWORKS[network], NAME))
    means = arrays["maps"].astype(np.float64).mean(axis=(0, 1))
    np.testing.assert_allclose(arrays["means"], means, atol=1e-5 * max(1.0, np.abs(arrays["maps"]).max()))
    assert meta["scales"]["means"]["limit"] <= meta["scales"]["maps"]["limit"] * (1 + 1e-5)
    assert pack(meta, arrays)


@pytest.mark.parametrize("network", AVERAGED)
def test_a_mean_has_the_colours_of_its_cells(network: str) -> None:
    scales = whole_map.scene(context_of(NETWORKS[network], NAME))[0]["scales"]
    assert scales["means"]["kind"] == scales["maps"]["kind"]
    assert (scales["maps"]["kind"] == "pixels") == (network == "whole_maps_of_pixels")


def test_a_choice_is_one_of_the_maps() -> None:
    stage = context_of(NETWORKS["whole_maps"], NAME).stage
    assert whole_map.scene(context_of(NETWORKS["whole_maps"], NAME, filter=3))[0]["filter"] == 3
    assert parse_choice({"filter": 5}, stage) == Choice(filter=5)
    assert parse_choice({"filter": 6}, stage) == Choice()
