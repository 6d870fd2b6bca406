"""The whole path of a beginner: look, follow one image, train, use the model, draw."""

import re

import pytest
from playwright.sync_api import Page, expect

from explainer.network import ARTICLE
from explainer.text import LANGUAGES, Text
from explainer.ui.references import START_IMAGE
from tests.browser.conftest import Visit, Visitor

WATCH = """(slider) => {
  globalThis.swept = [];
  const look = () => {
    swept.push([Number(slider.value), talk.sent]);
    if (slider.value !== slider.max) requestAnimationFrame(look);
  };
  look();
}"""
"""Notes in every frame where the slider is, and when the page last said something to the server."""


def draw(page: Page, points: list[tuple[int, int]]) -> None:
    canvas = page.locator(".st-key-canvas-frame canvas.upper-canvas")
    box = canvas.bounding_box()
    assert box is not None
    for index, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=6)
        if index == 0:
            page.mouse.down()
    page.mouse.up()


def open_page(visitor: Visitor, name: str, language: str = "en") -> None:
    visitor.page.locator(".st-key-pages").get_by_role("link", name=Text(language)(f"navigation.{name}")).click()
    visitor.page.wait_for_url(re.compile(f"/{name}\\?"))
    visitor.settle()


@pytest.mark.parametrize("locale", ["ja-JP", "en-US"])
def test_the_overview_leads_to_a_stage(visit: Visit, locale: str) -> None:
    visitor = visit(locale)
    page = visitor.open()
    text = Text(locale[:2])
    page.get_by_role("button", name=text("component.overview.open")).click()
    page.wait_for_url(re.compile(r"/walkthrough\?.*stage=conv2d_1"))
    visitor.settle()
    expect(page.get_by_role("heading", level=1)).to_contain_text("3×3")


def test_the_bar_of_a_phone_opens_the_sidebar_and_changes_the_language(visit: Visit) -> None:
    visitor = visit(width=390, height=844, has_touch=True)
    page = visitor.open("runs?lang=en")
    page.get_by_test_id("stExpandSidebarButton").tap()
    expect(page.locator(".st-key-pages")).to_be_in_viewport()
    page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").tap()
    page.locator(".st-key-phone-bar").get_by_role("button", name=LANGUAGES["en"]).tap()
    page.get_by_test_id("stPopoverBody").get_by_role("button", name=LANGUAGES["ja"]).tap()
    page.wait_for_url(re.compile("lang=ja"))
    visitor.settle()
    expect(page.get_by_role("heading", level=1)).to_have_text(Text("ja")("page.runs.title"))
    # A page that was chosen is seen, and from then on the menu says that it was.
    page.get_by_test_id("stExpandSidebarButton").tap()
    chosen = page.locator(".st-key-pages a[href^=glossary]")
    chosen.tap()
    page.wait_for_url(re.compile("/glossary"))
    expect(chosen).not_to_be_in_viewport()
    visitor.settle()
    assert "✓" in chosen.evaluate("(link) => getComputedStyle(link, '::after').content")


