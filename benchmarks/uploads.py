"""What becomes of the server when somebody brings pictures that were made to harm it, or are none.

They go the way that the Draw page sends them, through a process of their own each; a sample of them is chosen on the
page of a server, in Chromium. Each is to get an answer: a photo, or a message that says what is wrong with it.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from playwright.sync_api import Page

from benchmarks.browser import chromium, new_page
from benchmarks.hostile import Answer, answer, megabytes
from benchmarks.hostile_pictures import picture
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, serve
from explainer.photo import read_photo
from explainer.text import Text

PICTURES = 300
WARM_UP = 20
BY_PAGE = 1 / 10
PATIENCE_SECONDS = 30.0
TEXT = Text("en")


@dataclass(frozen=True)
class Found:
    """What became of the pictures.

    Attributes:
        answers: By what they are.
        growth: How much more memory is taken afterwards than before, in MB, by what took them.
        left: Processes that were left behind.
    """

    answers: dict[str, list[Answer]]
    growth: dict[str, float]
    left: int


def measure(repeats: int = PICTURES) -> Report:
    """Brings hostile pictures.

    Args:
        repeats: How many.
    """
    found: dict[str, list[Answer]] = {}
    process, before = psutil.Process(), 0.0
    for index in range(repeats):
        if index == min(WARM_UP, repeats - 1):
            before = megabytes(process)
        name, content = picture(index)
        found.setdefault(name, []).append(answer(partial(read_photo, content)))
    growth = {"by function": megabytes(process) - before}
    left = len(process.children(recursive=True))
    growth["the page's server"] = _by_page(max(round(repeats * BY_PAGE), 2), found)
    return report(Found(found, growth, left))


def report(found: Found) -> Report:
    """What follows from the answers and the memory."""
    answers = [each for several in found.answers.values() for each in several]
    by_function = [each for name, several in found.answers.items() if name != "page" for each in several]
    return Report(
        "uploads",
        tuple(Sample(name, _seconds(several), "s") for name, several in found.answers.items()),
        (
            Figure("pictures", len(by_function), unit="files"),
            Figure("accepted", sum(code == "accepted" for code, _ in by_function), unit="files"),
            Figure(
                "without an answer of ours", sum(code == "unexpected" for code, _ in answers), at_most=0, unit="files"
            ),
            Figure("longest answer", max(_seconds(by_function)), at_most=2, unit="s"),
            Figure("processes left behind", found.left, at_most=0, unit="processes"),
            *(Figure(f"more memory, {name}", value, at_most=30, unit="MB") for name, value in found.growth.items()),
        ),
    )


def _seconds(answers: Sequence[Answer]) -> tuple[float, ...]:
    return tuple(seconds for _, seconds in answers)


def _by_page(count: int, found: dict[str, list[Answer]]) -> float:
    """Brings some to the Draw page.

    Returns:
        How much more memory its server takes afterwards, in MB.
    """
    with serve(APP) as server, chromium() as browser, tempfile.TemporaryDirectory() as folder:
        page = new_page(browser)
        page.goto(f"{server.url}/draw?lang=en")
        page.get_by_text(TEXT("page.draw.source_file")).click()
        process, before = psutil.Process(server.process_id), 0.0
        for index in range(2 * count):
            # The first half once, so that all that is ever loaded is there before memory is compared.
            if index == count:
                before = megabytes(process)
            _, content = picture(7 * (index % count))
            found.setdefault("page", []).append(_bring(page, Path(folder) / f"hostile-{index}.png", content))
        return megabytes(process) - before


def _bring(page: Page, file: Path, content: bytes) -> Answer:
    """Chooses a file on the page and waits for what is said of it."""
    file.write_bytes(content)
    began = time.monotonic()
    page.locator(".st-key-upload-draw_file input[type=file]").first.set_input_files(file)
    named = re.compile(re.escape(file.name))
    # A file in its field is named there; then either it is refused by its name, or there is an answer to it.
    refused = page.locator("[data-testid=stAlert]:visible, .upload-failed:visible").filter(
        has_text=re.compile(f"{named.pattern}|{re.escape(TEXT('error.unexpected'))}|has not arrived")
    )
    taken = page.locator(".st-key-draw-pen [data-testid=stCaptionContainer]").filter(has_text=re.compile("pixels"))
    field = page.get_by_test_id("stFileChip").filter(has_text=named)
    refused.or_(field.and_(field)).first.wait_for(timeout=PATIENCE_SECONDS * 1_000)
    refused.or_(taken).first.wait_for(timeout=PATIENCE_SECONDS * 1_000)
    seconds = time.monotonic() - began
    words = refused.first.inner_text() if refused.count() else ""
    return ("unexpected" if TEXT("error.unexpected") in words else "refused" if words else "accepted"), seconds
