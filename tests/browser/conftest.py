"""A real server and a real browser; whatever the browser complains about fails the test."""

import contextlib
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from explainer.text import LANGUAGES, Text
from explainer.ui.components import modules
from explainer.ui.components.mounting import FOLDER, module_names

ROOT = Path(__file__).resolve().parents[2]
# The first is Chromium without a window, whose own toolbars nobody sees here and which cost a quarter of the time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
# A browser, a server and trainings share two cores with other tests: what is late is not wrong.
expect.set_options(timeout=20_000)
# Streamlit asks for these below a deep link's folder too; they are there only at the root.
EXPECTED_404 = re.compile(r"/_stcore/(health|host-config)$")
UNEXPECTED = [Text(language)("error.unexpected") for language in LANGUAGES]
# Counts what is said to the server and what is heard from it: what was asked last has been answered by then.
LISTEN = """
globalThis.talk = { sent: 0, heard: 0, turn: 0, settled: 0 };
const { send } = WebSocket.prototype;
WebSocket.prototype.send = function (...data) {
  if (!this.isHeard) this.addEventListener("message", () => { talk.heard = ++talk.turn; });
  this.isHeard = true;
  talk.sent = ++talk.turn;
  return send.apply(this, data);
};
"""
STILL_FRAMES = 12
"""For so many frames in a row a page has to be settled: a component answers within 80 ms, a run may begin another."""
# Every component shows something but one: the library. What Streamlit loads only when a page needs it, it keeps a place
# for, and letters that come late move what is below them.
SETTLED = """([unexpected, asked]) => {
  if (talk.asked !== asked) Object.assign(talk, { asked, settled: 0 });
  const waits = talk.heard < talk.sent
    || !document.querySelector("[data-testid=stApp][data-test-script-state=notRunning]")
    || document.querySelector("[data-testid=stSkeleton]") || document.fonts.status === "loading";
  if (waits) { talk.settled = 0; return null; }
  const thrown = document.querySelector("[data-testid=stException]");
  if (thrown) return thrown.textContent;
  const isEmpty = (part) => !part.shadowRoot?.querySelector(".cnn, .dc-root");
  const components = [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")];
  talk.settled = components.filter(isEmpty).length === 1 ? talk.settled + 1 : 0;
  if (talk.settled < STILL_FRAMES) return null;
  const { textContent } = document.body;
  return unexpected.find((words) => textContent.includes(words)) ?? "settled";
}""".replace("STILL_FRAMES", str(STILL_FRAMES))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


def start_server(port: int, folder: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {
        "EXPLAINER_RUNS": str(folder / "runs"),
        "EXPLAINER_LOG": str(folder / "log.txt"),
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    with (folder / "server.log").open("ab") as log:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return server
    server.kill()
    raise TimeoutError((folder / "server.log").read_text())


def free_port() -> int:
    """A port below those that connections are given: one of these would be taken again before the server is there."""
    while True:
        port = 10_000 + secrets.randbelow(20_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


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


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    context = browser.new_context(**options)
    context.add_init_script(LISTEN)
    return context


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
        self.page.goto(f"{self._server}/{path}", wait_until="commit")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Waits until the server has answered, every component shows something, and nothing more comes."""
        # One question, asked in every frame: the assertions of Playwright look again after up to a second.
        said = self.page.wait_for_function(SETTLED, arg=[UNEXPECTED, time.monotonic()], timeout=60_000).json_value()
        assert said == "settled"

    def frames(self, count: int) -> None:
        """Lets the page draw so many frames, for what would show in them if it were to happen."""
        self.page.evaluate(
            "async (count) => { while (count--) await new Promise((done) => requestAnimationFrame(done)); }", count
        )

    def until(self, is_true: Callable[[], bool], seconds: float = 60) -> None:
        """Waits until something is true, while the browser goes on telling what happens."""
        deadline = time.monotonic() + seconds
        while not is_true():
            assert time.monotonic() < deadline, "It did not come true."
            self.page.wait_for_timeout(20)

    def leave(self) -> None:
        """Leaves a context of which the server knows nothing, and which has nothing open."""
        self.context.clear_cookies()
        page = self.context.new_page()
        storage = self.context.new_cdp_session(page)
        storage.send("Storage.clearDataForOrigin", {"origin": self._server, "storageTypes": "local_storage"})
        for page in self.context.pages:
            page.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not EXPECTED_404.search(message.location.get("url", "")):
            self.complaints.append(f"{message.text} {message.location.get('url', '')}")


Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def left() -> defaultdict[str, list[BrowserContext]]:
    """Contexts that visitors have left, by their options: a new one loads and compiles Streamlit's scripts anew."""
    return defaultdict(list)


@pytest.fixture
def visit(browser: Browser, server: str, left: defaultdict[str, list[BrowserContext]]) -> Iterator[Visit]:
    visitors: list[tuple[str, Visitor]] = []

    def visiting(locale: str = "en-US", width: int = 1400, height: int = 900, **options: object) -> Visitor:
        options |= {"locale": locale, "viewport": {"width": width, "height": height}}
        kind = repr(sorted(options.items()))
        context = left[kind].pop() if left[kind] else new_context(browser, **options)
        visitors.append((kind, Visitor(context, server)))
        return visitors[-1][1]

    yield visiting
    complaints = []
    for kind, visitor in visitors:
        complaints += visitor.complaints
        visitor.leave()
        left[kind].append(visitor.context)
    assert complaints == []
