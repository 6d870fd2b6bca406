"""What becomes of the server when somebody brings pictures or files of digits that were made to harm it, or are none.

They go the way that the Draw page sends them, through a process of their own each; a sample of them is chosen on the
page of a server, in Chromium. Each is to get an answer: a photo, digits, or a message that says what is wrong with it.
"""

import re
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil
from playwright.sync_api import Page

from benchmarks.browser import chromium, new_page
from benchmarks.hostile import megabytes
from benchmarks.report import Figure, Report, Sample
from benchmarks.server import APP, serve
from explainer.own_digits import digits_of
from explainer.photo import read_photo
from explainer.text import Text
from tests.oracles.answers import Answer, answer
from tests.oracles.hostile_digits import digits
from tests.oracles.hostile_pictures import picture

PICTURES = 300
DIGITS_EACH = 1 / 3
"""So many files of digits for each picture, 100 in all."""
WARM_UP = 20
BY_PAGE = 1 / 10
PATIENCE_SECONDS = 30.0
TEXT = Text("en")


@dataclass(frozen=True)
class Field:
    """A field for files on the Draw page.

    Attributes:
        answers: What the answers to its files are called.
        name: The field's, see `upload_field`.
        make: Makes a file and says what it is.
        ending: Of the file's name.
        taken: A CSS selector of what says that a file was taken.
        put_away: A CSS selector of the button that takes it away again; empty if the next answer takes its place.
    """

    answers: str
    name: str
    opened_by: str
    make: Callable[[int], tuple[str, bytes]]
    ending: str
    taken: str
    taken_words: str
    put_away: str = ""


PHOTOS = Field(
    answers="page",
    name="draw_file",
    opened_by=TEXT("page.draw.source_file"),
    make=picture,
    ending="png",
    taken=".st-key-draw-pen [data-testid=stCaptionContainer]",
    taken_words="pixels",
)
DIGITS = Field(
    answers="page: digits",
    name="own_digits",
    opened_by=TEXT("page.draw.own_bring"),
    make=digits,
    ending="npz",
    taken=".st-key-news-0 [data-testid=stAlert]",
    taken_words="digits were read",
    put_away=".st-key-news_put_away_0 button",
)
PAGES = (PHOTOS.answers, DIGITS.answers)


@dataclass(frozen=True)
class Found:
    """What became of the files.

    Attributes:
        growth: How much more memory is taken afterwards than before, in MB, by what took them.
    """

    answers: dict[str, list[Answer]]
    growth: dict[str, float]
    left: int


def measure(repeats: int = PICTURES) -> Report:
    """Brings hostile pictures, and files of digits.

    Args:
        repeats: How many pictures; files of digits in proportion.
    """
    found: dict[str, list[Answer]] = {}
    growth = {
        "pictures by function": _by_function(picture, read_photo, repeats, found),
        "digits by function": _by_function(digits, digits_of, max(round(repeats * DIGITS_EACH), 2), found),
    }
    left = len(psutil.Process().children(recursive=True))
    for field, count in ((PHOTOS, repeats * BY_PAGE), (DIGITS, repeats * DIGITS_EACH * BY_PAGE)):
        growth[f"{field.answers}, the server"] = _by_page(field, max(round(count), 2), found)
    return report(Found(found, growth, left))


def report(found: Found) -> Report:
    """What follows from the answers and the memory."""
    answers = [each for several in found.answers.values() for each in several]
    by_function = [each for name, several in found.answers.items() if name not in PAGES for each in several]
    return Report(
        "uploads",
        tuple(Sample(name, _seconds(several), "s") for name, several in found.answers.items()),
        (
            Figure("files", len(by_function), unit="files"),
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


def _by_function(
    make: Callable[[int], tuple[str, bytes]],
    read: Callable[[bytes], object],
    count: int,
    found: dict[str, list[Answer]],
) -> float:
    """Has some read as the page has them read.

    Returns:
        How much more memory this process takes afterwards, in MB.
    """
    process, before = psutil.Process(), 0.0
    for index in range(count):
        if index == min(WARM_UP, count - 1):
            before = megabytes(process)
        name, content = make(index)
        found.setdefault(name, []).append(answer(partial(read, content)))
    return megabytes(process) - before


def _by_page(field: Field, count: int, found: dict[str, list[Answer]]) -> float:
    """Brings some to a field of the Draw page.

    Returns:
        How much more memory its server takes afterwards, in MB.
    """
    with serve(APP) as server, chromium() as browser, tempfile.TemporaryDirectory() as folder:
        page = new_page(browser)
        page.goto(f"{server.url}/draw?lang=en")
        process, before = psutil.Process(server.process_id), 0.0
        for index in range(2 * count):
            # The first half once, so that all that is ever loaded is there before memory is compared.
            if index == count:
                before = megabytes(process)
            _, content = field.make(7 * (index % count))
            file = Path(folder) / f"hostile-{index}.{field.ending}"
            found.setdefault(field.answers, []).append(_bring(page, field, file, content))
        return megabytes(process) - before


def _bring(page: Page, field: Field, file: Path, content: bytes) -> Answer:
    """Chooses a file on the page and waits for what is said of it."""
    file.write_bytes(content)
    # What is accepted may close what the field is in.
    if not page.locator(f".st-key-upload-{field.name}:visible").count():
        page.get_by_text(field.opened_by).click()
        page.locator(f".st-key-upload-{field.name}:visible").wait_for()
    began = time.monotonic()
    page.locator(f".st-key-upload-{field.name} input[type=file]").first.set_input_files(file)
    named = re.compile(re.escape(file.name))
    # A file in its field is named there; then either it is refused by its name, or there is an answer to it.
    refused = page.locator("[data-testid=stAlert]:visible, .upload-failed:visible").filter(
        has_text=re.compile(f"{named.pattern}|{re.escape(TEXT('error.unexpected'))}|has not arrived")
    )
    taken = page.locator(field.taken).filter(has_text=field.taken_words)
    chosen = page.get_by_test_id("stFileChip").filter(has_text=named)
    refused.or_(chosen).or_(taken).first.wait_for(timeout=PATIENCE_SECONDS * 1_000)
    refused.or_(taken).first.wait_for(timeout=PATIENCE_SECONDS * 1_000)
    seconds = time.monotonic() - began
    words = refused.first.inner_text() if refused.count() else ""
    if field.put_away and not words:
        page.locator(field.put_away).click()
        taken.wait_for(state="hidden", timeout=PATIENCE_SECONDS * 1_000)
    return ("unexpected" if TEXT("error.unexpected") in words else "refused" if words else "accepted"), seconds
