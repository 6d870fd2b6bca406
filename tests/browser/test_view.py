"""When a component's view is painted; and one that throws: a sentence on the page, a line in the log, once."""

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from explainer.text import Text
from explainer.ui.components.payload import pack
from tests.browser.conftest import Visit

BREAK = "CanvasRenderingContext2D.prototype.{} = () => {{ throw new TypeError('{}'); }}"


def logged(folder: Path, words: str) -> list[str]:
    log = folder / "log.txt"
    # The server begins the file with its first line.
    return [line for line in log.read_text("utf-8").splitlines() if words in line] if log.exists() else []


@pytest.mark.parametrize("language", ["ja"])
def test_a_picture_that_cannot_be_painted_says_so(visit: Visit, server_folder: Path, language: str) -> None:
    visitor = visit()
    visitor.page.add_init_script(BREAK.format("putImageData", f"no paint in {language}"))
    page = visitor.open(f"walkthrough?lang={language}&stage=conv2d_1&image=test-0")
    apology = page.locator(".cnn:has(.transport) .apology")
    expect(apology).to_have_text(Text(language)("error.picture"))
    expect(page.locator(".cnn:has(.rail) .apology")).to_have_count(0)
    visitor.until(lambda: any(" convolution: " in line for line in logged(server_folder, f"no paint in {language}")))
    visitor.settle()
    lines = logged(server_folder, f"no paint in {language}")
    (line,) = [line for line in lines if " convolution: " in line]
    assert re.search(r"TypeError: no paint in \w+ \(common/cells\.js:\d+ < .*convolution/\w+\.js:\d+", line)
    visitor.complaints.clear()


def step_in_vain(page: Page) -> None:
    page.evaluate(f"() => {{ {BREAK.format('strokeRect', 'no frame')}; }}")
    page.locator(".transport .tool").nth(2).click()


def test_what_goes_wrong_in_a_frame_is_told_and_new_data_start_afresh(visit: Visit, server_folder: Path) -> None:
    visitor = visit()
    page = visitor.open("walkthrough?lang=en&stage=conv2d_1&image=test-0")
    mend = page.evaluate_handle(
        "() => { const kept = CanvasRenderingContext2D.prototype.strokeRect;"
        " return () => { CanvasRenderingContext2D.prototype.strokeRect = kept; }; }"
    )
    step_in_vain(page)
    apology = page.locator(".apology")
    expect(apology.first).to_be_visible()
    visitor.until(lambda: any(" convolution: " in line for line in logged(server_folder, "no frame")))
    visitor.settle()
    (line,) = [line for line in logged(server_folder, "no frame") if " convolution: " in line]
    source = Path(__file__).resolve().parents[2] / "assets" / "components"
    for place in re.findall(r"(\w+/\w+\.js):(\d+)", line):
        assert int(place[1]) <= len((source / place[0]).read_text(encoding="utf-8").splitlines())
    mend.evaluate("(mend) => mend()")
    page.get_by_role("option").nth(3).click()
    expect(page.locator(".cnn:has(.transport) .apology")).to_have_count(0)
    visitor.complaints.clear()


def test_a_hidden_picture_is_painted_once_it_is_seen(evaluate: Callable[..., Any]) -> None:
    calls = evaluate(
        """
        const frame = () => new Promise(requestAnimationFrame);
        const settle = async () => { for (let count = 0; count < 6; count += 1) await frame(); };
        const parentElement = document.createElement("div");
        parentElement.innerHTML = '<div class="mount-point"></div>';
        parentElement.style.display = "none";
        document.body.append(parentElement);
        const data = Uint8Array.from(atob(given), (character) => character.charCodeAt(0));
        const calls = [];
        const show = () => runView('one', { parentElement, data }, (viewContext) => ({
          update: () => calls.push("update"),
          paint: () => calls.push(`paint ${viewContext.width}`),
        }));
        show();
        show();
        calls.push("shown");
        Object.assign(parentElement.style, { display: "block", width: "300px" });
        await settle();
        const end = show();
        await settle();
        end();
        parentElement.style.width = "200px";
        await settle();
        return calls;
        """,
        base64.b64encode(pack({"identity": "one"}, {})).decode(),
    )
    assert calls == ["shown", "update", "paint 300", "update", "paint 300"]


def test_pictures_follow_the_theme_and_back(visit: Visit) -> None:
    page = visit(color_scheme="light").open("walkthrough?lang=en&stage=conv2d_1")
    pictures = page.locator(".cnn[data-theme]").filter(visible=True)
    count = pictures.count()
    assert count > 1
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        expect(page.locator(f".cnn[data-theme={scheme}]").filter(visible=True)).to_have_count(count)
