"""Presenting by keys, and pictures as files, which never leave the browser."""

import re
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit

SIZE = "(element) => parseFloat(getComputedStyle(element).fontSize) * element.currentCSSZoom"
"""Of its letters, in pixels of the screen."""


def test_keys_step_on_and_back_while_presenting(visit: Visit) -> None:
    visitor = visit(width=1280, height=720)
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&present=1")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    bar, shown = (page.locator(what).bounding_box() for what in (".st-key-presenting", "[data-testid=stMain]"))
    assert bar is not None
    assert shown is not None
    # The bar lies on nothing.
    assert shown["y"] + shown["height"] <= bar["y"] < bar["y"] + bar["height"] <= 720
    for key, stage in (("ArrowRight", "activation_1"), ("PageDown", "pooling2d_1"), ("PageUp", "activation_1")):
        page.keyboard.press(key)
        page.wait_for_url(re.compile(f"stage={stage}"))
        visitor.settle()
    # Where the stages end, another page begins.
    page.locator(".rail [data-step=next]").evaluate("(button) => button.setAttribute('disabled', '')")
    page.keyboard.press("PageDown")
    page.wait_for_url("**/filters?*present=1*")
    visitor.settle()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/walkthrough?*present=1*")
    visitor.settle()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile("stage=conv2d_1"))
    visitor.settle()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("stage=activation_1"))
    visitor.settle()
    # What is enlarged is pointed at where it is seen, and its numbers are read from the back of the room.
    canvas = page.locator(".picture.activation canvas").last
    box = canvas.bounding_box()
    assert box is not None
    canvas.click(position={"x": box["width"] * 8.5 / 26, "y": box["height"] * 20.5 / 26})
    page.wait_for_url(re.compile(r"row=20.*column=8"))
    visitor.settle()
    numbers = page.locator(".cnn .number").evaluate_all(f"(all) => all.filter((one) => one.offsetWidth).map({SIZE})")
    assert min(numbers) >= 18
    # In the picture the same keys move the cell.
    page.locator(".picture.activation").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile(r"stage=activation_1&.*column=9"))
    visitor.settle()
    page.locator(".st-key-present_end button").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    visitor.settle()
    page.keyboard.press("ArrowRight")
    visitor.frames(10)
    assert "stage=activation_1" in page.url


def test_a_class_reads_headings_and_the_article_from_the_back_of_the_room(visit: Visit) -> None:
    visitor = visit(width=1400, height=900)

    def size(what: str) -> float:
        return float(page.locator(what).first.evaluate(SIZE))

    page = visitor.open("article?lang=ja&line=conv2d_1")
    small = [size(what) for what in (".script", ".article-words", ".article-notions summary")]
    page = visitor.open("article?lang=ja&line=conv2d_1&present=1")
    large = [size(what) for what in (".script", ".article-words", ".article-notions summary")]
    assert all(after > before for before, after in zip(small, large, strict=True))
    rows = page.locator(".code-row code")
    assert rows.count() > 20
    assert rows.evaluate_all("(rows) => rows.every((row) => row.scrollWidth <= row.parentElement.clientWidth)")
    page = visitor.open("data?lang=ja&present=1")
    assert size("[data-testid=stHeading] h2") >= size("[data-testid=stMarkdownContainer] p")


def test_a_picture_is_saved_as_it_is_seen(visit: Visit, tmp_path: Path) -> None:
    visitor = visit(accept_downloads=True)
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1")
    picture = page.locator(".cnn:has(.picture)").bounding_box()
    assert picture is not None
    sent = len(visitor.sent)
    with page.expect_download() as given:
        page.locator("[data-keep=picture]").click()
    assert given.value.suggested_filename == "walkthrough-conv2d_1.png"
    given.value.save_as(tmp_path / "kept.png")
    kept = Image.open(tmp_path / "kept.png").convert("RGB")
    assert kept.size == (2 * round(picture["width"] + 32), 2 * round(picture["height"] + 32))
    # The frame of the thing looked at, the input's black, and the page's white are in it.
    colours = {colour for _, colour in kept.getcolors(1 << 24) or ()}
    assert {(0xD4, 0x00, 0x6A), (0x0D, 0x12, 0x18), (0xFF, 0xFF, 0xFF)} <= colours
    assert len(visitor.sent) == sent


def test_an_animation_is_saved_as_a_video(visit: Visit, tmp_path: Path) -> None:
    visitor = visit(accept_downloads=True)
    page = visitor.open("walkthrough?lang=en&stage=pooling2d_1")
    button = page.locator("[data-keep=video]")
    button.click()
    expect(button).to_have_attribute("data-busy", "")
    page.locator(".tool.main").first.click()
    place = page.locator(".transport .scrub").first
    visitor.until(lambda: int(place.input_value()) > 20)
    # It goes on over what is chosen meanwhile.
    page.get_by_test_id("stSidebar").locator("[type=range]").press("ArrowLeft")
    page.wait_for_url(re.compile("model=bundled%404"))
    visitor.settle()
    expect(button).to_have_attribute("data-busy", "")
    with page.expect_download() as given:
        button.click()
    assert given.value.suggested_filename == "walkthrough-pooling2d_1.webm"
    given.value.save_as(tmp_path / "kept.webm")
    content = (tmp_path / "kept.webm").read_bytes()
    assert content[:4] == b"\x1a\x45\xdf\xa3"
    assert len(content) > 10_000
    expect(button).not_to_have_attribute("data-busy", "")


def test_where_there_is_no_picture_the_button_says_so(visit: Visit) -> None:
    page = visit().open("glossary?lang=en")
    button = page.locator("[data-keep=picture]")
    # It does for some seconds, and then has its own name again.
    button.evaluate(
        "(button) => new MutationObserver(() => { button.said ??= button.textContent; })"
        ".observe(button, { childList: true })"
    )
    button.click()
    expect(button).to_have_js_property("said", button.get_attribute("data-none"))


def test_on_paper_there_is_the_page_without_its_menu(visit: Visit) -> None:
    page = visit().open("walkthrough?lang=en&stage=conv2d_1")
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect(page.locator(".picture").first).to_be_visible()
    heights = page.evaluate(
        "['stMain', 'stAppViewContainer'].map((name) => {"
        " const { scrollHeight, clientHeight } = document.querySelector(`[data-testid=${name}]`);"
        " return scrollHeight - clientHeight; })"
    )
    assert np.max(heights) <= 1
