"""The ledger as a visitor reads it: every sum closes, and every number is the next column's head and Keras's own."""

import itertools
import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from explainer import mnist
from explainer.text import Text
from explainer.tracing import Trace
from explainer.training.models.bundle import load_bundle
from explainer.training.models.weights import load_weights
from tests.browser.conftest import Visit, Visitor
from tests.networks import tracer_of

LINK = "walkthrough?lang=en&stage=logits&image=test-1721&trail="
READ = """
columns => columns.map(column => ({
  kind: column.dataset.kind,
  node: column.dataset.node,
  used: column.querySelector(".level-used")?.textContent ?? "",
  chosen: Array.from(column.querySelectorAll(".level-row[aria-pressed=true]"), row => row.textContent)[0] ?? "",
  numbers: Array.from(column.querySelectorAll("[data-part]"), number => ({
    part: number.dataset.part,
    column: number.dataset.column ?? "",
    chosen: number.closest(".level-row[aria-pressed=true]") !== null,
    shown: number.textContent,
    exact: number.title,
  })),
}))
"""


def number(words: str) -> float:
    return float(words.replace("\u2212", "-").replace("+", ""))


def numbers(column: dict[str, Any], *parts: str, side: str = "") -> list[float]:
    return [number(one["shown"]) for one in column["numbers"] if one["part"] in parts and one["column"] == side]


def arrive(visitor: Visitor, pattern: str) -> None:
    """Waits until the trail of the link is the one that is shown."""
    page = visitor.page
    page.wait_for_url(re.compile(pattern))
    visitor.settle()
    expect(page.locator(".story")).to_have_attribute("data-trail", page.url.rpartition("trail=")[2])


def read(page: Page) -> list[dict[str, Any]]:
    expect(page.locator(".story [data-level]").first).to_be_attached()
    columns: list[dict[str, Any]] = page.locator("[data-level]").evaluate_all(READ)
    return columns


def trace_of(image: int) -> Trace:
    bundle = load_bundle()
    pixels = mnist.load().x_test[image].astype(np.float32) / 255
    return tracer_of(bundle.config).trace(pixels, load_weights(bundle))


@pytest.fixture(scope="module")
def trace() -> Trace:
    return trace_of(1721)


def check_sums(columns: list[dict[str, Any]]) -> None:
    """Whatever stands in a column adds up to its total as it is written there."""
    for column in columns:
        for side in ("first", "second", "difference") if column["kind"] == "scores" else ("",):
            (total,) = numbers(column, "total", side=side)
            parts = numbers(column, "part", "others", "bias", side=side)
            assert sum(parts) == pytest.approx(total, abs=1e-9), (column["node"], side)
        if column["kind"] == "channel":
            assert sum(numbers(column, "followed", "rest")) == pytest.approx(numbers(column, "head")[0], abs=1e-9)


def check_thread(columns: list[dict[str, Any]]) -> None:
    """A column's head, times the weight that is written below it, is the chosen row before it."""
    for column, following in itertools.pairwise(columns):
        (head,) = numbers(following, "head")
        if following["kind"] == "channel":
            assert head == number(column["chosen"].split("map ")[1][-6:])
            continue
        if column["kind"] == "scores":
            weights = [number(weight) for weight in re.findall(r"×(\S+)", following["used"])]
            terms = [
                number(one["shown"])
                for one in column["numbers"]
                if one["chosen"] and one["column"] in ("first", "second")
            ]
            assert [head * weight for weight in weights] == pytest.approx(terms, abs=2e-3)
            continue
        weight, term = re.findall(r"[+\u2212]?\d+\.\d+", following["used"])
        assert head * number(weight) == pytest.approx(number(term), abs=2e-3)
        assert column["chosen"].endswith(term)


def check_against_keras(columns: list[dict[str, Any]], trace: Trace) -> None:
    for column in columns[1:]:
        if column["kind"] != "channel":
            stage, _, index = column["node"].partition(":")
            returned = float(trace[stage].output[tuple(map(int, index.split(",")))])
            assert numbers(column, "head") == [pytest.approx(returned, abs=5.1e-4)]
            assert numbers(column, "activation")[0] == pytest.approx(returned, abs=5.1e-4)
            (sentence,) = [one["shown"] for one in column["numbers"] if one["part"] == "keras"]
            assert f"{returned:.6f}" in sentence


