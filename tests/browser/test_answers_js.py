"""What the dense, flatten and softmax stages calculate and answer in the browser."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from explainer.text import Text
from explainer.ui.components.payload import pack
from tests.browser.conftest import Visitor

Evaluate = Callable[..., Any]
Visit = Callable[..., Visitor]
UNPACK = "unpack(Uint8Array.from(atob(given.scene), (character) => character.charCodeAt(0)))"


def scores(seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
    logits = np.random.default_rng(seed).normal(0, spread, 10).astype(np.float32)
    exponentials = np.exp(logits.astype(np.float64) - logits.max())
    return logits, (exponentials / exponentials.sum()).astype(np.float32)


def softmax_scene(logits: np.ndarray, probabilities: np.ndarray, label: int | None = 4) -> str:
    meta = {"label": label, "prediction": int(np.argmax(logits))}
    return base64.b64encode(pack(meta, {"logits": logits, "probabilities": probabilities})).decode()


@pytest.mark.parametrize("temperature", [0.25, 0.5, 1, 2, 5])
@pytest.mark.parametrize("spread", [0.1, 4, 40])
def test_a_temperature_divides_the_scores_and_alters_no_number(
    evaluate: Evaluate, temperature: float, spread: float
) -> None:
    logits, probabilities = scores(7, spread)
    given = {"scene": softmax_scene(logits, probabilities), "temperature": temperature}
    body = f"""
        const account = accountOfSoftmax({UNPACK}, given.temperature);
        return {{ ...account, percents: account.probabilities.map(formatProbability), closes: closesAsShown(account) }};
    """
    shown = evaluate(body, given, "softmax")
    scaled = logits.astype(np.float64) / temperature
    exact = np.exp(scaled - scaled.max())
    assert shown["probabilities"] == pytest.approx(exact / exact.sum(), abs=1e-6)
    if temperature == 1:
        assert shown["probabilities"] == probabilities.astype(float).tolist()
    unit = 10 ** shown["decimals"]
    assert np.abs(np.array(shown["shown"]) - shown["exponentials"]).max() <= 0.5001 / unit
    assert shown["closes"] == (round(sum(shown["shown"]) * unit) == round(shown["shownTotal"] * unit))
    for percent, probability in zip(shown["percents"], shown["probabilities"], strict=True):
        if percent[0] not in "<>":
            assert float(percent.removesuffix(" %")) == pytest.approx(100 * probability, abs=0.00501)
    assert not {"0.00 %", "100.00 %"} & set(shown["percents"])


@pytest.mark.parametrize("loss", [0.2, 0.0003, 3.7e-5, 2.4e-7, 3e-8])
def test_the_logarithm_of_what_is_shown_is_the_loss_that_is_shown(evaluate: Evaluate, loss: float) -> None:
    share, shown = evaluate("return [formatLossShare(Math.exp(-given), given), formatLoss(given)];", loss, "softmax")
    assert -np.log(float(share)) == pytest.approx(float(shown), abs=10.0 ** -(len(shown) - 2))
    assert float(shown) == pytest.approx(loss, rel=0.2)


def test_a_loss_too_small_to_write_is_no_zero(evaluate: Evaluate) -> None:
    share, shown = evaluate("return [formatLossShare(1, given), formatLoss(given)];", 0, "softmax")
    assert (share, shown) == ("0.999999999…", "<0.000000001")


@pytest.mark.parametrize("label", range(10))
@pytest.mark.parametrize("spread", [0.1, 4, 40])
def test_the_loss_is_the_logarithm_step_by_step(evaluate: Evaluate, label: int, spread: float) -> None:
    logits, probabilities = scores(8, spread)
    body = (
        f"const account = accountOfSoftmax({UNPACK}); return {{ ...lossOf(account, {label}), total: account.total }};"
    )
    loss = evaluate(body, {"scene": softmax_scene(logits, probabilities)}, "softmax")
    scaled = logits.astype(np.float64)
    expected = scaled.max() + np.log(np.exp(scaled - scaled.max()).sum()) - scaled[label]
    assert loss["exact"] == pytest.approx(expected, rel=1e-9, abs=1e-12)
    unit = 10 ** loss["decimals"]
    assert round(loss["shown"] * unit) == round(loss["logarithm"] * unit) - round(loss["score"] * unit)
    assert loss["logarithm"] == pytest.approx(np.log(loss["total"]), abs=1.01 / unit)


def test_the_slider_reaches_from_a_quarter_to_five_through_exactly_1(evaluate: Evaluate) -> None:
    temperatures = evaluate("return TEMPERATURES;", None, "softmax")
    assert temperatures == sorted(set(temperatures))
    assert (temperatures[0], temperatures[-1]) == (0.25, 5)
    assert {0.5, 1, 2, 5} <= set(temperatures)


def test_sums_of_maps_and_places_are_the_same_evidence(evaluate: Evaluate) -> None:
    terms = np.random.default_rng(9).normal(0, 0.1, (3, 4, 7))
    terms[..., 2] = 0
    body = """
        const terms = Float64Array.from(given);
        return [sumsOfMaps({ terms }, 7), Array.from(sumsOfPlaces(terms, 7))];
    """
    maps, places = evaluate(body, terms.reshape(-1).tolist(), "dense")
    assert places == pytest.approx(terms.sum(axis=2).reshape(-1))
    assert [entry["shown"] for entry in maps] == pytest.approx(terms.sum(axis=(0, 1)), abs=0.0101)
    assert maps[2]["shown"] == 0
    assert round(sum(entry["shown"] for entry in maps) * 100) == round(terms.sum() * 100)


def test_terms_are_told_with_both_factors(evaluate: Evaluate) -> None:
    inputs = np.array([0.5, -0.25], np.float32)
    weights = np.array([-0.125, 2], np.float32)
    meta = {"unit": 0, "bias": 0.0, "shape": None, "text": {"term_of": "{index}: {input} × {weight} = {term}"}}
    scene = base64.b64encode(pack(meta, {"inputs": inputs, "weights": weights, "units": inputs[:1]})).decode()
    body = f"const scene = {UNPACK}; return sayTerm(1, scene, accountForUnit(scene));"
    assert evaluate(body, {"scene": scene}, "dense") == "1: −0.250000 × +2.000000 = −0.500000"


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
    page.wait_for_timeout(600)
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
    factors = re.findall(r"[+−]?[0-9]+\.[0-9]{6}", part(page, "told"))
    assert len(factors) == 3
    assert number(factors[0]) * number(factors[1]) == pytest.approx(number(factors[2]), abs=5e-6)
    assert number(factors[2]) == pytest.approx(number(row.locator("[data-part=term]").inner_text()), abs=0.001)
    page.locator(".dense .evidence").hover()
    expect(page.locator("[data-part=told]")).to_contain_text("32枚の合計")
    page.wait_for_timeout(400)
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
    page.wait_for_timeout(400)
    assert len(visitor.sent) == sent
    page.mouse.click(box["x"] + 4 + (box["width"] - 8) * 216.5 / 800, box["y"] + 15)
    page.wait_for_url(re.compile("filter=216"))


def test_a_drawing_has_no_loss_until_an_answer_is_supposed(evaluate: Evaluate) -> None:
    logits, probabilities = scores(7, 4)
    given = {"scene": softmax_scene(logits, probabilities, None), "text": dict(Text("en").table("component.softmax"))}
    body = f"""
        const scene = {UNPACK};
        const loss = createLoss(given.text, 10, new AbortController().signal);
        const steps = loss.element.querySelector(".loss-steps");
        loss.update(accountOfSoftmax(scene));
        const before = steps.hidden;
        loss.element.querySelectorAll("button")[3].click();
        return [before, steps.hidden, steps.querySelector("[data-part=loss]").textContent];
    """
    before, after, loss = evaluate(body, given, "softmax")
    assert (before, after) == (True, False)
    assert float(loss) == pytest.approx(-np.log(probabilities[3]), abs=0.0006)
