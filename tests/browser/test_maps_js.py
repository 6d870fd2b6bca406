"""What the strips, their enlarged view, the histograms and the pooling picture work out in the browser."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer import mnist
from explainer.text import Text
from explainer.tracing import Tracer
from explainer.training.bundle import load_bundle
from explainer.training.weights import load_weights
from tests.browser.conftest import Visitor

Evaluate = Callable[..., Any]
BINS = 24


@cache
def traced(name: str) -> np.ndarray:
    """What the bundled model answers at a stage to test image 18."""
    bundle = load_bundle()
    image = mnist.scale(mnist.load().x_test[18])
    return Tracer(bundle.config).trace(image, load_weights(bundle))[name].output


def test_histograms_count_every_value_once(evaluate: Evaluate) -> None:
    generator = np.random.default_rng(4)
    before = generator.normal(0, 0.4, 700).astype(np.float32)
    values = [before, np.maximum(before, 0), np.zeros(9, np.float32), np.array([-1.01, 1.01, 1e-9], np.float32)]
    found = evaluate(
        f"return given.map((values) => histogramOf(values, 1.5, {BINS}));",
        [one.tolist() for one in values],
        "activation",
    )
    edges = np.linspace(-1.5, 1.5, 2 * BINS + 1)
    for one, shown in zip(values, found, strict=True):
        assert shown["zeros"] == np.count_nonzero(one == 0)
        inside = one[one != 0].astype(np.float64)
        expected, _ = np.histogram(inside.clip(-1.5, 1.5), edges)
        assert shown["counts"] == expected.tolist()


def test_only_a_bar_out_of_proportion_is_cut(evaluate: Evaluate) -> None:
    flat, tall, empty = evaluate(
        "return given.map(cutHeight);", [[3, 4, 5, 6, 0], [4, 4, 4, 4, 4, 4, 500], [0, 0]], "activation"
    )
    assert flat == 6
    assert tall == 10
    assert empty == 1


def test_maps_are_sorted_by_strength_and_equals_by_number(evaluate: Evaluate) -> None:
    given = [[0, 1, 2, 3, 9], [0.5, 2.0, 0.5, 0.0, 0, 0, 0, 0, 0, 3.0]]
    by_strength, by_number = evaluate(
        "return ['strength', 'index'].map((order) => orderOfMaps(...given, order));", given, "enlarged"
    )
    assert by_strength == [4, 1, 0, 2, 3]
    assert by_number == [0, 1, 2, 3, 4]


def test_arrow_keys_walk_from_map_to_map(evaluate: Evaluate) -> None:
    body = """
        const walk = [[0, 1], [0, 1], [1, 0], [1, 0], [0, -1], [0, -1], [0, -1]];
        let address = { row: 0, column: 1, channel: 2 };
        return walk.map((step) => {
          address = movedAddress(address, step, given, [2, 3, 3]);
          return [address.channel, address.row, address.column];
        });
    """
    assert evaluate(body, [2, 0, 1], "enlarged") == [
        [2, 0, 2],
        [0, 0, 0],
        [0, 1, 0],
        [0, 1, 0],
        [2, 1, 2],
        [2, 1, 1],
        [2, 1, 0],
    ]


@pytest.mark.parametrize(
    ("window", "strides", "pad", "stops"), [(2, 3, 0, 8), (1, 4, 0, 3), (3, 2, 1, 5), (2, 2, 0, 6)]
)
def test_what_lies_between_windows_is_what_none_of_them_visits(
    evaluate: Evaluate, window: int, strides: int, pad: int, stops: int
) -> None:
    visited = {stop * strides - pad + place for stop in range(stops) for place in range(window)}
    expected = [place for place in range(min(visited), max(visited)) if place not in visited]
    given = [{"window": window, "strides": strides, "pad": [pad, pad]}, stops]
    assert evaluate("return unseenBetween(given[0], 1, given[1]);", given, "pooling") == expected


def test_the_enlarged_view_reads_keras_values(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?stage=activation_1&image=test-18&filter=4&lang=en")
    words = Text("en").table("component.maps") | Text("en").table("component.enlarged")
    page.get_by_role("button", name=words["enlarge"]).click()
    sheet = page.locator(".enlarged-maps")
    expect(sheet).to_be_visible()
    reading = page.locator(".enlarged-reading")
    sheet.press("ArrowDown")
    for _ in range(9):
        sheet.press("ArrowRight")
    place = words["reading"].format(index=0, row=1, column=9)
    expect(reading).to_contain_text(place)
    value = float(reading.locator("[data-part=total]").inner_text())
    assert value == pytest.approx(float(traced("activation_1")[1, 9, 0]), abs=5.1e-7)
    page.get_by_role("button", name=words["open"].format(index=0), exact=True).click()
    visitor.settle()
    assert "filter=0" in page.url
    assert "column=9" in page.url
    page.locator(".enlarged").get_by_role("button", name=words["close"]).click()
    expect(page.locator(".enlarged")).to_have_count(0)


def test_a_strip_is_sorted_and_coloured_without_the_server(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?stage=activation_1&image=test-18&filter=4&lang=en")
    after = traced("activation_1")
    strengths = after.max(axis=(0, 1))
    maps = page.get_by_role("listbox").get_by_role("option")
    expect(maps).to_have_count(64)
    sent = len(visitor.sent)
    page.get_by_role("radio", name=Text("en")("component.maps.order_strength_title")).click()
    order = maps.evaluate_all("(options) => options.map((option) => Number(option.dataset.map))")
    assert order == sorted(range(64), key=lambda index: (-strengths[index], index))
    page.get_by_role("radio", name=Text("en")("component.maps.scale_own_title")).click()
    own = Text("en")("component.maps.map_own", index=order[0], low="0", high=f"{strengths[order[0]]:.3f}")
    assert maps.first.get_attribute("title") == own
    assert len(visitor.sent) == sent
