"""Visitors who mean harm to a running server, over the network alone: handshakes, messages and uploads."""

import asyncio
import contextlib
import functools
import io
import itertools
import secrets
from collections.abc import Awaitable, Callable, Iterable
from multiprocessing.synchronize import Event
from urllib.parse import urlsplit

import numpy as np
from PIL import Image
from websockets.exceptions import WebSocketException

from benchmarks.session import Session, session
from explainer.mnist import TEST_IMAGES
from explainer.photo import MAX_MEGABYTES
from explainer.text import Text
from explainer.uploads.picture import MOST_SCANS, SCAN

SOURCE = "127.0.0.2"
"""The address that all attackers come from."""
CANVAS = "streamlit-drawable-canvas.streamlit_drawable_canvas"
CANVAS_STATE = '{"drawing": {"data": "", "raw": {"objects": [' + "{}," * 8_000_000 + "{}]}}}"
"""24 MB."""
UPLOAD_BYTES = 80_000_000
SENT_BYTES = 79_000_000
PIECE = bytes(2**16)
AT_ONCE = 8
UPLOADERS, MAP_TABS = 16, 20
PAUSE_SECONDS = 0.2
TEXT = Text("en")
FIELD, SOURCE_OF_IMAGE = TEXT("page.draw.file", limit=MAX_MEGABYTES), TEXT("page.draw.source")
XSRF = "_streamlit_xsrf"
MEANWHILE = (OSError, WebSocketException, TimeoutError, asyncio.IncompleteReadError)

Attack = Callable[[str], Awaitable[None]]


async def foreign_handshakes(url: str) -> None:
    """Pages of another site ask for websockets, one after the other, eight at once."""

    async def shake() -> None:
        while True:
            with contextlib.suppress(*MEANWHILE):
                await handshake(url, "http://evil.example")

    await asyncio.gather(*(shake() for _ in range(AT_ONCE)))


async def canvas_messages(url: str) -> None:
    """Canvases of 24 MB, each of a visitor who was never here before and leaves at once."""
    while True:
        with contextlib.suppress(*MEANWHILE):
            async with session(url, f"canvas-{secrets.token_hex(8)}", SOURCE) as browser:
                await browser.open("draw")
                await browser.set_json(CANVAS, CANVAS_STATE)


async def unfinished_uploads(url: str) -> None:
    """Uploads whose end does not come, as many as the server takes, from several tabs."""

    async def hold() -> None:
        while True:
            with contextlib.suppress(*MEANWHILE):
                async with session(url, f"upload-{secrets.token_hex(8)}", SOURCE) as browser:
                    await browser.open("runs")
                    await upload(url, browser.id, UPLOAD_BYTES, SENT_BYTES, SOURCE)
            await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(*(hold() for _ in range(AT_ONCE)))


async def scans(url: str) -> None:
    """Pictures that take as long to read as they may, one after the other, from several tabs."""

    async def bring() -> None:
        while True:
            with contextlib.suppress(*MEANWHILE):
                async with session(url, f"scans-{secrets.token_hex(8)}", SOURCE) as browser:
                    await open_photos(browser)
                    while True:
                        with contextlib.suppress(ConnectionRefusedError):
                            await browser.bring(FIELD, "scans.jpg", _many_scans())
                        await asyncio.sleep(PAUSE_SECONDS)

    await asyncio.gather(*(bring() for _ in range(UPLOADERS)))


async def occlusion_maps(url: str) -> None:
    """Tabs that ask for one image's occlusion maps after the other."""

    async def look(tab: int) -> None:
        while True:
            with contextlib.suppress(*MEANWHILE):
                async with session(url, f"maps-{secrets.token_hex(8)}", SOURCE) as browser:
                    for image in itertools.count(tab, MAP_TABS):
                        await browser.open("attribution", f"lang=en&image=test-{image % TEST_IMAGES}")
                        while browser.is_renewed:
                            await browser.follow(PAUSE_SECONDS)

    await asyncio.gather(*(look(tab) for tab in range(MAP_TABS)))


async def open_photos(browser: Session) -> None:
    """Opens the Draw page where it takes files."""
    await browser.open("draw", "lang=en")
    await browser.choose_segment(SOURCE_OF_IMAGE, TEXT("page.draw.source_file"))


@functools.cache
def _many_scans() -> bytes:
    """A progressive JPEG with as many scans as are read: the last again and again, each through the whole picture."""
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (12, 12), dtype=np.uint8)
    Image.fromarray(noise).resize((1_000, 1_000)).save(file, "JPEG", quality=30, progressive=True)
    content = file.getvalue()
    last = content.rindex(SCAN)
    return content[:last] + content[last:-2] * (MOST_SCANS - content.count(SCAN)) + content[-2:]


async def handshake(url: str, origin: str) -> int:
    """Asks for a websocket as a browser does.

    Returns:
        The answer's status.
    """
    parts = urlsplit(url)
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        *(f"Host: {parts.netloc}", f"Origin: {origin}", "Connection: Upgrade", "Upgrade: websocket"),
        *("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
    ]
    return await _ask(url, "\r\n".join(lines), (), SOURCE)


async def upload(url: str, tab: str, size: int, sent: int, source: str) -> int:
    """Uploads a file to a tab, or only its beginning, and then waits for an answer.

    Args:
        tab: Streamlit's id of the session.
        size: Bytes of the file.
        sent: Bytes that are sent.
        source: The address that it comes from.

    Returns:
        The answer's status.
    """
    token = secrets.token_hex(16)
    mark = secrets.token_hex(8)
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'.encode()
    tail = f"\r\n--{mark}--\r\n".encode()
    lines = [
        f"PUT /_stcore/upload_file/{tab}/{secrets.token_hex(8)} HTTP/1.1",
        *(f"Host: {urlsplit(url).netloc}", f"Cookie: {XSRF}={token}", f"X-Xsrftoken: {token}"),
        *(f"Content-Type: multipart/form-data; boundary={mark}", f"Content-Length: {len(head) + size + len(tail)}"),
    ]
    whole, rest = divmod(min(sent, size), len(PIECE))
    pieces = [head, *[PIECE] * whole, bytes(rest), *([tail] if sent >= size else [])]
    return await _ask(url, "\r\n".join(lines), pieces, source)


async def _ask(url: str, head: str, pieces: Iterable[bytes], source: str) -> int:
    """Sends a request piece by piece, no faster than it is taken, and no more of it once it is answered."""
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))

    async def send() -> None:
        with contextlib.suppress(*MEANWHILE):
            for piece in (f"{head}\r\n\r\n".encode(), *pieces):
                writer.write(piece)
                await writer.drain()

    sending = asyncio.create_task(send())
    try:
        line = await reader.readuntil(b"\r\n")
        return int(line.split()[1])
    finally:
        sending.cancel()
        writer.close()


ATTACKS: dict[str, Attack] = {
    "foreign handshakes": foreign_handshakes,
    "canvas messages": canvas_messages,
    "unfinished uploads": unfinished_uploads,
    "scans": scans,
    "occlusion maps": occlusion_maps,
}


def run_attack(name: str, url: str, begun: Event) -> None:
    """Attacks a server until its process is ended.

    Args:
        begun: Is set when all is loaded and the attack begins.
    """
    begun.set()
    asyncio.run(ATTACKS[name](url))  # type: ignore[arg-type]
