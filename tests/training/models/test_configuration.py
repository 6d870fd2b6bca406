"""Configurations come back as they were taken home; whatever else is brought gets its message."""

import json
import re
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.errors import ExplainerError
from explainer.network import ARTICLE
from explainer.optimizers import SGD
from explainer.text import LANGUAGES, Text
from explainer.training.models.configuration import (
    CODES,
    MAX_BYTES,
    RunConfiguration,
    configuration_json,
    read_configuration,
)
from explainer.training.recipes.recipe import FAST, RECIPES, Recipe
from explainer.training.store.records import Request
from tests.networks import NETWORKS, configurations

RECIPE: dict[str, Any] = {"name": "own", "epochs": 1}


def written(**changes: Any) -> bytes:
    return json.dumps({"network": NETWORK, "recipe": RECIPE, "seed": 1} | changes).encode()


def stack(*convolutions: dict[str, Any], has_pooling: bool = True, units: tuple[int, ...] = ()) -> dict[str, Any]:
    """A network of such convolutions, each with a pooling or without, and dense layers."""
    pooling = [{"kind": "max_pooling2d"}] * has_pooling
    blocks = [layer for fields in convolutions for layer in ({"kind": "conv2d"} | fields, *pooling)]
    dense = [{"kind": "dense", "units": each} for each in units]
    return {"layers": [*blocks, {"kind": "flatten"}, *dense]}


def block(**fields: Any) -> dict[str, Any]:
    return stack({"filters": 4} | fields)


NETWORK = block()


@pytest.mark.parametrize("name", NETWORKS)
def test_what_was_taken_home_comes_back(name):
    request = Request(config=NETWORKS[name], recipe=FAST, seed=7, visitor="somebody-12345678")
    content = configuration_json(request)
    assert read_configuration(content.encode()) == RunConfiguration(network=NETWORKS[name], recipe=FAST, seed=7)
    assert "somebody" not in content


@given(configurations())
def test_any_network_comes_back(config):
    request = Request(config=config, recipe=FAST)
    assert read_configuration(configuration_json(request).encode()).network == config


def test_a_mark_of_byte_order_is_no_hindrance():
    content = configuration_json(Request(config=ARTICLE, recipe=FAST))
    assert read_configuration(content.encode("utf-8-sig")).network == ARTICLE


@pytest.mark.parametrize(
    ("recipe", "name"),
    [
        (FAST, "fast"),
        (FAST.model_copy(update={"evaluate_each_epoch": False}), "fast"),
        (FAST.model_copy(update={"epochs": 1}), "own"),
        (Recipe(name="tiny", epochs=1), "own"),
        *((recipe, name) for name, recipe in RECIPES.items()),
        (Recipe(name="own", epochs=2, optimizer=SGD(momentum=0.9)), "own"),
    ],
)
def test_a_recipe_bears_a_name_that_is_true(recipe, name):
    read = read_configuration(configuration_json(Request(config=ARTICLE, recipe=recipe)).encode()).recipe
    assert read == recipe.model_copy(update={"name": name})


