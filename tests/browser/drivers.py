"""Firefox and WebKit by the protocols they speak themselves, where Playwright would need browsers of its own.

Firefox: WebDriver BiDi over its `--remote-debugging-port`. WebKit: WebDriver over HTTP, as Debian's `webkit2gtk-driver`
answers it, in GTK's MiniBrowser on a virtual screen.
"""

import itertools
import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol, TypeVar

from websockets.sync.client import connect

Found = TypeVar("Found")

PATIENCE = 60
QUIET = """
user_pref("app.normandy.enabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("toolkit.telemetry.enabled", false);
"""
LISTEN = """(() => {
  globalThis.complaints = [];
  const { error } = console;
  console.error = (...words) => { complaints.push(words.join(" ")); error(...words); };
  addEventListener("error", ({ message }) => complaints.push(message));
  addEventListener("unhandledrejection", ({ reason }) => complaints.push(String(reason)));
})() ?? 1"""
"""WebDriver says nothing of the console; the page is asked to keep it, once it is loaded."""


class Driver(Protocol):
    """A browser with one page."""

    def open(self, url: str) -> None:
        """Opens a page and waits until it is loaded."""

    def evaluate(self, expression: str) -> Any:
        """What an expression gives there, as JSON."""

    def complaints(self) -> list[str]:
        """The console's errors so far."""


class Firefox:
    """Debian's or the visitor's Firefox, without a window."""

    program = shutil.which("firefox-esr") or shutil.which("firefox")
    missing = "There is no Firefox here." if program is None else None

    def __init__(self, folder: Path, port: int, ends: ExitStack) -> None:
        (folder / "user.js").write_text(QUIET)
        command = [str(self.program), "--headless", "--no-remote", "--profile", str(folder)]
        with (folder / "firefox.log").open("wb") as log:
            ends.callback(_end, subprocess.Popen([*command, f"--remote-debugging-port={port}"], stdout=log, stderr=log))
        self._numbers = itertools.count(1)
        self._complaints: list[str] = []
        self._socket = _patiently(lambda: ends.enter_context(connect(f"ws://127.0.0.1:{port}/session", max_size=None)))
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]
        self._call("browsingContext.setViewport", context=self._page, viewport={"width": 1400, "height": 900})

    def _call(self, method: str, **parameters: object) -> Any:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            heard = json.loads(self._socket.recv(timeout=PATIENCE))
            if heard.get("method") == "log.entryAdded" and heard["params"]["level"] == "error":
                self._complaints.append(str(heard["params"].get("text")))
            if heard.get("id") == number:
                assert heard["type"] == "success", heard
                return heard["result"]

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def evaluate(self, expression: str) -> Any:
        target = {"context": self._page}
        found = self._call(
            "script.evaluate", expression=f"JSON.stringify({expression})", target=target, awaitPromise=True
        )
        assert found["type"] == "success", found
        return json.loads(found["result"]["value"])

    def complaints(self) -> list[str]:
        return self._complaints


class WebKit:
    """GTK's MiniBrowser: the engine of Safari, on Linux."""

    browser = next(iter(Path("/usr/lib").glob("*/webkit2gtk-4*/MiniBrowser")), None)
    screen = shutil.which("Xvfb")
    program = shutil.which("WebKitWebDriver")
    missing = None if browser and screen and program else "There is no WebKitWebDriver with MiniBrowser and Xvfb here."

    def __init__(self, folder: Path, port: int, ends: ExitStack) -> None:
        display = f":{port}"
        with (folder / "webkit.log").open("wb") as log:
            screen = [str(self.screen), display, "-screen", "0", "1400x1000x24"]
            ends.callback(_end, subprocess.Popen(screen, stderr=log))
            environment = os.environ | {"DISPLAY": display, "GDK_BACKEND": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}
            # It would have no namespaces in a container; the page is our own.
            environment["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
            command = [str(self.program), f"--port={port}"]
            ends.callback(_end, subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        self._address = f"http://127.0.0.1:{port}/session"
        options = {"binary": str(self.browser), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        self._address += f"/{self._call('POST', '', capabilities={'alwaysMatch': wanted})['sessionId']}"
        ends.callback(self._call, "DELETE", "")
        self._call("POST", "/window/rect", width=1400, height=950)

    def _call(self, method: str, path: str, **body: object) -> Any:
        data = json.dumps(body).encode() if method == "POST" else None
        request = urllib.request.Request(
            self._address + path, data, {"Content-Type": "application/json"}, method=method
        )
        with _patiently(lambda: urllib.request.urlopen(request, timeout=PATIENCE)) as answer:
            return json.load(answer)["value"]

    def open(self, url: str) -> None:
        self._call("POST", "/url", url=url)
        self.evaluate(LISTEN)

    def evaluate(self, expression: str) -> Any:
        return json.loads(self._call("POST", "/execute/sync", script=f"return JSON.stringify({expression})", args=[]))

    def complaints(self) -> list[str]:
        found: list[str] = self.evaluate("complaints")
        return found


def _patiently(attempt: Callable[[], Found]) -> Found:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return attempt()
        except (ConnectionError, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError) or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(PATIENCE)
