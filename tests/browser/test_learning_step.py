"""One step of learning, followed like a visitor would: from the loss back to a layer, to a number, to a weight."""

import re

from playwright.sync_api import expect

from explainer.text import Text
from tests.browser.conftest import Visit


def test_from_a_mistake_to_a_layer_to_a_weight(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("learning_step?lang=en&batch=8-0")
    expect(page.locator(".backward")).to_have_attribute("data-painted", re.compile("^0 "))
    page.locator(".image-bar[data-place='2']").click()
    expect(page.locator(".backward")).to_have_attribute("data-painted", re.compile("^2 "))
    expect(page).to_have_url(re.compile(r"batch=8-0\.2"))
    visitor.settle()

    page.locator(".back-open[data-place='3']").click()
    expect(page).to_have_url(re.compile("view=gates.*stage=pooling2d_1|stage=pooling2d_1.*view=gates"))
    # Pointing names a cell's numbers in the browser; a click tells the server.
    back = page.locator(".gradient-panel[data-action=cell] .map").nth(1)
    expect(back).to_be_visible()
    visitor.settle()
    sent = len(visitor.sent)
    back.hover(position={"x": 17, "y": 17})
    expect(page.locator(".gradient-told")).to_contain_text("row 1, column 1")
    assert len(visitor.sent) == sent
    back.click(position={"x": 17, "y": 17})
    expect(page).to_have_url(re.compile("row=1&column=1"))
    expect(page.locator(".gradient-account h3").first).to_contain_text("row 1, column 1")
    visitor.settle()

    page.get_by_role("radio", name="Why this gradient?").click()
    expect(page).to_have_url(re.compile("view=why"))
    visitor.settle()
    kernel = page.locator(".gradient-panel[data-action=weight] .map")
    kernel.click(position={"x": 20, "y": 20})
    expect(page).to_have_url(re.compile(r"weight=kernel-0\.0\.0\."))
    expect(page.get_by_role("heading", name=re.compile("row 0, column 0"))).to_be_visible()


def test_a_guess_then_the_update_then_ten_steps(visit: Visit) -> None:
    visitor, text = visit(), Text("en")
    page = visitor.open("learning_step?lang=en&view=update&question=0&stage=conv2d_1&batch=8-0")
    ask = page.locator(".question .ask")
    expect(page.locator(".update")).to_have_count(0)
    given = page.get_by_text("What is the new weight?").last.inner_text().replace("\N{MINUS SIGN}", "-")
    weight, gradient, rate = map(float, re.findall(r"-?[0-9]+(?:\.[0-9]+)?", given)[:3])
    # Whoever adds the step is told so; whoever subtracts it is right.
    for answer, state in ((weight + rate * gradient, "mistake"), (weight - rate * gradient, "right")):
        visitor.settle()
        field = ask.locator("input[data-part=answer]")
        field.fill(f"{answer:.7f}")
        field.press("Enter")
        expect(ask).to_have_attribute("data-state", state)
        if state == "mistake":
            visitor.settle()
            ask.get_by_role("button", name=text("question.again")).click()
            expect(ask).to_have_attribute("data-state", "open")
    # Losses of many learning rates are computed first.
    expect(page.locator(".rate-slider")).to_be_visible(timeout=60_000)

    visitor.settle()
    page.get_by_role("radio", name="100 steps").click()
    more = page.get_by_role("button", name=text("page.learning_step.play_more", count=10), exact=True)
    expect(more).to_be_visible()
    visitor.settle()
    more.click()
    play = page.locator(".play")
    expect(play).to_have_attribute("data-steps", "10", timeout=60_000)
    expect(play).to_have_attribute("data-step", "10")
    visitor.settle()
    play.get_by_role("button", name=text("component.play.open")).click()
    expect(page).to_have_url(re.compile("played=10-0"))
    expect(page.locator(".backward")).to_be_visible()