FAULTS: dict[str, tuple[bytes, str, dict[str, Any]]] = {
    "empty": (b"", "import_not_json", {"line": 1, "column": 1}),
    "binary": (b"\x89HDF\r\n\x1a\n\xff\xfe", "import_not_text", {}),
    "zero bytes": (b"\0" * 100, "import_not_text", {}),
    "picture": (bytes(range(256)), "import_not_text", {}),
    "large": (b" " * (MAX_BYTES + 1), "import_file_too_large", {"limit": 100}),
    "cut off": (written()[:-1], "import_not_json", {"line": 1}),
    "Python": (b"{'network': 1}", "import_not_json", {"column": 2}),
    "deep": (b"[" * 50_000, "import_not_json", {}),
    "long number": (b'{"seed": ' + b"1" * 50_000 + b"}", "import_not_json", {}),
    "half a character": (b'{"seed": "\\ud800"}', "import_no_configuration", {}),
    "a list": (b"[]", "import_no_configuration", {}),
    "a number": (b"3", "import_no_configuration", {}),
    "nothing in it": (b"{}", "import_missing_field", {"field": "network"}),
    "no epochs": (written(recipe={"name": "own"}), "import_missing_field", {"field": "recipe.epochs"}),
    "unknown": (written(visitor="x"), "import_unknown_field", {"field": "visitor"}),
    "unknown and long": (written(**{"x" * 60: 1}), "import_unknown_field", {"field": "x" * 40 + "…"}),
    "unknown inside": (written(network=block(kernel=3)), "import_unknown_field", {"field": "network.layers[0].kernel"}),
    "too large": (
        written(network=block(kernel_size=9)),
        "import_too_large",
        {"field": "network.layers[0].kernel_size", "limit": 7, "received": "9"},
    ),
    "too small": (
        written(recipe=RECIPE | {"batch_size": 1}),
        "import_too_small",
        {"field": "recipe.batch_size", "limit": 8, "received": "1"},
    ),
    "not above": (
        written(recipe=RECIPE | {"optimizer": {"learning_rate": 0.0}}),
        "import_not_above",
        {"field": "recipe.optimizer.learning_rate", "limit": 0},
    ),
    "no number": (
        written(recipe=RECIPE | {"optimizer": {"learning_rate": "fast"}}),
        "import_no_number",
        {"field": "recipe.optimizer.learning_rate", "received": '"fast"'},
    ),
    "not whole": (written(seed=1.5), "import_no_whole_number", {"field": "seed", "received": "1.5"}),
    "a number as text": (written(seed="1"), "import_no_whole_number", {"field": "seed", "received": '"1"'}),
    "no choice": (
        written(network=block(padding="full")),
        "import_no_choice",
        {"field": "network.layers[0].padding", "expected": "'valid', 'same'", "received": '"full"'},
    ),
    "too many": (
        written(network=stack(*[{"filters": 1}] * 4)),
        "import_too_many",
        {"field": "network.layers: blocks", "limit": 3},
    ),
    "no such layer": (
        written(network={"layers": [{"kind": "lstm"}]}),
        "import_no_choice",
        {"field": "network.layers[0].kind", "received": '"lstm"'},
    ),
    "no kind": (written(network={"layers": [{}]}), "import_missing_field", {"field": "network.layers[0].kind"}),
    "out of order": (
        written(network={"layers": [{"kind": "flatten"}, {"kind": "max_pooling2d"}]}),
        "import_out_of_order",
        {"place": 1, "kind": "max_pooling2d"},
    ),
    "wrong kind": (written(network=[]), "import_wrong_kind", {"field": "network", "received": "[]"}),
    "odd name": (written(recipe=RECIPE | {"name": "A b"}), "import_wrong_kind", {"field": "recipe.name"}),
    "misfit": (
        written(network=stack({"filters": 1}, {"filters": 1}, {"filters": 1, "kernel_size": 7})),
        "import_does_not_fit",
        {"layer": "conv2d_3", "field": "kernel_size", "value": 7, "limit": 5, "height": 5, "width": 5},
    ),
    "too many multiply-adds": (
        written(network=stack(*[{"filters": 256, "kernel_size": 7, "padding": "same"}] * 2, has_pooling=False)),
        "import_too_many_multiply_adds",
        {"limit": 1_000_000_000},
    ),
    "too many parameters": (
        written(network=stack({"filters": 64, "kernel_size": 1}, has_pooling=False, units=(1024, 1024))),
        "import_too_many_parameters",
        {"limit": 20_000_000},
    ),
    "too long": (
        written(recipe=RECIPE | {"epochs": 100}),
        "import_recipe_too_long",
        {"limit": 1_200_000, "images": 6_000_000},
    ),
    "too many images": (
        written(recipe=RECIPE | {"validation_images": 1}),
        "import_too_many_images",
        {"limit": 60_000, "validation_images": 1},
    ),
    "momentum": (
        written(recipe=RECIPE | {"optimizer": {"momentum": 0.5}}),
        "import_unknown_field",
        {"field": "recipe.optimizer.momentum"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_named_in_both_languages(fault):
    content, code, details = FAULTS[fault]
    with pytest.raises(ExplainerError) as error:
        read_configuration(content)
    assert error.value.code == code
    assert {name: error.value.details.get(name) for name in details} == details
    for language in LANGUAGES:
        sentence = Text(language)(f"error.{code}", **error.value.details)
        assert str(details.get("field", "")) in sentence
        assert len(sentence) < 400


def test_every_kind_of_fault_is_tried_and_has_a_sentence():
    tried = {code for _, code, _ in FAULTS.values()}
    assert set(CODES.values()) <= tried
    sentences = Text("en").table("error")
    assert {name for name in sentences if name.startswith("import_")} == tried
    for code in CODES.values():
        assert {name for _, name, _, _ in Formatter().parse(sentences[code]) if name}


@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_no_file_does_any_harm(content):
    with pytest.raises(ExplainerError):
        read_configuration(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["blocks", "filters", "name", "epochs", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(network=JSON, recipe=JSON, seed=JSON)
def test_no_configuration_does_any_harm(network, recipe, seed):
    try:
        read_configuration(json.dumps({"network": network, "recipe": recipe, "seed": seed}).encode())
    except ExplainerError as error:
        sentence = Text("en")(f"error.{error.code}", **error.details)
        assert len(sentence) < 500
        assert re.search(r"`[^`]*\n[^`]*`", sentence) is None
