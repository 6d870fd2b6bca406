import itertools
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from pydantic import ValidationError

from explainer.network import ARTICLE, PRESETS, NetworkConfig, network
from explainer.network.kinds import CHOSEN
from tests.networks import NETWORKS, configurations, draft

PROJECT = Path(__file__).resolve().parents[2]


def test_article_to_the_letter() -> None:
    assert [
        (layer.name, layer.kind, layer.input_shape, layer.output_shape, layer.parameters) for layer in ARTICLE.built
    ] == [
        ("conv2d_1", "conv2d", (28, 28, 1), (26, 26, 64), 640),
        ("pooling2d_1", "max_pooling2d", (26, 26, 64), (13, 13, 64), 0),
        ("conv2d_2", "conv2d", (13, 13, 64), (11, 11, 32), 18_464),
        ("pooling2d_2", "max_pooling2d", (11, 11, 32), (5, 5, 32), 0),
        ("flatten", "flatten", (5, 5, 32), (800,), 0),
        ("dense_1", "dense", (800,), (128,), 102_528),
        ("dense_2", "dense", (128,), (10,), 1_290),
    ]
    assert [layer.activation for layer in ARTICLE.built] == ["relu", None, "relu", None, None, "relu", "softmax"]
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
    assert list(dict.fromkeys(stage.layer for stage in stages)) == ["input", *(layer.name for layer in config.built)]


@settings(max_examples=100)
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
        ARTICLE.layers[0].filters = 3  # type: ignore[attr-defined]
    with pytest.raises(ValidationError, match="frozen"):
        ARTICLE.layers = ()
    with pytest.raises(TypeError):
        PRESETS["article"] = ARTICLE  # type: ignore[index]


def refused(data: dict[str, Any]) -> list[tuple[tuple[int | str, ...], str]]:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig.model_validate(data)
    return [(error["loc"], error["type"]) for error in caught.value.errors()]


def out_of_range() -> Iterator[tuple[str, str, Any]]:
    """Of every field of every kind, values beside its bounds and of other types."""
    for kind in CHOSEN:
        for name in kind.fields():
            field = kind.model_fields[name]
            yield from ((kind.kind_name(), name, value) for value in ("full", True, [], float("nan")))
            bounds = [one for one in field.metadata if hasattr(one, "le") or hasattr(one, "ge") or hasattr(one, "gt")]
            for bound in bounds:
                yield kind.kind_name(), name, bound.le + 1 if hasattr(bound, "le") else getattr(bound, "ge", 1) - 1


def test_a_field_out_of_range_is_named() -> None:
    named = {}
    for kind, field, value in out_of_range():
        before = BEFORE.get(kind, [])
        layer = {"kind": kind, **REQUIRED.get(kind, {}), field: value}
        found = {location for location, _ in refused({"layers": [*before, layer]})}
        if found != {("layers", len(before), kind, field)}:
            named[kind, field, repr(value)] = found
    assert named == {}


REQUIRED: dict[str, dict[str, Any]] = {"conv2d": {"filters": 2}, "dense": {"units": 2}, "dropout": {"rate": 0.5}}
FLATTEN = {"kind": "flatten"}
BEFORE: dict[str, list[Any]] = {"dense": [FLATTEN]}


def test_unknown_fields_are_named() -> None:
    data = {
        "layers": [{"kind": "conv2d", "filters": 2, "dilation": 2}, {"kind": "max_pooling2d", "size": 2}, FLATTEN],
        "optimizer": "adam",
    }
    assert sorted(refused(data), key=str) == [
        (("layers", 0, "conv2d", "dilation"), "extra_forbidden"),
        (("layers", 1, "max_pooling2d", "size"), "extra_forbidden"),
        (("optimizer",), "extra_forbidden"),
    ]


@pytest.mark.parametrize("kind", ["softmax", "activation", "input", "lstm", 3, None])
def test_what_nobody_can_choose_is_refused(kind: object) -> None:
    assert refused({"layers": [{"kind": kind}]}) == [(("layers", 0), "union_tag_invalid")]


@pytest.mark.parametrize(
    ("word", "error"),
    [
        ("cccc.", "too_many_layers"),
        (".ddd", "too_many_layers"),
        ("", "layers_out_of_order"),
        ("c", "layers_out_of_order"),
        ("p.", "layers_out_of_order"),
        ("cpp.", "layers_out_of_order"),
        ("cop.", "layers_out_of_order"),
        ("c.o", "layers_out_of_order"),
        ("c..", "too_many_layers"),
        ("d.", "layers_out_of_order"),
        (".dc", "layers_out_of_order"),
    ],
)
def test_layers_that_cannot_follow_one_another_are_refused(word: str, error: str) -> None:
    letters = {
        "c": {"kind": "conv2d", "filters": 1},
        "p": {"kind": "max_pooling2d"},
        "o": {"kind": "dropout", "rate": 0.5},
        ".": FLATTEN,
        "d": {"kind": "dense", "units": 1},
    }
    assert refused({"layers": [letters[letter] for letter in word]}) == [((), error)]


def test_bounds_themselves_are_allowed() -> None:
    config = network("c256-k7-s3-same_max7_drop0.9_c1-k1_max1_d1_d1024_drop0.9")
    assert [layer.output_shape for layer in config.built if layer.kind != "dropout"] == [
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
    config = network("softmax")
    assert [layer.name for layer in config.built] == ["flatten", "dense_1"]
    assert config.parameters == 7_850


@pytest.mark.parametrize(
    ("word", "what"), [("c256-same_d1024", "parameters"), ("c128-k7-same_c128-k7-same_c128-k7-same", "multiply_adds")]
)
def test_a_network_that_would_exhaust_the_machine_is_refused(word: str, what: str) -> None:
    with pytest.raises(ValidationError) as caught:
        NetworkConfig(layers=draft(word).layers)
    (error,) = caught.value.errors()
    assert error["type"] == "network_too_large"
    assert error["ctx"]["what"] == what
    assert error["ctx"]["received"] > error["ctx"]["limit"]
