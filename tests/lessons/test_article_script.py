"""The article's script: what it says, that it runs, and that it gives what is shown of it."""

import ast
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from benchmarks.lines import differences
from explainer import mnist
from explainer.lessons.outputs import layer_output, refusal
from explainer.lessons.script import Line, article_lines, article_script, bundled_script
from explainer.lessons.values import before_and_after
from explainer.mnist import LOADING_SOURCE
from explainer.network import ARTICLE, Architecture, network
from explainer.network.notation import read_network
from explainer.optimizers import SGD
from explainer.own_digits import OwnDigits
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import FAST, RECIPES, AddedDigits, Recipe

DIGITS = OwnDigits(np.full((3, 28, 28), 9, np.uint8), np.array([7, 7, 1], np.uint8))
ADDED = AddedDigits(images=3, repeats=10, digest=DIGITS.digest)
SHORT = Recipe(name="own", epochs=2, batch_size=64, training_images=100, own_digits=ADDED)
SPARSE = Recipe(
    name="own",
    epochs=1,
    training_images=200,
    validation_images=100,
    loss="sparse_categorical_crossentropy",
    optimizer=SGD(learning_rate=0.05, momentum=0.9, schedule="cosine"),
)


def lines_of(config: Architecture = ARTICLE, recipe: Recipe = ARTICLE_RECIPE) -> dict[str, Line]:
    return {line.id: line for line in article_lines(config, recipe)}


def test_the_articles_script_is_the_articles() -> None:
    sources = [line.source for line in article_lines(ARTICLE, ARTICLE_RECIPE)]
    assert sources == [
        "from keras.datasets import mnist",
        "from keras.utils import to_categorical",
        "from keras.models import Sequential",
        "from keras.layers import (Input, Conv2D, MaxPooling2D,\n                          Flatten, Dense)",
        "(x_train, y_train), (x_test, y_test) = mnist.load_data()",
        "x_train = x_train.reshape(60000, 28, 28, 1)",
        "x_test = x_test.reshape(10000, 28, 28, 1)",
        "x_train = x_train.astype('float32') / 255",
        "x_test = x_test.astype('float32') / 255",
        "y_train = to_categorical(y_train, 10)",
        "y_test = to_categorical(y_test, 10)",
        "model = Sequential()",
        "model.add(Input(shape=(28, 28, 1)))",
        "model.add(Conv2D(64, (3, 3), activation='relu'))",
        "model.add(MaxPooling2D((2, 2)))",
        "model.add(Conv2D(32, (3, 3), activation='relu'))",
        "model.add(MaxPooling2D((2, 2)))",
        "model.add(Flatten())",
        "model.add(Dense(128, activation='relu'))",
        "model.add(Dense(10, activation='softmax'))",
        "model.compile(optimizer='adam',\n              loss='categorical_crossentropy',\n"
        "              metrics=['accuracy'])",
        "model.summary()",
        "model.fit(x_train, y_train, epochs=5)",
        "model.evaluate(x_test, y_test)",
    ]


@pytest.mark.parametrize("recipe", [*RECIPES.values(), SPARSE, SHORT], ids=lambda recipe: recipe.loss[:6] + recipe.name)
def test_no_line_is_longer_than_there_is_room_for_and_all_is_python(recipe: Recipe) -> None:
    deep = network("c256-k7-s2-same-leaky_bn_avg7-s3-same_drop0.25_d1024-sigmoid_drop0.55")
    script = article_script(deep, recipe, {"data": "data"})
    ast.parse(script)
    assert max(map(len, script.splitlines())) <= 66


def test_the_script_to_take_home_loads_the_file_beside_it() -> None:
    script = bundled_script(ARTICLE, FAST, {})
    assert LOADING_SOURCE not in script
    assert "keras.datasets" not in script
    assert "np.load('mnist.npz')" in script


@pytest.mark.parametrize(
    ("word", "recipe"), [("c4-k5-same_bn_avg3-s2_drop0.25_c2-s2_d9-tanh_drop0.5", SHORT), ("c2_gap_d3", SPARSE)]
)
def test_the_script_runs_as_it_stands_and_gives_what_is_shown(word: str, recipe: Recipe, tmp_path: Path) -> None:
    (tmp_path / "own-digits.npz").write_bytes(DIGITS.npz())
    assert differences(network(word), recipe, tmp_path) == []


