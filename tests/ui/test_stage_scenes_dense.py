import re
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from explainer.network import ARTICLE, PRESETS, NetworkConfig, network
from explainer.text import Text
from explainer.ui import walkthrough
from explainer.ui.components.mounting import FOLDER
from explainer.ui.components.payload import pack
from explainer.ui.pictures import dense, dropout, flatten, softmax
from explainer.ui.pictures import input as input_stage
from explainer.ui.pictures.stage import Choice, parse_choice
from tests.networks import NETWORKS, tracer_of
from tests.ui.traced import context_of

DROPPED = network("c3_max2_drop0.25_d20-tanh_drop0.5_d7")


def test_the_input_tells_stored_pixels_from_drawn_ones() -> None:
    context = context_of(ARTICLE, "input", row=3, column=4)
    meta, arrays = input_stage.scene(context)
    assert meta["stored"]
    assert meta["focus"] == {"row": 3, "column": 4}
    assert arrays["pixels"].shape == (28, 28)
    drawn = tracer_of(ARTICLE).trace(np.full((28, 28), 0.1234, np.float32), context.weights)
    assert not input_stage.scene(replace(context, trace=drawn))[0]["stored"]


@pytest.mark.parametrize("name", ["article", "wide", "no_convolution", "lenet_5"])
def test_the_maps_read_in_order_are_the_row_that_keras_returned(name: str) -> None:
    context = context_of(PRESETS[name], "flatten")
    _, arrays = flatten.scene(context)
    assert np.array_equal(arrays["values"].reshape(-1), context.traced.output)


@pytest.mark.parametrize(
    ("config", "name", "shape"),
    [
        (ARTICLE, "dense_1", (5, 5, 32)),
        (ARTICLE, "logits", None),
        (PRESETS["no_convolution"], "dense_1", (28, 28, 1)),
        (DROPPED, "dense_1", (13, 13, 3)),
        (DROPPED, "dense_2", None),
        (network("softmax"), "logits", (28, 28, 1)),
    ],
)
def test_what_the_browser_adds_up_is_what_keras_returned(
    config: NetworkConfig, name: str, shape: tuple[int, ...] | None
) -> None:
    meta, arrays = dense.scene(context_of(config, name, filter=6))
    terms = arrays["inputs"].astype(np.float64) * arrays["weights"]
    total = terms.sum() + float(meta["bias"])
    assert total == pytest.approx(float(arrays["units"][6]), abs=1e-5 * max(1.0, np.abs(terms).sum()))
    assert meta["shape"] == shape
    assert meta["classes"] == (name == "logits")


@pytest.mark.parametrize(
    ("config", "name", "inputs"),
    [
        (ARTICLE, "dense_1", "maps"),
        (ARTICLE, "logits", "units"),
        (DROPPED, "dense_2", "units"),
        (NETWORKS["whole_maps"], "dense_1", "means"),
        (NETWORKS["whole_maps"], "logits", "units"),
        (NETWORKS["normalized"], "logits", "means"),
        (network("softmax"), "logits", "map"),
    ],
)
def test_a_dense_stage_says_what_its_inputs_are(config: NetworkConfig, name: str, inputs: str) -> None:
    context = context_of(config, name)
    meta, _ = dense.scene(context)
    told = context.text.table(f"component.dense_{inputs}")
    assert told.items() <= meta["text"].items()
    assert len({context.text.table(f"component.dense_{one}")["told"] for one in ("maps", "map", "means", "units")}) == 4


def test_softmax_sends_what_keras_returned_and_the_label_only_if_known() -> None:
    context = context_of(ARTICLE, "softmax", filter=2)
    meta, arrays = softmax.scene(context)
    assert meta["label"] is None
    assert meta["focus"] == 2
    assert meta["prediction"] == int(np.argmax(arrays["logits"]))
    assert arrays["probabilities"] == pytest.approx(context.traced.output)
    assert softmax.scene(replace(context, label=7))[0]["label"] == 7


def test_dropout_sends_everything_it_was_given() -> None:
    context = context_of(DROPPED, "dropout_1")
    meta, arrays = dropout.scene(context)
    assert np.array_equal(arrays["values"], context.trace.input_of("dropout_1"))
    assert meta["rate"] == 0.25


@pytest.mark.parametrize("name", ["input", "flatten", "dense_1", "logits", "softmax"])
def test_the_payloads_of_the_articles_network_stay_small(name: str) -> None:
    scenes = {"input": input_stage, "flatten": flatten, "softmax": softmax}
    assert len(pack(*scenes.get(name, dense).scene(context_of(ARTICLE, name)))) < 15_000


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["input", "flatten", "dense", "softmax", "dropout", "rail"])
def test_a_component_uses_all_of_its_texts_and_no_others(name: str, language: str) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in FOLDER.glob(f"{name}/*.js")]
    used = {key for script in scripts for key in re.findall(r"\btext\.(\w+)", script)}
    looked_up = {"logits", "exponentials", "probabilities"} if name == "softmax" else set()
    known = set(Text(language).table(f"component.{name}"))
    if name == "dense":
        known |= set(Text(language).table("component.dense_units"))
    assert used | looked_up == known


def test_choices_out_of_range_are_dropped() -> None:
    stage = context_of(ARTICLE, "flatten").stage
    assert parse_choice({"filter": 799}, stage) == Choice(filter=799)
    assert parse_choice({"filter": 800}, stage) == Choice()


def test_the_rail_answers_with_a_stage_of_the_model_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[str] = []
    frame: Any = SimpleNamespace(model=SimpleNamespace(config=ARTICLE), text=Text("ja"))
    monkeypatch.setattr(walkthrough, "go_to", lambda _, name: chosen.append(name))
    for answer in ({"stage": "flatten"}, {"stage": "conv2d_9"}, {"stage": 1}, {}):

        def mounted(*_: object, on_choice: Any, answer: dict[str, object] = answer, **__: object) -> None:
            on_choice(answer)

        monkeypatch.setattr(walkthrough, "mount", mounted)
        walkthrough.stepper(frame, ARTICLE.stages[0])
    assert chosen == ["flatten"]
