"""What the Draw page says of a drawing: while the pen is down, after it, on a phone, and to whom its link is sent."""

import re

import pytest
from playwright.sync_api import expect

from explainer.text import Text
from tests.browser.conftest import Visit
from tests.browser.pen import GRID, SIZE, TEXT, by_finger, by_mouse, corner, put_down, towards_the_middle, until_inked

UNREADABLE = """
  const read = CanvasRenderingContext2D.prototype.getImageData;
  CanvasRenderingContext2D.prototype.getImageData = function (...place) {
    if (place[2] === 320) throw new DOMException("not to be read", "SecurityError");
    return read.apply(this, place);
  };
"""


@pytest.mark.parametrize("language", ["ja"])
def test_all_maps_follow_the_pen_until_keras_answers(visit: Visit, language: str) -> None:
    text = Text(language)
    visitor = visit()
    page = visitor.open(f"draw?lang={language}")
    live, note = page.locator(".live"), page.locator(".answer-note")
    expect(note).to_be_hidden()
    sent = len(visitor.sent)
    put_down(page, [(80, 60), (240, 60), (140, 280)])
    expect(note).to_have_text(text("component.live.by_browser"))
    # Every move is followed, however few frames are drawn of them.
    left, top = corner(page)
    for y in (284, 288, 292):
        before = live.get_attribute("data-followed")
        page.mouse.move(left + 140, top + y)
        expect(live).not_to_have_attribute("data-followed", str(before))
    expect(page.locator(".answer-digit")).to_have_text("7")
    assert live.get_attribute("data-painted") == "empty"
    followed = page.locator(".class-probability").all_inner_texts()
    assert len(visitor.sent) == sent
    page.mouse.up()
    before, after = text("component.live.by_keras", difference="|").split("|")
    expect(note).to_have_text(re.compile(rf"{re.escape(before)}0(\.0*[1-9])?\s%{re.escape(after)}"))
    expect(live).not_to_have_attribute("data-painted", "empty")
    answered = page.locator(".class-probability").all_inner_texts()
    assert followed.index(max(followed)) == answered.index(max(answered))


def test_where_the_canvas_cannot_be_read_keras_answers_all_the_same(visit: Visit) -> None:
    visitor = visit()
    visitor.page.add_init_script(UNREADABLE)
    page = visitor.open("draw?lang=en")
    put_down(page, [(80, 60), (240, 60), (140, 280)])
    note = page.locator(".answer-note")
    expect(note).to_have_text(TEXT("component.live.unreadable"))
    expect(page.locator(".answer-digit")).to_be_hidden()
    page.mouse.up()
    expect(page.locator(".answer-digit")).to_have_text("7")
    expect(note).to_have_text(TEXT("component.live.unreadable"))


def test_only_strokes_that_are_thick_for_the_digit_are_thinned(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(60, 60), (100, 60), (80, 100)])
    labels = page.locator(".preparation-label")
    expect(labels.nth(1)).to_have_text(TEXT("component.preparation.thin"))
    visitor.settle()
    by_mouse(page, [(20, 20), (300, 20), (120, 300)])
    expect(labels.nth(1)).to_have_text(TEXT("component.preparation.thin_enough"))


def test_a_phone_shows_the_answer_beside_the_switches(visit: Visit) -> None:
    visitor = visit(width=390, height=844, has_touch=True, is_mobile=True)
    page = visitor.open("draw?lang=en")
    by_finger(page, [(250, 20), (300, 20), (280, 60)])
    answer, switches = page.locator(".preparation-answer"), page.locator(".st-key-preparation-switches")
    expect(answer).to_be_visible()
    visitor.settle()
    before = answer.inner_text()
    switches.scroll_into_view_if_needed()
    for switch in range(3):
        switches.locator("label").nth(switch).tap()
        expect(answer).to_be_in_viewport()
        visitor.settle()
    expect(answer).not_to_have_text(before)


def test_a_link_brings_its_drawing_to_somebody_else(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en")
    by_mouse(page, [(200, 40), (200, 280)])
    page.wait_for_url("**image=drawing-latest.**")
    visitor.settle()
    other = visit().open(page.url.rpartition("/")[2])
    until_inked(other, (SIZE / 2, SIZE / 2))
    expect(other.locator(".answer-digit")).to_have_text(page.locator(".answer-digit").inner_text())


def test_strokes_are_one_entry_of_the_history(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("draw?lang=en&image=test-18")
    entries, links = [], ["?"]
    for stroke in GRID[::6]:
        by_mouse(page, [stroke, towards_the_middle(stroke)])
        page.wait_for_function(
            "(seen) => /image=drawing/.test(location.search) && !seen.includes(location.search)", arg=links
        )
        visitor.settle()
        links.append(page.evaluate("location.search"))
        entries.append(page.evaluate("history.length"))
    assert len({*entries}) == 1
    page.go_back()
    page.wait_for_function("/image=test-18/.test(location.search)")
