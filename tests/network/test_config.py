from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from explainer.network import ARTICLE, PRESETS, ConvolutionBlock, DenseLayer, NetworkConfig, Pooling
from tests.networks import NETWORKS, configurations

PROJECT = Path(__file__).resolve().parents[2]


def test_article_to_the_letter() -> None:
    assert [
        (layer.name, layer.kind, layer.input_shape, layer.output_shape, layer.parameters) for layer in ARTICLE.layers
    ] == [
        ("conv2d_1", "conv2d", (28, 28, 1), (26, 26, 64), 640),
        ("pooling2d_1", "max_pooling2d", (26, 26, 64), (13, 13, 64), 0),
        ("conv2d_2", "conv2d", (13, 13, 64), (11, 11, 32), 18_464),
        ("pooling2d_2", "max_pooling2d", (11, 11, 32), (5, 5, 32), 0),
        ("flatten", "flatten", (5, 5, 32), (800,), 0),
        ("dense_1", "dense", (800,), (128,), 102_528),
        ("dense_2", "dense", (128,), (10,), 1_290),
    ]
    assert [layer.activation for layer in ARTICLE.layers] == ["relu", None, "relu", None, None, "relu", "softmax"]
    assert ARTICLE.parameters == 122_922
    assert ARTICLE.multiply_adds == 26 * 26 * 64 * 9 + 11 * 11 * 32 * 9 * 64 + 800 * 128 + 128 * 10


def test_stages_name_number_and_layer() -> None:
    assert [(stage.name, stage.kind, stage.number, stage.layer) for stage in ARTICLE.stages] == [
        ("input", "input", 1, "input"),
        ("conv2d_1", "conv2d", 1, "conv2d_1"),
        ("activation_1", "activation", 1, "conv2d_1"),
        ("pooling2d_1", "max_pooling2d", 1, "pooling2d_1"),
        ("conv2d_2", "conv2d", 2, "conv2d_2"),
        ("activation_2", "activation", 2, "conv2d_2"),
        ("pooling2d_2", "max_pooling2d", 2, "pooling2d_2"),
        ("flatten", "flatten", 1, "flatten"),
        ("dense_1", "dense", 1, "dense_1"),
        ("activation_3", "activation", 3, "dense_1"),
        ("logits", "dense", 1, "dense_2"),
        ("softmax", "softmax", 1, "dense_2"),
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_stages_follow_one_another(name: str) -> None:
    config = NETWORKS[name]
    stages = config.stages
    names = [stage.name for stage in stages]
    assert len(set(names)) == len(names)
    for before, after in itertools.pairwise(stages):
        assert after.input_shape == before.output_shape
    assert sum(stage.parameters for stage in stages) == config.parameters
    assert sum(stage.multiply_adds for stage in stages) == config.multiply_adds
    assert list(dict.fromkeys(stage.layer for stage in stages)) == ["input", *(layer.name for layer in config.layers)]


@settings(max_examples=100, deadline=None)
@given(configurations())
def test_json_round_trip(config: NetworkConfig) -> None:
    again = NetworkConfig.model_validate_json(config.model_dump_json())
    assert again == config
    assert hash(again) == hash(config)
    assert again.fingerprint == config.fingerprint
    assert NetworkConfig.model_validate(config.model_dump()) == config


def test_different_networks_have_different_fingerprints() -> None:
    fingerprints = {config.fingerprint for config in NETWORKS.values()}
    assert len(fingerprints) == len(NETWORKS)
    assert all(int(fingerprint, 16) >= 0 for fingerprint in fingerprints)


def test_fingerprint_is_the_same_in_another_process() -> None:
    code = "from explainer.network import PRESETS; print(*[preset.fingerprint for preset in PRESETS.values()])"
    printed = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONHASHSEED": "12345"},
    ).stdout
    assert printed.split() == [preset.fingerprint for preset in PRESETS.values()]


def test_nothing_can_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        ARTICLE.blocks[0].filters = 3
    with pytest.raises(ValidationError, match="frozen"):
        ARTICLE.dense = ()
    with pytest.raises(TypeError):
        PRESETS["article"] = ARTICLE  # type: ignore[index]


