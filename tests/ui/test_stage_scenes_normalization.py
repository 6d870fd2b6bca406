"""Normalization: what its picture is sent."""

import keras
import numpy as np
import pytest

from explainer.network import keras_model
from explainer.text import Text
from explainer.ui.components.payload import pack
from explainer.ui.pictures import normalization
from explainer.ui.stage_words import placeholders
from tests.networks import NETWORKS
from tests.ui.traced import context_of

STAGES = [
    (network, stage.name)
    for network, config in NETWORKS.items()
    for stage in config.stages
    if stage.settings.picture == "normalization"
]


def test_there_is_something_to_test() -> None:
    assert len(STAGES) >= 3


@pytest.mark.parametrize(("network", "name"), STAGES)
def test_the_numbers_make_what_keras_returned(network: str, name: str) -> None:
    context = context_of(NETWORKS[network], name, filter=1, row=2, column=3)
    meta, arrays = normalization.scene(context)
    numbers = meta["numbers"]
    spread = np.sqrt(arrays["variance"].astype(np.float64) + numbers["epsilon"])
    before = arrays["before"].astype(np.float64)
    after = (before - arrays["mean"]) / spread * numbers["gamma"] + numbers["beta"]
    np.testing.assert_allclose(arrays["after"], after, atol=1e-5 * max(1.0, np.abs(after).max()))
    assert numbers["epsilon"] == getattr(keras.layers, context.stage.settings.keras_name)().epsilon


@pytest.mark.parametrize(("network", "name"), STAGES)
def test_both_sides_can_show_what_is_negative(network: str, name: str) -> None:
    context = context_of(NETWORKS[network], name, filter=1, row=2, column=3)
    meta, arrays = normalization.scene(context)
    assert {scale["kind"] for scale in meta["scales"].values()} == {"diverging"}
    assert meta["strip"]["scale"] == meta["scales"]["after"]
    assert meta["strip"]["painted"] == Text("en")(f"component.maps_painted.{context.stage.kind}")
    assert (meta["filter"], meta["row"], meta["column"]) == (1, 2, 3)
    assert pack(meta, arrays)


def test_half_of_the_parameters_are_not_learned() -> None:
    network, name = next(
        pair for pair in STAGES if context_of(NETWORKS[pair[0]], pair[1]).stage.kind == "batch_normalization"
    )
    stage = context_of(NETWORKS[network], name, filter=1, row=2, column=3).stage
    model = keras_model(NETWORKS[network])
    layer = model.get_layer(stage.layer)
    frozen = sum(int(np.prod(weight.shape)) for weight in layer.non_trainable_weights)
    assert placeholders(stage)["frozen"] == frozen == stage.parameters // 2
