"""What the browser computes of a network while the pen is down, against Keras."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from explainer import mnist
from explainer.network import NetworkConfig, network
from explainer.tracing import as_weights
from explainer.ui.components.payload import pack
from explainer.ui.pictures.forward import forward_scene
from tests.networks import ODD, random_arrays, reference_model, tracer_of

Evaluate = Callable[..., Any]

NETWORKS = {**ODD, "article": network("c64_max2_c32_max2_d128")}
LARGEST = 1e-4
"""Of the layer's range."""

RUN = """
  const bytes = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  const hex = (values) =>
    Array.from(new Uint8Array(values.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const { meta, arrays } = unpack(bytes(given.program));
  const images = new Float32Array(bytes(given.images).buffer);
  const run = createProgram(meta.instructions, arrays);
  const found = [];
  for (let start = 0; start < images.length; start += 784) {
    const numbers = [...run(images.subarray(start, start + 784))];
    found.push(Object.fromEntries(numbers.map(([stage, values]) => [stage, hex(values)])));
  }
  return found;
"""


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_is_keras_s(evaluate: Evaluate, name: str) -> None:
    config: NetworkConfig = NETWORKS[name]
    weights = as_weights(config, random_arrays(reference_model(config), seed=13))
    images = mnist.load().x_test[:4].astype(np.float32) / 255
    given = {"program": pack(*forward_scene(config, weights, name)).hex(), "images": images.tobytes().hex()}
    for image, found in zip(images, evaluate(RUN, given, "forward"), strict=True):
        trace = tracer_of(config).trace(image, weights)
        assert list(found) == [traced.name for traced in trace.stages[1:]]
        for traced in trace.stages[1:]:
            numbers = np.frombuffer(bytes.fromhex(found[traced.name]), np.float32).reshape(traced.shape)
            reach = float(np.abs(traced.output).max())
            assert np.abs(numbers - traced.output).max() <= LARGEST * reach, traced.name
        assert int(np.argmax(numbers)) == trace.prediction
