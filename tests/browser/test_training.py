"""A training that is watched: its kernels, its answer to one image, a pause, and its end."""

import re

from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from explainer.text import Text
from tests.browser.conftest import Visit, Visitor

text = Text("en")
TITLE = "page.train.title_"


def expect_title(page: Page, state: str, seconds: int = 60) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text(f"{TITLE}{state}"), timeout=seconds * 1000)


def hear_news(visitor: Visitor) -> None:
    """Waits until the page has looked for news twice more."""
    sent = len(visitor.sent)
    visitor.until(lambda: len(visitor.sent) >= sent + 2)
    visitor.settle()


def chosen(frame: str | bytes) -> bool:
    """Whether a message to the server tells of a choice in a picture."""
    assert isinstance(frame, bytes)
    widgets = BackMsg.FromString(frame).rerun_script.widget_states.widgets
    return any(widget.WhichOneof("value") == "json_trigger_value" for widget in widgets)


def moment_held(visitor: Visitor) -> str:
    """The moment at which the worker holds: it ends the batch it is at first."""
    shown = visitor.page.locator(".kernel-tools .muted")
    earlier, moment = "", shown.inner_text()
    while moment != earlier:
        hear_news(visitor)
        earlier, moment = moment, shown.inner_text()
    return moment


def test_a_training_is_watched_paused_and_stopped(visit: Visit) -> None:
    visitor = visit(color_scheme="light")
    page = visitor.open("train?lang=en&recipe=article&image=test-18")
    page.get_by_role("button", name=text("page.train.start")).click()
    expect_title(page, "running", 120)

    expect(page.locator(".kernel-sheet canvas")).to_be_visible(timeout=60_000)
    expect(page.locator(".kernels h2")).to_have_text(text("component.kernels.title"))
    expect(page.locator(".watched .section-head .muted")).to_have_text("test image #18")
    expect(page.locator(".watched-digit")).to_have_text(re.compile("^[0-9]$"))

    # The first batch takes a while: it is compiled.
    expect(page.locator(".kernel-tools .muted")).not_to_have_text(text("component.kernels.before"), timeout=60_000)
    page.get_by_role("button", name=text("page.train.pause"), exact=True).click()
    expect_title(page, "paused")
    visitor.settle()
    moment = moment_held(visitor)
    sent = len(visitor.sent)
    page.locator(".kernel-sheet canvas").click(position={"x": 2.5 * 34, "y": 1.5 * 34})
    expect(page.locator(".kernel-words")).to_contain_text("Kernel 10:")
    page.locator(".kernel-sheet canvas").press("ArrowRight")
    expect(page.locator(".kernel-words")).to_contain_text("Kernel 11:")
    page.get_by_role("button", name=text("component.kernels.show_change")).click()
    expect(page.locator(".kernel-wish[aria-pressed=true]")).to_have_text(text("component.kernels.show_change"))
    # All of it is answered in the browser; what is sent meanwhile is the page looking for news.
    hear_news(visitor)
    assert not any(map(chosen, visitor.sent[sent:]))
    assert page.locator(".kernel-tools .muted").inner_text() == moment

    page.get_by_role("button", name=text("page.train.continue"), exact=True).click()
    expect_title(page, "running")
    expect(page.locator(".kernel-tools .muted")).not_to_have_text(moment, timeout=60_000)
    # News do not undo what was chosen.
    expect(page.locator(".kernel-words")).to_contain_text("Kernel 11:")
    page.get_by_role("button", name=text("page.train.stop"), exact=True).click()
    expect_title(page, "stopped", 120)
    expect(page.get_by_role("button", name=text("page.train.resume"))).to_be_visible()
