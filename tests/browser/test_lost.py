"""What a visitor reads where there is no page, and while there is no server: Streamlit says both in English alone."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, WebSocketRoute, expect

from explainer.text import Text
from tests.browser.conftest import Visit, Visitor, free_port, new_context, start_server
from tests.browser.pen import by_mouse

TEXT = Text("ja")


def expect_said(page: Page, title: str, note: str) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible(timeout=30_000)
    expect(dialog).to_contain_text(TEXT(f"frame.streamlit_{title}"))
    expect(dialog).to_contain_text(TEXT(f"frame.streamlit_{note}"))
    expect(dialog.get_by_role("button")).to_have_accessible_name(TEXT("frame.streamlit_close"))


@pytest.mark.parametrize("path", ["nope", "Train"])
def test_a_link_to_no_page_leads_to_the_overview(visit: Visit, path: str) -> None:
    visitor = visit()
    page = visitor.open(f"{path}?lang=ja")
    expect_said(page, "no_page", "no_page_note")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.complaints.clear()


def test_an_address_below_a_page_leads_to_the_page(visit: Visit) -> None:
    page = visit().open("glossary/deeper?lang=ja")
    page.wait_for_url(re.compile(r"/glossary\?"))
    expect(page.get_by_role("heading", level=1)).to_have_text(TEXT("page.glossary.title"))


def test_a_lost_connection_is_told_and_comes_back(visit: Visit) -> None:
    visitor = visit()
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    visitor.page.route_web_socket("**/_stcore/stream", pass_on)
    page = visitor.open("glossary?lang=ja")
    page.route("**/_stcore/health", lambda route: route.abort())
    sockets[-1].close()
    expect_said(page, "lost", "lost_note")
    page.unroute("**/_stcore/health")
    expect(page.get_by_role("dialog")).to_be_hidden(timeout=60_000)
    visitor.settle()
    visitor.complaints.clear()


def test_a_server_that_was_started_again_answers_the_first_stroke(browser: Browser, tmp_path: Path) -> None:
    """The page is open all the while, and its canvas belongs to a part that the new server has not drawn yet."""
    port = free_port()
    server = start_server(port, tmp_path)
    visitor = Visitor(new_context(browser), f"http://127.0.0.1:{port}")
    try:
        page = visitor.open("draw?lang=en")
        connection = page.get_by_test_id("stApp")
        server.kill()
        server.wait()
        expect(connection).not_to_have_attribute("data-test-connection-state", "CONNECTED")
        server = start_server(port, tmp_path)
        expect(connection).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=60_000)
        by_mouse(page, [(160, 60), (160, 260)])
        expect(page.get_by_role("button", name=Text("en")("page.draw.follow"))).to_be_visible(timeout=120_000)
    finally:
        visitor.context.close()
        server.kill()
        server.wait()
