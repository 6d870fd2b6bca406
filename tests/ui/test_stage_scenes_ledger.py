"""What the ledger is shown adds up at every step, whatever the network."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from explainer.errors import ExplainerError
from explainer.ledger import Account, Node, Parts
from explainer.network import network
from explainer.receptive import receptive_field
from explainer.text import ORIGINALS, Text
from explainer.tracing import as_weights
from explainer.ui.components.mounting import FOLDER
from explainer.ui.components.payload import pack
from explainer.ui.pictures import ledger_columns
from explainer.ui.pictures.ledger import scene
from explainer.ui.pictures.ledger_lines import LedgerContext, ranked
from tests.networks import NETWORKS, random_arrays, reference_model, tracer_of

CONFIGS = NETWORKS | {
    "straight_from_pixels": network("softmax"),
    "one_map_in_between": network("c1_max2_c5_avg2"),
    "many_maps": network("c256-s3"),
}
KINDS = {
    "article": ["scores", "unit", "cell", "channel", "cell"],
    "no_convolution": ["scores", "unit", "pixel"],
    "straight_from_pixels": ["scores", "pixel"],
    "one_filter_no_dense": ["scores", "cell"],
    "one_map_in_between": ["scores", "cell", "cell"],
    "lenet_5": ["scores", "unit", "unit", "cell", "channel", "cell"],
    "whole_maps": ["scores", "unit", "whole", "channel", "cell"],
    "whole_maps_of_pixels": ["scores", "whole", "pixel"],
    "normalized": ["scores", "whole", "channel", "cell", "channel", "cell"],
    "three_blocks_dropout": ["scores", "unit", "cell", "channel", "cell", "channel", "cell"],
}


@cache
def context_of(name: str) -> LedgerContext:
    config = CONFIGS[name]
    weights = as_weights(config, random_arrays(reference_model(config), seed=5))
    image = np.random.default_rng(5).random((28, 28), dtype=np.float32)
    trace = tracer_of(config).trace(image, weights)
    order = np.argsort(-trace.logits)
    classes = (int(order[0]), int(order[1]))
    return LedgerContext(trace=trace, weights=weights, config=config, text=Text("en"), classes=classes)


def shown(group: dict[str, Any], key: str) -> float:
    return sum(row[key] for row in group["rows"]) + group["others"][key]


def parts_of(column: dict[str, Any]) -> Iterator[tuple[float, float, float]]:
    """Every sum that a column shows: what its parts make, what stands below them, and how large its terms are."""
    if column["kind"] == "scores":
        for order in column["orders"].values():
            for side, name in enumerate(("first", "second")):
                total = shown(order["gains"], name) + shown(order["losses"], name) + column["biases"][side]
                yield total, column["scores"][side], 100.0
    for step in column.get("making", []):
        if step["rule"] == "scaled":
            inner = column["making"][column["making"].index(step) + 1]["value"]
            yield inner * step["factor"] + step["bias"], step["value"], 100.0
        if step["rule"] == "mean":
            inside = np.array(step["values"])[step["inside"]]
            yield inside.mean(), step["value"], np.abs(inside).sum()
    if "gains" in column:
        total = shown(column["gains"], "term") + shown(column["losses"], "term") + column["bias"]
        yield total, column["before"], 100.0
    if "window" in column:
        window = column["window"]
        products = np.array(window["values"]) * np.array(window["weights"])
        assert products == pytest.approx(window["products"])
        bias = column.get("bias", 0.0)
        yield products.sum() + bias, column.get("before", column["value"]), np.abs(products).sum()


@pytest.mark.parametrize("name", CONFIGS)
def test_every_column_adds_up(name: str) -> None:
    meta, _ = scene(context_of(name))
    for column in meta["columns"]:
        for total, below, size in parts_of(column):
            assert total == pytest.approx(below, abs=1e-5 * max(1.0, size))


@pytest.mark.parametrize("name", CONFIGS)
def test_a_columns_number_is_the_factor_of_the_row_before(name: str) -> None:
    meta, _ = scene(context_of(name))
    columns = meta["columns"]
    for column, following in itertools.pairwise(columns):
        if "window" in column:
            factor = column["window"]["values"][column["window"]["chosen"]]
        elif column.get("making") and "gains" not in column:
            factor = column["making"][-1]["values"][column["making"][-1]["chosen"]]
        else:
            lines = column["orders"]["difference"] if column["kind"] == "scores" else column
            rows = lines["gains"]["rows"] + lines["losses"]["rows"]
            row = next(row for row in rows if row["index"] == column["chosen"])
            factor = row["term"] if following["kind"] == "channel" else row["value"]
        assert following["value"] == pytest.approx(factor, abs=1e-5)


@pytest.mark.parametrize("name", CONFIGS)
def test_each_choice_stands_where_its_column_says(name: str) -> None:
    context = context_of(name)
    meta, _ = scene(context)
    positions = []
    for column in meta["columns"]:
        for part in (*column.get("making", []), column, column.get("window")):
            if part and part.get("position") is not None and part["chosen"] is not None:
                assert meta["choices"][part["position"]] == part["chosen"]
                positions.append(part["position"])
    assert positions == sorted(set(positions))
    again, _ = scene(replace(context, choices=tuple(meta["choices"])))
    assert again == meta


@pytest.mark.parametrize("name", KINDS)
def test_the_columns_of_a_network(name: str) -> None:
    meta, _ = scene(context_of(name))
    columns = meta["columns"]
    assert [column["kind"] for column in columns] == KINDS[name]
    assert columns[-1]["kind"] == "pixel" or columns[-1]["window"]["chosen"] is None
    assert [column["level"] for column in columns] == list(range(len(columns)))


def test_a_window_of_pixels_lies_within_what_its_column_sees() -> None:
    *maps, last = (column for column in scene(context_of("article"))[0]["columns"] if "window" in column)
    assert [column["window"]["area"] for column in maps] == [None]
    for axis, seen in last["field"].items():
        inner = last["window"]["area"][axis]
        assert len(inner) == 3
        assert set(inner) < set(seen)


def test_what_a_number_sees_is_exact() -> None:
    context = context_of("article")
    columns = scene(context)[0]["columns"]
    sizes = [(len(column["field"]["rows"]), len(column["field"]["columns"])) for column in columns]
    assert sizes == [(26, 26), (26, 26), (10, 10), (8, 8), (4, 4)]
    stage, _, index = columns[2]["node"].partition(":")
    row, column, _ = map(int, index.split(","))
    pixels = receptive_field(context.config, stage).pixels_of(row, column)
    assert np.flatnonzero(pixels.any(axis=1)).tolist() == columns[2]["field"]["rows"]
    assert np.flatnonzero(pixels.any(axis=0)).tolist() == columns[2]["field"]["columns"]


def test_the_visitors_choices_are_followed_and_get_a_line() -> None:
    context = context_of("article")
    trace = context.trace
    dead = int(np.flatnonzero(trace["activation_3"].output == 0)[0])
    meta, _ = scene(replace(context, classes=(2, 5), choices=(dead, 15)))
    scores, unit, cell = meta["columns"][:3]
    assert meta["classes"] == [2, 5]
    assert meta["choices"][:2] == [dead, 15]
    assert scores["value"] == pytest.approx(float(trace.logits[2]) - float(trace.logits[5]))
    for order in scores["orders"].values():
        assert dead in [row["index"] for row in order["gains"]["rows"]]
    assert unit["value"] == 0
    assert unit["before"] < 0
    assert cell["node"] == "pooling2d_2:0,0,15"
    assert 15 in [row["index"] for lines in (unit["gains"], unit["losses"]) for row in lines["rows"]]


def test_padding_and_what_is_not_there_do_not_fit() -> None:
    with pytest.raises(ExplainerError) as caught:
        scene(replace(context_of("article"), choices=(500,)))
    assert caught.value.code == "trail_does_not_fit"


def test_the_pictures_of_terms_are_those_of_the_strongest_maps() -> None:
    meta, arrays = scene(context_of("wide"))
    sheet, levels = meta["columns"][1]["sheet"], arrays["terms_1"]
    assert levels.levels.shape == (64, 13, 13)
    assert sheet["of"] == 128
    assert sheet["channels"] == sorted(set(sheet["channels"]))
    chosen = meta["columns"][1]["chosen"]
    assert chosen % 128 in sheet["channels"]
    place = (sheet["channels"].index(chosen % 128), chosen // 128 // 13, chosen // 128 % 13)
    row = next(row for row in meta["columns"][1]["gains"]["rows"] if row["index"] == chosen)
    step = (levels.high - levels.low) / 254
    assert levels.low + levels.levels[place] * step == pytest.approx(row["term"], abs=step)


@pytest.mark.parametrize("name", CONFIGS)
def test_the_payload_stays_small(name: str) -> None:
    assert len(pack(*scene(context_of(name)))) < 60_000


def test_parts_are_ranked_by_size_and_sign() -> None:
    keys = np.array([0.5, -2.0, 3.0, 0.0, 1.0, -0.1, 2.0])
    counted = keys != 0
    assert ranked(keys, counted, 2, 2, None) == ([2, 6], [4, 0], [1, 5], [])
    assert ranked(keys, counted, 2, 2, 0) == ([2, 6, 0], [4], [1, 5], [])
    assert ranked(keys, counted, 2, 2, 3) == ([2, 6, 3], [4, 0], [1, 5], [])
    # One left over alone needs no line that stands for "others".
    assert ranked(keys, counted, 3, 1, None) == ([2, 6, 4, 0], [], [1, 5], [])


def test_nobody_can_write_into_an_account() -> None:
    parts = Parts(np.ones(2), np.ones(2), np.ones(2), lambda _: None)
    current = Account(Node("logits", (0,)), "sum", 2.0, parts, 0.0)
    with pytest.raises(ValueError, match="read-only"):
        current.parts.terms[0] = 3


@pytest.mark.parametrize("language", ORIGINALS)
def test_the_ledger_uses_all_of_its_texts_and_no_others(language: str) -> None:
    scripts = [path.read_text(encoding="utf-8") for path in FOLDER.glob("ledger/*.js")]
    used = {key for script in scripts for key in re.findall(r"\btext\.(\w+)", script)}
    told = set(re.findall(r"self\._words\(\s*\"(\w+)\"", Path(ledger_columns.__file__).read_text(encoding="utf-8")))
    told |= {"winner", "mean_cell", "channels", "mean", "largest", "window", "window_of", "window_pixels"}
    told |= {"inputs", "unit", "cell", "only_cell", "whole", "pixel"} | {f"row_{name}" for name in ("channel", "map")}
    told |= {f"{words}_{name}" for words in ("row", "short", "head") for name in ("unit", "whole", "map", "cell")}
    assert used | told == set(Text(language).table("component.ledger"))
