"""The server calls nobody: no name is looked up and nothing is connected to, whatever it is asked."""

import asyncio
import http.client
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from benchmarks.server import APP, serve
from benchmarks.session import session
from tests.ui.origins import FOREIGN_ORIGINS
from tests.ui.pages import PAGES

# In the server and in all processes it starts: `python` imports a module of this name before anything else. Connecting
# a datagram's socket sends nothing; that is how a computer finds its own address.
WATCH = """
import os, socket, sys

def watch(event, details):
    if event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"):
        host = details[0][0] if event == "socket.getnameinfo" else details[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(details[1], tuple):
        if event == "socket.connect" and details[0].type == socket.SOCK_DGRAM:
            return
        host = details[1][0]
    else:
        return
    if host not in (None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0", "::"):
        with open(os.environ["CALLED_LOG"], "a") as log:
            log.write(f"{event} {host}\\n")
        raise OSError("Expected no call to another computer.")

sys.addaudithook(watch)
"""
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


def shake(url: str, origin: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    connection.request("GET", "/_stcore/stream", headers={**HANDSHAKE, "Origin": origin})
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0"])
def test_the_server_calls_nobody(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    called = tmp_path / "called.txt"
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    environment = {"PYTHONPATH": str(tmp_path), "CALLED_LOG": str(called)}
    with serve(APP, environment, address) as server:
        assert shake(server.url, server.url) == 101
        refused = [origin for origin in FOREIGN_ORIGINS if origin != server.url]
        assert {origin: shake(server.url, origin) for origin in refused} == dict.fromkeys(refused, 403)
        if address == "127.0.0.1":
            # In a thread of its own: in this one, Playwright's loop may be open for other tests.
            with ThreadPoolExecutor(1) as threads:
                threads.submit(asyncio.run, open_all(server.url)).result()
    assert not called.exists(), called.read_text()


async def open_all(url: str) -> None:
    async with session(url, "visitor-without-internet") as browser:
        for page in PAGES:
            await browser.open("" if page == "overview" else page, "lang=en")
