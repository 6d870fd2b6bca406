"""Where the model looked, in a browser: shown numbers add up, a click stays in the link, and the ways there and on."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit


def shown(part: Locator) -> float:
    return float((part.text_content() or "").replace("\u2212", "-").replace("+", ""))


def test_what_is_shown_adds_up_and_stays_in_the_link(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("?lang=en&image=test-18")
    page.get_by_role("button", name="Where did it look?").first.click()
    page.wait_for_url(re.compile(r"attribution\?.*image=test-18"))
    covering, weighing = page.locator(".occlusion"), page.locator(".gradcam")
    # By the keys, one cell on; the map's number is the difference of the two logits as shown.
    covering.locator(".occlusion-maps").press("ArrowRight")
    page.wait_for_url(re.compile(r"look=predicted-5-13-16"))
    expect(covering.locator(".occlusion-side h3").first).to_have_text("5×5 around row 13, column 16")
    before, after, loss = (shown(covering.locator(f"[data-part={part}]")) for part in ("before", "after", "loss"))
    assert abs(before - after - loss) < 1e-6
    weighing.locator(".block-cell").nth(5).click()
    expect(weighing.locator("h3").first).to_have_text("1 Map of filter 5")
    mean = weighing.locator(".mean .number").first.text_content() or ""
    total, count, weight = (float(part.replace("\u2212", "-")) for part in re.split(" [÷=] ", mean))
    assert abs(total / count - weight) < 1e-5
    weighing.locator(".step:has(+ .account) canvas").click(position={"x": 40, "y": 40})
    page.wait_for_url(re.compile(r"stage=conv2d_2&filter=5&row=\d+&column=\d+"))
    terms = [shown(part) for part in weighing.locator("[data-part=term]").all()]
    assert len(terms) == 6
    assert abs(sum(terms) - shown(weighing.locator("[data-part=sum]"))) < 1e-6
    page.get_by_role("link", name="Why 3 and not 8?").click()
    page.wait_for_url(re.compile(r"walkthrough\?.*image=test-18.*trail=3-8"))
    page.get_by_role("link", name="Where did it look?").click()
    page.wait_for_url(re.compile(r"attribution\?.*look=3-5"))