def refused(data: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate(data)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


OUT_OF_RANGE: list[tuple[str, Any]] = [
    ("filters", 0),
    ("filters", 257),
    ("filters", 2.5),
    ("filters", "8"),
    ("filters", True),
    ("kernel_size", 0),
    ("kernel_size", 8),
    ("strides", 0),
    ("strides", 4),
    ("padding", "full"),
    ("activation", "gelu"),
    ("activation", "softmax"),
    ("dropout", -0.1),
    ("dropout", 1.0),
    ("dropout", float("nan")),
    ("dropout", float("inf")),
    ("pooling", "max"),
]


@pytest.mark.parametrize(("field", "value"), OUT_OF_RANGE)
def test_block_field_out_of_range_is_named(field: str, value: Any) -> None:
    errors = refused({"blocks": [{"filters": 2, field: value}]})
    assert [location for location, _ in errors] == [("blocks", 0, field)]


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "min"), ("pool_size", 0), ("pool_size", 8), ("strides", 0), ("strides", 8), ("padding", "full")],
)
def test_pooling_field_out_of_range_is_named(field: str, value: Any) -> None:
    errors = refused({"blocks": [{"filters": 2, "pooling": {field: value}}]})
    assert [location for location, _ in errors] == [("blocks", 0, "pooling", field)]


@pytest.mark.parametrize(
    ("field", "value"), [("units", 0), ("units", 1025), ("activation", "softmax"), ("dropout", 0.95)]
)
def test_dense_field_out_of_range_is_named(field: str, value: Any) -> None:
    errors = refused({"dense": [{"units": 2, field: value}]})
    assert [location for location, _ in errors] == [("dense", 0, field)]


def test_unknown_fields_are_named() -> None:
    data = {
        "blocks": [{"filters": 2, "dilation": 2, "pooling": {"size": 2}}],
        "dense": [{"units": 3, "bias": False}],
        "optimizer": "adam",
    }
    assert sorted(refused(data), key=str) == [
        (("blocks", 0, "dilation"), "extra_forbidden"),
        (("blocks", 0, "pooling", "size"), "extra_forbidden"),
        (("dense", 0, "bias"), "extra_forbidden"),
        (("optimizer",), "extra_forbidden"),
    ]


def test_too_many_layers_are_refused() -> None:
    assert refused({"blocks": [{"filters": 1, "pooling": None}] * 4}) == [(("blocks",), "too_long")]
    assert refused({"dense": [{"units": 1}] * 3}) == [(("dense",), "too_long")]


def test_bounds_themselves_are_allowed() -> None:
    block = ConvolutionBlock(
        filters=256, kernel_size=7, strides=3, padding="same", dropout=0.9, pooling=Pooling(pool_size=7, strides=7)
    )
    config = NetworkConfig(
        blocks=(block, ConvolutionBlock(filters=1, kernel_size=1, strides=1, pooling=Pooling(pool_size=1, strides=1))),
        dense=(DenseLayer(units=1), DenseLayer(units=1024, dropout=0.9)),
    )
    assert [layer.output_shape for layer in config.layers if layer.kind != "dropout"] == [
        (10, 10, 256),
        (1, 1, 256),
        (1, 1, 1),
        (1, 1, 1),
        (1,),
        (1,),
        (1024,),
        (10,),
    ]


def test_empty_configuration_is_softmax_regression() -> None:
    config = NetworkConfig()
    assert [layer.name for layer in config.layers] == ["flatten", "dense_1"]
    assert config.parameters == 7_850


@pytest.mark.parametrize(
    ("blocks", "dense", "what"),
    [
        ([{"filters": 256, "padding": "same", "pooling": None}], [{"units": 1024}], "parameters"),
        ([{"filters": 128, "kernel_size": 7, "padding": "same", "pooling": None}] * 3, [], "multiply_adds"),
    ],
)
def test_a_network_that_would_exhaust_the_machine_is_refused(
    blocks: list[object], dense: list[object], what: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate({"blocks": blocks, "dense": dense})
    (error,) = caught.value.errors()
    assert error["type"] == "network_too_large"
    assert error["ctx"]["what"] == what
    assert error["ctx"]["received"] > error["ctx"]["limit"]
