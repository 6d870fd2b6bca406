from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from explainer.network import Architecture, NetworkConfig, keras_model, replaced
from tests.networks import draft, drafts


def misfit_of(architecture: Architecture) -> dict[str, Any] | None:
    """The context of the error of type `layer_does_not_fit`, or `None` if the network can be built."""
    try:
        NetworkConfig(layers=architecture.layers)
    except ValidationError as error:
        (only,) = error.errors()
        return only["ctx"] if only["type"] == "layer_does_not_fit" else None
    return None


SMALL_MAP = "c2_max2_c2_max2"
"""Leaves 5×5."""


def test_7_by_7_kernel_on_a_5_by_5_map() -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig(layers=draft(f"{SMALL_MAP}_c2-k7").layers)
    (error,) = caught.value.errors()
    assert error["type"] == "layer_does_not_fit"
    assert error["ctx"] == {
        "layer": "conv2d_3",
        "block": 2,
        "place": 4,
        "field": "kernel_size",
        "value": 7,
        "limit": 5,
        "height": 5,
        "width": 5,
    }
    assert error["msg"] == (
        "Expected a kernel_size of at most 5 at conv2d_3 with padding 'valid'; received 7 on a 5×5 map. "
        "Nearest choice: kernel_size 5, or padding 'same'."
    )


def test_pooling_window_larger_than_its_map() -> None:
    assert misfit_of(draft(f"{SMALL_MAP}_c2-k4_max3")) == {
        "layer": "pooling2d_3",
        "block": 2,
        "place": 5,
        "field": "pool_size",
        "value": 3,
        "limit": 2,
        "height": 2,
        "width": 2,
    }


def test_number_of_the_layer_counts_layers_not_blocks() -> None:
    context = misfit_of(draft("c1-k7-s3_c1-k5_max5"))
    assert context is not None
    assert (context["layer"], context["block"]) == ("pooling2d_1", 1)


def test_a_plan_holds_what_can_be_built_before_the_misfit() -> None:
    begun = draft(f"{SMALL_MAP}_c2-k7_max2_d3").plan
    assert [layer.name for layer in begun.layers] == ["conv2d_1", "pooling2d_1", "conv2d_2", "pooling2d_2"]
    assert begun.too_large is not None
    assert begun.too_large.layer == "conv2d_3"
    assert [(layer.name, layer.output_shape) for layer in begun.unbuilt] == [
        ("conv2d_3", (None, None, 2)),
        ("pooling2d_3", (None, None, 2)),
        ("flatten", (None,)),
        ("dense_1", (3,)),
        ("dense_2", (10,)),
    ]


def mended(architecture: Architecture, context: dict[str, Any], change: dict[str, Any]) -> Architecture:
    """The network with one field of the layer that does not fit chosen anew."""
    layers = list(architecture.layers)
    layers[context["place"]] = replaced(layers[context["place"]], **change)
    return Architecture(layers=tuple(layers))


@pytest.mark.parametrize("same", [False, True])
@settings(max_examples=40)
@given(drafts)
def test_the_nearest_choices_lead_to_a_network(same: bool, chosen: Architecture) -> None:
    """Each makes its own layer fit; one mended layer can leave too small a map for the next, which then says so."""
    mended_layers: list[str] = []
    while (context := misfit_of(chosen)) is not None:
        assert context["layer"] not in mended_layers
        mended_layers.append(context["layer"])
        assert 1 <= context["limit"] < context["value"]
        change = {"padding": "same"} if same else {context["field"]: context["limit"]}
        if not same:
            refused = misfit_of(mended(chosen, context, {context["field"]: context["limit"] + 1}))
            assert refused is not None
            assert refused["layer"] == context["layer"], "the limit is the nearest"
        chosen = mended(chosen, context, change)


@pytest.mark.parametrize("change", [{"kernel_size": 5}, {"padding": "same"}])
def test_the_nearest_choices_build_in_keras(change: dict[str, Any]) -> None:
    impossible = draft(f"{SMALL_MAP}_c2-k7")
    context = misfit_of(impossible)
    assert context is not None
    config = mended(impossible, context, change).config
    assert config is not None
    assert keras_model(config).output_shape == (None, 10)
