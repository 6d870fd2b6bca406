from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from explainer.network import ARTICLE, PRESETS, ConvolutionBlock, DenseLayer, NetworkConfig, keras_model
from explainer.text import Text
from explainer.tracing import Tracer, as_weights
from explainer.ui.components import rail
from explainer.ui.components.mount import FOLDER, source
from explainer.ui.components.payload import pack
from explainer.ui.stages import Choice, StageContext, dense, dropout, flatten, parse_choice, softmax
from explainer.ui.stages import input as input_stage

NODE = pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js to run the components' arithmetic with")
DROPPED = NetworkConfig(
    blocks=(ConvolutionBlock(filters=3, dropout=0.25),),
    dense=(DenseLayer(units=20, activation="tanh", dropout=0.5), DenseLayer(units=7)),
)


@cache
def context_of(config: NetworkConfig, name: str, **focus: int) -> StageContext:
    generator = np.random.default_rng(5)
    arrays = [generator.normal(0, 0.1, array.shape) for array in keras_model(config).get_weights()]
    weights = as_weights(config, arrays)
    image = generator.integers(0, 256, (28, 28)).astype(np.float32) / np.float32(255)
    trace = Tracer(config).trace(image, weights)
    return StageContext(trace=trace, weights=weights, stage=trace[name].stage, text=Text("en"), **focus)


def in_browser(component: str, statement: str, payload: bytes = b"") -> Any:
    """The value of `answer` after a statement that may use the component's functions and `scene`."""
    script = (
        source("common", "js")
        + source(component, "js").replace("export default", "")
        + (
            "const scene = process.argv[1] ? unpack(new Uint8Array(Buffer.from(process.argv[1], 'base64'))) : null;"
            f"let answer; {statement}; console.log(JSON.stringify(answer));"
        )
    )
    encoded = base64.b64encode(payload).decode()
    done = subprocess.run(["node", "-e", script, encoded], capture_output=True, text=True, check=True, encoding="utf-8")
    return json.loads(done.stdout)


def test_the_input_tells_stored_pixels_from_drawn_ones() -> None:
    context = context_of(ARTICLE, "input", row=3, column=4)
    meta, arrays = input_stage.scene(context)
    assert meta["stored"]
    assert meta["focus"] == {"row": 3, "column": 4}
    assert arrays["pixels"].shape == (28, 28)
    drawn = Tracer(ARTICLE).trace(np.full((28, 28), 0.1234, np.float32), context.weights)
    assert not input_stage.scene(replace(context, trace=drawn))[0]["stored"]


@pytest.mark.parametrize("name", ["article", "wide", "no_convolution", "lenet_5"])
def test_the_maps_read_in_order_are_the_row_that_keras_returned(name: str) -> None:
    context = context_of(PRESETS[name], "flatten")
    _, arrays = flatten.scene(context)
    assert np.array_equal(arrays["values"].reshape(-1), context.traced.output)


@NODE
@pytest.mark.parametrize("shape", [(5, 5, 32), (28, 28, 1), (1, 1, 7), (3, 4, 2)])
def test_addresses_become_indices_and_back(shape: tuple[int, int, int]) -> None:
    shown = in_browser(
        "flatten",
        f"const shape = {list(shape)}; const count = shape[0] * shape[1] * shape[2];"
        "answer = Array.from({length: count}, (_, index) => addressOf(index, shape))"
        ".map((address) => [address.row, address.column, address.channel, indexOf(address, shape)])",
    )
    expected = [[*map(int, np.unravel_index(index, shape)), index] for index in range(int(np.prod(shape)))]
    assert shown == expected