def test_stepping_through_every_stage(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&image=test-0")
    following = page.get_by_role("button", name=Text("en")("component.rail.next"))
    for stage in ARTICLE.stages[1:]:
        following.click()
        page.wait_for_url(re.compile(f"stage={stage.name}(&|$)"))
        visitor.settle()
        expect(page.get_by_test_id("stAlert")).to_have_count(0)
        expect(page.locator(".what-and-why")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^>99.99\s%$")).first).to_be_visible()
    expect(following).to_be_disabled()


def test_the_kernel_slides_without_the_server(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&row=0&column=0")
    text = Text("en")
    slider = page.get_by_role("slider", name=text("component.transport.scrub"))
    page.get_by_role("radio", name=text("component.transport.sweep")).click()
    visitor.settle()
    slider.evaluate(WATCH)
    page.get_by_role("button", name=text("component.transport.play")).click()
    expect(slider).to_have_value("675")
    swept = page.evaluate("swept")
    assert any(20 < place < 675 for place, _ in swept)
    assert len({sent for _, sent in swept}) == 1
    page.get_by_role("button", name=text("component.transport.back")).click()
    expect(slider).to_have_value("674")
    # What the server echoes of the end of the sweep does not undo the step.
    visitor.settle()
    expect(slider).to_have_value("674")


def test_training_and_using_the_model(visit: Visit) -> None:
    visitor, other = visit(), visit()
    text = Text("en")
    page = visitor.open("train?lang=en")
    page.locator("label", has_text=text("recipe.quick_look.name")).click()
    visitor.settle()
    page.get_by_role("button", name=text("page.train.start")).click()
    # It may be over before this looks.
    begun = re.compile("|".join(re.escape(text(f"page.train.title_{state}")) for state in ("running", "finished")))
    expect(page.get_by_role("heading", level=1)).to_have_text(begun, timeout=60_000)
    # Leaving and reloading loses nothing, and another visitor is answered meanwhile.
    page.reload()
    other.open("walkthrough?lang=en&stage=softmax")
    expect(page.get_by_role("heading", level=1)).to_have_text(text("page.train.title_finished"), timeout=120_000)
    expect(page.get_by_text("1875/1875").or_(page.get_by_text("188/188")).first).to_be_visible()
    page.get_by_role("button", name=text("page.train.use")).click()
    visitor.settle()
    own = f"{text('recipe.quick_look.name')} · {text('run.article')}"
    expect(page.locator(".st-key-in-use").get_by_text(own).first).to_be_visible()
    open_page(visitor, "walkthrough")
    assert re.search(r"model=[0-9a-f]{24}", page.url)
    expect(page.locator(".st-key-in-use").get_by_text(own).first).to_be_visible()
    other.open("train?lang=en")
    expect(other.page.get_by_role("heading", level=1)).to_have_text(text("page.train.title"))
    expect(other.page.get_by_text(text("page.train.earlier"))).to_have_count(0)


def test_drawing_a_digit_and_following_it(visit: Visit) -> None:
    visitor = visit("ja-JP")
    text = Text("ja")
    page = visitor.open("draw")
    expect(page.get_by_text(text("component.live.nothing"))).to_be_visible()
    thumbnail = page.locator(".st-key-in-use img")
    start = thumbnail.get_attribute("src")
    draw(page, [(90, 60), (230, 60), (150, 270)])
    expect(page.get_by_text(text("component.live.nothing"))).to_be_hidden()
    page.wait_for_url(re.compile("image=drawing-"))
    expect(thumbnail).not_to_have_attribute("src", str(start))
    visitor.settle()
    expect(page.locator("[data-painted]").get_by_text("7", exact=True).first).to_be_visible()
    before = thumbnail.get_attribute("src")
    draw(page, [(110, 165), (200, 165)])
    expect(thumbnail).not_to_have_attribute("src", str(before))
    visitor.settle()
    page.get_by_role("button", name=text("page.draw.undo")).click()
    visitor.settle()
    expect(thumbnail).to_have_attribute("src", str(before))
    open_page(visitor, "walkthrough", "ja")
    assert "image=drawing-" in page.url
    expect(page.locator(".st-key-in-use").get_by_text(text("frame.own_drawing").strip("*"))).to_be_visible()
    # The drawing is still there, goes on, and can be cleared.
    open_page(visitor, "draw", "ja")
    expect(page.get_by_text(text("component.live.nothing"))).to_be_hidden()
    page.get_by_role("button", name=text("page.draw.undo")).click()
    expect(page.get_by_text(text("component.live.nothing"))).to_be_visible()
    visitor.settle()
    draw(page, [(160, 50), (160, 270)])
    expect(page.get_by_text(text("component.live.nothing"))).to_be_hidden()
    visitor.settle()
    page.get_by_role("button", name=text("page.draw.clear")).click()
    expect(page.get_by_text(text("component.live.nothing"))).to_be_visible()
    # The browser empties the maps by itself; the link follows.
    page.wait_for_url(re.compile(f"image={START_IMAGE}"))


def test_the_language_stays(visit: Visit) -> None:
    visitor = visit("ja-JP")
    page = visitor.open()
    page.get_by_test_id("stSidebar").get_by_text("English", exact=True).click()
    visitor.settle()
    for name in ("walkthrough", "draw", "train", "overview"):
        if name == "overview":
            page.locator(".st-key-pages").get_by_role("link", name=Text("en")("navigation.overview")).click()
            visitor.settle()
        else:
            open_page(visitor, name)
        assert "lang=en" in page.url


def test_a_phone_can_do_it(visit: Visit) -> None:
    visitor = visit("ja-JP", 390, 844, has_touch=True)
    for path in ("", "walkthrough?stage=conv2d_1", "walkthrough?stage=dense_1", "draw", "train"):
        page = visitor.open(path)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wider <= 0, path
