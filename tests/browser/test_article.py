"""The article's script in a browser: lines by pointing, click, key and link, and a change that is followed at once."""

from playwright.sync_api import Page, expect

from explainer.text import Text

TITLE = ".article-title"


def expect_note(page: Page, line: str) -> None:
    """Waits until a line's note is shown."""
    expect(page.locator(".cnn-body[data-line]")).to_have_attribute("data-line", line)


def test_a_line_is_chosen_by_pointing_click_key_and_link(visit) -> None:
    visitor = visit()
    page = visitor.open("article?lang=en&line=conv2d_1.Conv2D.kernel_size")
    expect_note(page, "conv2d_1")
    expect(page.locator("tr.chosen code").first).to_have_text("kernel_size")
    sent = len(visitor.sent)
    for x in (60, 90):
        page.locator("#line-fit").hover(position={"x": x, "y": 12})
    expect(page.locator(TITLE)).to_contain_text("Train")
    page.locator(TITLE).hover()
    expect_note(page, "conv2d_1")
    assert len(visitor.sent) == sent
    page.locator("#line-pooling2d_1 .argument").click()
    expect_note(page, "pooling2d_1")
    page.wait_for_url("**line=pooling2d_1.MaxPooling2D.pool_size*")
    page.keyboard.press("Tab")
    page.locator(".script").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect_note(page, "pooling2d_2")
    page.wait_for_url("**line=pooling2d_2.MaxPooling2D.pool_size*")


def test_a_change_is_followed_refused_and_taken_to_train(visit) -> None:
    page = visit().open("article?lang=en&line=pooling2d_1")
    page.get_by_label("Change pool_size").select_option(label="(7, 7) → 3×3×64")
    expect(page.locator("#line-pooling2d_1")).to_contain_text("MaxPooling2D((7, 7))")
    expect(page.locator("#line-pooling2d_1")).to_contain_text("3×3×64")
    expect(page.locator("#line-pooling2d_2")).to_contain_text(Text("en")("component.article.misfit"))
    train = page.get_by_role("button", name=Text("en")("component.article.to_train"))
    expect(train).to_be_disabled()
    page.locator("#line-pooling2d_2").click()
    expect(page.locator(".article-refusal code")).to_contain_text("ValueError")
    page.locator("#line-pooling2d_1").click()
    page.get_by_label("Change pool_size").select_option(label="(3, 3) → 8×8×64")
    expect(train).to_be_enabled()
    train.click()
    page.wait_for_url("**/train?**network=c64_max3_c32_max2_d128*")


def test_the_way_to_the_stage_and_back(visit) -> None:
    visitor = visit()
    page = visitor.open("article?lang=ja&line=conv2d_2")
    page.locator(".article-links button").first.click()
    page.wait_for_url("**/walkthrough?**stage=conv2d_2*")
    visitor.settle()
    page.get_by_role("link", name=Text("ja")("page.walkthrough.in_article")).click()
    page.wait_for_url("**/article?**line=conv2d_2*")
    expect_note(page, "conv2d_2")