@pytest.mark.parametrize(
    ("config", "name", "shape"),
    [
        (ARTICLE, "dense_1", (5, 5, 32)),
        (ARTICLE, "logits", None),
        (PRESETS["no_convolution"], "dense_1", (28, 28, 1)),
        (DROPPED, "dense_1", (13, 13, 3)),
        (DROPPED, "dense_2", None),
        (NetworkConfig(), "logits", (28, 28, 1)),
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


@NODE
@pytest.mark.parametrize(("config", "name"), [(ARTICLE, "dense_1"), (ARTICLE, "logits"), (DROPPED, "dense_2")])
def test_terms_add_up_as_shown(config: NetworkConfig, name: str) -> None:
    meta, arrays = dense.scene(context_of(config, name, filter=3))
    shown = in_browser(
        "dense",
        """
        const account = accountForUnit(scene);
        const {decimals, gains, losses} = account;
        const {total, parts} = largestRemainder(account.total, [account.gain, account.loss, account.bias], decimals);
        const rows = (list, sum) => termRows(account, list, 4, sum, "{count}").map(({index, term}) => [index, term]);
        answer = {total, parts, decimals, gains: rows(gains, parts[0]), losses: rows(losses, parts[1])}
        """,
        pack(meta, arrays),
    )
    unit = 10 ** shown["decimals"]
    assert shown["total"] == pytest.approx(float(arrays["units"][3]), abs=0.51 / unit)
    assert round(sum(shown["parts"]) * unit) == round(shown["total"] * unit)
    for rows, part in ((shown["gains"], shown["parts"][0]), (shown["losses"], shown["parts"][1])):
        assert round(sum(term for _, term in rows) * unit) == round(part * unit)
    terms = arrays["inputs"].astype(np.float64) * arrays["weights"]
    order = np.argsort(terms)
    assert [index for index, _ in shown["gains"][:4]] == order[::-1][:4].tolist()
    assert [index for index, _ in shown["losses"][:4]] == order[:4].tolist()


@NODE
@pytest.mark.parametrize("logits", [[-5.3, 6.2, 0.1], [30.0, 800.0, -900.0], [-40.0, -41.0, -90.0], [0.0, 0.0, 0.0]])
def test_softmax_never_overflows_and_closes_as_shown(logits: list[float]) -> None:
    scores = np.zeros(10, np.float32) - 50
    scores[:3] = logits
    exact = np.exp(scores.astype(np.float64) - scores.max())
    shares = (exact / exact.sum()).astype(np.float32)
    meta = {"label": 1, "prediction": int(np.argmax(scores))}
    shown = in_browser(
        "softmax", "answer = accountOfSoftmax(scene)", pack(meta, {"logits": scores, "probabilities": shares})
    )
    unit = 10 ** shown["decimals"]
    assert round(sum(shown["shown"]) * unit) == round(shown["shownTotal"] * unit) > 0
    assert round(sum(shown["shares"]) * 10_000) == 10_000
    assert np.array(shown["exponentials"]) / shown["total"] == pytest.approx(shares, abs=1e-6)
    expected_loss = -(scores[1] - scores.max() - np.log(exact.sum()))
    assert shown["loss"] == pytest.approx(expected_loss, rel=1e-6, abs=1e-9)


@NODE
def test_shares_never_read_as_0_or_1_when_they_are_not() -> None:
    texts = in_browser("softmax", "answer = [0, 1, 0.5, 3.2e-12, 0.99999996, 0.99997].map(formatShare)")
    assert texts == ["0.0000", "1.0000", "0.5000", "3.2×10⁻¹²", "0.99999996", "0.99997000"]


def test_softmax_sends_what_keras_returned_and_the_label_only_if_known() -> None:
    context = context_of(ARTICLE, "softmax", filter=2)
    meta, arrays = softmax.scene(context)
    assert meta["label"] is None
    assert meta["focus"] == 2
    assert meta["prediction"] == int(np.argmax(arrays["logits"]))
    assert arrays["probabilities"] == pytest.approx(context.traced.output)
    assert softmax.scene(replace(context, label=7))[0]["label"] == 7


@NODE
def test_dropout_keeps_the_mean_while_training_and_everything_when_answering() -> None:
    context = context_of(DROPPED, "dropout_1")
    meta, arrays = dropout.scene(context)
    assert np.array_equal(arrays["values"], context.trace.input_of("dropout_1"))
    shown = in_browser(
        "dropout",
        "const ones = new Float32Array(20000).fill(1); const {thinned, dropped} = thinOut(ones, scene.meta.rate, 3);"
        "answer = {kept: Array.from(new Set(thinned)), dropped}",
        pack(meta, arrays),
    )
    assert sorted(shown["kept"]) == pytest.approx([0, 1 / 0.75])
    assert shown["dropped"] / 20_000 == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("name", ["input", "flatten", "dense_1", "logits", "softmax"])
def test_the_payloads_of_the_articles_network_stay_small(name: str) -> None:
    scenes = {"input": input_stage, "flatten": flatten, "softmax": softmax}
    assert len(pack(*scenes.get(name, dense).scene(context_of(ARTICLE, name)))) < 15_000


@NODE
@pytest.mark.parametrize("name", ["input", "flatten", "dense", "softmax", "dropout", "rail"])
def test_a_component_is_one_module_without_names_declared_twice(name: str) -> None:
    script = source("common", "js") + source(name, "js")
    assert script.count("export default function") == 1
    subprocess.run(["node", "--input-type=module", "-e", script], check=True)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("name", ["input", "flatten", "dense", "softmax", "dropout", "rail"])
def test_a_component_uses_all_of_its_texts_and_no_others(name: str, language: str) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in FOLDER.glob(f"{name}*.js")]
    used = {key for script in scripts for key in re.findall(r"\btext\.(\w+)", script)}
    looked_up = {"logits", "exponentials", "probabilities"} if name == "softmax" else set()
    assert used | looked_up == set(Text(language).table(f"component.{name}"))


def test_choices_out_of_range_are_dropped() -> None:
    stage = context_of(ARTICLE, "flatten").stage
    assert parse_choice({"filter": 799}, stage) == Choice(filter=799)
    assert parse_choice({"filter": 800}, stage) == Choice()


def test_the_rail_answers_with_a_stage_of_the_model_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[str] = []
    stages = [("input", "Input"), ("flatten", "Flatten")]
    for answer in ({"stage": "flatten"}, {"stage": "conv2d_9"}, {"stage": 1}, {}):

        def mounted(*_: object, on_choice: Any, answer: dict[str, object] = answer, **__: object) -> dict[str, object]:
            on_choice(answer)
            return answer

        monkeypatch.setattr(rail, "mount", mounted)
        rail.rail(stages, "input", Text("ja"), on_choice=chosen.append)
    assert chosen == ["flatten"]
