"""Predict, then reveal, as a visitor does it."""

import re

import pytest
from playwright.sync_api import Page, expect

from explainer.text import Text
from tests.browser.conftest import Visit, Visitor

FULL_WIDTH = str.maketrans("0123456789.-", "０１２３４５６７８９．－")


def numbers(page: Page, name: str) -> list[float]:
    return [float(text.replace("−", "-")) for text in page.locator(f"[data-part={name}]").all_inner_texts()]


def painted(page: Page) -> str:
    picture: str = page.locator(".output-side canvas").evaluate("canvas => canvas.toDataURL()")
    return picture


def answer(visitor: Visitor, typed: str) -> None:
    # Till the page is drawn to its end, another field may take this one's place.
    visitor.settle()
    field = visitor.page.locator("input[data-part=answer]")
    field.fill(typed)
    field.press("Enter")


def test_the_number_is_hidden_until_it_is_answered_and_a_mistake_gets_its_step(visit: Visit) -> None:
    visitor = visit(reduced_motion="reduce")
    page = visitor.open("walkthrough?lang=ja&stage=conv2d_1&image=test-0&question=0&filter=11&row=6&column=18")
    text, said = Text("ja"), page.locator("[data-part=said]")
    expect(page.locator("[data-part=answer]")).to_have_attribute("inputmode", "decimal")
    expect(page.locator("[data-part=total]")).to_be_hidden()
    expect(page.locator(".transport")).to_be_hidden()
    before = painted(page)
    page.locator(".picture").press("ArrowRight")
    visitor.frames(10)
    assert painted(page) == before

    # The bias is forgotten, on a Japanese keyboard.
    answer(visitor, f"{sum(numbers(page, 'product')):.3f}".translate(FULL_WIDTH))
    expect(said).to_contain_text(text("question.mistake.bias_forgotten"))
    expect(page.locator("[data-part=step][data-state=failing]")).to_contain_text(text("question.step.bias"))
    expect(page.locator("[data-part=total]")).to_be_visible()
    visitor.until(lambda: painted(page) != before)
    (total,) = numbers(page, "total")

    page.get_by_role("button", name=text("question.again")).click()
    expect(page.locator("[data-part=total]")).to_be_hidden()
    expect(page.locator("[data-part=step]")).to_have_count(0)
    answer(visitor, f"{total:.2f}".replace(".", ","))
    expect(said).to_contain_text(text("question.verdict.right"))
    expect(page.get_by_role("img", name=re.compile(text("question.progress_right", label="")))).to_have_count(1)

    page.get_by_role("button", name=text("question.next")).click()
    page.wait_for_url(re.compile("question=1"))
    expect(page.locator("[data-part=answer]")).to_have_attribute("inputmode", "numeric")
    expect(page.locator(".picture")).to_have_count(0)
    answer(visitor, "にじゅうろく")
    expect(said).to_contain_text(text("question.verdict.unreadable"))
    answer(visitor, "26×26")
    expect(said).to_contain_text(text("question.verdict.right"))
    expect(page.locator(".picture")).to_be_visible()


@pytest.mark.parametrize("language", ["ja"])
def test_a_class_is_chosen_by_finger(visit: Visit, language: str) -> None:
    visitor = visit(width=390, height=844, has_touch=True)
    page = visitor.open(f"walkthrough?lang={language}&stage=softmax&image=test-0&question=0")
    choice = page.locator("[data-part=answer] button").first
    box = choice.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    choice.tap()
    expect(page.locator("[data-part=step]")).to_have_count(2)
    expect(choice).to_be_disabled()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
