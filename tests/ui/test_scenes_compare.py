"""The picture of one image in several networks: shared scales, columns in order, any configuration."""

from collections.abc import Callable

import keras
import numpy as np
import pytest

from explainer.network import PRESETS, NetworkConfig, keras_model
from explainer.text import Text
from explainer.tracing import Array, Tracer, as_weights
from explainer.ui.components.payload import Quantized, pack
from explainer.ui.pictures.compare import MOST_MAPS, Row, cells_of, scene


@pytest.fixture
def row_of(tracer_of: Callable[[NetworkConfig], Tracer], images: Array) -> Callable[[str, str], Row]:
    def made(name: str, letter: str) -> Row:
        config = PRESETS[name]
        keras.utils.set_random_seed(len(name))
        weights = as_weights(config, keras_model(config).get_weights())
        return Row(letter, config, weights, tracer_of(config).trace(images[0], weights))

    return made


def test_columns_and_scales_are_shared(row_of: Callable[[str, str], Row], images: Array) -> None:
    rows = [row_of("article", "A"), row_of("lenet_5", "B")]
    meta, arrays = scene(Text("en"), rows, images[0], 7)
    kinds = [column["kind"] for column in meta["columns"]]
    assert kinds == ["kernels", "convolution", "pooling", "convolution", "pooling", "dense", "dense"]
    first = meta["columns"][1]
    limit = max(float(np.abs(row.trace["activation_1"].output[..., :MOST_MAPS]).max()) for row in rows)
    assert first["scale"] == {"kind": "diverging", "limit": pytest.approx(limit)}
    assert set(meta["columns"][6]["cells"]) == {1}
    assert "maps_6_0" not in arrays
    kernels = arrays["maps_0_1"]
    assert isinstance(kernels, Quantized)
    assert kernels.levels.shape == (6, 5, 5)
    pack(meta, arrays)


@pytest.mark.parametrize("name", PRESETS)
def test_any_network_beside_the_article(row_of: Callable[[str, str], Row], images: Array, name: str) -> None:
    rows = [row_of("article", "A"), row_of(name, "B")]
    meta, arrays = scene(Text("ja"), rows, images[0], None)
    pack(meta, arrays)
    assert len(meta["rows"]) == 2
    shown = sum(len(column["cells"]) for column in meta["columns"])
    assert shown == len(arrays) - 1 == len(cells_of(rows[0])) + len(cells_of(rows[1]))


@pytest.mark.parametrize(("label", "verdict"), [(None, None), ("prediction", "right"), ("other", "wrong")])
def test_verdicts(row_of: Callable[[str, str], Row], images: Array, label: str | None, verdict: str | None) -> None:
    row = row_of("one_block", "A")
    prediction = row.trace.prediction
    given = {None: None, "prediction": prediction, "other": (prediction + 1) % 10}[label]
    meta, _ = scene(Text("en"), [row], images[0], given)
    assert meta["rows"][0]["verdict"] == verdict
    assert meta["rows"][0]["prediction"] == meta["rows"][0]["answers"][0]["digit"] == prediction
