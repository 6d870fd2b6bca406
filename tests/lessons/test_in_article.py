"""The article writes the same script in its own way: what is shown of that runs and gives the same."""

import ast
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from explainer import mnist
from explainer.lessons.in_article import NAMES, in_article
from explainer.lessons.script import article_lines
from explainer.network import ARTICLE, network
from explainer.network.kinds import KINDS
from explainer.training.recipes.recipe import ARTICLE as ARTICLE_RECIPE
from explainer.training.recipes.recipe import AddedDigits, Recipe


def article_of(word: str) -> str:
    """The whole script as the article writes it, put together from what is shown of each line."""
    lines = article_lines(network(word), ARTICLE_RECIPE)
    shown = [in_article(line, lines) for line in lines if line.section != "imports" and line.id != "input"]
    return "\n".join(["import tensorflow as tf", *shown])


def test_every_line_of_the_article_has_its_counterpart() -> None:
    lines = article_lines(ARTICLE, ARTICLE_RECIPE)
    shown = {line.id: in_article(line, lines) for line in lines}
    assert [name for name, written in shown.items() if not written] == []
    assert shown["load_data"].startswith("(training_images, training_labels), (test_images, test_labels) =")
    assert shown["sequential"] == "model = tf.keras.models.Sequential(["
    assert shown["input"] in shown["conv2d_1"]
    assert "input_shape" not in shown["conv2d_2"]
    assert shown["scale_train"] == "training_images = training_images / 255.0"
    assert shown["evaluate"] == "test_loss = model.evaluate(test_images, test_labels)"
    names = {
        node.id for node in ast.walk(ast.parse(article_of("c64_max2_c32_max2_d128"))) if isinstance(node, ast.Name)
    }
    assert names & NAMES.keys() == set()
    for line in lines:
        if line.section == "imports":
            eval(shown[line.id], {"tf": tf})


# The remark at the line of Input says so, too.
@pytest.mark.filterwarnings("ignore:Do not pass an `input_shape`")
@pytest.mark.parametrize("word", ["c64_max2_c32_max2_d128", "c4-k5-same_bn_avg3-s2_drop0.25_c2_d9", "c2_c2-k1_gap"])
def test_the_article_s_script_makes_the_same_arrays_and_the_same_network(
    word: str, dataset: mnist.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrays = (dataset.x_train, dataset.y_train), (dataset.x_test, dataset.y_test)
    monkeypatch.setattr(tf.keras.datasets.mnist, "load_data", lambda: arrays)
    space: dict[str, Any] = {}
    script = article_of(word)
    exec(script[: script.index("model.fit")], space)
    assert np.allclose(space["test_images"][:50], mnist.add_channel(mnist.scale(dataset.x_test[:50])), atol=1e-6)
    assert space["training_labels"].shape == (60_000, 10)
    built = network(word).built
    assert [tuple(layer.output.shape[1:]) for layer in space["model"].layers] == [layer.output_shape for layer in built]
    kinds = [KINDS[layer.kind].keras_name for layer in built]
    # The scores and their softmax are one layer in the script.
    assert [type(layer).__name__ for layer in space["model"].layers] == kinds


def test_lines_for_drawn_digits_are_not_the_article_s() -> None:
    recipe = Recipe(name="own", epochs=1, own_digits=AddedDigits(images=3, repeats=2, digest="0" * 12))
    lines = article_lines(ARTICLE, recipe)
    own = {line.id for line in lines} - {line.id for line in article_lines(ARTICLE, ARTICLE_RECIPE)}
    assert own
    assert {line.id for line in lines if not in_article(line, lines)} == {*own, "fit"}
