"""What a visitor reads where there is no page, and while there is no server: Streamlit says both in English alone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from explainer.text import Text
from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
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
