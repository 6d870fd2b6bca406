"""The convolution's arithmetic in the browser against NumPy, and what its picture answers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from explainer.text import Text
from explainer.ui.components.payload import pack
from tests.browser.conftest import Visitor

Evaluate = Callable[..., Any]
Visit = Callable[..., Visitor]

UNPACK = "unpack(Uint8Array.from(atob(given), (character) => character.charCodeAt(0)))"


class Layer:
    """A convolution of random numbers with `same` padding, worked out term by term."""

    def __init__(self, size: int, window: int, strides: int, channels: int) -> None:
        generator = np.random.default_rng(size * window * strides * channels)
        self.size, self.window, self.strides = size, window, strides
        self.stops = -(-size // strides)
        self.pad = max((self.stops - 1) * strides + window - size, 0) // 2
        self.input = generator.random((size, size, channels), np.float32) * (generator.random((size, size, 1)) > 0.3)
        self.input = self.input.astype(np.float32)
        self.kernel = generator.normal(0, 0.3, (window, window, channels)).astype(np.float32)
        self.bias = 0.125
        self.terms: dict[tuple[int, int], list[tuple[int, int, int, int, NDArray[np.float64]]]] = {}
        self.sums = np.zeros((self.stops, self.stops, channels))
        for row in range(self.stops):
            for column in range(self.stops):
                for down in range(window):
                    for across in range(window):
                        y, x = row * strides - self.pad + down, column * strides - self.pad + across
                        if 0 <= y < size and 0 <= x < size:
                            product = self.input[y, x].astype(np.float64) * self.kernel[down, across]
                            self.sums[row, column] += product
                            self.terms.setdefault((y, x), []).append((row, column, down, across, product))
        self.output = (self.sums.sum(axis=-1) + self.bias).astype(np.float32)

    @property
    def payload(self) -> str:
        scale = {"kind": "diverging", "limit": float(np.abs(self.output).max())}
        meta = {
            "window": self.window,
            "strides": self.strides,
            "pad": [self.pad, self.pad],
            "bias": self.bias,
            "scales": {"output": scale},
        }
        arrays = {"input": self.input, "kernel": self.kernel, "output": self.output, "activated": self.output}
        return base64.b64encode(pack(meta, arrays)).decode()


LAYERS = [(6, 3, 1, 1), (7, 3, 2, 5), (8, 5, 1, 3), (9, 2, 3, 2), (5, 1, 1, 4), (8, 7, 2, 64)]


@pytest.mark.parametrize("shape", LAYERS)
def test_a_pixel_goes_where_the_windows_look_at_it(evaluate: Evaluate, shape: tuple[int, int, int, int]) -> None:
    layer = Layer(*shape)
    channel = shape[3] - 1
    spreads = evaluate(
        f"""
        const scene = {UNPACK};
        const [rows, columns, channels] = scene.arrays.input.shape;
        return Array.from({{ length: rows * columns }}, (_, place) =>
          spreadOf(scene, {{ row: Math.floor(place / columns), column: place % columns }}, channels - 1));
        """,
        layer.payload,
        "convolution",
    )
    for spread in spreads:
        pixel = spread["pixel"]["row"], spread["pixel"]["column"]
        terms = layer.terms.get(pixel, [])
        expected = {(down, across): (row, column, added[channel]) for row, column, down, across, added in terms}
        assert spread["count"] == len(expected)
        for index, entry in enumerate(spread["entries"]):
            there = expected.get(divmod(index, layer.window))
            assert (entry["cell"] is None) == (there is None)
            if there is not None:
                assert (entry["cell"]["row"], entry["cell"]["column"]) == there[:2]
                assert entry["share"] == pytest.approx(there[2], abs=1e-6)
        if expected:
            box, cells = spread["box"], [(row, column) for row, column, _ in expected.values()]
            assert box["height"] * box["width"] == len(set(cells))
            assert (box["row"], box["column"]) == min(cells)
        else:
            assert spread["box"] is None


@pytest.mark.parametrize("shape", LAYERS)
def test_every_shown_sum_closes(evaluate: Evaluate, shape: tuple[int, int, int, int]) -> None:
    layer = Layer(*shape)
    found = evaluate(
        f"""
        const scene = {UNPACK};
        const sums = createChannelSums(scene);
        const [rows, columns] = scene.arrays.output.shape;
        return {{
          accounts: Array.from({{ length: rows * columns }}, (_, place) => {{
            const cell = {{ row: Math.floor(place / columns), column: place % columns }};
            const account = accountFor(scene, cell, sums.at(cell), null);
            return {{ ...account, sums: Array.from(account.sums) }};
          }}),
          map: Array.from(sums.mapOf(scene.arrays.input.shape[2] - 1)),
        }};
        """,
        layer.payload,
        "convolution",
    )
    np.testing.assert_allclose(np.reshape(found["map"], layer.output.shape), layer.sums[..., -1], atol=1e-5)
    for account in found["accounts"]:
        cell = account["cell"]["row"], account["cell"]["column"]
        np.testing.assert_allclose(account["sums"], layer.sums[cell], atol=1e-9)
        assert account["channel"] == int(np.argmax(np.abs(layer.sums[cell])))
        unit, shown = 10 ** account["decimals"], account["shown"]
        assert round(shown["total"] * unit) == round(float(layer.output[cell]) * unit)
        assert round(shown["sum"] * unit) + round(shown["bias"] * unit) == round(shown["total"] * unit)
        assert round(sum(shown["sums"]) * unit) == round(shown["sum"] * unit)
        assert round(sum(shown["products"]) * unit) == round(shown["sums"][account["channel"]] * unit)
        assert np.abs(np.array(shown["sums"]) - layer.sums[cell]).max() < 1.01 / unit


PLAYER = """
SPEEDS.normal = 4;
SPEEDS.sweep = 60;
const signal = new AbortController().signal;
const seen = [];
const player = createPlayer({ rows: 4, columns: 5, position: 7, signal, changed: () => seen.push(player.computed()),
  rested: () => {} });
