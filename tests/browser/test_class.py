"""A lesson with a class: a student joins on a phone, answers, and goes where the teacher goes."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from explainer.text import Text
from tests.browser.conftest import Visitor
from tests.browser.pen import by_mouse
from tests.browser.test_accessibility import findings

Visit = Callable[..., Visitor]
SMALL = """() => {
  const small = [];
  const walk = (part) => {
    if (part.matches?.(".st-key-presenting") || part.checkVisibility?.({ visibilityProperty: true }) === false) return;
    const words = [...part.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent).join("");
    const { width = 0, height = 0 } = part.getBoundingClientRect?.() ?? {};
    const seen = words.trim() && width > 1 && height > 1;
    if (seen && parseFloat(getComputedStyle(part).fontSize) * part.currentCSSZoom < 17.99) small.push(words.trim());
    [...part.children, part.shadowRoot].forEach((one) => one && walk(one));
  };
  walk(document.querySelector("[data-testid=stMain]"));
  return small;
}"""
"""Words of the page, but not of the presenter's bar, that are smaller than 18 pixels of the screen."""


def test_a_lesson_with_a_class(visit: Visit) -> None:
    text = Text("en")

    def words(name: str, **numbers: object) -> str:
        return text(f"page.class.{name}", **numbers)

    teacher, student = visit(width=1280, height=720), visit(width=390, height=844, has_touch=True)
    lead = teacher.open("class?lang=en")
    lead.locator(".st-key-class_open button").click()
    lead.wait_for_url(re.compile("class=[0-9]{6}"))
    (code,) = re.findall("class=([0-9]{6})", lead.url)

    # The student joins from another page's link, and is seen there.
    phone = student.open(f"glossary?lang=en&class={code}")
    expect(lead.locator(".class-people")).to_contain_text(text("navigation.glossary"))
    lead.locator(".st-key-class_ask button").click()
    expect(lead.locator(".class-spread")).to_be_visible()
    phone.locator(".st-key-phone-bar a").tap()
    phone.wait_for_url(re.compile("/class"))
    student.settle()

    # A number that is none of the usual mistakes: it is counted, and nothing tells the answer.
    phone.locator("input[data-part=answer]").fill("123456")
    phone.get_by_role("button", name=words("card.check")).tap()
    expect(phone.locator("[data-part=said]")).to_contain_text(text("question.verdict.wrong"))
    expect(phone.locator("[data-part=step]")).to_have_count(0)
    expect(lead.locator(".class-spread li[data-kind=wrong] i")).to_have_count(1)
    assert [findings(page, with_contrast=False) for page in (lead, phone)] == [[], []]
    phone.get_by_role("button", name=words("card.again")).tap()
    expect(phone.locator("input[data-part=answer]")).to_be_editable()

    # Everyone is shown the answer.
    lead.get_by_role("button", name=words("reveal")).click()
    expect(phone.locator("[data-part=step]").first).to_be_visible()
    expect(phone.locator("input[data-part=answer]")).not_to_be_editable()

    # From the back of the room, all of it can be read.
    lead = teacher.open(f"class?lang=en&class={code}&present=1")
    expect(lead.locator(".class-steps")).to_be_visible()
    expect(lead.locator(".class-spread")).to_be_visible()
    assert lead.evaluate(SMALL) == []
    lead = teacher.open(f"class?lang=en&class={code}")

    # The student's page goes where the teacher's goes.
    lead.locator(".st-key-class-actions").get_by_text(words("lead_on"), exact=True).click()
    expect(lead.locator(".st-key-class-actions").get_by_role("switch")).to_be_checked()
    # A switch that the server has not heard of yet would be forgotten with the page.
    teacher.settle()
    lead.locator(".st-key-pages").get_by_role("link", name=text("navigation.data"), exact=True).click()
    phone.wait_for_url(re.compile("/data"))
    expect(phone.get_by_role("heading", level=1)).to_have_text(text("page.data.title"))


def test_a_drawing_comes_to_the_class_and_opens_in_the_walkthrough(visit: Visit) -> None:
    text = Text("en")
    teacher, student = visit(), visit()
    lead = teacher.open("class?lang=en")
    lead.locator(".st-key-class_open button").click()
    lead.wait_for_url(re.compile("class=[0-9]{6}"))
    (code,) = re.findall("class=([0-9]{6})", lead.url)
    lead.get_by_role("radio", name=text("page.class.view_digits")).click()
    lead.locator(".st-key-class_is_open_en label").click()
    expect(lead.locator(".st-key-class_is_open_en").get_by_role("switch")).to_be_checked()
    teacher.settle()

    # A one: drawn, labelled, and sent with one click.
    draw = student.open(f"draw?lang=en&class={code}")
    by_mouse(draw, [(160, 60), (160, 150), (160, 260)])
    draw.get_by_role("radiogroup", name=text("page.draw.own_label")).get_by_text("1", exact=True).click()
    draw.get_by_role("button", name=text("page.class.digits.send", label=1)).click()
    expect(draw.get_by_role("button", name=text("page.class.digits.take_back"))).to_be_visible()

    # It is on the teacher's page by itself, beside the accuracies, and opens in the walkthrough.
    picture = lead.locator(".wall canvas:visible")
    expect(picture).to_have_count(1)
    expect(lead.locator(".class-accuracies li")).to_have_count(2)
    assert [findings(page, with_contrast=False) for page in (lead, draw)] == [[], []]
    picture.click(position={"x": 15, "y": 15})
    lead.locator(".st-key-class_follow_digit button").click()
    lead.wait_for_url(re.compile("/walkthrough.*image=drawing"))
