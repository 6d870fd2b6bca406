from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from explainer.network import ConvolutionBlock, NetworkConfig, Pooling, keras_model, plan
from tests.networks import blocks


def misfit_of(*chosen: ConvolutionBlock) -> dict[str, Any] | None:
    """The context of the error of type `layer_does_not_fit`, or `None` if the network can be built."""
    try:
        NetworkConfig(blocks=chosen)
    except ValidationError as error:
        (only,) = error.errors()
        assert only["type"] == "layer_does_not_fit"
        return only["ctx"]
    return None


SMALL_MAP = (ConvolutionBlock(filters=2), ConvolutionBlock(filters=2))  # leaves 5×5


def test_7_by_7_kernel_on_a_5_by_5_map() -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig(blocks=(*SMALL_MAP, ConvolutionBlock(filters=2, kernel_size=7, pooling=None)))
    (error,) = caught.value.errors()
    assert error["type"] == "layer_does_not_fit"
    assert error["ctx"] == {
        "layer": "conv2d_3",
        "block": 2,
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
    chosen = ConvolutionBlock(filters=2, kernel_size=4, pooling=Pooling(pool_size=3))
    assert misfit_of(*SMALL_MAP, chosen) == {
        "layer": "pooling2d_3",
        "block": 2,
        "field": "pool_size",
        "value": 3,
        "limit": 2,
        "height": 2,
        "width": 2,
    }


def test_number_of_the_layer_counts_layers_not_blocks() -> None:
    unpooled = ConvolutionBlock(filters=1, kernel_size=7, strides=3, pooling=None)
    chosen = ConvolutionBlock(filters=1, kernel_size=5, pooling=Pooling(pool_size=5))
    context = misfit_of(unpooled, chosen)
    assert context is not None
    assert (context["layer"], context["block"]) == ("pooling2d_1", 1)


def test_a_plan_holds_what_can_be_built_before_the_misfit() -> None:
    impossible = (*SMALL_MAP, ConvolutionBlock(filters=2, kernel_size=7))
    begun = plan(impossible, ())
    assert [layer.name for layer in begun.layers] == ["conv2d_1", "pooling2d_1", "conv2d_2", "pooling2d_2"]
    assert begun.misfit is not None
    assert begun.misfit.layer == "conv2d_3"


def mended(chosen: list[ConvolutionBlock], context: dict[str, Any], change: dict[str, Any]) -> list[ConvolutionBlock]:
    """The blocks with one field of the layer that does not fit chosen anew."""
    block = chosen[context["block"]].model_dump()
    (block["pooling"] if context["field"] == "pool_size" else block).update(change)
    again = list(chosen)
    again[context["block"]] = ConvolutionBlock.model_validate(block)
    return again


@settings(max_examples=60, deadline=None)
@given(st.lists(blocks, min_size=1, max_size=3), st.booleans())
def test_the_nearest_choices_lead_to_a_network(chosen: list[ConvolutionBlock], same: bool) -> None:
    """Each makes its own layer fit; one mended layer can leave too small a map for the next, which then says so."""
    mended_layers: list[str] = []
    while (context := misfit_of(*chosen)) is not None:
        assert context["layer"] not in mended_layers
        mended_layers.append(context["layer"])
        assert 1 <= context["limit"] < context["value"]
        change = {"padding": "same"} if same else {context["field"]: context["limit"]}
        if not same:
            one_more = mended(chosen, context, {context["field"]: context["limit"] + 1})
            refused = misfit_of(*one_more)
            assert refused is not None
            assert refused["layer"] == context["layer"], "the limit is the nearest"
        chosen = mended(chosen, context, change)


@pytest.mark.parametrize("change", [{"kernel_size": 5}, {"padding": "same"}])
def test_the_nearest_choices_build_in_keras(change: dict[str, Any]) -> None:
    impossible = [*SMALL_MAP, ConvolutionBlock(filters=2, kernel_size=7, pooling=None)]
    context = misfit_of(*impossible)
    assert context is not None
    model = keras_model(NetworkConfig(blocks=tuple(mended(impossible, context, change))))
    assert model.output_shape == (None, 10)
