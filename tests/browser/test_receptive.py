"""The panel on receptive fields follows the picture above it, without a word to the server."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit, Visitor

AMOUNT = ".receptive .amount"
SENTENCE = ".receptive .sentence"
DRAWS = """() => {
  window.draws = 0;
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.closest(".receptive")) window.draws += 1;
    return clear.apply(this, box);
  };
}"""


def canvas_place(page: Page, selector: str, row: float, column: float, rows: int, columns: int) -> tuple[float, float]:
    """Where a cell's middle is on the screen; a map has 4 px of margin around its cells."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    width, height = box["width"] - 8, box["height"] - 8
    return box["x"] + 4 + (column + 0.5) * width / columns, box["y"] + 4 + (row + 0.5) * height / rows


def open_stage(visitor: Visitor, query: str) -> Page:
    page = visitor.open(f"walkthrough?lang=en&image=test-18&{query}")
    page.locator(".receptive").scroll_into_view_if_needed()
    expect(page.locator(AMOUNT)).not_to_be_empty()
    return page


def test_pointing_and_stepping_move_the_field_and_pointing_says_nothing_to_the_server(visit: Visit) -> None:
    visitor = visit(height=1600)
    page = open_stage(visitor, "stage=pooling2d_2&filter=5&row=2&column=3")
    expect(page.locator(AMOUNT)).to_have_text("10×10 pixels")
    expect(page.locator(SENTENCE)).to_have_text("rows 8–17, columns 12–21 of the image")
    sent = len(visitor.sent)
    page.mouse.move(*canvas_place(page, ".output-side .map", 0, 1, 5, 5))
    expect(page.locator(SENTENCE)).to_have_text("rows 0–9, columns 4–13 of the image")
    page.mouse.move(2, 2)
    expect(page.locator(SENTENCE)).to_have_text("rows 8–17, columns 12–21 of the image")
    assert len(visitor.sent) == sent
    page.locator(".picture").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(SENTENCE)).to_have_text("rows 8–17, columns 16–25 of the image")


def test_a_pixel_says_which_cells_it_reaches_and_a_chosen_cell_takes_the_picture_there(visit: Visit) -> None:
    visitor = visit(height=1600)
    page = open_stage(visitor, "stage=conv2d_1&filter=5&row=2&column=3")
    sent = len(visitor.sent)
    image = ".receptive canvas >> nth=0"
    for pixel, amount, sentence in [
        ((0, 0), "1 of 676 cells", "row 0, column 0, the same in every map"),
        ((14, 10), "9 of 676 cells", "rows 12–14, columns 8–10, the same in every map"),
    ]:
        page.mouse.move(*canvas_place(page, image, *pixel, 28, 28))
        expect(page.locator(AMOUNT)).to_have_text(amount)
        expect(page.locator(SENTENCE)).to_have_text(sentence)
    page.mouse.click(*canvas_place(page, image, 14, 10, 28, 28))
    page.mouse.move(2, 2)
    visitor.frames(5)
    expect(page.locator(AMOUNT)).to_have_text("9 of 676 cells")
    page.locator(".receptive .surface").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(SENTENCE)).to_have_text("rows 13–15, columns 8–10, the same in every map")
    page.keyboard.press("Escape")
    expect(page.locator(AMOUNT)).to_have_text("3×3 pixels")
    assert len(visitor.sent) == sent
    page.mouse.click(*canvas_place(page, ".receptive canvas >> nth=1", 20, 7, 26, 26))
    page.wait_for_url("**row=20**")
    assert "column=7" in page.url
    expect(page.locator(".transport .place").first).to_have_text("row 20, column 7")
    expect(page.locator(SENTENCE)).to_have_text("rows 20–22, columns 7–9 of the image")


def test_a_dropped_pixel_reaches_no_unit(visit: Visit) -> None:
    page = open_stage(visit(height=1600), "stage=dense_1&filter=13")
    expect(page.locator(".receptive .about")).to_have_text("Unit 13 can see")
    expect(page.locator(AMOUNT)).to_have_text("26×26 pixels")
    image = ".receptive canvas >> nth=0"
    page.mouse.move(*canvas_place(page, image, 27, 3, 28, 28))
    expect(page.locator(AMOUNT)).to_have_text("none of the 128 units")
    page.mouse.move(*canvas_place(page, image, 25, 3, 28, 28))
    expect(page.locator(AMOUNT)).to_have_text("all 128 units")


def test_flatten_is_followed_from_map_to_map(visit: Visit) -> None:
    page = open_stage(visit(height=1600), "stage=flatten&filter=420")
    expect(page.locator(".receptive .about")).to_have_text("Row 2, column 3 of map 4 can see")
    page.locator(".maps").focus()
    page.keyboard.press("PageDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".receptive .about")).to_have_text("Row 1, column 3 of map 5 can see")
    expect(page.locator(".receptive .field-side h3").nth(1)).to_have_text("Map 5: 5×5")


@pytest.mark.parametrize(("height", "draws"), [(1600, True), (450, False)])
def test_while_playing_it_draws_only_what_is_seen(visit: Visit, height: int, draws: bool) -> None:
    visitor = visit(height=height)
    page = visitor.open("walkthrough?lang=en&image=test-18&stage=conv2d_1&filter=5&row=0&column=0")
    expect(page.locator(AMOUNT)).not_to_be_empty()
    page.evaluate(DRAWS)
    page.locator(".tool.main").first.click()
    page.locator("h1").scroll_into_view_if_needed()
    visitor.frames(5)
    page.evaluate("window.draws = 0")
    if draws:
        visitor.until(lambda: page.evaluate("window.draws") > 10)
    else:
        visitor.frames(40)
        assert page.evaluate("window.draws") <= 10
