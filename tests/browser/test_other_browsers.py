"""The main path in Firefox and in WebKit, Safari's engine: classrooms have tablets."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import EXPECTED_404, free_port
from tests.browser.drivers import Driver, Firefox, WebKit

DEEP = """(() => {
  const all = (root, selector) => [...root.querySelectorAll(selector),
    ...[...root.querySelectorAll("*")].flatMap((node) => (node.shadowRoot ? all(node.shadowRoot, selector) : []))];
  const found = (selector) => all(document, selector);
  const isPainted = (canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 2;
  };
  return %s;
})()"""
SETTLED = 'found("[data-testid=stApp][data-test-script-state=notRunning]").length'


@pytest.fixture(params=[Firefox, WebKit], ids=["firefox", "webkit"])
def driver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Driver]:
    if request.param.missing:
        pytest.skip(request.param.missing)
    with ExitStack() as ends:
        yield request.param(tmp_path, free_port(), ends)


def until(driver: Driver, expression: str, is_enough: Callable[[Any], bool] = bool) -> Any:
    deadline = time.monotonic() + 60
    while not is_enough(found := driver.evaluate(DEEP % expression)):
        assert time.monotonic() < deadline, f"Expected {expression}; received {found}."
        time.sleep(0.2)
    return found


def test_the_main_path(driver: Driver, server: str, server_folder: Path) -> None:
    driver.open(f"{server}/?lang=en&image=test-18")
    until(driver, SETTLED)
    until(driver, 'found(".overview canvas").filter(isPainted).length', lambda count: count >= 10)
    driver.open(f"{server}/walkthrough?lang=en&image=test-18&stage=conv2d_1")
    until(driver, SETTLED)
    until(driver, 'found(".output-side canvas").filter(isPainted).length')
    place = 'Number(found(".transport .scrub")[0].value)'
    before = until(driver, place, lambda _: True)
    until(driver, '(found(".transport [data-speed=sweep]")[0].click(), found(".transport .main")[0].click(), 1)')
    until(driver, place, lambda now: now > before + 20)
    assert driver.evaluate(DEEP % 'found("[data-testid=stException], .apology").length') == 0
    assert [words for words in driver.complaints() if not EXPECTED_404.search(words)] == []
    # Each engine writes a stack in its own way; the log names the project's files whichever it was.
    name = type(driver).__name__
    driver.evaluate(f"(CanvasRenderingContext2D.prototype.strokeRect = () => {{ throw new TypeError('{name}'); }}, 1)")
    until(driver, '(found(".transport .restart")[0].click(), found(".apology").length)')
    deadline = time.monotonic() + 60
    # The server begins the file with its first line.
    log = server_folder / "log.txt"
    while not re.search(
        rf"{name}.*convolution/index\.js:\d+", written := log.read_text("utf-8") if log.exists() else ""
    ):
        assert time.monotonic() < deadline, written
        time.sleep(0.2)


def test_the_console_is_heard(driver: Driver, server: str) -> None:
    driver.open(f"{server}/_stcore/health")
    driver.evaluate("console.error('heard') ?? 1")
    driver.evaluate("setTimeout(() => nobody.knows()) && 1")
    deadline = time.monotonic() + 60
    while not {"heard", "nobody"} <= set(" ".join(driver.complaints()).replace(":", " ").split()):
        assert time.monotonic() < deadline, driver.complaints()
        driver.evaluate("1")
        time.sleep(0.1)
