"""The form before a site with a code, as a browser on a phone meets it."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from explainer.text import Text
from tests.browser.conftest import free_port, start_server

CODE = "blue-horse-7"


def test_the_code_leads_to_the_page_that_was_asked_for(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPLAINER_SITE_CODE", CODE)
    port = free_port()
    process = start_server(port, tmp_path)
    context = browser.new_context(locale="ja-JP", viewport={"width": 390, "height": 844}, color_scheme="dark")
    try:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{port}/glossary?lang=en")
        text = Text("en")
        code = page.get_by_label(text("entry.label"))
        expect(code).to_be_focused()
        code.fill("no-such-code")
        code.press("Enter")
        expect(page.get_by_role("alert")).to_have_text(text("entry.wrong"))
        assert Axe().run(page).response["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        code.fill(CODE)
        page.get_by_role("button", name=text("entry.enter")).click()
        # Over a websocket: the cookie goes with it.
        expect(page.get_by_role("heading", name=text("navigation.glossary"), level=1)).to_be_visible(timeout=60_000)
        expect(page).to_have_url(re.compile(rf"^http://127\.0\.0\.1:{port}/glossary\?lang=en"))
    finally:
        context.close()
        process.terminate()
        process.wait(20)
