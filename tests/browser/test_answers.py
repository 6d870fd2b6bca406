"""What the dense, flatten and softmax stages answer in the browser."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explainer.text import Text
from tests.browser.conftest import Visit

Evaluate = Callable[..., Any]


def number(text: str) -> float:
    return float(re.sub(r"[^0-9.\-]", "", text.replace("−", "-")))


def part(page: Page, name: str) -> str:
    return page.locator(f"[data-part={name}]").first.inner_text()


def test_another_temperature_is_a_what_if_and_1_brings_keras_back(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=softmax&image=test-18")
    text = Text("en")
    expect(page.locator("[data-part=probability]")).to_have_count(10)
    before = [part.inner_text() for part in page.locator("[data-part=probability]").all()]
    assert number(part(page, "share")) == pytest.approx(number(part(page, "keras")), abs=0.000051)
    sent = len(visitor.sent)
    slider = page.locator(".softmax input[type=range]")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".softmax")).to_have_attribute("data-temperature", "1.3")
    warning = text("component.softmax.what_if", temperature="1.3")
    expect(page.get_by_text(warning)).to_be_visible()
    assert [part.inner_text() for part in page.locator("[data-part=probability]").all()] != before
    page.get_by_role("button", name=text("component.softmax.reset")).click()
    expect(page.get_by_text(text("component.softmax.keras_at_1"))).to_be_visible()
    assert [part.inner_text() for part in page.locator("[data-part=probability]").all()] == before
    visitor.settle()
    assert len(visitor.sent) == sent


def test_a_units_parts_add_up_and_pointing_tells_the_factors(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=ja&stage=dense_1&image=test-0&filter=105")
    shown = {name: number(part(page, name)) for name in ("positive", "negative", "bias", "total", "keras")}
    assert round(1000 * (shown["positive"] + shown["negative"] + shown["bias"])) == round(1000 * shown["total"])
    assert shown["total"] == pytest.approx(shown["keras"], abs=0.000501)
    groups = page.locator(".terms-table tbody").all()
    for group, name in zip(groups, ("positive", "negative"), strict=True):
        terms = [number(cell.inner_text()) for cell in group.locator(".term").all()]
        assert round(1000 * sum(terms)) == round(1000 * shown[name])
    sent = len(visitor.sent)
    row = page.locator(".terms-table tr[data-index]").first
    row.hover()
    expect(page.locator("[data-part=told]")).to_contain_text("×")
    factors = re.findall(r"[+−]?[0-9]+\.[0-9]{6}", part(page, "told"))
    assert len(factors) == 3
    assert number(factors[0]) * number(factors[1]) == pytest.approx(number(factors[2]), abs=5e-6)
    assert number(factors[2]) == pytest.approx(number(row.locator("[data-part=term]").inner_text()), abs=0.001)
    page.locator(".dense .evidence").hover()
    expect(page.locator("[data-part=told]")).to_contain_text("32枚の合計")
    visitor.settle()
    assert len(visitor.sent) == sent


def test_an_address_and_its_index_answer_each_other_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=flatten&image=test-0&filter=603")
    assert part(page, "index") == "603"
    sent = len(visitor.sent)
    box = page.locator(".flatten .band").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 4 + (box["width"] - 8) * 216.5 / 800, box["y"] + 15)
    expect(page.locator("[data-part=index]")).to_have_text("216")
    spin = [page.get_by_role("spinbutton").nth(place).input_value() for place in range(3)]
    assert spin == ["1", "1", "24"]
    page.mouse.move(box["x"], box["y"] + 300)
    expect(page.locator("[data-part=index]")).to_have_text("603")
    visitor.settle()
    assert len(visitor.sent) == sent
    page.mouse.click(box["x"] + 4 + (box["width"] - 8) * 216.5 / 800, box["y"] + 15)
    page.wait_for_url(re.compile("filter=216"))


def test_a_drawing_has_no_loss_until_an_answer_is_supposed(evaluate: Evaluate) -> None:
    given = {"logits": [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], "text": dict(Text("en").table("component.softmax"))}
    body = """
        const shares = given.logits.map((logit) => Math.exp(logit - 9));
        const all = shares.reduce((sum, share) => sum + share);
        const scene = { meta: { label: null, prediction: 9 }, arrays: {
          logits: { values: Float32Array.from(given.logits), shape: [10] },
          probabilities: { values: Float32Array.from(shares, (share) => share / all), shape: [10] },
        } };
        const loss = createLoss(given.text, 10, new AbortController().signal);
        const steps = loss.element.querySelector(".loss-steps");
        loss.update(accountOfSoftmax(scene));
        const before = steps.hidden;
        loss.element.querySelectorAll("button")[3].click();
        return [before, steps.hidden, steps.querySelector("[data-part=loss]").textContent];
    """
    before, after, loss = evaluate(body, given, "softmax")
    assert (before, after) == (True, False)
    assert float(loss) == pytest.approx(6 + np.log(np.exp(-np.arange(10)).sum()), abs=0.0006)


def test_the_bar_of_what_became_zero_is_as_long_as_the_share_said(visit: Visit) -> None:
    page = visit().open("walkthrough?lang=en&stage=activation_1&image=test-18")
    bar = page.locator(".zeroed-bar")
    filled, whole = (bar.locator(part).bounding_box() for part in ("span", "xpath=."))
    (said,) = re.findall(r"([\d.]+)\s%", page.locator(".zeroed-head .number").inner_text())
    assert filled["width"] / whole["width"] == pytest.approx(float(said) / 100, abs=0.005)
