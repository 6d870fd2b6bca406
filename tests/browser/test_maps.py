"""The strips and their enlarged view."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer import mnist
from explainer.text import Text
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.browser.conftest import Visit
from tests.networks import tracer_of

Evaluate = Callable[..., Any]


@cache
def traced(name: str) -> np.ndarray:
    """What the bundled model answers at a stage to test image 18."""
    bundle = load_bundle()
    image = mnist.scale(mnist.load().x_test[18])
    return tracer_of(bundle.config).trace(image, load_weights(bundle))[name].output


def test_the_enlarged_view_reads_keras_values(visit: Visit) -> None:
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


def test_a_strip_is_sorted_and_coloured_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?stage=activation_1&image=test-18&filter=4&lang=en")
    after = traced("activation_1")
    strengths = after.max(axis=(0, 1))
    maps = page.get_by_role("listbox").get_by_role("option")
    expect(maps).to_have_count(64)
    sent = len(visitor.sent)
    page.get_by_role("radio", name=Text("en")("component.maps.order_strength_title")).click()
    expect(maps.first).to_have_attribute("data-map", str(strengths.argmax()))
    order = maps.evaluate_all("(options) => options.map((option) => Number(option.dataset.map))")
    assert order == sorted(range(64), key=lambda index: (-strengths[index], index))
    page.get_by_role("radio", name=Text("en")("component.maps.scale_own_title")).click()
    own = Text("en")("component.maps.map_own", index=order[0], low="0", high=f"{strengths[order[0]]:.3f}")
    expect(maps.first).to_have_attribute("title", own)
    assert len(visitor.sent) == sent
