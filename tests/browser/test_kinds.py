"""Normalization, kernels on one map and the means of maps, as a visitor uses them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from explainer.network import network
from explainer.training.store.run_store import RunStore
from tests.oracles.runs import put_run, random_weights

CONFIG = network("c6_bn_max4_gap")


BY_PLACE = network("c6_dw3-m2_ln_max4_gap")


@pytest.fixture(scope="module")
def run_by_place(server: str, server_folder: Path) -> str:
    return put_run(RunStore(server_folder / "runs"), BY_PLACE, random_weights(BY_PLACE, seed=4))


@pytest.fixture(scope="module")
def run(server: str, server_folder: Path) -> str:
    return put_run(RunStore(server_folder / "runs"), CONFIG, random_weights(CONFIG, seed=4))


@pytest.mark.parametrize("width", [1400, 390])
def test_a_mean_is_counted_up_and_another_map_is_one_click_away(
    visit: Callable[..., Any], run: str, width: int
) -> None:
    page = visit(width=width).open(f"walkthrough?lang=en&model={run}&stage=global_average_pooling2d&filter=2")
    picture = page.locator(".st-key-stage-global_average_pooling2d")
    mean = picture.locator("[data-part=total]")
    first = mean.inner_text()
    expect(picture.locator("[data-part=sum]")).to_have_count(1)
    picture.locator(".whole-map").focus()
    page.keyboard.press("Home")
    expect(picture.locator("[data-part=sum]")).to_have_count(0)
    expect(picture.get_by_text("sum up to cell 1")).to_be_visible()
    expect(picture.locator("span.ahead")).to_have_count(35)
    picture.locator(".block-cell").nth(4).click()
    expect(mean).not_to_have_text(first)
    expect(picture.locator(".block-cell.chosen")).to_have_text(re.compile(r"4$"))
    page.wait_for_url(re.compile("filter=4"))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [1400, 390])
def test_another_cell_is_normalized_by_the_same_four_numbers(visit: Callable[..., Any], run: str, width: int) -> None:
    page = visit(width=width).open(f"walkthrough?lang=en&model={run}&stage=batch_normalization_1&row=3&column=4")
    picture = page.locator(".st-key-stage-batch_normalization_1")
    four = picture.locator(".four-numbers").inner_text()
    expect(picture.get_by_text("row 3, column 4", exact=True)).to_be_visible()
    picture.locator(".normalization").focus()
    page.keyboard.press("ArrowDown")
    expect(picture.get_by_text("row 4, column 4", exact=True)).to_be_visible()
    assert picture.locator(".four-numbers").inner_text() == four
    page.wait_for_url(re.compile("row=4"))
    picture.locator(".strip-map").nth(1).click()
    expect(picture.locator(".four-numbers")).not_to_have_text(four)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("stage", ["depthwise_conv2d_1", "layer_normalization_1"])
def test_what_is_shown_of_a_cell_is_what_keras_returned(
    visit: Callable[..., Any], run_by_place: str, stage: str
) -> None:
    page = visit().open(f"walkthrough?lang=en&model={run_by_place}&stage={stage}&filter=7&row=6&column=7")
    shown = page.locator(f".st-key-stage-{stage}")
    for _ in range(2):
        total, keras = (shown.locator(f"[data-part={part}]").inner_text() for part in ("total", "keras"))
        found = [float(re.sub(r"[^0-9.-]", "", text.replace("\u2212", "-"))) for text in (total, keras)]
        assert abs(found[0] - found[1]) < 1e-3
        shown.locator(".picture").first.focus()
        page.keyboard.press("ArrowDown")
        page.wait_for_url(re.compile("row=7"))