@pytest.mark.parametrize("word", ["c64_max7_c32-k7_d128", "c8_max7_c32_max3_d128"])
def test_what_does_not_fit_is_refused_in_keras_own_words(word: str) -> None:
    draft = read_network(word)
    assert draft is not None
    said = refusal(draft)
    assert said is not None
    space: dict[str, Any] = {}
    source = article_script(draft, ARTICLE_RECIPE, {})
    start, end = source.index("model = "), source.index("model.compile")
    with pytest.raises(ValueError, match="Computed output size") as caught:
        exec("from keras import *\nfrom keras.layers import *\n" + source[start:end], space)
    kernel = said.partition("Computed")[2].partition("`dilation")[0]
    assert kernel.partition("shape=")[0] in str(caught.value)
    assert refusal(ARTICLE) is None


def test_the_shown_variables_are_the_scripts_own(dataset: mnist.Dataset) -> None:
    """Line by line, on the test images: the same lines, and a sixth of the numbers."""
    space: dict[str, Any] = {"x_test": dataset.x_test, "y_test": dataset.y_test}
    space["to_categorical"] = keras.utils.to_categorical
    for name in ("reshape_test", "scale_test", "labels_test"):
        line = lines_of()[name]
        for variables in before_and_after(line, ARTICLE_RECIPE):
            for variable in variables:
                array = space[variable.name]
                assert (variable.shape, variable.dtype) == (array.shape, str(array.dtype))
                assert (variable.low, variable.high) == (array.min(), array.max())
            if variables[0].name in line.source and variables == before_and_after(line, ARTICLE_RECIPE)[0]:
                exec(line.source, space)
    loaded = before_and_after(lines_of()["load_data"], ARTICLE_RECIPE)[1]
    assert [(one.name, one.shape, one.dtype) for one in loaded] == [
        (name, np.shape(getattr(dataset, name)), "uint8") for name in ("x_train", "y_train", "x_test", "y_test")
    ]


@pytest.mark.parametrize("recipe", [SHORT, SHORT.model_copy(update={"loss": SPARSE.loss})], ids=["rows", "integers"])
def test_the_shown_variables_of_one_s_own_digits_are_the_scripts_own(
    recipe: Recipe, dataset: mnist.Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own-digits.npz").write_bytes(DIGITS.npz())
    lines = lines_of(recipe=recipe)
    space: dict[str, Any] = {"np": np, "to_categorical": keras.utils.to_categorical}
    space |= {"x_train": mnist.add_channel(mnist.scale(dataset.x_train)), "y_train": dataset.y_train}
    if not recipe.has_integer_labels:
        space["y_train"] = keras.utils.to_categorical(dataset.y_train, 10)
    own = [line for name, line in lines.items() if name.partition("_")[2] in ("own", "x", "y")]
    assert len(own) == (7 if recipe.has_integer_labels else 8)
    for line in own:
        before, after = before_and_after(line, recipe)
        for variables in (before, after):
            for variable in variables:
                if variables is after and variable is after[0]:
                    exec(line.source, space)
                if variable.name != f"{line.id[-1]}_train":
                    array = space[variable.name]
                    assert (variable.shape, variable.dtype) == (array.shape, str(array.dtype)), line.id
    fitted = {variable.name: variable.shape for variable in before_and_after(lines["fit"], recipe)[0]}
    assert fitted == {name: space[name].shape for name in ("x_all", "y_all")}


def test_what_needs_no_learning_is_computed() -> None:
    maps = np.arange(16, dtype=np.float32).reshape(4, 4, 1)
    pooling, dropout, convolution = network("c2_max2_drop0.5_d3").layers[1:3] + network("c2_gap").layers[:1]
    assert layer_output(pooling, maps)[..., 0].tolist() == [[5, 7], [13, 15]]
    assert layer_output(dropout, maps).tolist() == maps.tolist()
    with pytest.raises(ValueError, match="without weights"):
        layer_output(convolution, maps)
