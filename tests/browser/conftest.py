"""A real server and a real browser; whatever the browser complains about fails the test."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from explainer.text import LANGUAGES, Text
from explainer.ui.components import modules
from explainer.ui.components.mounting import FOLDER, module_names

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# Streamlit asks for these below a deep link's folder too; they are there only at the root.
EXPECTED_404 = re.compile(r"/_stcore/(health|host-config)$")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A browser, a server and trainings share two cores with other tests: what is late once may be tried again.
            item.add_marker(pytest.mark.flaky(reruns=1))


def start_server(port: int, folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "EXPLAINER_RUNS": str(folder / "runs"),
        "EXPLAINER_LOG": str(folder / "log.txt"),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    server.kill()
    raise TimeoutError((folder / "server.log").read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server's runs and its log are."""
    return tmp_path_factory.mktemp("server")


@pytest.fixture(scope="session")
def server(server_folder: Path) -> Iterator[str]:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("Expected chromium in CI; received none.")
        pytest.skip("There is no Chromium here.")
    port = free_port()
    process = start_server(port, server_folder)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="session")
def browser(server: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def evaluate(browser: Browser) -> Iterator[Callable[..., Any]]:
    """Runs a function's body on an empty page, with `given` and what the common and a component's modules export."""
    page = browser.new_page()
    script, _ = modules.join(FOLDER, module_names())

    def evaluating(body: str, given: object = None, component: str | None = None) -> Any:
        taken = ""
        for name in module_names():
            if name.partition("/")[0] in ("common", component):
                exports = modules.parse(name, (FOLDER / name).read_text(encoding="utf-8")).exports
                taken += f"const {{ {', '.join(set(exports) - {'default'})} }} = {modules.variable(name)};\n"
        return page.evaluate(f"async (given) => {{\n{script}\n{taken}{{\n{body}\n}} }}", given)

    yield evaluating
    page.close()


class Visitor:
    """A browser with its own cookies, and everything it complained about."""

    def __init__(self, context: BrowserContext, server: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.sent: list[str | bytes] = []
        self._server = server
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: self.sent.append(frame)))  # noqa: PLW0108

    def open(self, path: str = "") -> Page:
        self.page.goto(f"{self._server}/{path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
        expect(self.page.get_by_test_id("stException")).to_have_count(0)
        for language in LANGUAGES:
            expect(self.page.get_by_text(Text(language)("error.unexpected"))).to_have_count(0)
        # One component has nothing to show: the library.
        expect(self.page.locator(".mount-point:not(:has(.cnn))")).to_have_count(1, timeout=20_000)
        self.page.wait_for_timeout(300)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED_404.search(message.location.get("url", "")):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Callable[..., Visitor]]:
    visitors: list[Visitor] = []

    def visiting(locale: str = "en-US", width: int = 1400, height: int = 900, **options: object) -> Visitor:
        context = browser.new_context(locale=locale, viewport={"width": width, "height": height}, **options)  # type: ignore[arg-type]
        visitors.append(Visitor(context, server))
        return visitors[-1]

    yield visiting
    for visitor in visitors:
        complaints = list(visitor.complaints)
        visitor.context.close()
        assert complaints == []
