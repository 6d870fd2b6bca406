"""The Evaluate page in a browser: a click opens a cell, its image leads on, and the slider counts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_a_click_opens_a_cell_and_its_image_leads_to_the_ledger(visit: Visit) -> None:
    visitor = visit()
    page = visitor.open("evaluate?lang=en&evaluation=label8-answer0")
    cell = page.locator(".st-key-evaluate-cell")
    expect(cell.locator(".card")).to_have_count(4)
    matrix = page.locator(".st-key-evaluate-matrix .nsewdrag")
    expect(matrix).to_be_visible()
    visitor.settle()
    box = matrix.bounding_box()
    matrix.click(position={"x": box["width"] * 0.55, "y": box["height"] * 0.65})
    expect(cell.locator("h2")).to_have_text("Label 6, prediction 5")
    expect(cell.locator(".card")).to_have_count(7)
    page.wait_for_url(re.compile("evaluation=label6-answer5(&|$)"))
    cell.get_by_role("link", name=re.compile(r"#1014, label 6: Why\?")).click()
    page.wait_for_url(re.compile(r"/walkthrough\?.*trail=5-6"))
    expect(page).to_have_url(re.compile("image=test-1014(&|$)"))


def test_the_slider_sorts_all_images_into_four(visit: Visit) -> None:
    page = visit().open("evaluate?lang=en&evaluation=threshold0")
    abstain = page.locator(".abstain")
    slider = abstain.get_by_role("slider")
    expect(abstain.locator("td")).to_have_text(["9,906", "94", "0", "0", "10,000"])
    slider.press("End")
    page.wait_for_url(re.compile("threshold999"))
    expect(abstain.locator("td").first).not_to_have_text("9,906")
    counts = [int(count.replace(",", "")) for count in abstain.locator("td").all_inner_texts()]
    assert counts[0] + counts[2] == 9_906
    assert counts[1] + counts[3] == 94
    assert counts[4] == 10_000
    assert counts[1] < 10 < counts[3]
