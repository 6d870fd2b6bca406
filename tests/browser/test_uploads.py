"""Files that are brought in a real browser: what does not arrive is told, and what would do harm is refused."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from benchmarks.session import session
from explainer.text import Text
from explainer.training.models.brought_in import MAX_WEIGHTS_MEGABYTES
from explainer.ui.server.uploads import OF_ONE, TOO_MANY
from tests.browser.conftest import Visit
from tests.browser.test_accessibility import findings
from tests.oracles.attackers import upload
from tests.oracles.hostile_files import LAYOUTS, NETWORK, configuration_of, plain, weights_file, zero_chunk
from tests.oracles.runs_page import RunsPage


def choose(page: Page, field: str, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator(f".st-key-upload-{field} input[type=file]").set_input_files(file)


@pytest.mark.parametrize(("width", "scheme", "language"), [(390, "dark", "ja")])
def test_a_file_that_does_not_arrive_is_told(
    visit: Visit, tmp_path: Path, width: int, scheme: str, language: str
) -> None:
    visitor, text = visit(width=width, color_scheme=scheme), Text(language)
    page = visitor.open(f"runs?lang={language}")
    told = page.locator(".upload-failed")
    expect(told).to_be_hidden()
    large = tmp_path / "large.keras"
    with large.open("wb") as file:
        file.truncate(MAX_WEIGHTS_MEGABYTES * 10**6 + 1)
    page.locator(".st-key-upload-configuration input[type=file]").set_input_files(large)
    expect(told).to_be_visible()
    expect(told).to_have_text(text("frame.upload_failed", limit=f"{MAX_WEIGHTS_MEGABYTES} MB"))
    page.get_by_test_id("stFileChip").hover()
    for own_words in ("[data-testid=stTooltipErrorContent]", "[data-testid=stFileChip] [role=alert]"):
        expect(page.locator(own_words)).to_have_count(1)
        expect(page.locator(own_words)).to_be_hidden()
    assert findings(page) == []

    choose(page, "configuration", "mine.json", configuration_of(NETWORK))
    expect(told.first).to_be_hidden()
    page.get_by_text(text("page.runs.to_train_brought")).wait_for()
    visitor.settle()
    page.route("**/_stcore/upload_file/**", lambda route: route.abort())
    choose(page, "weights", "interrupted.weights.h5", plain(NETWORK))
    expect(told.last).to_be_visible()
    expect(told.last).to_have_text(text("frame.upload_failed", limit=f"{MAX_WEIGHTS_MEGABYTES} MB"))
    assert findings(page) == []
    page.unroute("**/_stcore/upload_file/**")
    assert len(visitor.complaints) > 0  # the browser's own, about the request
    visitor.complaints.clear()

    choose(page, "weights", "again.weights.h5", plain(NETWORK))
    page.get_by_text("again.weights.h5").first.wait_for()
    expect(page.locator("[class*=st-key-run-line-]")).to_have_count(1, timeout=60_000)
    # The fields of the run before stay until the page has been drawn to its end.
    visitor.settle()
    expect(told).to_have_count(1)
    expect(told).to_be_hidden()


@contextmanager
def uploads_on_their_way(server: str, source: str = "127.0.0.1") -> Iterator[None]:
    """Somebody at an address sends as many files as may be on their way from there, and not their ends."""
    are_there, may_end = threading.Event(), threading.Event()

    async def send() -> None:
        async with session(server, "sends-unfinished-files", source) as browser:
            await browser.open("glossary")
            sending = [asyncio.create_task(upload(server, browser.id, 2_000, 1_000, source)) for _ in range(OF_ONE)]
            while await upload(server, browser.id, 1, 1, source) != TOO_MANY:
                await asyncio.sleep(0.05)
            are_there.set()
            await asyncio.to_thread(may_end.wait, 60)
            for task in sending:
                task.cancel()
            await asyncio.gather(*sending, return_exceptions=True)

    with ThreadPoolExecutor(1) as threads:
        sender = threads.submit(asyncio.run, send())  # type: ignore[arg-type]
        try:
            assert are_there.wait(60)
            yield
        finally:
            may_end.set()
            sender.result()


def test_a_file_is_told_that_comes_while_too_many_are_on_their_way(visit: Visit, server: str) -> None:
    visitor, text = visit(), Text("ja")
    page = visitor.open("runs?lang=ja")
    told = page.locator(".upload-failed")
    with uploads_on_their_way(server):
        with page.expect_response("**/_stcore/upload_file/**") as answer:
            choose(page, "configuration", "mine.json", configuration_of(NETWORK))
        assert answer.value.status == TOO_MANY
        expect(told).to_have_text(text("frame.upload_failed", limit=f"{MAX_WEIGHTS_MEGABYTES} MB"))
    visitor.complaints.clear()  # the browser's own, about the answer

    choose(page, "configuration", "again.json", configuration_of(NETWORK))
    page.get_by_text(text("page.runs.to_train_brought")).wait_for()
    visitor.settle()


@pytest.mark.parametrize(("width", "scheme", "language"), [(1400, "light", "en")])
def test_files_that_ended_the_server_are_refused(visit: Visit, width: int, scheme: str, language: str) -> None:
    visitor, text = visit(width=width, color_scheme=scheme), Text(language)
    page = visitor.open(f"runs?lang={language}")
    choose(page, "configuration", "mine.json", configuration_of(NETWORK))
    page.get_by_text(text("page.runs.to_train_brought")).wait_for()
    files = {"zero-chunk": zero_chunk()} | {
        f"layout-{number}": weights_file(layout) for number, layout in enumerate(LAYOUTS) if layout != "contiguous"
    }
    for name, content in files.items():
        choose(page, "weights", f"{name}.weights.h5", content)
        refused = page.get_by_test_id("stAlert").filter(has_text=f"{name}.weights.h5")
        refused.wait_for(timeout=20_000)
        assert any(
            text(f"error.{code}") in refused.inner_text() for code in ("weights_not_plain", "weights_do_not_fit")
        )
    visitor.settle()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(page) == []


def test_the_benchmark_finds_the_fields_and_reads_what_is_said(visit: Visit, server: str, tmp_path: Path) -> None:
    visitor = visit()
    page = RunsPage(visitor.page, server, tmp_path)
    for content, expected in ((plain(NETWORK), "accepted"), (zero_chunk(), "refused")):
        code, seconds = page.bring("weights", content)
        assert code == expected
        assert seconds > 0
    assert page.bring("configuration", b"{")[0] == "refused"
    visitor.settle()
