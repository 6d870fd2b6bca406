"""The Build page's table of layers, and its code, beside what Keras says of the same network."""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from hypothesis import given

from explainer import mnist
from explainer.network import ARTICLE, Architecture
from explainer.network.notation import read_network
from explainer.text import ORIGINALS, Text
from explainer.training.models.downloads import NOTEBOOK_PARTS, notebook
from explainer.training.recipes.recipe import RECIPES
from explainer.training.recipes.script import training_source
from explainer.training.store.records import Request
from explainer.ui.build.summary import summary_table
from tests.networks import drafts

DOWNLOADED = """\
import numpy
from keras.datasets import mnist

def load_data():
    with numpy.load({path!r}) as arrays:
        parts = [arrays[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    return tuple(parts[:2]), tuple(parts[2:])

mnist.load_data = load_data
"""


@given(drafts)
def test_every_draft_has_a_table(draft: Architecture) -> None:
    for language in ORIGINALS:
        table = summary_table(draft, Text(language))
        assert table.count("<tr") == table.count("</tr>") > 2


def test_the_table_s_numbers() -> None:
    table = summary_table(ARTICLE, Text("en"))
    for shown in (
        "28 − 3 + 1 = 26",
        "11 ÷ 2 = 5, remainder 1 dropped",
        "(3·3·1 + 1)·64 = 640",
        "(800 + 1)·128 = 102,528",
        "5 × 5 × 32 = 800",
        "(None, 26, 26, 64)",
        "max_pooling2d_1 (MaxPooling2D)",
        "389,376<small>26·26·64·(3·3·1)</small>",
        "122,922",
        "2,723,328",
    ):
        assert shown in table


def test_the_code_runs_as_it_stands_and_gives_the_same_summary(tmp_path: Path) -> None:
    """On few images, with our own file in place of Keras's download."""
    (tmp_path / "sitecustomize.py").write_text(DOWNLOADED.format(path=str(mnist.DEFAULT_PATH)), encoding="utf-8")
    draft = read_network("c3-k5-s2-same-tanh_avg3_drop0.25_c2_d9")
    assert draft is not None
    assert draft.config is not None
    recipe = RECIPES["quick_look"].model_copy(update={"training_images": 100, "name": "own"})
    request = Request(config=draft.config, recipe=recipe, seed=3)
    made = nbformat.reads(notebook(request, dict.fromkeys(NOTEBOOK_PARTS, "words")), as_version=4)
    nbformat.validate(made)
    cells = "\n".join(cell.source for cell in made.cells if cell.cell_type == "code")
    # One after the other in one process, which loads Keras once.
    run = """
import json, keras, sys
for script in json.load(sys.stdin):
    space = {"__name__": "__main__"}
    exec(script, space)
    print(json.dumps([[layer.name, list(layer.output.shape), layer.count_params()] for layer in space["model"].layers]))
    keras.backend.clear_session()
"""
    scripts = [training_source(draft.config, recipe, 3), cells]
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(tmp_path)}
    finished = subprocess.run(
        [sys.executable, "-c", run], input=json.dumps(scripts), capture_output=True, text=True, env=environment,
        check=True,
    )  # fmt: skip
    printed = finished.stdout.splitlines()
    shown = [place for place, line in enumerate(printed) if line.startswith("[[")]
    assert len(shown) == len(scripts)
    results = [printed[place - 1] for place in shown]
    table = summary_table(draft, Text("en"))
    for layers in (printed[place] for place in shown):
        for name, shape, parameters in json.loads(layers):
            assert f"<code>{name} (" in table
            assert f"(None, {', '.join(map(str, shape[1:]))})" in table
            assert f">{parameters:,}</td>" in table
    assert "accuracy" in results[0]
    assert results[0] == results[1]
