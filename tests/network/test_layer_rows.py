"""Sizes and parameters worked out: the terms give what Keras gives."""

import json
import math
import os
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given, settings

from explainer.network import ARTICLE, Architecture, NetworkConfig, keras_source
from explainer.network.layer_rows import LayerRow, SizeRule, WeightRule, layer_rows
from tests.networks import NETWORKS, configurations, draft, drafts, reference_model


def computed(rule: SizeRule) -> int:
    """The calculation as it is shown."""
    match rule.kind:
        case "fits":
            return rule.size - rule.window + 1
        case "steps":
            steps, rest = divmod(rule.size - rule.window, rule.strides)
            assert rest == rule.remainder
            return steps + 1
        case "divides":
            places, rest = divmod(rule.size, rule.window)
            assert rest == rule.remainder
            assert rule.strides == rule.window
            return places
        case "same_steps":
            return math.ceil(rule.size / rule.strides)
        case "flatten":
            return math.prod(rule.factors)
    return rule.places if rule.kind in ("units", "channels") else rule.size


def agrees_with_keras(config: NetworkConfig) -> None:
    rows = layer_rows(config)
    layers = reference_model(config).layers
    assert [row.settings.keras_name for row in rows] == [type(layer).__name__ for layer in layers]
    for row, layer in zip(rows, layers, strict=True):
        shape = tuple(layer.output.shape[1:])
        assert row.output_shape == shape
        assert row.size is not None
        assert computed(row.size) == row.size.places == shape[0]
        weights = row.weights
        parameters = 0 if weights is None else (math.prod(weights.factors) + weights.biases) * weights.outputs
        assert parameters == layer.count_params() == row.layer.parameters


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_is_keras_s(name: str) -> None:
    agrees_with_keras(NETWORKS[name])


@settings(max_examples=20)
@given(configurations())
def test_every_number_of_a_generated_network_is_keras_s(config: NetworkConfig) -> None:
    agrees_with_keras(config)


def test_the_names_are_those_of_the_summary() -> None:
    """In a process of its own: Keras counts names up as long as it lives."""
    names = ("lenet_5", "three_blocks_dropout", "overlapping_and_gapped_pooling")
    sources = [keras_source(NETWORKS[name]) for name in names]
    script = (
        "import io, json, keras, contextlib, sys\n"
        "shown = []\n"
        f"for source in {sources!r}:\n"
        "    keras.backend.clear_session()\n"
        "    space = {}\n"
        "    with contextlib.redirect_stdout(io.StringIO()): exec(source, space)\n"
        "    layers = space['model'].layers\n"
        "    shown.append([[layer.name, list(layer.output.shape), layer.count_params()] for layer in layers])\n"
        "print(json.dumps(shown))"
    )
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    finished = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True
    )
    expected: list[list[Any]] = json.loads(finished.stdout.splitlines()[-1])
    for name, layers in zip(names, expected, strict=True):
        rows = layer_rows(NETWORKS[name])
        shown = [[row.keras_name, [None, *row.output_shape], row.layer.parameters] for row in rows]
        assert shown == layers


@given(drafts)
def test_every_draft_is_worked_out_to_its_end(architecture: Architecture) -> None:
    rows = layer_rows(architecture)
    states = [row.state for row in rows]
    assert states == sorted(states, key=["built", "failing", "waiting"].index)
    assert ("failing" in states) is (architecture.too_large is not None)
    assert rows[-1].output_shape == (10,)
    assert [row.layer.block for row in rows if row.settings.kind == "conv2d"] == list(range(len(architecture.blocks)))


def row_of(word: str, name: str) -> LayerRow:
    return next(row for row in layer_rows(draft(word)) if row.layer.name == name)


def test_a_misfit_is_worked_out_as_far_as_it_goes() -> None:
    word = "c64_max2_c32_max2_c32-k7_max2_d128_d20"
    failing = row_of(word, "conv2d_3")
    assert (failing.state, failing.output_shape) == ("failing", (None, None, 32))
    assert failing.size == SizeRule("fits", -1, size=5, window=7)
    assert failing.weights == WeightRule((7, 7, 32), 1, 32)
    assert row_of(word, "pooling2d_3").size is None
    assert row_of(word, "flatten").output_shape == (None,)
    assert row_of(word, "dense_1").weights is None
    assert row_of(word, "dense_2").weights == WeightRule((128,), 1, 20)


def test_the_issue_s_examples() -> None:
    rows = {row.layer.name: row for row in layer_rows(ARTICLE)}
    assert rows["conv2d_1"].size == SizeRule("fits", 26, size=28, window=3)
    assert rows["pooling2d_2"].size == SizeRule("divides", 5, size=11, window=2, strides=2, remainder=1)
    assert rows["conv2d_1"].weights == WeightRule((3, 3, 1), 1, 64)
    same = draft("c4-s2-same").built[0]
    assert same.settings.size_rule(same.input_shape) == SizeRule("same_steps", 14, size=28, window=3, strides=2)
