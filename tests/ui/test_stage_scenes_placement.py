"""Where a dense stage's terms lie over the image, against the pixels that each cell really sees."""

import numpy as np
import pytest

from explainer.network import NetworkConfig
from explainer.receptive import receptive_field
from explainer.ui.pictures import dense
from tests.networks import NETWORKS
from tests.ui.traced import context_of, traced

SEEING_MAPS = [name for name in NETWORKS if name != "wide"]


def first_dense(config: NetworkConfig) -> str:
    return next(stage.name for stage in config.stages if stage.kind == "dense")


@pytest.mark.parametrize("name", SEEING_MAPS)
def test_a_cell_lies_in_the_middle_of_the_pixels_it_sees(name: str) -> None:
    config = NETWORKS[name]
    trace, _ = traced(config)
    place = dense.placement(trace, first_dense(config))
    last = [stage for stage in config.stages if not stage.is_flat][-1]
    field = receptive_field(config, last.name)
    checked = 0
    for masks, start in ((field.rows, place["top"]), (field.columns, place["left"])):
        for index, mask in enumerate(masks):
            seen = np.flatnonzero(mask)
            # At an edge a part of what it sees is padding.
            if len(seen) > 0 and seen[-1] - seen[0] + 1 == field.full_size:
                assert start + (index + 0.5) * place["step"] == (seen[0] + seen[-1] + 1) / 2
                checked += 1
    assert checked, "Expected a cell far from every edge."


def test_the_articles_cells_lie_four_pixels_apart_from_the_third_on() -> None:
    trace, _ = traced(NETWORKS["article"])
    assert dense.placement(trace, "dense_1") == {"top": 3.0, "left": 3.0, "step": 4}


def test_pixels_themselves_lie_where_they_are() -> None:
    trace, _ = traced(NETWORKS["no_convolution"])
    assert dense.placement(trace, "dense_1") == {"top": 0.0, "left": 0.0, "step": 1}


@pytest.mark.parametrize(("stage", "known"), [("dense_1", True), ("logits", False)])
def test_the_image_is_sent_where_the_inputs_have_a_place_in_it(stage: str, known: bool) -> None:
    config = NETWORKS["article"]
    context = context_of(config, stage)
    meta, arrays = dense.scene(context)
    assert ("pixels" in arrays) is known
    assert (meta["placement"] is not None) is known
    if known:
        pixels = np.asarray(arrays["pixels"])
        assert pixels.dtype == np.uint8
        assert np.array_equal(pixels, np.rint(context.trace["input"].output[..., 0] * 255))
