"""Takes the README's screenshots, and records the headings that are visible in them.

python -m tests.screenshots [NAME ...]

It needs Chromium and takes about two minutes. `tests/test_screenshots.py` fails if a heading is older than the
catalogue.
"""

import json
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from benchmarks.browser import chromium, new_page
from benchmarks.server import APP, serve
from tests.browser.conftest import LISTEN, SETTLED, UNEXPECTED
from tests.browser.pen import CANVAS, by_mouse

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "screenshots"
HEADINGS = FOLDER / "headings.json"
"""By picture: its language, and its headings of the first and second order from top to bottom."""
LANGUAGE = "en"
TRAINING_MILLISECONDS = 40_000
COMPUTING_MILLISECONDS = 120_000
ANSWERS = ("-0.377", "-0.377", "-0.393", "-0.393", "-0.393", "0", "0.25")
"""Of the students in the picture of a class: some right, some without the bias."""
SEEN = """() => {
  const found = [], rooms = [document];
  for (const room of rooms) for (const element of room.querySelectorAll("*")) {
    if (element.shadowRoot) rooms.push(element.shadowRoot);
    const box = element.getBoundingClientRect();
    if (element.matches("h1, h2") && box.height > 0 && box.top >= 0 && box.bottom <= innerHeight)
      found.push([box.top, element.innerText.trim()]);
  }
  return found.sort(([one], [other]) => one - other).map(([, words]) => words).filter(Boolean);
}"""


def _nothing(page: Page) -> None:
    """The page as it opens."""


def _train(page: Page) -> None:
    page.locator(".st-key-training-choice button[kind=primary]").first.click()
    page.wait_for_timeout(TRAINING_MILLISECONDS)


def _draw(page: Page) -> None:
    page.locator(CANVAS).wait_for()
    by_mouse(page, [(90, 90), (140, 60), (210, 75), (225, 125), (160, 180), (95, 250), (235, 250)])
    page.wait_for_timeout(3_000)


def _computed(page: Page) -> None:
    expect(page.get_by_test_id("stProgress")).to_have_count(0, timeout=COMPUTING_MILLISECONDS)
    expect(page.locator(".worth progress")).to_be_hidden(timeout=COMPUTING_MILLISECONDS)


def _answer(page: Page) -> None:
    page.locator("input[data-part=answer]").fill("-0.47")
    page.keyboard.press("Enter")
    # The window goes on to the place that was asked for.
    page.wait_for_timeout(4_000)


def _class(page: Page) -> None:
    """A class whose students have answered a question; they stay until the browser is closed."""
    page.locator(".st-key-class_open button").click()
    page.wait_for_url(re.compile("class=[0-9]{6}"))
    _settle(page)
    page.locator(".st-key-class_ask button").click()
    page.locator(".class-spread").wait_for()
    browser = page.context.browser
    assert browser is not None
    for answer in ANSWERS:
        student = new_page(browser)
        student.goto(page.url)
        student.locator("input[data-part=answer]").fill(answer)
        student.keyboard.press("Enter")
        student.locator("[data-part=said]").wait_for()
    # As seen from the top, with the answers of all.
    page.mouse.wheel(0, -10_000)
    page.wait_for_timeout(5_000)


def _settle(page: Page) -> None:
    page.wait_for_function(SETTLED, arg=[UNEXPECTED, 0])


@dataclass(frozen=True)
class Shot:
    """A picture.

    Attributes:
        link: The page and what its link says, but the language.
        act: What is done there first.
        is_grey: Whether 256 colours are enough, since almost all is grey: the file is less than half as large.
    """

    link: str
    act: Callable[[Page], None] = _nothing
    is_grey: bool = False


SHOTS: Mapping[str, Shot] = {
    "overview": Shot("?image=test-18"),
    "convolution": Shot("walkthrough?stage=conv2d_1&image=test-18&filter=11&row=8&column=14"),
    "convolution2": Shot("walkthrough?stage=conv2d_2&image=test-18"),
    "reveal": Shot("walkthrough?stage=conv2d_1&image=test-0&question=4&filter=53&row=9&column=15", _answer),
    "ledger": Shot("walkthrough?stage=logits&image=test-18&trail=3-8"),
    "filters": Shot("filters?stage=conv2d_1&filter=11&image=test-18", _computed),
    "attribution": Shot("attribution?image=test-18"),
    "embedding": Shot("embedding?map=pca&image=test-18"),
    "data": Shot("data", is_grey=True),
    "build": Shot("build", is_grey=True),
    "train": Shot("train?recipe=quick_look", _train),
    "learning_step": Shot("learning_step"),
    "time_machine": Shot("time_machine?image=test-18"),
    "draw": Shot("draw", _draw),
    "evaluate": Shot("evaluate?evaluation=label6-answer5"),
    "compare": Shot("compare?compare=bundled@1,bundled&image=test-18"),
    "lab": Shot("lab?lab=convolution"),
    "article": Shot("article?line=conv2d_1&image=test-18"),
    "class": Shot("class", _class),
}


def take(names: list[str]) -> None:
    """Takes some of `SHOTS`."""
    known = json.loads(HEADINGS.read_text(encoding="utf-8")) if HEADINGS.exists() else {}
    with serve(APP) as server, chromium() as browser:
        for name in names:
            shot, page = SHOTS[name], new_page(browser)
            page.add_init_script(LISTEN)
            joint = "&" if "?" in shot.link else "?"
            page.goto(f"{server.url}/{shot.link}{joint}lang={LANGUAGE}")
            _settle(page)
            shot.act(page)
            page.wait_for_timeout(1_000)
            file = FOLDER / f"{name}.png"
            page.screenshot(path=file)
            if shot.is_grey:
                Image.open(file).convert("RGB").quantize(dither=Image.Dither.NONE).save(file)
            known[f"{name}.png"] = {"language": LANGUAGE, "headings": page.evaluate(SEEN)}
            page.context.close()
            print(name, *known[f"{name}.png"]["headings"], sep=" | ")
    written = json.dumps(dict(sorted(known.items())), ensure_ascii=False, indent=2)
    HEADINGS.write_text(f"{written}\n", encoding="utf-8")


if __name__ == "__main__":
    take(sys.argv[1:] or list(SHOTS))
