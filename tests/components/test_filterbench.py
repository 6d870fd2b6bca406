"""What a changed kernel makes of a map in the browser, against Keras; and how the change is written."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explainer.filters.edits import FilterEdit, with_edit
from explainer.network import NetworkConfig
from explainer.text import Text
from explainer.tracing import Array, Tracer, as_weights
from explainer.ui.pictures.filterbench import FilterInUse, scene
from tests.networks import ODD, random_arrays, reference_model

Evaluate = Callable[..., Any]


@pytest.mark.parametrize("bias", [None, -450])
@pytest.mark.parametrize("name", ["normalized", "kernel_5_strides_2_tanh", "three_blocks_dropout", "whole_maps"])
def test_it_is_kerass_map(
    evaluate: Evaluate, name: str, bias: int | None, images: Array, tracer_of: Callable[[NetworkConfig], Tracer]
) -> None:
    config = ODD[name]
    arrays = random_arrays(reference_model(config), 2)
    weights, tracer = as_weights(config, arrays), tracer_of(config)
    for stage in config.convolutions:
        output = config.output_stage(stage)
        channels, index = stage.input_shape[-1], stage.channels - 1
        channel = channels - 1
        # Two weights of the input map that is shown, and one of another where there is one.
        places = sorted({channel, stage.window_size**2 * channels - 1, 0})
        edit = FilterEdit(tuple((place, 700 * (-1) ** turn) for turn, place in enumerate(places)), bias)
        subject = FilterInUse(stage, output, index, channel, edit, weights)
        elsewhere = edit.outside(channel, channels)
        traces = [
            tracer.trace(images[0], weights if one is None else with_edit(weights, stage.name, index, one))
            for one in (None, elsewhere, edit)
        ]
        meta, shown = scene(subject, *traces, Text("en"))
        given = {"meta": dict(meta), "edit": str(edit)} | {
            "arrays": {key: {"values": np.ravel(array).tolist(), "shape": array.shape} for key, array in shown.items()}
        }
        body = """
          const edit = readEdit(given.edit);
          return [writeEdit(edit), changedMap(given.meta, given.arrays, edit)];
        """
        written, computed = evaluate(body, given, "filterbench")
        assert written == str(edit)
        expected = np.ravel(traces[2][output.name].output[..., index])
        np.testing.assert_allclose(computed, expected, atol=1e-5 * max(1.0, float(np.abs(expected).max())))
