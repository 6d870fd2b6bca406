"""Students who mean harm to a class, and strangers who guess codes, over the network alone."""

import asyncio
import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from benchmarks.classroom import CANVAS, drawn
from benchmarks.session import Component, Session, session
from explainer.text import Text
from tests.oracles.attackers import MEANWHILE, SOURCE

TEXT = Text("en")
LABEL = TEXT("page.draw.own_label")
MARK = "markup-of-a-stranger"
MARKUP = f'7"><img src=x onerror="alert(1)" alt={MARK}>'
GUESSER = "127.0.0.3"
"""The address that guesses of codes come from."""
TABS = 8
CLASS_CODES = 10**6
ENTERED = 303
"""The status of the answer to a right site code."""


@dataclass(frozen=True)
class Widgets:
    """Widgets of somebody else's page, by what is on them."""

    buttons: Mapping[str, str]
    fields: Mapping[str, Component]


def class_codes(right: str, count: int) -> Sequence[str]:
    """Different codes of classes, the right one in the middle."""
    codes = [f"{(int(right) + number) % CLASS_CODES:06}" for number in range(1, count)]
    return [*codes[: count // 2], right, *codes[count // 2 :]]


def site_codes(right: str, count: int) -> Sequence[str]:
    """Different codes of the site, the right one in the middle."""
    return [right if number == count // 2 else f"guess-{number:06}" for number in range(count)]


async def guess_class_codes(url: str, codes: Sequence[str]) -> int:
    """Opens a page with one code after the other, in some tabs with a cookie each.

    Returns:
        How many were tried.
    """
    rest, tried = iter(codes), 0

    async def guess() -> None:
        nonlocal tried
        async with session(url, f"guesser-{secrets.token_hex(8)}", GUESSER) as browser:
            for code in rest:
                await browser.open("glossary", f"class={code}&lang=en")
                tried += 1

    await asyncio.gather(*(guess() for _ in range(TABS)))
    return tried


async def guess_site_codes(url: str, codes: Sequence[str]) -> list[int]:
    """Sends one code after the other.

    Returns:
        The status of each answer.
    """
    rest, statuses = iter(codes), list[int]()

    async def guess() -> None:
        for code in rest:
            statuses.append(await enter_site(url, code, GUESSER))

    await asyncio.gather(*(guess() for _ in range(TABS)))
    return statuses


async def enter_site(url: str, code: str, source: str) -> int:
    """Sends the form of the site code as a browser does.

    Returns:
        The answer's status.
    """
    parts, body = urlsplit(url), urlencode({"code": code})
    lines = [
        *("POST / HTTP/1.1", f"Host: {parts.netloc}", f"Origin: {url}", "Connection: close"),
        *("Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"),
    ]
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
    try:
        writer.write("\r\n".join([*lines, "", body]).encode())
        return int((await reader.readuntil(b"\r\n")).split()[1])
    finally:
        writer.close()


async def forge(browser: Session, code: str, stolen: Widgets) -> int:
    """A student chooses another's drawing, and then uses every button and switch that only the teacher's page has.

    Args:
        stolen: The teacher's widgets.

    Returns:
        How many messages were sent.
    """
    await browser.open("class", f"class={code}&lang=en")
    own = {*browser.buttons, *browser.fields}
    browser.buttons |= stolen.buttons
    browser.fields |= {label: Component(field.id, "") for label, field in stolen.fields.items()}
    tries = [
        browser.choose("wall", {"image": 0}),
        *(browser.press(label) for label in stolen.buttons if label not in own),
        *(browser.switch(label, is_on=is_on) for label in stolen.fields if label not in own for is_on in (False, True)),
        *(browser.choose("question", choice) for choice in ({"wish": "reveal"}, {"answer": [7]}, {"choice": -1})),
    ]
    for one in tries:
        # What ends the forger's own page is no harm.
        with contextlib.suppress(RuntimeError):
            await one
    return len(tries)


async def flood(browser: Session, code: str, count: int) -> int:
    """A student sends one drawing after the other to the class's wall.

    Returns:
        How many.
    """
    await browser.open("draw", f"class={code}&lang=en")
    for number in range(count):
        await send_drawing(browser, number, number % 10)
    return count


async def send_drawing(browser: Session, number: int, label: int) -> None:
    """Draws on the Draw page, says which digit it is, and sends it to the class."""
    await browser.set_state(CANVAS, drawn(lines(number)))
    await browser.choose_segment(LABEL, str(label))
    await browser.press(TEXT("page.class.digits.send", label=label))


def lines(number: int) -> list[tuple[int, int, int, int]]:
    """Two strokes whose lengths are others for each number below 500, so that no two become the same image."""
    right, top = 100 + 7 * (number % 25), 220 - 7 * (number // 25 % 20)
    return [(80, top, 80, 260), (80, 260, right, 260)]


async def write_markup(url: str, code: str) -> int:
    """A student writes markup into the links, the answer, the field for a code, and the label of a drawing.

    Returns:
        How often.
    """
    links = [("class", {"class": code, name: MARKUP}) for name in ("lang", "image", "stage", "model", "teacher")]
    written = 0
    for page, query in [*links, ("class", {"class": MARKUP, "lang": "en"}), ("draw", {"class": code, "lang": "en"})]:
        # What ends the writer's own page is no harm.
        with contextlib.suppress(RuntimeError, *MEANWHILE):
            async with session(url, f"writer-{secrets.token_hex(8)}", SOURCE) as browser:
                await browser.open(page, urlencode(query))
                written += 1
                if page == "draw":
                    await browser.set_state(CANVAS, drawn(lines(499)))
                    await browser.choose_segment(LABEL, MARKUP)
                elif query["class"] == code:
                    await browser.choose("question", {"answer": MARKUP})
                else:
                    await browser.write(TEXT("page.class.code"), MARKUP)
                    await browser.press(TEXT("page.class.join"))
                written += 1
    return written