def check(page: Page, trace: Trace) -> list[dict[str, Any]]:
    columns = read(page)
    check_sums(columns)
    check_thread(columns)
    check_against_keras(columns, trace)
    return columns


def chosen_row(page: Page, level: int) -> Locator:
    return page.locator(f"[data-level='{level}'] .level-row[aria-pressed=true]")


def test_the_story_is_open_from_the_start_and_adds_up(visit: Visit, trace: Trace) -> None:
    page = visit().open(f"{LINK}strongest")
    columns = check(page, trace)
    assert [column["kind"] for column in columns] == ["scores", "unit", "cell", "channel", "cell"]
    assert numbers(columns[0], "score") == [pytest.approx(float(trace.logits[digit]), abs=5.1e-4) for digit in (7, 9)]
    expect(page.locator(".levels path.thread")).to_have_count(8)
    expect(page.get_by_text(f"{trace.logits[7]:.6f}")).to_be_visible()


def test_another_row_opens_other_columns(visit: Visit, trace: Trace) -> None:
    visitor = visit()
    page = visitor.open(f"{LINK}strongest")
    before = read(page)
    page.locator("[data-level='0'] .level-row[aria-pressed=false]").nth(2).click()
    arrive(visitor, r"trail=7-9\.\d+$")
    after = check(page, trace)
    assert after[1]["node"] != before[1]["node"]
    page.locator("[data-level='1'] .level-row[aria-pressed=false]").nth(1).click()
    arrive(visitor, r"trail=7-9\.\d+\.\d+$")
    deeper = check(page, trace)
    assert deeper[1]["node"] == after[1]["node"]
    assert deeper[2]["node"] != after[2]["node"]
    # The link leads to the same numbers.
    again = visit().open(page.url.rpartition("/")[2])
    assert read(again) == deeper
    page.get_by_role("button", name=Text("en")("component.ledger.strongest")).click()
    arrive(visitor, "trail=strongest$")
    assert read(page) == before


def test_other_classes_and_other_orders_add_up_as_well(visit: Visit, trace: Trace) -> None:
    visitor = visit()
    page = visitor.open(f"{LINK}strongest")
    text = Text("en")
    page.get_by_label(text("component.ledger.second_class")).select_option("3")
    arrive(visitor, "trail=7-3$")
    check(page, trace)
    expect(page.get_by_role("heading", level=1)).to_have_text(text("page.ledger.title", higher=7, lower=3))
    sent = len(visitor.sent)
    for digit in (7, 3):
        page.get_by_role("radio", name=text("component.ledger.by_class", digit=digit)).click()
        check(page, trace)
    assert len(visitor.sent) == sent


def test_it_can_be_walked_by_keyboard(visit: Visit, trace: Trace) -> None:
    visitor = visit()
    page = visitor.open(f"{LINK}strongest")
    chosen_row(page, 0).focus()
    page.keyboard.press("ArrowRight")
    expect(chosen_row(page, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-level='1'] .level-row").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    arrive(visitor, r"trail=7-9\.\d+\.\d+$")
    expect(chosen_row(page, 1)).to_be_focused()
    check(page, trace)


def test_on_a_phone_one_column_stands_alone(visit: Visit, trace: Trace) -> None:
    visitor = visit("ja-JP", 390, 844, has_touch=True)
    page = visitor.open(f"{LINK}strongest".replace("lang=en", "lang=ja"))
    text = Text("ja")
    shown = page.locator("[data-level]:visible")
    expect(shown).to_have_count(1)
    sent = len(visitor.sent)
    chosen_row(page, 0).click()
    expect(shown).to_have_attribute("data-kind", "unit")
    page.get_by_role("navigation", name=text("component.ledger.trail")).get_by_role("button").last.click()
    expect(shown).to_have_attribute("data-level", "4")
    page.get_by_role("button", name=text("component.ledger.back")).click()
    expect(shown).to_have_attribute("data-kind", "channel")
    assert len(visitor.sent) == sent
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    check_sums(read(page))
