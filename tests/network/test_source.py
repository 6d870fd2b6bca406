import ast
from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import given, settings

from explainer.network import ARTICLE, PRESETS, NetworkConfig, keras_source
from tests.networks import ODD, configurations, random_arrays, reference_model

ARTICLE_SOURCE = """\
from keras import Input, Sequential
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

model = Sequential()
model.add(Input(shape=(28, 28, 1)))
model.add(Conv2D(64, (3, 3), activation='relu'))
model.add(MaxPooling2D((2, 2)))
model.add(Conv2D(32, (3, 3), activation='relu'))
model.add(MaxPooling2D((2, 2)))
model.add(Flatten())
model.add(Dense(128, activation='relu'))
model.add(Dense(10, activation='softmax'))

model.summary()
"""


def run(source: str) -> keras.Model:
    """Runs a script; a warning of Keras would be an error here."""
    names: dict[str, Any] = {}
    exec(compile(source, "<shown source>", "exec"), names)
    return names["model"]


def summary(model: keras.Model) -> list[tuple[type, tuple[int | None, ...], int]]:
    return [(type(layer), tuple(layer.output.shape), layer.count_params()) for layer in model.layers]


def check_source(config: NetworkConfig) -> None:
    model, reference = run(keras_source(config)), reference_model(config)
    assert summary(model) == summary(reference)
    assert model.count_params() == config.parameters
    for own, expected in zip(model.layers, reference.layers, strict=True):
        asked, written = expected.get_config(), own.get_config()
        assert {**written, "name": None} == {**asked, "name": None}
    for built in (model, reference):
        variables = [variable for variable in built.weights if not variable.path.endswith("seed_generator_state")]
        for variable, array in zip(variables, random_arrays(reference, 1), strict=True):
            variable.assign(array)
    images = np.random.default_rng(1).random((2, 28, 28, 1), dtype=np.float32)
    np.testing.assert_array_equal(model(images).numpy(), reference(images).numpy())


def test_article_as_the_article_writes_it() -> None:
    assert keras_source(ARTICLE) == ARTICLE_SOURCE


@pytest.mark.parametrize("name", [*PRESETS, *ODD])
def test_source_of_known_networks_builds_them(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    check_source({**PRESETS, **ODD}[name])
    assert "Total params" in capsys.readouterr().out


@settings(max_examples=15)
@given(configurations())
def test_source_of_generated_networks_builds_them(config: NetworkConfig) -> None:
    check_source(config)


@settings(max_examples=50)
@given(configurations())
def test_source_imports_what_it_uses_and_no_more(config: NetworkConfig) -> None:
    tree = ast.parse(keras_source(config))
    imported = [alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert set(imported) == called
    assert len(imported) == len(called)
