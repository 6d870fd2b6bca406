"""The replay of the first epoch: what the browser computes at each moment, against Keras."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from explainer import mnist
from explainer.text import Text
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from explainer.ui.pictures.replay import first_epoch_payload, replay_scene
from tests.networks import tracer_of

RUN = """
  const { readFile } = await import("node:fs/promises");
  const network = createNetwork(new Uint8Array(await readFile(given.file)));
  return replayed(network, Float32Array.from(given.image), given.meta, new AbortController().signal);
"""


def test_every_moment_is_computed_as_keras_does(evaluate: Callable[..., Any], tmp_path: Path) -> None:
    bundle = load_bundle()
    image = mnist.scale(mnist.load().x_test[18])
    meta, _ = replay_scene(bundle, Text("en"), image=image, label=3, address="/first-epoch/1")
    assert meta["batches"] == [0, *bundle.first_epoch.checkpoints(), 1875]
    assert len(meta["accuracies"]) == len(meta["batches"])
    assert meta["epochs"] == len(bundle.description.epochs) - 1
    (tmp_path / "weights").write_bytes(first_epoch_payload())
    given = {"file": str(tmp_path / "weights"), "image": image.ravel().tolist(), "meta": meta}
    found = evaluate(RUN, given, "replay")
    within = [load_weights(bundle.first_epoch, batch) for batch in bundle.first_epoch.checkpoints()]
    weights = [load_weights(bundle, 0), *within, load_weights(bundle, 1)]
    tracer, stage = tracer_of(bundle.config), bundle.config.first_convolution
    assert stage is not None
    assert found["filter"] == tracer.trace(image, weights[-1])[meta["maps"]].output.max(axis=(0, 1)).argmax()
    for moment, learned in zip(found["moments"], weights, strict=True):
        trace = tracer.trace(image, learned)
        np.testing.assert_allclose(moment["probabilities"], trace.probabilities, atol=1e-5)
        kernel = learned[stage.name].kernel[:, :, 0, found["filter"]]
        np.testing.assert_array_equal(np.float32(moment["kernel"]), kernel.ravel())
        maps = trace[meta["maps"]].output[..., found["filter"]]
        np.testing.assert_allclose(moment["map"], maps.ravel(), atol=1e-5)