const end = async () => {
  do await new Promise((resolve) => { setTimeout(resolve, 20); });
  while (player.state.playing);
};
"""


def test_rows_appear_whole_and_keep_the_column(evaluate: Evaluate) -> None:
    body = """
        player.setOrder("row");
        const first = [player.computed(), player.state.position];
        player.step(1);
        const second = [player.computed(), player.state.position];
        player.step(-5);
        const top = [player.computed(), player.state.position];
        seen.length = 0;
        player.play();
        await end();
        const last = player.state.position;
        player.play();
        return { first, second, top, seen, last, again: player.state.position };
    """
    found = evaluate(PLAYER + body, component="convolution")
    assert found["first"] == [10, 7]
    assert found["second"] == [15, 12]
    assert found["top"] == [5, 2]
    assert set(found["seen"]) <= {5, 10, 15, 20}
    assert found["seen"][-1] == 20
    assert (found["last"], found["again"]) == (17, 2)


def test_all_at_once_is_nothing_and_then_everything(evaluate: Evaluate) -> None:
    body = """
        player.setOrder("all");
        const before = player.computed();
        player.play();
        const playing = [player.computed(), player.state.playing];
        await end();
        return { before, playing, after: [player.computed(), player.state.position, player.state.playing] };
    """
    assert evaluate(PLAYER + body, component="convolution") == {
        "before": 20,
        "playing": [0, True],
        "after": [20, 7, False],
    }


def part(page: Page, name: str) -> str:
    return page.locator(f"[data-part={name}]").first.inner_text()


def hover_cell(page: Page, selector: str, x: float, y: float) -> None:
    box = page.locator(selector).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y)


def test_pointing_at_a_pixel_lists_its_shares_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&image=test-0&filter=0&row=13&column=15")
    text = Text("en")
    total, keras = part(page, "total"), part(page, "keras")
    assert float(keras.replace("−", "-")) == pytest.approx(float(total.replace("−", "-")), abs=0.00051)
    expect(page.locator("[data-part=product]")).to_have_count(9)
    page.wait_for_timeout(600)
    sent = len(visitor.sent)
    hover_cell(page, ".input-side canvas", 0.5, 0.5)
    expect(page.locator("[data-part=share]")).to_have_count(9)
    expect(page.locator(".spread-words")).to_contain_text(text("component.convolution.reaches", count="9"))
    expect(page.locator("[data-part=total]")).to_be_hidden()
    hover_cell(page, ".output-side canvas", 0.2, 0.2)
    expect(page.locator("[data-part=product]")).to_have_count(9)
    expect(page.locator("[data-part=total]")).to_be_visible()
    assert part(page, "total") != total
    assert len(visitor.sent) == sent


def test_a_pixel_is_followed_by_keyboard(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&image=test-0&row=10&column=12")
    words = page.locator(".spread-words strong")
    page.locator(".follow").focus()
    page.keyboard.press("Enter")
    expect(words).to_contain_text("row 11, column 13")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(words).to_contain_text("row 12, column 14")
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".transport .place")).to_have_text("row 10, column 13")


def test_a_tap_shows_a_pixel_and_the_second_takes_the_window_there(visit: Visit) -> None:
    visitor = visit("ja-JP", 390, 844, has_touch=True)
    page = visitor.open("walkthrough?lang=ja&stage=conv2d_1&image=test-0&row=3&column=3")
    canvas = page.locator(".input-side canvas")
    canvas.scroll_into_view_if_needed()
    place = page.locator(".transport .place")
    before = place.inner_text()
    canvas.tap(position={"x": 90, "y": 80})
    expect(page.locator("[data-part=share]")).to_have_count(9)
    expect(place).to_have_text(before)
    canvas.tap(position={"x": 90, "y": 80})
    expect(page.locator("[data-part=product]")).to_have_count(9)
    expect(place).not_to_have_text(before)


def test_a_bar_of_the_waterfall_opens_its_map_in_either_order(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_2&image=test-0&row=7&column=7")
    fall = page.locator(".waterfall")
    fall.scroll_into_view_if_needed()
    page.locator(".flow-numbers summary").click()
    expect(page.locator("[data-part=channel]")).to_have_count(64)
    sums = [float(words.replace("−", "-")) for words in page.locator("[data-part=channel]").all_inner_texts()]
    assert sums == sorted(sums, reverse=True)
    assert round(1000 * sum(sums)) == round(1000 * float(part(page, "sum").replace("−", "-")))
    page.locator(".flow [data-choice=index]").click()
    assert page.locator("[data-part=channel]").first.get_attribute("data-channel") == "0"
    box = fall.bounding_box()
    assert box is not None
    fall.click(position={"x": 46, "y": 40})
    expect(page.locator(".opened")).to_have_text(Text("en")("component.convolution_many.opened", channel="0"))
    page.wait_for_url("**channel=0**")
    expect(page.locator(".flow [data-choice=index]")).to_have_attribute("aria-checked", "true")
    page.locator(".tiles-frame").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".opened")).to_have_text(Text("en")("component.convolution_many.opened", channel="1"))
    page.keyboard.press("ArrowLeft")
    expect(page.locator("[data-part=partial]")).to_have_text(page.locator("[data-channel='0']").inner_text())
